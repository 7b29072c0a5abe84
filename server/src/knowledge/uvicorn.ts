import type { ServerSetting } from './gunicorn';

const PAGE = 'https://www.uvicorn.org/settings/';

function setting(
  name: string,
  type: ServerSetting['type'],
  value: string,
  what: string,
  unit?: ServerSetting['unit'],
  environment?: string,
): ServerSetting {
  return { name, flags: [`--${name.replaceAll('_', '-')}`], type, unit, default: value, environment, what, page: PAGE };
}

/** What decides processes, timeouts and connections of uvicorn; each is also a keyword of `uvicorn.run`. */
export const UVICORN_SETTINGS: readonly ServerSetting[] = [
  setting('host', 'string', '127.0.0.1', 'Address to listen on'),
  setting('port', 'int', '8000', 'Port to listen on'),
  setting('uds', 'string', 'None', 'Socket file to listen on'),
  setting('workers', 'int', '1', 'Processes that serve requests; not with --reload', 'processes', 'WEB_CONCURRENCY'),
  setting('reload', 'bool', 'False', 'Starts anew when a file changes: for development'),
  setting(
    'limit_concurrency',
    'int',
    'None',
    'Connections and tasks of each process before it answers 503',
    'connections',
  ),
  setting(
    'backlog',
    'int',
    '2048',
    'Connections that may wait to be accepted; the kernel cuts it to net.core.somaxconn',
    'connections',
  ),
  setting('limit_max_requests', 'int', 'None', 'Ends a process after so many requests', 'requests'),
  setting('timeout_keep_alive', 'int', '5', 'Idle time after which a connection is closed', 'seconds'),
  setting(
    'timeout_graceful_shutdown',
    'int',
    'None',
    'Time that requests have to end when the server stops; None sets no limit',
    'seconds',
  ),
];

export function uvicornSetting(name: string): ServerSetting | undefined {
  return UVICORN_SETTINGS.find((one) => one.name === name);
}
