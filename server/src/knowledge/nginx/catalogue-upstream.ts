/** Directives of the http modules that talk to upstream servers, and of `upstream` blocks. The row format is described in catalogue-format.ts. */
export const UPSTREAM_DIRECTIVES = `
@ngx_http_upstream_module http http/ngx_http_upstream_module
upstream h 1{} custom O*
server u 1+ custom O*
resolver u 1+ custom O >1.27.3
resolver_timeout u 1 milliseconds O >1.27.3 = 30s
@ngx_http_upstream_least_conn_module http http/ngx_http_upstream_module
least_conn u 0 none O* >1.3.1
@ngx_http_memcached_module http http/ngx_http_memcached_module
memcached_pass lf 1 custom O
memcached_bind hsl 1-2 address S
memcached_socket_keepalive hsl 1 flag S >1.15.6 = off
memcached_connect_timeout hsl 1 milliseconds S = 60s
memcached_send_timeout hsl 1 milliseconds S = 60s
memcached_buffer_size hsl 1 size S = 4k|8k
memcached_read_timeout hsl 1 milliseconds S = 60s
memcached_next_upstream hsl 1+ bitmask[error,timeout,invalid_response,not_found,off] M* = error timeout
memcached_next_upstream_tries hsl 1 number S >1.7.5 = 0
memcached_next_upstream_timeout hsl 1 milliseconds S >1.7.5 = 0
memcached_gzip_flag hsl 1 number S >1.3.6
@ngx_http_upstream_sticky_module http http/ngx_http_upstream_module
sticky u 2+ custom O >1.29.6
@ngx_http_upstream_hash_module http http/ngx_http_upstream_module
hash u 1-2 custom O* >1.7.2
@ngx_http_proxy_module http http/ngx_http_proxy_module
proxy_pass lfx 1 custom O
proxy_redirect hsl 1-2 custom A* = default
proxy_cookie_domain hsl 1-2 custom A* >1.1.15 = off
proxy_cookie_path hsl 1-2 custom A* >1.1.15 = off
proxy_cookie_flags hsl 1-4 custom A* >1.19.3 = off
proxy_store hsl 1 custom S = off
proxy_store_access hsl 1-3 access S = user:rw
proxy_buffering hsl 1 flag S = on
proxy_request_buffering hsl 1 flag S >1.7.11 = on
proxy_ignore_client_abort hsl 1 flag S = off
proxy_bind hsl 1-2 address S
proxy_socket_keepalive hsl 1 flag S >1.15.6 = off
proxy_socket_rcvbuf hsl 1 size S >1.31.3
proxy_socket_sndbuf hsl 1 size S >1.31.3
proxy_connect_timeout hsl 1 milliseconds S = 60s
proxy_send_timeout hsl 1 milliseconds S = 60s
proxy_send_lowat hsl 1 size S = 0
proxy_intercept_errors hsl 1 flag S = off
proxy_set_header hsl 2 key-value A* = Host $proxy_host
proxy_headers_hash_max_size hsl 1 number S = 512
proxy_headers_hash_bucket_size hsl 1 number S = 64
proxy_set_body hsl 1 string S
proxy_method hsl 1 string S
proxy_pass_request_headers hsl 1 flag S = on
proxy_pass_request_body hsl 1 flag S = on
proxy_pass_trailers hsl 1 flag S >1.27.2 = off
proxy_buffer_size hsl 1 size S = 4k|8k
proxy_read_timeout hsl 1 milliseconds S = 60s
proxy_buffers hsl 2 buffers S = 8 4k|8k
proxy_busy_buffers_size hsl 1 size S = 8k|16k
proxy_force_ranges hsl 1 flag S >1.7.7 = off
proxy_limit_rate hsl 1 size-or-variable S >1.7.7 = 0
proxy_cache hsl 1 custom S = off
proxy_cache_key hsl 1 custom S = $scheme$proxy_host$request_uri
proxy_cache_path h 2+ custom O*
proxy_cache_bypass hsl 1+ predicate A*
proxy_no_cache hsl 1+ predicate A*
proxy_cache_valid hsl 1+ custom A*
proxy_cache_min_uses hsl 1 number S = 1
proxy_cache_max_range_offset hsl 1 offset S >1.11.6
proxy_cache_use_stale hsl 1+ bitmask%retry M* = off
proxy_cache_methods hsl 1+ bitmask%methods M* = GET HEAD
proxy_cache_lock hsl 1 flag S >1.1.12 = off
proxy_cache_lock_timeout hsl 1 milliseconds S >1.1.12 = 5s
proxy_cache_lock_age hsl 1 milliseconds S >1.7.8 = 5s
proxy_cache_revalidate hsl 1 flag S >1.5.7 = off
proxy_cache_convert_head hsl 1 flag S >1.9.7 = on
proxy_cache_background_update hsl 1 flag S >1.11.10 = off
proxy_temp_path hsl 1-4 path S = proxy_temp
proxy_max_temp_file_size hsl 1 size S = 1024m
proxy_temp_file_write_size hsl 1 size S = 8k|16k
proxy_next_upstream hsl 1+ bitmask%retry M* = error timeout
proxy_next_upstream_tries hsl 1 number S >1.7.5 = 0
proxy_next_upstream_timeout hsl 1 milliseconds S >1.7.5 = 0
proxy_pass_header hsl 1 string A*
proxy_hide_header hsl 1 string A*
proxy_ignore_headers hsl 1+ bitmask%ignored-headers M*
proxy_http_version hsl 1 enum[1.0,1.1,2] S >1.1.4 = 1.1
proxy_ssl_session_reuse hsl 1 flag S = on
proxy_ssl_protocols hsl 1+ bitmask%tls M* >1.5.6 = TLSv1.2 TLSv1.3
proxy_ssl_ciphers hsl 1 string S >1.5.6 = DEFAULT
proxy_ssl_name hsl 1 string S >1.7.0 = $proxy_host
proxy_ssl_server_name hsl 1 flag S >1.7.0 = off
proxy_ssl_verify hsl 1 flag S >1.7.0 = off
proxy_ssl_verify_depth hsl 1 number S >1.7.0 = 1
proxy_ssl_trusted_certificate hsl 1 string S >1.7.0
proxy_ssl_crl hsl 1 string S >1.7.0
proxy_ssl_certificate hsl 1 string S >1.7.8
proxy_ssl_certificate_key hsl 1 string S >1.7.8
proxy_ssl_certificate_cache hsl 1-3 custom S >1.27.4 = off
proxy_ssl_password_file hsl 1 custom S >1.7.8
proxy_ssl_conf_command hsl 2 key-value A* >1.19.4
@ngx_http_upstream_ip_hash_module http http/ngx_http_upstream_module
ip_hash u 0 none O*
@ngx_http_scgi_module http http/ngx_http_scgi_module
scgi_pass lf 1 custom O
scgi_store hsl 1 custom S = off
scgi_store_access hsl 1-3 access S = user:rw
scgi_buffering hsl 1 flag S >1.1.5 = on
scgi_request_buffering hsl 1 flag S >1.7.11 = on
scgi_ignore_client_abort hsl 1 flag S = off
scgi_bind hsl 1-2 address S
scgi_socket_keepalive hsl 1 flag S >1.15.6 = off
scgi_socket_rcvbuf hsl 1 size S >1.31.3
scgi_socket_sndbuf hsl 1 size S >1.31.3
scgi_connect_timeout hsl 1 milliseconds S = 60s
scgi_send_timeout hsl 1 milliseconds S = 60s
scgi_buffer_size hsl 1 size S = 4k|8k
scgi_pass_request_headers hsl 1 flag S = on
scgi_pass_request_body hsl 1 flag S = on
scgi_intercept_errors hsl 1 flag S = off
scgi_read_timeout hsl 1 milliseconds S = 60s
scgi_buffers hsl 2 buffers S = 8 4k|8k
scgi_busy_buffers_size hsl 1 size S = 8k|16k
scgi_force_ranges hsl 1 flag S >1.7.7 = off
scgi_limit_rate hsl 1 size-or-variable S >1.7.7 = 0
scgi_cache hsl 1 custom S = off
scgi_cache_key hsl 1 custom S
scgi_cache_path h 2+ custom O*
scgi_cache_bypass hsl 1+ predicate A*
scgi_no_cache hsl 1+ predicate A*
scgi_cache_valid hsl 1+ custom A*
scgi_cache_min_uses hsl 1 number S = 1
scgi_cache_max_range_offset hsl 1 offset S >1.11.6
scgi_cache_use_stale hsl 1+ bitmask%retry-script M* = off
scgi_cache_methods hsl 1+ bitmask%methods M* = GET HEAD
scgi_cache_lock hsl 1 flag S >1.1.12 = off
scgi_cache_lock_timeout hsl 1 milliseconds S >1.1.12 = 5s
scgi_cache_lock_age hsl 1 milliseconds S >1.7.8 = 5s
scgi_cache_revalidate hsl 1 flag S >1.5.7 = off
scgi_cache_background_update hsl 1 flag S >1.11.10 = off
scgi_temp_path hsl 1-4 path S = scgi_temp
scgi_max_temp_file_size hsl 1 size S = 1024m
scgi_temp_file_write_size hsl 1 size S = 8k|16k
scgi_next_upstream hsl 1+ bitmask%retry-script M* = error timeout
scgi_next_upstream_tries hsl 1 number S >1.7.5 = 0
scgi_next_upstream_timeout hsl 1 milliseconds S >1.7.5 = 0
scgi_param hsl 2-3 key-value A* = HTTP_HOST $host$is_request_port$request_port
scgi_pass_header hsl 1 string A*
scgi_hide_header hsl 1 string A*
scgi_ignore_headers hsl 1+ bitmask%ignored-headers M*
@ngx_http_upstream_random_module http http/ngx_http_upstream_module
random u 0-2 custom O* >1.15.1
@ngx_http_grpc_module http http/ngx_http_grpc_module
grpc_pass lf 1 custom O >1.13.10
grpc_bind hsl 1-2 address S >1.13.10
grpc_socket_keepalive hsl 1 flag S >1.15.6 = off
grpc_socket_rcvbuf hsl 1 size S >1.31.3
grpc_socket_sndbuf hsl 1 size S >1.31.3
grpc_connect_timeout hsl 1 milliseconds S >1.13.10 = 60s
grpc_send_timeout hsl 1 milliseconds S >1.13.10 = 60s
grpc_intercept_errors hsl 1 flag S >1.13.10 = off
grpc_buffer_size hsl 1 size S >1.13.10 = 4k|8k
grpc_read_timeout hsl 1 milliseconds S >1.13.10 = 60s
grpc_next_upstream hsl 1+ bitmask[error,timeout,invalid_header,non_idempotent,http_500,http_502,http_503,http_504,http_403,http_404,http_429,off] M* >1.13.10 = error timeout
grpc_next_upstream_tries hsl 1 number S >1.13.10 = 0
grpc_next_upstream_timeout hsl 1 milliseconds S >1.13.10 = 0
grpc_set_header hsl 2 key-value A* >1.13.10 = Content-Length $content_length
grpc_pass_header hsl 1 string A* >1.13.10
grpc_hide_header hsl 1 string A* >1.13.10
grpc_ignore_headers hsl 1+ bitmask%ignored-headers M* >1.13.10
grpc_ssl_session_reuse hsl 1 flag S >1.13.10 = on
grpc_ssl_protocols hsl 1+ bitmask%tls M* >1.13.10 = TLSv1.2 TLSv1.3
grpc_ssl_ciphers hsl 1 string S >1.13.10 = DEFAULT
grpc_ssl_name hsl 1 string S >1.13.10
grpc_ssl_server_name hsl 1 flag S >1.13.10 = off
grpc_ssl_verify hsl 1 flag S >1.13.10 = off
grpc_ssl_verify_depth hsl 1 number S >1.13.10 = 1
grpc_ssl_trusted_certificate hsl 1 string S >1.13.10
grpc_ssl_crl hsl 1 string S >1.13.10
grpc_ssl_certificate hsl 1 string S >1.13.10
grpc_ssl_certificate_key hsl 1 string S >1.13.10
grpc_ssl_certificate_cache hsl 1-3 custom S >1.27.4 = off
grpc_ssl_password_file hsl 1 custom S >1.13.10
grpc_ssl_conf_command hsl 2 key-value A* >1.19.4
@ngx_http_tunnel_module http http/ngx_http_tunnel_module
tunnel_pass slf 0-1 custom O >1.31.0
tunnel_bind hsl 1-2 address S >1.31.0
tunnel_socket_keepalive hsl 1 flag S >1.31.0 = off
tunnel_socket_rcvbuf hsl 1 size S >1.31.3
tunnel_socket_sndbuf hsl 1 size S >1.31.3
tunnel_connect_timeout hsl 1 milliseconds S >1.31.0 = 60s
tunnel_send_timeout hsl 1 milliseconds S >1.31.0 = 60s
tunnel_send_lowat hsl 1 size S >1.31.0 = 0
tunnel_buffer_size hsl 1 size S >1.31.0 = 16k
tunnel_read_timeout hsl 1 milliseconds S >1.31.0 = 60s
tunnel_next_upstream hsl 1+ bitmask[error,timeout,off] M* >1.31.0 = error timeout
tunnel_next_upstream_tries hsl 1 number S >1.31.0 = 0
tunnel_next_upstream_timeout hsl 1 milliseconds S >1.31.0 = 0
@ngx_http_upstream_keepalive_module http http/ngx_http_upstream_module
keepalive u 1-2 number O >1.1.4 = 32 local
keepalive_time u 1 milliseconds O >1.19.10 = 1h
keepalive_timeout u 1 milliseconds O >1.15.3 = 60s
keepalive_requests u 1 number O >1.15.3 = 1000
@ngx_http_fastcgi_module http http/ngx_http_fastcgi_module
fastcgi_pass lf 1 custom O
fastcgi_index hsl 1 string S
fastcgi_split_path_info hsl 1 custom S*
fastcgi_store hsl 1 custom S = off
fastcgi_store_access hsl 1-3 access S = user:rw
fastcgi_buffering hsl 1 flag S >1.5.6 = on
fastcgi_request_buffering hsl 1 flag S >1.7.11 = on
fastcgi_ignore_client_abort hsl 1 flag S = off
fastcgi_bind hsl 1-2 address S
fastcgi_socket_keepalive hsl 1 flag S >1.15.6 = off
fastcgi_socket_rcvbuf hsl 1 size S >1.31.3
fastcgi_socket_sndbuf hsl 1 size S >1.31.3
fastcgi_connect_timeout hsl 1 milliseconds S = 60s
fastcgi_send_timeout hsl 1 milliseconds S = 60s
fastcgi_send_lowat hsl 1 size S = 0
fastcgi_buffer_size hsl 1 size S = 4k|8k
fastcgi_pass_request_headers hsl 1 flag S = on
fastcgi_pass_request_body hsl 1 flag S = on
fastcgi_intercept_errors hsl 1 flag S = off
fastcgi_read_timeout hsl 1 milliseconds S = 60s
fastcgi_buffers hsl 2 buffers S = 8 4k|8k
fastcgi_busy_buffers_size hsl 1 size S = 8k|16k
fastcgi_force_ranges hsl 1 flag S >1.7.7 = off
fastcgi_limit_rate hsl 1 size-or-variable S >1.7.7 = 0
fastcgi_cache hsl 1 custom S = off
fastcgi_cache_key hsl 1 custom S
fastcgi_cache_path h 2+ custom O*
fastcgi_cache_bypass hsl 1+ predicate A*
fastcgi_no_cache hsl 1+ predicate A*
fastcgi_cache_valid hsl 1+ custom A*
fastcgi_cache_min_uses hsl 1 number S = 1
fastcgi_cache_max_range_offset hsl 1 offset S >1.11.6
fastcgi_cache_use_stale hsl 1+ bitmask%retry-script M* = off
fastcgi_cache_methods hsl 1+ bitmask%methods M* = GET HEAD
fastcgi_cache_lock hsl 1 flag S >1.1.12 = off
fastcgi_cache_lock_timeout hsl 1 milliseconds S >1.1.12 = 5s
fastcgi_cache_lock_age hsl 1 milliseconds S >1.7.8 = 5s
fastcgi_cache_revalidate hsl 1 flag S >1.5.7 = off
fastcgi_cache_background_update hsl 1 flag S >1.11.10 = off
fastcgi_temp_path hsl 1-4 path S = fastcgi_temp
fastcgi_max_temp_file_size hsl 1 size S = 1024m
fastcgi_temp_file_write_size hsl 1 size S = 8k|16k
fastcgi_next_upstream hsl 1+ bitmask%retry-script M* = error timeout
fastcgi_next_upstream_tries hsl 1 number S >1.7.5 = 0
fastcgi_next_upstream_timeout hsl 1 milliseconds S >1.7.5 = 0
fastcgi_param hsl 2-3 key-value A* = HTTP_HOST $host$is_request_port$request_port
fastcgi_pass_header hsl 1 string A*
fastcgi_hide_header hsl 1 string A*
fastcgi_ignore_headers hsl 1+ bitmask%ignored-headers M*
fastcgi_catch_stderr hsl 1 string A*
fastcgi_keep_conn hsl 1 flag S >1.1.4 = off
@ngx_http_upstream_least_time_module http http/ngx_http_upstream_module
least_time u 1-2 custom[header,last_byte] O >1.31.0
@ngx_http_uwsgi_module http http/ngx_http_uwsgi_module
uwsgi_pass lf 1 custom O
uwsgi_modifier1 hsl 1 number S = 0
uwsgi_modifier2 hsl 1 number S = 0
uwsgi_store hsl 1 custom S = off
uwsgi_store_access hsl 1-3 access S = user:rw
uwsgi_buffering hsl 1 flag S >1.1.5 = on
uwsgi_request_buffering hsl 1 flag S >1.7.11 = on
uwsgi_ignore_client_abort hsl 1 flag S = off
uwsgi_bind hsl 1-2 address S
uwsgi_socket_keepalive hsl 1 flag S >1.15.6 = off
uwsgi_socket_rcvbuf hsl 1 size S >1.31.3
uwsgi_socket_sndbuf hsl 1 size S >1.31.3
uwsgi_connect_timeout hsl 1 milliseconds S = 60s
uwsgi_send_timeout hsl 1 milliseconds S = 60s
uwsgi_buffer_size hsl 1 size S = 4k|8k
uwsgi_pass_request_headers hsl 1 flag S = on
uwsgi_pass_request_body hsl 1 flag S = on
uwsgi_intercept_errors hsl 1 flag S = off
uwsgi_read_timeout hsl 1 milliseconds S = 60s
uwsgi_buffers hsl 2 buffers S = 8 4k|8k
uwsgi_busy_buffers_size hsl 1 size S = 8k|16k
uwsgi_force_ranges hsl 1 flag S >1.7.7 = off
uwsgi_limit_rate hsl 1 size-or-variable S >1.7.7 = 0
uwsgi_cache hsl 1 custom S = off
uwsgi_cache_key hsl 1 custom S
uwsgi_cache_path h 2+ custom O*
uwsgi_cache_bypass hsl 1+ predicate A*
uwsgi_no_cache hsl 1+ predicate A*
uwsgi_cache_valid hsl 1+ custom A*
uwsgi_cache_min_uses hsl 1 number S = 1
uwsgi_cache_max_range_offset hsl 1 offset S >1.11.6
uwsgi_cache_use_stale hsl 1+ bitmask%retry-script M* = off
uwsgi_cache_methods hsl 1+ bitmask%methods M* = GET HEAD
uwsgi_cache_lock hsl 1 flag S >1.1.12 = off
uwsgi_cache_lock_timeout hsl 1 milliseconds S >1.1.12 = 5s
uwsgi_cache_lock_age hsl 1 milliseconds S >1.7.8 = 5s
uwsgi_cache_revalidate hsl 1 flag S >1.5.7 = off
uwsgi_cache_background_update hsl 1 flag S >1.11.10 = off
uwsgi_temp_path hsl 1-4 path S = uwsgi_temp
uwsgi_max_temp_file_size hsl 1 size S = 1024m
uwsgi_temp_file_write_size hsl 1 size S = 8k|16k
uwsgi_next_upstream hsl 1+ bitmask%retry-script M* = error timeout
uwsgi_next_upstream_tries hsl 1 number S >1.7.5 = 0
uwsgi_next_upstream_timeout hsl 1 milliseconds S >1.7.5 = 0
uwsgi_param hsl 2-3 key-value A* = HTTP_HOST $host$is_request_port$request_port
uwsgi_string hsl 1 string S ?
uwsgi_pass_header hsl 1 string A*
uwsgi_hide_header hsl 1 string A*
uwsgi_ignore_headers hsl 1+ bitmask%ignored-headers M*
uwsgi_ssl_session_reuse hsl 1 flag S >1.5.8 = on
uwsgi_ssl_protocols hsl 1+ bitmask%tls M* >1.5.8 = TLSv1.2 TLSv1.3
uwsgi_ssl_ciphers hsl 1 string S >1.5.8 = DEFAULT
uwsgi_ssl_name hsl 1 string S >1.7.0
uwsgi_ssl_server_name hsl 1 flag S >1.7.0 = off
uwsgi_ssl_verify hsl 1 flag S >1.7.0 = off
uwsgi_ssl_verify_depth hsl 1 number S >1.7.0 = 1
uwsgi_ssl_trusted_certificate hsl 1 string S >1.7.0
uwsgi_ssl_crl hsl 1 string S >1.7.0
uwsgi_ssl_certificate hsl 1 string S >1.7.8
uwsgi_ssl_certificate_key hsl 1 string S >1.7.8
uwsgi_ssl_certificate_cache hsl 1-3 custom S >1.27.4 = off
uwsgi_ssl_password_file hsl 1 custom S >1.7.8
uwsgi_ssl_conf_command hsl 2 key-value A* >1.19.4
@ngx_http_upstream_zone_module http http/ngx_http_upstream_module
zone u 1-2 custom O* >1.9.0
`;
