/** A setting of gunicorn that decides processes, threads, timeouts or connections. */
export interface ServerSetting {
  /** In gunicorn.conf.py, or the keyword of `uvicorn.run`. */
  readonly name: string;
  /** The long and the short flag; the short one may be missing. */
  readonly flags: readonly string[];
  readonly type: 'int' | 'float' | 'bool' | 'string';
  readonly unit: 'seconds' | 'connections' | 'processes' | 'threads' | 'requests' | undefined;
  readonly default: string;
  /** The environment variable that gives the default. */
  readonly environment: string | undefined;
  readonly what: string;
  readonly page: string;
}

const PAGE = 'https://docs.gunicorn.org/en/stable/settings.html';

function setting(
  name: string,
  flags: string,
  type: ServerSetting['type'],
  value: string,
  what: string,
  unit?: ServerSetting['unit'],
  environment?: string,
): ServerSetting {
  const anchor = name.replaceAll('_', '-');
  return { name, flags: flags.split(' '), type, unit, default: value, environment, what, page: `${PAGE}#${anchor}` };
}

/** A worker class runs requests one at a time, in threads, or as many as come. */
export type GunicornConcurrency = 'one' | 'threads' | 'many';

export const GUNICORN_SETTINGS: readonly ServerSetting[] = [
  setting('bind', '--bind -b', 'string', '127.0.0.1:8000', 'Address and port, or unix:PATH', undefined, 'PORT'),
  setting(
    'backlog',
    '--backlog',
    'int',
    '2048',
    'Connections that may wait to be accepted; the kernel cuts it to net.core.somaxconn',
    'connections',
  ),
  setting('workers', '--workers -w', 'int', '1', 'Processes that serve requests', 'processes', 'WEB_CONCURRENCY'),
  setting(
    'worker_class',
    '--worker-class -k',
    'string',
    'sync',
    'How a process serves requests: sync, gthread, gevent, eventlet, tornado, or a class such as uvicorn.workers.UvicornWorker',
  ),
  setting(
    'threads',
    '--threads',
    'int',
    '1',
    'Threads of each process; more than one makes sync to gthread',
    'threads',
  ),
  setting(
    'worker_connections',
    '--worker-connections',
    'int',
    '1000',
    'Connections of each process, for gthread, eventlet and gevent',
    'connections',
  ),
  setting(
    'max_requests',
    '--max-requests',
    'int',
    '0',
    'Replaces a process after so many requests; 0 never does',
    'requests',
  ),
  setting(
    'max_requests_jitter',
    '--max-requests-jitter',
    'int',
    '0',
    'Up to so many requests more, so that processes are not replaced all at once',
    'requests',
  ),
  setting(
    'timeout',
    '--timeout -t',
    'int',
    '30',
    'Kills a process that is silent for so long: with sync, a request that takes longer',
    'seconds',
  ),
  setting(
    'graceful_timeout',
    '--graceful-timeout',
    'int',
    '30',
    'Time that requests have to end when the server stops',
    'seconds',
  ),
  setting(
    'keepalive',
    '--keep-alive',
    'int',
    '2',
    'Idle time after which a connection is closed; sync keeps none open',
    'seconds',
  ),
  setting('preload_app', '--preload', 'bool', 'False', 'Loads the application once, before the processes are made'),
];

const CONCURRENCY: Readonly<Record<string, GunicornConcurrency>> = {
  sync: 'one',
  gthread: 'threads',
  gevent: 'many',
  eventlet: 'many',
  tornado: 'many',
  'uvicorn.workers.UvicornWorker': 'many',
  'uvicorn.workers.UvicornH11Worker': 'many',
  'uvicorn_worker.UvicornWorker': 'many',
  'uvicorn_worker.UvicornH11Worker': 'many',
};

/** How many requests a process of a worker class runs at once; undefined for a class that is not known. */
export function gunicornConcurrency(workerClass: string, threads: number): GunicornConcurrency | undefined {
  if (workerClass === 'sync' && threads > 1) return 'threads';
  return Object.hasOwn(CONCURRENCY, workerClass) ? CONCURRENCY[workerClass] : undefined;
}

export function gunicornSetting(name: string): ServerSetting | undefined {
  return GUNICORN_SETTINGS.find((one) => one.name === name);
}
