import { type FlagGrammar, flagTable } from './grammar';

/** gunicorn; settings by their name in gunicorn.conf.py. */
export const GUNICORN: FlagGrammar = {
  program: 'gunicorn',
  reading: 'argparse',
  complete: true,
  page: 'https://docs.gunicorn.org/en/stable/settings.html',
  flags: flagTable(`
config text --config -c
bind text --bind -b
backlog positive --backlog
workers positive --workers -w
worker_class text --worker-class -k
threads positive --threads
worker_connections positive --worker-connections
max_requests positive --max-requests
max_requests_jitter positive --max-requests-jitter
timeout positive --timeout -t
graceful_timeout positive --graceful-timeout
keepalive positive --keep-alive
limit_request_line positive --limit-request-line
limit_request_fields positive --limit-request-fields
limit_request_field_size positive --limit-request-field_size
reload none --reload
reload_engine text --reload-engine
reload_extra_files text --reload-extra-file
spew none --spew
check_config none --check-config
print_config none --print-config
preload_app none --preload
sendfile none --no-sendfile
reuse_port none --reuse-port
chdir text --chdir
daemon none --daemon -D
raw_env text --env -e
pidfile text --pid -p
worker_tmp_dir text --worker-tmp-dir
user text --user -u
group text --group -g
umask text --umask -m
initgroups none --initgroups
forwarded_allow_ips text --forwarded-allow-ips
accesslog text --access-logfile
disable_redirect_access_to_syslog none --disable-redirect-access-to-syslog
access_log_format text --access-logformat
errorlog text --error-logfile --log-file
loglevel text --log-level
capture_output none --capture-output
logger_class text --logger-class
logconfig text --log-config
logconfig_json text --log-config-json >21.0
syslog_addr text --log-syslog-to
syslog none --log-syslog
syslog_prefix text --log-syslog-prefix
syslog_facility text --log-syslog-facility
enable_stdio_inheritance none --enable-stdio-inheritance -R
statsd_host text --statsd-host
dogstatsd_tags text --dogstatsd-tags
statsd_prefix text --statsd-prefix
enable_backlog_metric none --enable-backlog-metric >23.1
proc_name text --name -n
pythonpath text --pythonpath
paste text --paste --paster
proxy_protocol optional --proxy-protocol
proxy_allow_ips text --proxy-allow-from
keyfile text --keyfile
certfile text --certfile
ssl_version text --ssl-version
cert_reqs text --cert-reqs
ca_certs text --ca-certs
suppress_ragged_eofs none --suppress-ragged-eofs
do_handshake_on_connect none --do-handshake-on-connect
ciphers text --ciphers
raw_paste_global_conf text --paste-global
permit_obsolete_folding none --permit-obsolete-folding >22.1
strip_header_spaces none --strip-header-spaces
permit_unconventional_http_method none --permit-unconventional-http-method >22.0
permit_unconventional_http_version none --permit-unconventional-http-version >22.0
casefold_http_method none --casefold-http-method >22.0
forwarder_headers text --forwarder-headers >22.1
header_map text --header-map >22.0
tolerate_dangerous_framing none --tolerate-dangerous-framing
. none --help -h
. none --version -v`),
};
