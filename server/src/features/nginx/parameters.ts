import type { Context } from '../../knowledge/nginx/contexts';

/** Words that a directive takes from one of its arguments on. One that ends in a sign is followed by a value. */
interface ParameterWords {
  /** The first argument (from 0) that may be one of them. */
  readonly from: number;
  /** The last one; absent: any further argument. */
  readonly to?: number;
  readonly words: readonly string[];
}

const CACHE_PATH = words(
  1,
  'levels=1:2 keys_zone= max_size= inactive= use_temp_path=off min_free= loader_threshold= manager_files=',
);
const LOG_LEVELS = words(1, 'warn error crit alert emerg notice info debug', 1);
const RESPONSE_HEADERS = words(2, 'always', 2);

/** @see https://nginx.org/en/docs/dirindex.html */
const PARAMETERS: Readonly<Record<string, ParameterWords>> = {
  listen: words(
    1,
    'default_server ssl quic http2 proxy_protocol backlog= reuseport fastopen= deferred so_keepalive= rcvbuf= sndbuf= ipv6only= bind multipath',
  ),
  limit_req: words(0, 'zone= burst= nodelay delay='),
  limit_req_zone: words(1, 'zone= rate='),
  limit_conn_zone: words(1, 'zone='),
  proxy_cache_path: CACHE_PATH,
  fastcgi_cache_path: CACHE_PATH,
  uwsgi_cache_path: CACHE_PATH,
  scgi_cache_path: CACHE_PATH,
  access_log: words(1, 'buffer= flush= gzip if='),
  log_format: words(1, 'escape=json escape=default escape=none', 1),
  error_log: LOG_LEVELS,
  resolver: words(1, 'valid= ipv4=off ipv6=off'),
  open_file_cache: words(0, 'off max= inactive='),
  open_log_file_cache: words(0, 'off max= inactive= min_uses= valid='),
  thread_pool: words(1, 'threads= max_queue='),
  aio: words(0, 'on off threads threads=', 0),
  worker_processes: words(0, 'auto', 0),
  worker_cpu_affinity: words(0, 'auto', 0),
  use: words(0, 'epoll kqueue eventport /dev/poll poll select', 0),
  add_header: RESPONSE_HEADERS,
  add_trailer: RESPONSE_HEADERS,
  ssl_session_cache: words(0, 'off none builtin shared:SSL:10m'),
  hash: words(1, 'consistent', 1),
  random: words(0, 'two least_conn', 1),
  proxy_redirect: words(0, 'off default', 0),
  proxy_http_version: words(0, '1.1 1.0', 0),
  rewrite: words(2, 'last break redirect permanent', 2),
  location: words(0, '= ^~ ~ ~* @', 0),
  expires: words(0, 'off max epoch -1', 0),
  real_ip_header: words(0, 'X-Forwarded-For X-Real-IP proxy_protocol', 0),
  limit_except: words(0, 'GET POST PUT PATCH DELETE OPTIONS'),
  gzip_types: words(
    0,
    'application/json application/javascript text/css text/plain image/svg+xml application/xml application/wasm',
  ),
  proxy_set_header: words(0, 'Host X-Real-IP X-Forwarded-For X-Forwarded-Proto Connection Upgrade', 0),
};

/** Words that mean something in `server` lines of upstream blocks only. */
const UPSTREAM_SERVER = words(1, 'weight= max_conns= max_fails= fail_timeout= backup down resolve');

/** The words that a directive takes as its argument of that index. */
export function parameterWords(name: string, context: Context | undefined, index: number): readonly string[] {
  const known =
    name === 'server'
      ? context === 'upstream' || context === 'stream-upstream'
        ? UPSTREAM_SERVER
        : undefined
      : Object.hasOwn(PARAMETERS, name)
        ? PARAMETERS[name]
        : undefined;
  return known && index >= known.from && index <= (known.to ?? Number.POSITIVE_INFINITY) ? known.words : [];
}

function words(from: number, text: string, to?: number): ParameterWords {
  return { from, words: text.split(' '), ...(to === undefined ? {} : { to }) };
}
