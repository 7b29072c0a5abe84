/** Directives that newer versions of nginx refuse. The row format is described in catalogue-format.ts. */
export const REMOVED_DIRECTIVES = `
@ngx_core_module core ngx_core_module
worker_rlimit_sigpending m 1 number S <1.9.0 ?
worker_threads m 1 number S <1.9.0 ?
thread_stack_size m 1 size S <1.9.0 ?
@ngx_event_core_module core events
connections e 1 number S <1.9.1 ?
rtsig_signo e 1 number S <1.9.0 ?
rtsig_overflow_events e 1 number S <1.9.0 ?
rtsig_overflow_test e 1 number S <1.9.0 ?
rtsig_overflow_threshold e 1 number S <1.9.0 ?
@ngx_http_core_module http http/ngx_http_core_module
optimize_server_names hs 1 flag S <1.9.1 ?
satisfy_any hsl 1 flag S <1.9.1 ?
open_file_cache_retest hsl 1 seconds S <1.9.1 ?
@ngx_http_limit_conn_module http http/ngx_http_limit_conn_module
limit_zone h 3 custom O* ~1.1.8 <1.7.6
@ngx_http_ssl_module http http/ngx_http_ssl_module
ssl hs 1 flag S ~1.15.0 <1.25.1 = off
@ngx_http_v2_module http http/ngx_http_spdy_module
spdy_recv_buffer_size h 1 size S >1.3.15 ~1.9.5 <1.19.7 ?
spdy_pool_size hs 1 size S >1.3.15 ~1.9.5 <1.19.7 ?
spdy_max_concurrent_streams hs 1 number S >1.3.15 ~1.9.5 <1.19.7 ?
spdy_streams_index_size hs 1 number S >1.3.15 ~1.9.5 <1.19.7 ?
spdy_recv_timeout hs 1 milliseconds S >1.3.15 ~1.9.5 <1.19.7 ?
spdy_keepalive_timeout hs 1 milliseconds S >1.3.15 ~1.9.5 <1.19.7 ?
spdy_headers_comp hs 1 number S >1.3.15 ~1.9.5 <1.19.7
spdy_chunk_size hsl 1 size S >1.5.9 ~1.9.5 <1.19.7
@ngx_mail_module core mail/ngx_mail_core_module
imap m 0{} none O <1.9.1 ?
@ngx_mail_core_module mail mail/ngx_mail_core_module
so_keepalive hs 1 flag S <1.9.1 ?
@ngx_mail_ssl_module mail mail/ngx_mail_ssl_module
ssl hs 1 flag S ~1.15.0 <1.25.1 = off
`;
