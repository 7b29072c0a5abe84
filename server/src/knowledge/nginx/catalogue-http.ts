/** Directives of the http modules which answer clients: everything but the modules that talk to upstream servers. The row format is described in catalogue-format.ts. */
export const HTTP_DIRECTIVES = `
@ngx_http_core_module http http/ngx_http_core_module
variables_hash_max_size h 1 number S = 1024
variables_hash_bucket_size h 1 number S = 64
server_names_hash_max_size h 1 number S = 512
server_names_hash_bucket_size h 1 number S = 32|64|128
server h 0{} none O*
connection_pool_size hs 1 size S = 256|512
request_pool_size hs 1 size S = 4k
client_header_timeout hs 1 milliseconds S = 60s
client_header_buffer_size hs 1 size S = 1k
large_client_header_buffers hs 2 buffers S = 4 8k
max_headers hs 1 number S >1.29.8 = 1000
ignore_invalid_headers hs 1 flag S = on
merge_slashes hs 1 flag S = on
underscores_in_headers hs 1 flag S = off
location sl 1-2{} custom O*
listen s 1+ custom O* = *:80 | *:8000
server_name s 1+ custom O* = ""
types_hash_max_size hsl 1 number S = 1024
types_hash_bucket_size hsl 1 number S = 64
types hsl 0{} none M* = text/html html; image/gif gif; image/jpeg jpg;
default_type hsl 1 string S = text/plain
root hslf 1 custom S = html
alias l 1 custom S
limit_except l 1+{} custom O
client_max_body_size hsl 1 offset S = 1m
client_body_buffer_size hsl 1 size S = 8k|16k
client_body_timeout hsl 1 milliseconds S = 60s
client_body_temp_path hsl 1-4 path S = client_body_temp
client_body_in_file_only hsl 1 enum[off,on,clean] S = off
client_body_in_single_buffer hsl 1 flag S = off
client_body_early_read hs 1+ predicate A* >1.31.5 ?
sendfile hslf 1 flag S = off
sendfile_max_chunk hsl 1 size S = 2m
subrequest_output_buffer_size hsl 1 size S >1.13.10 = 4k|8k
aio hsl 1 custom S = off
aio_write hsl 1 flag S >1.9.13 = off
read_ahead hsl 1 size S = 0
directio hsl 1 custom S = off
directio_alignment hsl 1 offset S = 512
tcp_nopush hsl 1 flag S = off
tcp_nodelay hsl 1 flag S = on
send_timeout hsl 1 milliseconds S = 60s
send_lowat hsl 1 size S = 0
postpone_output hsl 1 size S = 1460
limit_rate hslf 1 size-or-variable S = 0
limit_rate_after hslf 1 size-or-variable S = 0
keepalive_time hsl 1 milliseconds S >1.19.10 = 1h
keepalive_timeout hsl 1-2 milliseconds S = 75s
keepalive_min_timeout hsl 1 milliseconds S >1.27.4 = 0
keepalive_requests hsl 1 number S = 1000
keepalive_disable hsl 1-2 bitmask[none,msie6,safari] M* = msie6
satisfy hsl 1 enum[all,any] S = all
auth_delay hsl 1 milliseconds S >1.17.10 = 0s
internal l 0 none O
lingering_close hsl 1 enum[off,on,always] S >1.1.0 = on
lingering_time hsl 1 milliseconds S = 30s
lingering_timeout hsl 1 milliseconds S = 5s
reset_timedout_connection hsl 1 flag S = off
absolute_redirect hsl 1 flag S >1.11.8 = on
server_name_in_redirect hsl 1 flag S = off
port_in_redirect hsl 1 flag S = on
msie_padding hsl 1 flag S = on
msie_refresh hsl 1 flag S = off
log_not_found hsl 1 flag S = on
log_subrequest hsl 1 flag S = off
recursive_error_pages hsl 1 flag S = off
server_tokens hsl 1 enum[off,on,build] S = on
if_modified_since hsl 1 enum[off,exact,before] S = exact
max_ranges hsl 1 number S >1.1.2
chunked_transfer_encoding hsl 1 flag S = on
etag hsl 1 flag S >1.3.3 = on
early_hints hsl 1+ predicate A* >1.29.0
error_page hslf 2+ custom A*
post_action hslf 1 string S ?
open_file_cache hsl 1-2 custom S = off
open_file_cache_valid hsl 1 seconds S = 60s
open_file_cache_min_uses hsl 1 number S = 1
open_file_cache_errors hsl 1 flag S = off
open_file_cache_events hsl 1 flag S ?
resolver hsl 1+ custom S
resolver_timeout hsl 1 milliseconds S = 30s
disable_symlinks hsl 1-2 custom S >1.1.15 = off
@ngx_http_core_module http ngx_core_module
error_log hsl 1+ custom A* = logs/error.log error
@ngx_http_core_module http http/ngx_http_gzip_module
gzip_vary hsl 1 flag S = off
gzip_http_version hsl 1 enum[1.0,1.1] S = 1.1
gzip_proxied hsl 1+ bitmask[off,expired,no-cache,no-store,private,no_last_modified,no_etag,auth,any] M* = off
gzip_disable hsl 1+ custom A*
@ngx_http_module http http/ngx_http_core_module
http m 0{} none O
@ngx_http_copy_filter_module http http/ngx_http_core_module
output_buffers hsl 2 buffers S = 2 32k
@ngx_http_mp4_module http http/ngx_http_mp4_module
mp4 l 0 none O* >1.1.3
mp4_buffer_size hsl 1 size S >1.1.3 = 512K
mp4_max_buffer_size hsl 1 size S >1.1.3 = 10M
mp4_start_key_frame hsl 1 flag S >1.21.4 = off
@ngx_http_browser_module http http/ngx_http_browser_module
modern_browser hsl 1-2 custom A*
ancient_browser hsl 1+ custom A*
modern_browser_value hsl 1 custom S* = 1
ancient_browser_value hsl 1 custom S* = 1
@ngx_http_split_clients_module http http/ngx_http_split_clients_module
split_clients h 2{} custom O*
@ngx_http_stub_status_module http http/ngx_http_stub_status_module
stub_status sl 0-1 custom O*
@ngx_http_headers_filter_module http http/ngx_http_headers_module
expires hslf 1-2 custom S = off
add_header hslf 2-3 key-value A*
add_trailer hslf 2-3 key-value A* >1.13.2
add_header_inherit hslf 1 enum[off,on,merge] S >1.29.3 = on
add_trailer_inherit hslf 1 enum[off,on,merge] S >1.29.3 = on
@ngx_http_ssl_module http http/ngx_http_ssl_module
ssl_certificate hs 1 string A*
ssl_certificate_key hs 1 string A*
ssl_certificate_cache hs 1-3 custom S >1.27.4 = off
ssl_ech_file hs 1 string A* >1.29.4
ssl_password_file hs 1 custom S >1.7.3
ssl_certificate_compression hs 1 flag S >1.29.1 = off
ssl_dhparam hs 1 string S
ssl_ecdh_curve hs 1 string S >1.1.0 = auto
ssl_protocols hs 1+ bitmask%tls M* = TLSv1.2 TLSv1.3
ssl_ciphers hs 1 string S = HIGH:!aNULL:!MD5
ssl_buffer_size hs 1 size S >1.5.9 = 16k
ssl_verify_client hs 1 enum%verify S = off
ssl_verify_depth hs 1 number S = 1
ssl_client_certificate hs 1 string S
ssl_trusted_certificate hs 1 string S >1.3.7
ssl_prefer_server_ciphers hs 1 flag S = off
ssl_session_cache hs 1-2 custom S* = none
ssl_session_tickets hs 1 flag S >1.5.9 = on
ssl_session_ticket_key hs 1 string A* >1.5.7
ssl_session_timeout hs 1 seconds S = 5m
ssl_crl hs 1 string S
ssl_ocsp hs 1 enum[off,on,leaf] S >1.19.0 = off
ssl_ocsp_responder hs 1 string S >1.19.0
ssl_ocsp_cache hs 1 custom S >1.19.0 = off
ssl_stapling hs 1 flag S >1.3.7 = off
ssl_stapling_file hs 1 string S >1.3.7
ssl_stapling_responder hs 1 string S >1.3.7
ssl_stapling_verify hs 1 flag S >1.3.7 = off
ssl_early_data hs 1 flag S >1.15.3 = off
ssl_conf_command hs 2 key-value A* >1.19.4
ssl_reject_handshake hs 1 flag S >1.19.4 = off
@ngx_http_index_module http http/ngx_http_index_module
index hsl 1+ custom A* = index.html
@ngx_http_gzip_filter_module http http/ngx_http_gzip_module
gzip hslf 1 flag S = off
gzip_buffers hsl 2 buffers S = 32 4k|16 8k
gzip_types hsl 1+ mime-types M* = text/html
gzip_comp_level hsl 1 number S = 1
gzip_window hsl 1 size S ?
gzip_hash hsl 1 size S ?
postpone_gzipping hsl 1 size S ?
gzip_no_buffer hsl 1 flag S ?
gzip_min_length hsl 1 size S = 20
@ngx_http_auth_request_module http http/ngx_http_auth_request_module
auth_request hsl 1 custom S >1.5.4 = off
auth_request_set hsl 2 custom A* >1.5.4
@ngx_http_userid_filter_module http http/ngx_http_userid_module
userid hsl 1 enum[off,log,v1,on] S = off
userid_service hsl 1 number S
userid_name hsl 1 string S = uid
userid_domain hsl 1 string S = none
userid_path hsl 1 string S = /
userid_expires hsl 1 custom S = off
userid_flags hsl 1-3 bitmask[off,secure,httponly,samesite=strict,samesite=lax,samesite=none] M* >1.19.3 = off
userid_p3p hsl 1 string S = none
userid_mark hsl 1 custom S = off
@ngx_http_sub_filter_module http http/ngx_http_sub_module
sub_filter hsl 2 custom A*
sub_filter_types hsl 1+ mime-types M* = text/html
sub_filter_once hsl 1 flag S = on
sub_filter_last_modified hsl 1 flag S >1.5.1 = off
@ngx_http_dav_module http http/ngx_http_dav_module
dav_methods hsl 1+ bitmask[off,put,delete,mkcol,copy,move] M* = off
create_full_put_path hsl 1 flag S = off
min_delete_depth hsl 1 number S = 0
dav_access hsl 1-3 access S = user:rw
@ngx_http_ssi_filter_module http http/ngx_http_ssi_module
ssi hslf 1 flag S = off
ssi_silent_errors hsl 1 flag S = off
ssi_ignore_recycled_buffers hsl 1 flag S ?
ssi_min_file_chunk hsl 1 size S = 1k
ssi_value_length hsl 1 size S = 256
ssi_types hsl 1+ mime-types M* = text/html
ssi_last_modified hsl 1 flag S >1.5.1 = off
@ngx_http_xslt_filter_module http http/ngx_http_xslt_module
xml_entities hsl 1 custom S
xml_external_entities hsl 1 flag S >1.31.3 = off
xslt_stylesheet l 1+ custom A*
xslt_param hsl 2 custom A* >1.1.18
xslt_string_param hsl 2 custom A* >1.1.18
xslt_types hsl 1+ mime-types M* = text/xml
xslt_last_modified hsl 1 flag S >1.5.1 = off
@ngx_http_flv_module http http/ngx_http_flv_module
flv l 0 none O*
@ngx_http_gzip_static_module http http/ngx_http_gzip_static_module
gzip_static hsl 1 enum[off,on,always] S = off
@ngx_http_charset_filter_module http http/ngx_http_charset_module
charset hslf 1 string S = off
source_charset hslf 1 string S
override_charset hslf 1 flag S = off
charset_types hsl 1+ mime-types M* = text/html text/xml text/plain text/vnd.wap.wml application/javascript application/rss+xml
charset_map h 2{} custom O*
@ngx_http_limit_req_module http http/ngx_http_limit_req_module
limit_req_zone h 3 custom O*
limit_req hsl 1-3 custom A*
limit_req_log_level hsl 1 enum%log-level S = error
limit_req_status hsl 1 number S >1.3.15 = 503
limit_req_dry_run hsl 1 flag S >1.17.1 = off
@ngx_http_mirror_module http http/ngx_http_mirror_module
mirror hsl 1 custom A* >1.13.4 = off
mirror_request_body hsl 1 flag S >1.13.4 = on
@ngx_http_gunzip_filter_module http http/ngx_http_gunzip_module
gunzip hsl 1 flag S >1.3.6 = off
gunzip_buffers hsl 2 buffers S >1.3.6 = 32 4k|16 8k
@ngx_http_slice_filter_module http http/ngx_http_slice_module
slice hsl 1 size S >1.9.8 = 0
@ngx_http_image_filter_module http http/ngx_http_image_filter_module
image_filter l 1-3 custom S* = off
image_filter_jpeg_quality hsl 1 custom S* = 75
image_filter_webp_quality hsl 1 custom S* >1.11.6 = 80
image_filter_sharpen hsl 1 custom S* >1.1.8 = 0
image_filter_transparency hsl 1 flag S = on
image_filter_interlace hsl 1 flag S >1.3.15 = off
image_filter_buffer hsl 1 size S = 1M
@ngx_http_rewrite_module http http/ngx_http_rewrite_module
rewrite slif 2-3 custom O*
return slif 1-2 custom O*
break slif 0 none O*
if sl 1+{} custom O*
set slif 2 custom O*
rewrite_log hslif 1 flag S = off
uninitialized_variable_warn hslif 1 flag S = on
@ngx_http_autoindex_module http http/ngx_http_autoindex_module
autoindex hsl 1 flag S = off
autoindex_format hsl 1 enum[html,json,jsonp,xml] S >1.7.9 = html
autoindex_localtime hsl 1 flag S = off
autoindex_exact_size hsl 1 flag S = on
@ngx_http_geo_module http http/ngx_http_geo_module
geo h 1-2{} custom O*
@ngx_http_try_files_module http http/ngx_http_core_module
try_files sl 2+ custom O
@ngx_http_degradation_module http index
degradation h 1 custom S* ?
degrade hsl 1 enum[204,444] S ?
@ngx_http_random_index_module http http/ngx_http_random_index_module
random_index l 1 flag S = off
@ngx_http_realip_module http http/ngx_http_realip_module
set_real_ip_from hsl 1 custom A*
real_ip_header hsl 1 custom S = X-Real-IP
real_ip_recursive hsl 1 flag S >1.3.0 = off
@ngx_http_log_module http http/ngx_http_log_module
log_format h 2+ custom O*
access_log hslfx 1+ custom A* = logs/access.log combined
open_log_file_cache hsl 1-4 custom S = off
@ngx_http_addition_filter_module http http/ngx_http_addition_module
add_before_body hsl 1 string S
add_after_body hsl 1 string S
addition_types hsl 1+ mime-types M* = text/html
@ngx_http_referer_module http http/ngx_http_referer_module
valid_referers sl 1+ custom A*
referer_hash_max_size sl 1 number S >1.1.0 = 2048
referer_hash_bucket_size sl 1 number S >1.1.0 = 64
@ngx_http_map_module http http/ngx_http_map_module
map h 2{} custom O*
map_hash_max_size h 1 number S = 2048
map_hash_bucket_size h 1 number S = 32|64|128
@ngx_http_access_module http http/ngx_http_access_module
allow hslx 1 custom A*
deny hslx 1 custom A*
@ngx_http_secure_link_module http http/ngx_http_secure_link_module
secure_link hsl 1 string S
secure_link_md5 hsl 1 string S
secure_link_secret hsl 1 string S
@ngx_http_limit_conn_module http http/ngx_http_limit_conn_module
limit_conn_zone h 2 custom O* >1.1.8
limit_conn hsl 2 custom A*
limit_conn_log_level hsl 1 enum%log-level S = error
limit_conn_status hsl 1 number S >1.3.15 = 503
limit_conn_dry_run hsl 1 flag S >1.17.6 = off
@ngx_http_empty_gif_module http http/ngx_http_empty_gif_module
empty_gif l 0 none O*
@ngx_http_auth_basic_module http http/ngx_http_auth_basic_module
auth_basic hslx 1 string S = off
auth_basic_user_file hslx 1 custom S
@ngx_http_geoip_module http http/ngx_http_geoip_module
geoip_country h 1-2 custom S
geoip_org h 1-2 custom S >1.1.0
geoip_city h 1-2 custom S
geoip_proxy h 1 custom O* >1.3.0
geoip_proxy_recursive h 1 flag S >1.3.0 = off
@ngx_http_perl_module http http/ngx_http_perl_module
perl_modules h 1 string O*
perl_require h 1 string O*
perl lx 1 custom O
perl_set h 2 custom O*
@ngx_http_v2_module http http/ngx_http_v2_module
http2 hs 1 flag S >1.25.1 = off
http2_recv_buffer_size h 1 size S >1.9.5 = 256k
http2_pool_size hs 1 size S >1.9.5 ?
http2_max_concurrent_streams hs 1 number S >1.9.5 = 128
http2_max_concurrent_pushes hs 1 custom S* >1.13.9 ~1.25.1 = 10
http2_max_requests hs 1 custom S* >1.11.6 ~1.19.7 = 1000
http2_max_field_size hs 1 custom S* >1.9.5 ~1.19.7 = 4k
http2_max_header_size hs 1 custom S* >1.9.5 ~1.19.7 = 16k
http2_body_preread_size hs 1 size S >1.11.0 = 64k
http2_streams_index_size hs 1 number S >1.9.5 ?
http2_recv_timeout hs 1 custom S* >1.9.5 ~1.19.7 = 30s
http2_idle_timeout hs 1 custom S* >1.9.5 ~1.19.7 = 3m
http2_chunk_size hsl 1 size S >1.9.5 = 8k
http2_push_preload hsl 1 custom S* >1.13.9 ~1.25.1 = off
http2_push hsl 1 custom S* >1.13.9 ~1.25.1 = off
@ngx_http_v3_module http http/ngx_http_v3_module
http3 hs 1 flag S >1.25.0 = on
http3_hq hs 1 flag S >1.25.0 = off
http3_max_concurrent_streams hs 1 number S >1.25.0 = 128
http3_stream_buffer_size hs 1 size S >1.25.0 = 64k
quic_retry hs 1 flag S >1.25.0 = off
quic_gso hs 1 flag S >1.25.0 = off
quic_host_key hs 1 custom S >1.25.0
quic_active_connection_id_limit hs 1 number S >1.25.0 = 2
`;
