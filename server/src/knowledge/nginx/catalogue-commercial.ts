/** Directives that only the commercial edition of nginx knows. The row format is described in catalogue-format.ts. */
export const COMMERCIAL_DIRECTIVES = `
@ngx_http_api_module http http/ngx_http_api_module commercial
api l 0+ custom O*
status_zone slf 0+ custom S* >1.13.12
@ngx_http_auth_jwt_module http http/ngx_http_auth_jwt_module commercial
auth_jwt hslx 0+ custom S* = off
auth_jwt_claim_set h 0+ custom O* >1.11.10
auth_jwt_header_set h 0+ custom O* >1.11.10
auth_jwt_key_cache hsl 0+ custom S* >1.21.4 = 0
auth_jwt_key_file hslx 0+ custom S*
auth_jwt_key_request hslx 0+ custom S* >1.15.6
auth_jwt_leeway hsl 0+ custom S* >1.13.10 = 0s
auth_jwt_type hslx 0+ custom S* >1.19.7 = signed
auth_jwt_require hslx 0+ custom S* >1.21.2
@ngx_http_auth_require_module http http/ngx_http_auth_require_module commercial
auth_require hslx 0+ custom S* = off
@ngx_http_core_module http http/ngx_http_core_module commercial
error_log_tag hsl 0+ custom S* >1.29.8
@ngx_http_f4f_module http http/ngx_http_f4f_module commercial
f4f l 0 none O*
f4f_buffer_size hsl 1 size S* = 512k
@ngx_http_fastcgi_module http http/ngx_http_fastcgi_module commercial
fastcgi_allow_upstream hsl 0+ custom S* >1.29.3
fastcgi_bind_dynamic hsl 1 flag S* >1.29.3 = off
fastcgi_cache_purge hsl 0+ custom S* >1.5.7
fastcgi_request_dynamic hsl 1 flag S* >1.29.3 = off
@ngx_http_grpc_module http http/ngx_http_grpc_module commercial
grpc_allow_upstream hsl 0+ custom S* >1.29.3
grpc_bind_dynamic hsl 1 flag S* >1.29.3 = off
grpc_request_dynamic hsl 1 flag S* >1.29.3 = off
grpc_ssl_key_log hsl 0+ custom S* >1.27.2
@ngx_http_hls_module http http/ngx_http_hls_module commercial
hls l 0 none O*
hls_buffers hsl 0+ custom S* = 8 2m
hls_forward_args hsl 1 flag S* >1.5.12 = off
hls_fragment hsl 0+ custom S* = 5s
hls_mp4_buffer_size hsl 1 size S* = 512k
hls_mp4_max_buffer_size hsl 1 size S* = 10m
@ngx_http_internal_redirect_module http http/ngx_http_internal_redirect_module commercial
internal_redirect sl 0+ custom S*
@ngx_http_keyval_module http http/ngx_http_keyval_module commercial
keyval h 0+ custom O*
keyval_zone h 0+ custom O*
@ngx_http_memcached_module http http/ngx_http_memcached_module commercial
memcached_allow_upstream hsl 0+ custom S* >1.29.3
memcached_bind_dynamic hsl 1 flag S* >1.29.3 = off
@ngx_http_mp4_module http http/ngx_http_mp4_module commercial
mp4_limit_rate hsl 0+ custom S* = off
mp4_limit_rate_after hsl 0+ custom S* = 60s
@ngx_http_num_map_module http http/ngx_http_num_map_module commercial
num_map h 0+{} custom O*
@ngx_http_oidc_module http http/ngx_http_oidc_module commercial
oidc_provider h 0+{} custom O*
auth_oidc hsl 0+ custom S* = off
issuer (oidc_provider) 0+ custom O*
client_id (oidc_provider) 0+ custom O*
client_secret (oidc_provider) 0+ custom O*
config_url (oidc_provider) 0+ custom O*
cookie_name (oidc_provider) 0+ custom O* = NGX_OIDC_SESSION
extra_auth_args (oidc_provider) 0+ custom O*
frontchannel_logout_uri (oidc_provider) 0+ custom O* >1.29.3
pkce (oidc_provider) 1 flag O* >1.29.3
redirect_uri (oidc_provider) 0+ custom O* = /oidc_callback
logout_uri (oidc_provider) 0+ custom O* >1.29.0
post_logout_uri (oidc_provider) 0+ custom O* >1.29.0
logout_token_hint (oidc_provider) 1 flag O* >1.29.0 = off
scope (oidc_provider) 0+ custom O* = openid
session_store (oidc_provider) 0+ custom O*
session_timeout (oidc_provider) 0+ custom O* = 8h
ssl_crl (oidc_provider) 0+ custom O*
ssl_trusted_certificate (oidc_provider) 0+ custom O*
userinfo (oidc_provider) 1 flag O* >1.29.0 = off
@ngx_http_proxy_module http http/ngx_http_proxy_module commercial
proxy_allow_upstream hsl 0+ custom S* >1.29.3
proxy_bind_dynamic hsl 1 flag S* >1.29.3 = off
proxy_cache_purge hsl 0+ custom S* >1.5.7
proxy_request_dynamic hsl 1 flag S* >1.29.3 = off
proxy_ssl_key_log hsl 0+ custom S* >1.27.2
@ngx_http_scgi_module http http/ngx_http_scgi_module commercial
scgi_allow_upstream hsl 0+ custom S* >1.29.3
scgi_bind_dynamic hsl 1 flag S* >1.29.3 = off
scgi_cache_purge hsl 0+ custom S* >1.5.7
scgi_request_dynamic hsl 1 flag S* >1.29.3 = off
@ngx_http_session_log_module http http/ngx_http_session_log_module commercial
session_log hsl 0+ custom S* = off
session_log_format h 0+ custom O*
session_log_zone h 0+ custom O*
@ngx_http_ssl_module http http/ngx_http_ssl_module commercial
ssl_key_log hs 0+ custom S* >1.27.2
@ngx_http_status_module http http/ngx_http_status_module commercial
status l 0 none O*
status_format hsl 0+ custom S* = json
status_zone s 0+ custom S*
@ngx_http_tunnel_module http http/ngx_http_tunnel_module commercial
tunnel_allow_upstream hsl 0+ custom S*
tunnel_bind_dynamic hsl 1 flag S* = off
@ngx_http_upstream_conf_module http http/ngx_http_upstream_conf_module commercial
upstream_conf l 0 none O*
@ngx_http_upstream_hc_module http http/ngx_http_upstream_hc_module commercial
health_check l 0+ custom O*
match h 0+{} custom O*
@ngx_http_upstream_module http http/ngx_http_upstream_module commercial
state u 0+ custom O* >1.9.7
ntlm u 0 none O* >1.9.2
queue u 0+ custom O* >1.5.12
@ngx_http_uwsgi_module http http/ngx_http_uwsgi_module commercial
uwsgi_allow_upstream hsl 0+ custom S* >1.29.3
uwsgi_bind_dynamic hsl 1 flag S* >1.29.3 = off
uwsgi_cache_purge hsl 0+ custom S* >1.5.7
uwsgi_request_dynamic hsl 1 flag S* >1.29.3 = off
uwsgi_ssl_key_log hsl 0+ custom S* >1.27.2
@ngx_core_module core ngx_core_module commercial
stall_threshold e 0+ custom S* >1.29.0 = 1000ms
@ngx_mgmt_module core ngx_mgmt_module commercial
mgmt m 0+{} custom O*
enforce_initial_report (mgmt) 1 flag O* >1.27.2 = on
license_token (mgmt) 0+ custom O* >1.27.2 = license.jwt
proxy (mgmt) 0+ custom O* >1.27.4
proxy_username (mgmt) 0+ custom O* >1.27.4
proxy_password (mgmt) 0+ custom O* >1.27.4
resolver (mgmt) 0+ custom O*
ssl_crl (mgmt) 0+ custom O*
ssl_trusted_certificate (mgmt) 0+ custom O*
ssl_verify (mgmt) 1 flag O* = on
state_path (mgmt) 0+ custom O* >1.27.2
usage_report (mgmt) 0+ custom O* = endpoint=product.connect.nginx.com interval=1h
@ngx_stream_keyval_module stream stream/ngx_stream_keyval_module commercial
keyval h 0+ custom O*
keyval_zone h 0+ custom O*
@ngx_stream_mqtt_filter_module stream stream/ngx_stream_mqtt_filter_module commercial
mqtt hs 1 flag S* = off
mqtt_buffers hs 0+ custom S* >1.25.1 = 100 1k
mqtt_rewrite_buffer_size s 1 size S* = 4k|8k
mqtt_set_connect s 0+ custom S*
@ngx_stream_mqtt_preread_module stream stream/ngx_stream_mqtt_preread_module commercial
mqtt_preread hs 1 flag S* = off
@ngx_stream_num_map_module stream stream/ngx_stream_num_map_module commercial
num_map h 0+{} custom O*
@ngx_stream_proxy_module stream stream/ngx_stream_proxy_module commercial
proxy_bind_dynamic hs 1 flag S* >1.29.3 = off
proxy_session_drop hs 1 flag S* >1.15.8 = off
proxy_ssl_key_log hs 0+ custom S* >1.27.2
@ngx_stream_ssl_module stream stream/ngx_stream_ssl_module commercial
ssl_key_log hs 0+ custom S* >1.27.2
@ngx_stream_upstream_hc_module stream stream/ngx_stream_upstream_hc_module commercial
health_check s 0+ custom S*
health_check_timeout hs 0+ custom S* = 5s
match h 0+{} custom O*
@ngx_stream_upstream_module stream stream/ngx_stream_upstream_module commercial
state u 0+ custom O* >1.9.7
@ngx_stream_zone_sync_module stream stream/ngx_stream_zone_sync_module commercial
zone_sync s 0 none S*
zone_sync_buffers hs 0+ custom S* = 8 4k|8k
zone_sync_connect_retry_interval hs 0+ custom S* = 1s
zone_sync_connect_timeout hs 0+ custom S* = 5s
zone_sync_interval hs 0+ custom S* = 1s
zone_sync_recv_buffer_size hs 1 size S* = 4k|8k
zone_sync_server s 0+ custom S*
zone_sync_ssl hs 1 flag S* = off
zone_sync_ssl_certificate hs 0+ custom S*
zone_sync_ssl_certificate_key hs 0+ custom S*
zone_sync_ssl_ciphers hs 0+ custom S* = DEFAULT
zone_sync_ssl_conf_command hs 0+ custom S* >1.19.4
zone_sync_ssl_crl hs 0+ custom S*
zone_sync_ssl_name hs 0+ custom S* >1.15.7
zone_sync_ssl_password_file hs 0+ custom S*
zone_sync_ssl_protocols hs 0+ custom S* = TLSv1.2 TLSv1.3
zone_sync_ssl_server_name hs 1 flag S* >1.15.7 = off
zone_sync_ssl_trusted_certificate hs 0+ custom S*
zone_sync_ssl_verify hs 1 flag S* = off
zone_sync_ssl_verify_depth hs 0+ custom S* = 1
zone_sync_timeout hs 0+ custom S* = 5s
`;
