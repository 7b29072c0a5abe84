/** Directives of `stream`. The row format is described in catalogue-format.ts. */
export const STREAM_DIRECTIVES = `
@ngx_stream_upstream_hash_module stream stream/ngx_stream_upstream_module
hash u 1-2 custom O* >1.9.0
@ngx_stream_upstream_least_conn_module stream stream/ngx_stream_upstream_module
least_conn u 0 none O* >1.9.0
@ngx_stream_return_module stream stream/ngx_stream_return_module
return s 1 custom O >1.11.2
@ngx_stream_realip_module stream stream/ngx_stream_realip_module
set_real_ip_from hs 1 custom A* >1.11.4
@ngx_stream_geoip_module stream stream/ngx_stream_geoip_module
geoip_country h 1-2 custom S >1.11.3
geoip_org h 1-2 custom S >1.11.3
geoip_city h 1-2 custom S >1.11.3
@ngx_stream_split_clients_module stream stream/ngx_stream_split_clients_module
split_clients h 2{} custom O* >1.11.3
@ngx_stream_core_module stream stream/ngx_stream_core_module
variables_hash_max_size h 1 number S >1.11.2 = 1024
variables_hash_bucket_size h 1 number S >1.11.2 = 64
server_names_hash_max_size h 1 number S >1.25.5 = 512
server_names_hash_bucket_size h 1 number S >1.25.5 = 32|64|128
server h 0{} none O* >1.9.0
listen s 1+ custom O* >1.9.0
server_name s 1+ custom O* >1.25.5 = ""
resolver hs 1+ custom S >1.11.3
resolver_timeout hs 1 milliseconds S >1.11.3 = 30s
proxy_protocol_timeout hs 1 milliseconds S >1.11.4 = 30s
tcp_nodelay hs 1 flag S >1.9.4 = on
preread_buffer_size hs 1 size S >1.11.5 = 16k
preread_timeout hs 1 milliseconds S >1.11.5 = 30s
@ngx_stream_core_module stream ngx_core_module
error_log hs 1+ custom A* >1.9.0 = logs/error.log error
@ngx_stream_upstream_least_time_module stream stream/ngx_stream_upstream_module
least_time u 1-2 custom[connect,first_byte,last_byte] O >1.31.0
@ngx_stream_ssl_module stream stream/ngx_stream_ssl_module
ssl_handshake_timeout hs 1 milliseconds S >1.9.0 = 60s
ssl_certificate hs 1 string A* >1.9.0
ssl_certificate_key hs 1 string A* >1.9.0
ssl_certificate_cache hs 1-3 custom S >1.27.4 = off
ssl_ech_file hs 1 string A* >1.29.4
ssl_password_file hs 1 custom S >1.9.0
ssl_certificate_compression hs 1 flag S >1.29.1 = off
ssl_dhparam hs 1 string S >1.9.0
ssl_ecdh_curve hs 1 string S >1.9.0 = auto
ssl_protocols hs 1+ bitmask%tls M* >1.9.0 = TLSv1.2 TLSv1.3
ssl_ciphers hs 1 string S >1.9.0 = HIGH:!aNULL:!MD5
ssl_verify_client hs 1 enum%verify S >1.11.8 = off
ssl_verify_depth hs 1 number S >1.11.8 = 1
ssl_client_certificate hs 1 string S >1.11.8
ssl_trusted_certificate hs 1 string S >1.11.8
ssl_prefer_server_ciphers hs 1 flag S >1.9.0 = off
ssl_session_cache hs 1-2 custom S* >1.9.0 = none
ssl_session_tickets hs 1 flag S >1.9.0 = on
ssl_session_ticket_key hs 1 string A* >1.9.0
ssl_session_timeout hs 1 seconds S >1.9.0 = 5m
ssl_crl hs 1 string S >1.11.8
ssl_ocsp hs 1 enum[off,on,leaf] S >1.27.2 = off
ssl_ocsp_responder hs 1 string S >1.27.2
ssl_ocsp_cache hs 1 custom S >1.27.2 = off
ssl_stapling hs 1 flag S >1.27.2 = off
ssl_stapling_file hs 1 string S >1.27.2
ssl_stapling_responder hs 1 string S >1.27.2
ssl_stapling_verify hs 1 flag S >1.27.2 = off
ssl_conf_command hs 2 key-value A* >1.19.4
ssl_reject_handshake hs 1 flag S >1.25.5 = off
ssl_alpn hs 1+ custom S >1.21.4
@ngx_stream_ssl_preread_module stream stream/ngx_stream_ssl_preread_module
ssl_preread hs 1 flag S >1.11.5 = off
@ngx_stream_upstream_module stream stream/ngx_stream_upstream_module
upstream h 1{} custom O* >1.9.0
server u 1+ custom O* >1.9.0
resolver u 1+ custom O >1.27.3
resolver_timeout u 1 milliseconds O >1.27.3 = 30s
@ngx_stream_set_module stream stream/ngx_stream_set_module
set s 2 custom O* >1.19.3
@ngx_stream_access_module stream stream/ngx_stream_access_module
allow hs 1 custom A* >1.9.2
deny hs 1 custom A* >1.9.2
@ngx_stream_proxy_module stream stream/ngx_stream_proxy_module
proxy_pass s 1 custom O >1.9.0
proxy_bind hs 1-2 address S >1.9.2
proxy_socket_keepalive hs 1 flag S >1.15.6 = off
proxy_socket_rcvbuf hs 1 size S >1.31.3
proxy_socket_sndbuf hs 1 size S >1.31.3
proxy_connect_timeout hs 1 milliseconds S >1.9.0 = 60s
proxy_timeout hs 1 milliseconds S >1.9.0 = 10m
proxy_buffer_size hs 1 size S >1.9.4 = 16k
proxy_downstream_buffer hs 1 size S >1.9.0 ~1.9.4 ?
proxy_upstream_buffer hs 1 size S >1.9.0 ~1.9.4 ?
proxy_upload_rate hs 1 size-or-variable S >1.9.3 = 0
proxy_download_rate hs 1 size-or-variable S >1.9.3 = 0
proxy_requests hs 1 number S >1.15.7 = 0
proxy_responses hs 1 number S >1.9.13
proxy_next_upstream hs 1 flag S >1.9.0 = on
proxy_next_upstream_tries hs 1 number S >1.9.0 = 0
proxy_next_upstream_timeout hs 1 milliseconds S >1.9.0 = 0
proxy_protocol hs 1 enum[off,on,v2] S >1.9.2 = off
proxy_half_close hs 1 flag S >1.21.4 = off
proxy_ssl hs 1 flag S >1.9.0 = off
proxy_ssl_session_reuse hs 1 flag S >1.9.0 = on
proxy_ssl_protocols hs 1+ bitmask%tls M* >1.9.0 = TLSv1.2 TLSv1.3
proxy_ssl_ciphers hs 1 string S >1.9.0 = DEFAULT
proxy_ssl_name hs 1 string S >1.9.0
proxy_ssl_server_name hs 1 flag S >1.9.0 = off
proxy_ssl_alpn hs 1+ custom S >1.31.0
proxy_ssl_verify hs 1 flag S >1.9.0 = off
proxy_ssl_verify_depth hs 1 number S >1.9.0 = 1
proxy_ssl_trusted_certificate hs 1 string S >1.9.0
proxy_ssl_crl hs 1 string S >1.9.0
proxy_ssl_certificate hs 1 string S >1.9.0
proxy_ssl_certificate_key hs 1 string S >1.9.0
proxy_ssl_certificate_cache hs 1-3 custom S >1.27.4 = off
proxy_ssl_password_file hs 1 custom S >1.9.0
proxy_ssl_conf_command hs 2 key-value A* >1.19.4
@ngx_stream_log_module stream stream/ngx_stream_log_module
log_format h 2+ custom O* >1.11.4
access_log hs 1+ custom A* >1.11.4 = off
open_log_file_cache hs 1-4 custom S >1.11.4 = off
@ngx_stream_limit_conn_module stream stream/ngx_stream_limit_conn_module
limit_conn_zone h 2 custom O* >1.9.3
limit_conn hs 2 custom A* >1.9.3
limit_conn_log_level hs 1 enum%log-level S >1.9.3 = error
limit_conn_dry_run hs 1 flag S >1.17.6 = off
@ngx_stream_module stream stream/ngx_stream_core_module
stream m 0{} none O >1.9.0
@ngx_stream_upstream_random_module stream stream/ngx_stream_upstream_module
random u 0-2 custom O* >1.15.1
@ngx_stream_geo_module stream stream/ngx_stream_geo_module
geo h 1-2{} custom O* >1.11.3
@ngx_stream_pass_module stream stream/ngx_stream_pass_module
pass s 1 custom O >1.25.5
@ngx_stream_upstream_zone_module stream stream/ngx_stream_upstream_module
zone u 1-2 custom O* >1.9.0
@ngx_stream_map_module stream stream/ngx_stream_map_module
map h 2{} custom O* >1.11.2
map_hash_max_size h 1 number S >1.11.2 = 2048
map_hash_bucket_size h 1 number S >1.11.2 = 32|64|128
`;
