/** Directives of nginx's core, of `events` and of the modules outside http, mail and stream. The row format is described in catalogue-format.ts. */
export const CORE_DIRECTIVES = `
@ngx_openssl_cache_module core ngx_core_module
ssl_object_cache_inheritable m 1 flag S >1.27.4 = on
@ngx_events_module core ngx_core_module
events m 0{} none O
@ngx_event_core_module core ngx_core_module
worker_connections e 1 number S = 512
use e 1 custom S
multi_accept e 1 flag S = off
accept_mutex e 1 flag S = off
accept_mutex_delay e 1 milliseconds S = 500ms
debug_connection e 1 custom O*
@ngx_openssl_module core ngx_core_module
ssl_engine m 1 custom S
@ngx_epoll_module core events
epoll_events e 1 number S ?
@ngx_epoll_module core ngx_core_module
worker_aio_requests e 1 number S >1.1.4 = 32
@ngx_devpoll_module core events
devpoll_changes e 1 number S ?
devpoll_events e 1 number S ?
@ngx_iocp_module core events
iocp_threads e 1 number S ?
post_acceptex e 1 number S ?
acceptex_read e 1 flag S ?
@ngx_eventport_module core events
eventport_events e 1 number S ?
@ngx_kqueue_module core events
kqueue_changes e 1 number S ?
kqueue_events e 1 number S ?
@ngx_quic_bpf_module core http/ngx_http_v3_module
quic_bpf m 1 flag S >1.25.0 = off
@ngx_google_perftools_module core ngx_google_perftools_module
google_perftools_profiles m 1 string S
@ngx_core_module core ngx_core_module
daemon m 1 flag S = on
master_process m 1 flag S = on
timer_resolution m 1 milliseconds S
pid m 1 string S = logs/nginx.pid
lock_file m 1 string S = logs/nginx.lock
worker_processes m 1 custom S = 1
debug_points m 1 enum[stop,abort] S
user m 1-2 custom S = nobody nobody
worker_priority m 1 custom S = 0
worker_cpu_affinity m 1+ custom S
worker_rlimit_nofile m 1 number S
worker_rlimit_core m 1 offset S
worker_shutdown_timeout m 1 milliseconds S >1.11.11
working_directory m 1 string S
env m 1 custom O* = TZ
load_module m 1 custom O* >1.9.11
@ngx_errlog_module core ngx_core_module
error_log m 1+ custom A* = logs/error.log error
@ngx_regex_module core ngx_core_module
pcre_jit m 1 flag S >1.1.12 = off
@ngx_conf_module core ngx_core_module
include . 1 custom O*
@ngx_thread_pool_module core ngx_core_module
thread_pool m 2-3 custom O* >1.7.11 = default threads=32 max_queue=65536
`;
