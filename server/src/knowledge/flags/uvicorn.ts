import { type FlagGrammar, flagTable } from './grammar';

/** uvicorn; settings by their keyword of `uvicorn.run`. */
export const UVICORN: FlagGrammar = {
  program: 'uvicorn',
  reading: 'click',
  complete: true,
  page: 'https://www.uvicorn.org/settings/',
  flags: flagTable(`
host text --host
port int --port
uds text --uds
fd int --fd
reload none --reload
reload_dirs text --reload-dir
reload_includes text --reload-include
reload_excludes text --reload-exclude
reload_delay float --reload-delay
workers int --workers
loop text --loop
http text --http
ws text --ws
ws_max_size int --ws-max-size
ws_max_queue int --ws-max-queue >0.18
ws_ping_interval float --ws-ping-interval
ws_ping_timeout float --ws-ping-timeout
ws_per_message_deflate text --ws-per-message-deflate
lifespan [auto,on,off] --lifespan
interface [auto,asgi3,asgi2,wsgi] --interface
env_file text --env-file
log_config text --log-config
log_level text --log-level
access_log none --access-log !--no-access-log
use_colors none --use-colors !--no-use-colors
proxy_headers none --proxy-headers !--no-proxy-headers
server_header none --server-header !--no-server-header
date_header none --date-header !--no-date-header
forwarded_allow_ips text --forwarded-allow-ips
root_path text --root-path
limit_concurrency int --limit-concurrency
backlog int --backlog
limit_max_requests int --limit-max-requests
timeout_keep_alive int --timeout-keep-alive
timeout_graceful_shutdown int --timeout-graceful-shutdown >0.22
timeout_worker_healthcheck int --timeout-worker-healthcheck >0.37
ssl_keyfile text --ssl-keyfile
ssl_certfile text --ssl-certfile
ssl_keyfile_password text --ssl-keyfile-password
ssl_version int --ssl-version
ssl_cert_reqs int --ssl-cert-reqs
ssl_ca_certs text --ssl-ca-certs
ssl_ciphers text --ssl-ciphers
headers text --header
app_dir text --app-dir
h11_max_incomplete_event_size int --h11-max-incomplete-event-size >0.19
factory none --factory
. none --version
. none --help`),
};

/** `fastapi run` and `fastapi dev`, which start uvicorn. */
export const FASTAPI: FlagGrammar = {
  program: 'fastapi',
  reading: 'click',
  complete: false,
  page: 'https://fastapi.tiangolo.com/fastapi-cli/',
  flags: flagTable(`
host text --host
port int --port
workers int --workers
reload none --reload !--no-reload
root_path text --root-path
proxy_headers none --proxy-headers !--no-proxy-headers
forwarded_allow_ips text --forwarded-allow-ips
. text --app
. text --entrypoint -e
. none --help`),
};
