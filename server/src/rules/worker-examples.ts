import { goodModule } from './celery-examples';

/** What a worker's service says beside its command, so that no rule speaks of it. */
const SERVICE: Readonly<Record<string, string>> = {
  build: '.',
  restart: 'unless-stopped',
  logging: '{driver: local}',
  mem_limit: '2g',
  cpus: '4',
  stop_grace_period: '310s',
};

/**
 * A Compose file with a Celery worker, and the settings module of its app, of which no rule speaks.
 *
 * @param service changes of the service's keys; an empty value leaves a key out
 * @param settings changes of the app's settings
 * @param marks lines of carets, by the key behind which they go
 */
export function workerStack(
  service: Readonly<Record<string, string>> = {},
  settings: Readonly<Record<string, string>> = {},
  marks: Readonly<Record<string, string>> = {},
): string {
  const keys = { command: 'celery -A shop.celery_app worker --concurrency=9', ...SERVICE, ...service };
  const lines = Object.entries(keys).flatMap(([key, value]) =>
    value === '' ? [] : [`    ${key}: ${value}`, ...(marks[key] === undefined ? [] : [marks[key]])],
  );
  return `
//- compose.yml
services:
  worker:
${lines.join('\n')}
${goodModule(settings).trim()}
//- Dockerfile
FROM python:3.12
COPY . /srv
WORKDIR /srv
`;
}
