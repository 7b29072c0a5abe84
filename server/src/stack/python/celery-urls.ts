import type { CeleryApp } from './celery';
import { urlOf } from './client-urls';
import type { ClientUrl, ServerAddress } from './clients';
import type { PythonSetting } from './setting';

/** A server that a Celery app names as its broker or for its results. */
export interface CeleryService {
  readonly setting: PythonSetting;
  readonly url: ClientUrl;
  /** `redis`, `amqp`, `mongodb`, `sqs` …; TLS and the client library are left out of it. */
  readonly transport: string;
  readonly hosts: readonly ServerAddress[];
  /** The database or virtual host, as written. */
  readonly database: string;
}

const PORTS: Readonly<Record<string, number>> = { redis: 6379, amqp: 5672, mongodb: 27017, sentinel: 26379 };

/** The broker (`broker_url`) or result store (`result_backend`) of an app; undefined where it is not known. */
export function celeryService(app: CeleryApp, name: 'broker_url' | 'result_backend'): CeleryService | undefined {
  const effective = app.effective(name);
  if (effective.state === 'absent' || !effective.setting) return undefined;
  const { setting } = effective;
  const value = effective.state === 'known' ? effective.value : setting.read;
  const url = urlOf(value);
  if (!url) return undefined;
  const transport = transportOf(url.parsed.scheme);
  const hosts = url.parsed.hosts
    .filter(({ unknown, host }) => !unknown && host !== '')
    .map(({ host, port, from, to }) => ({
      host,
      port: port ?? PORTS[transport] ?? 0,
      place: { file: url.file, span: url.content.spanOf(from, to) },
    }));
  return { setting, url, transport, hosts, database: url.parsed.path?.text ?? '' };
}

/** `rediss`, `redis+socket` and `py-amqp` are `redis` and `amqp`. */
export function transportOf(scheme: string): string {
  const [first = ''] = scheme.split('+');
  if (/^rediss?$/.test(first)) return 'redis';
  if (/^(amqps?|pyamqp|librabbitmq|py-amqp)$/.test(first)) return 'amqp';
  return first;
}
