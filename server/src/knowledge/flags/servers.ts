import { type FlagGrammar, flagTable } from './grammar';

/** hypercorn, as far as processes, sockets and timeouts go. */
export const HYPERCORN: FlagGrammar = {
  program: 'hypercorn',
  reading: 'argparse',
  complete: false,
  excerpt: true,
  page: 'https://hypercorn.readthedocs.io/en/latest/how_to_guides/configuring.html',
  flags: flagTable(`
bind text --bind -b
workers int --workers -w
worker_class text --worker-class -k
backlog int --backlog
keep_alive_timeout int --keep-alive
graceful_timeout int --graceful-timeout
max_requests int --max-requests
config text --config -c
reload none --reload`),
};

/** daphne: one process. */
export const DAPHNE: FlagGrammar = {
  program: 'daphne',
  reading: 'argparse',
  complete: false,
  excerpt: true,
  page: 'https://github.com/django/daphne',
  flags: flagTable(`
port int --port -p
host text --bind -b
uds text --unix-socket -u
application_close_timeout int --application-close-timeout
http_timeout int --http-timeout -t
websocket_timeout int --websocket_timeout
verbosity int --verbosity -v
proxy_headers none --proxy-headers`),
};

/** uWSGI, whose options may also be written with one name and no value. */
export const UWSGI: FlagGrammar = {
  program: 'uwsgi',
  reading: 'plain',
  complete: false,
  excerpt: true,
  page: 'https://uwsgi-docs.readthedocs.io/en/latest/Options.html',
  flags: flagTable(`
processes int --processes -p --workers
threads int --threads
listen int --listen -l
http text --http
http_socket text --http-socket
socket text --socket -s
harakiri int --harakiri
max_requests int --max-requests
config text --ini
enable_threads none --enable-threads
master none --master -M`),
};

/** nginx. */
export const NGINX: FlagGrammar = {
  program: 'nginx',
  reading: 'plain',
  complete: true,
  page: 'https://nginx.org/en/docs/switches.html',
  flags: flagTable(`
config text -c
prefix text -p
directives text -g
error_log text -e >1.19
signal text -s
. none -h
. none -?
. none -v
. none -V
. none -t
. none -T
. none -q`),
};
