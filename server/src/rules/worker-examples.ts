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
${goodModule({ broker_url: '"amqp://mq.shop.example//"', ...settings }).trim()}
//- Dockerfile
FROM python:3.12
COPY . /srv
WORKDIR /srv
`;
}

/**
 * The same with a Redis service in which its tasks wait.
 *
 * @param flags what its command line says besides a ceiling for its memory
 * @param marks a line of carets below its command
 */
export function workerWithRedis(flags: string, marks = ''): string {
  const service = `  redis:
    image: redis:7.4
    command: redis-server --maxmemory 512mb ${flags}
${marks === '' ? '' : `${marks}\n`}    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
    volumes:
      - tasks:/data
`;
  return workerStack({}, { broker_url: '"redis://redis:6379/0"' })
    .replace('  worker:', `${service}  worker:`)
    .replace('//- shop/celery_app.py', 'volumes:\n  tasks:\n//- shop/celery_app.py');
}
