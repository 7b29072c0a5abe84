import { CELERY_WORKER } from './celery';
import { UVICORN } from './uvicorn';

/** An environment variable from which a program takes a setting. */
export interface EnvironmentCarrier {
  readonly variable: string;
  /** The setting, by the name that flags have for it; undefined where the variable holds a whole command line. */
  readonly setting: string | undefined;
  /**
   * - flag-wins: a flag is stronger, a settings file weaker
   * - file-loses: stronger than the settings file; there is no flag
   * - file-wins: a flag and the settings file are stronger
   */
  readonly rank: 'flag-wins' | 'file-loses' | 'file-wins';
  /** Where that is said or can be seen. */
  readonly source: string;
}

const CELERY_SOURCE = 'https://github.com/celery/celery/blob/main/celery/bin/celery.py';
const GUNICORN_PAGE = 'https://docs.gunicorn.org/en/stable/settings.html';
const UVICORN_PAGE = 'https://www.uvicorn.org/settings/';
const BITNAMI_PAGE = 'https://github.com/bitnami/containers/tree/main/bitnami/redis';
const STACK_PAGE = 'https://redis.io/docs/latest/operate/oss_and_stack/install/install-stack/docker/';

const carrier = (
  variable: string,
  setting: string | undefined,
  rank: EnvironmentCarrier['rank'],
  source: string,
): EnvironmentCarrier => ({ variable, setting, rank, source });

/** Celery reads every option of its command line from the environment too, by the rule of the library it uses. */
const celery: readonly EnvironmentCarrier[] = [
  ...CELERY_WORKER.flags.flatMap(({ setting, spellings }) => {
    const long = spellings.find((one) => one.startsWith('--'));
    if (setting === undefined || long === undefined) return [];
    return [carrier(`CELERY_WORKER_${upper(long)}`, setting, 'flag-wins' as const, CELERY_SOURCE)];
  }),
  carrier('BROKER_URL', 'broker_url', 'flag-wins', CELERY_SOURCE),
  carrier('CELERY_BROKER', 'broker_url', 'flag-wins', CELERY_SOURCE),
  carrier('RESULT_BACKEND', 'result_backend', 'flag-wins', CELERY_SOURCE),
  carrier('CELERY_BROKER_URL', 'broker_url', 'file-loses', CELERY_SOURCE),
  carrier('CELERY_BROKER_READ_URL', 'broker_read_url', 'file-loses', CELERY_SOURCE),
  carrier('CELERY_BROKER_WRITE_URL', 'broker_write_url', 'file-loses', CELERY_SOURCE),
  carrier('CELERY_RESULT_BACKEND', 'result_backend', 'file-loses', CELERY_SOURCE),
];

const uvicorn: readonly EnvironmentCarrier[] = [
  ...UVICORN.flags.flatMap(({ setting, spellings }) =>
    setting === undefined
      ? []
      : [carrier(`UVICORN_${upper(spellings[0]!)}`, setting, 'flag-wins' as const, UVICORN_PAGE)],
  ),
  carrier('WEB_CONCURRENCY', 'workers', 'flag-wins', UVICORN_PAGE),
];

const gunicorn: readonly EnvironmentCarrier[] = [
  carrier('GUNICORN_CMD_ARGS', undefined, 'flag-wins', GUNICORN_PAGE),
  carrier('WEB_CONCURRENCY', 'workers', 'file-wins', GUNICORN_PAGE),
  carrier('FORWARDED_ALLOW_IPS', 'forwarded_allow_ips', 'file-wins', GUNICORN_PAGE),
  carrier('PORT', 'bind', 'file-wins', GUNICORN_PAGE),
];

/** For every image of Redis and Valkey that reads the environment: Redis's own doesn't. */
const redis: readonly EnvironmentCarrier[] = [
  carrier('REDIS_ARGS', undefined, 'file-loses', STACK_PAGE),
  carrier('REDIS_EXTRA_FLAGS', undefined, 'file-loses', BITNAMI_PAGE),
  carrier('VALKEY_EXTRA_FLAGS', undefined, 'file-loses', BITNAMI_PAGE),
  carrier('REDIS_AOF_ENABLED', 'appendonly', 'file-loses', BITNAMI_PAGE),
  carrier('VALKEY_AOF_ENABLED', 'appendonly', 'file-loses', BITNAMI_PAGE),
];

const BY_PROGRAM: Readonly<Record<string, readonly EnvironmentCarrier[]>> = { celery, uvicorn, gunicorn, redis };

/** The environment variables from which a program takes settings: celery, gunicorn, uvicorn or redis. */
export function environmentCarriers(program: string): readonly EnvironmentCarrier[] {
  return Object.hasOwn(BY_PROGRAM, program) ? BY_PROGRAM[program]! : [];
}

function upper(flag: string): string {
  return flag.replace(/^-+/, '').replaceAll('-', '_').toUpperCase();
}
