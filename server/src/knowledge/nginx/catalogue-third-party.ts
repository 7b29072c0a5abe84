/**
 * Directives of widespread modules that aren't nginx's own. nginx.org documents the first table's modules; of the
 * others only the names matter, so that nothing calls them unknown or misspelt. The row format is described in
 * catalogue-format.ts.
 */
export const DOCUMENTED_MODULE_DIRECTIVES = `
@ngx_http_acme_module http http/ngx_http_acme_module third:nginx-acme
acme_issuer h 0+{} custom O*
uri (acme_issuer) 0+ custom O*
account_key (acme_issuer) 0+ custom O*
challenge (acme_issuer) 0+ custom O* = http-01
common_name_in_csr (acme_issuer) 1 flag O* = off
contact (acme_issuer) 0+ custom O*
external_account_key (acme_issuer) 0+ custom O*
preferred_chain (acme_issuer) 0+ custom O*
profile (acme_issuer) 0+ custom O*
ssl_trusted_certificate (acme_issuer) 0+ custom O*
ssl_verify (acme_issuer) 1 flag O* = on
state_path (acme_issuer) 0+ custom O*
accept_terms_of_service (acme_issuer) 0 none O*
acme_shared_zone h 0+ custom O* = zone=ngx_acme_shared:256k
acme_certificate s 0+ custom S*
@ngx_http_js_module http http/ngx_http_js_module third:njs
js_body_filter lfx 0+ custom S*
js_access lfx 0+ custom S*
js_content lfx 0+ custom S*
js_context_reuse hsl 0+ custom S* = 128
js_engine hsl 0+ custom S* = njs
js_fetch_buffer_size hsl 1 size S* = 16k
js_fetch_ciphers hsl 0+ custom S* = HIGH:!aNULL:!MD5
js_fetch_max_response_buffer_size hsl 1 size S* = 1m
js_fetch_protocols hsl 0+ custom S* = TLSv1 TLSv1.1 TLSv1.2
js_fetch_timeout hsl 0+ custom S* = 60s
js_fetch_trusted_certificate hsl 0+ custom S*
js_fetch_verify hsl 1 flag S* = on
js_fetch_verify_depth hsl 0+ custom S* = 100
js_fetch_proxy hsl 0+ custom S*
js_fetch_keepalive hsl 0+ custom S* = 0
js_fetch_keepalive_requests hsl 0+ custom S* = 1000
js_fetch_keepalive_time hsl 0+ custom S* = 1h
js_fetch_keepalive_timeout hsl 0+ custom S* = 60s
js_header_filter lfx 0+ custom S*
js_import hsl 0+ custom S*
js_include h 0+ custom O*
js_load_http_native_module m 0+ custom O*
js_path hsl 0+ custom S*
js_periodic l 0+ custom O*
js_preload_object hsl 0+ custom S*
js_set hsl 0+ custom S*
js_shared_dict_zone h 0+ custom O*
js_var hsl 0+ custom S*
@ngx_otel_module http ngx_otel_module third:nginx-otel
otel_exporter h 0+{} custom O*
otel_service_name h 0+ custom O* = unknown_service:nginx
otel_resource_attr h 0+ custom O*
otel_trace hsl 0+ custom S* = off
otel_trace_context hsl 0+ custom S* = ignore
otel_span_name hsl 0+ custom S*
otel_span_attr hsl 0+ custom S*
@ngx_stream_js_module stream stream/ngx_stream_js_module third:njs
js_access hs 0+ custom S*
js_context_reuse hs 0+ custom S* = 128
js_engine hs 0+ custom S* = njs
js_fetch_buffer_size hs 1 size S* = 16k
js_fetch_ciphers hs 0+ custom S* = HIGH:!aNULL:!MD5
js_fetch_max_response_buffer_size hs 1 size S* = 1m
js_fetch_protocols hs 0+ custom S* = TLSv1 TLSv1.1 TLSv1.2
js_fetch_timeout hs 0+ custom S* = 60s
js_fetch_trusted_certificate hs 0+ custom S*
js_fetch_verify hs 1 flag S* = on
js_fetch_verify_depth hs 0+ custom S* = 100
js_fetch_proxy hs 0+ custom S*
js_fetch_keepalive hs 0+ custom S* = 0
js_fetch_keepalive_requests hs 0+ custom S* = 1000
js_fetch_keepalive_time hs 0+ custom S* = 1h
js_fetch_keepalive_timeout hs 0+ custom S* = 60s
js_filter hs 0+ custom S*
js_import hs 0+ custom S*
js_include h 0+ custom O*
js_load_stream_native_module m 0+ custom O*
js_path hs 0+ custom S*
js_periodic s 0+ custom S*
js_preload_object hs 0+ custom S*
js_preread hs 0+ custom S*
js_set hs 0+ custom S*
js_shared_dict_zone h 0+ custom O*
js_var hs 0+ custom S*
`;

/**
 * A module and its page, then the names of its directives; a name that ends or starts with an asterisk stands for a
 * whole family.
 */
export const THIRD_PARTY_NAMES = `
@lua-nginx-module https://github.com/openresty/lua-nginx-module
*_by_lua *_by_lua_block *_by_lua_file *_by_lua_no_postpone balancer_keepalive lua_*
@ngx_brotli https://github.com/google/ngx_brotli
brotli brotli_*
@zstd-nginx-module https://github.com/tokers/zstd-nginx-module
zstd zstd_*
@headers-more-nginx-module https://github.com/openresty/headers-more-nginx-module
more_set_headers more_clear_headers more_set_input_headers more_clear_input_headers
@echo-nginx-module https://github.com/openresty/echo-nginx-module
echo echo_duplicate echo_flush echo_sleep echo_blocking_sleep echo_reset_timer echo_read_request_body
echo_location_async echo_location echo_subrequest_async echo_subrequest echo_foreach_split echo_end
echo_request_body echo_exec echo_status echo_before_body echo_after_body echo_abort_parent
@set-misc-nginx-module https://github.com/openresty/set-misc-nginx-module
set_if_empty set_quote_sql_str set_quote_pgsql_str set_quote_json_str set_unescape_uri set_escape_uri
set_hashed_upstream set_encode_base32 set_base32_padding set_misc_base32_padding set_base32_alphabet
set_decode_base32 set_encode_base64 set_decode_base64 set_encode_base64url set_decode_base64url set_encode_hex
set_decode_hex set_sha1 set_md5 set_hmac_sha1 set_hmac_sha256 set_random set_secure_random_alphanum
set_secure_random_lcalpha set_rotate set_local_today set_formatted_gmt_time set_formatted_local_time
@array-var-nginx-module https://github.com/openresty/array-var-nginx-module
array_split array_join array_map array_map_op
@encrypted-session-nginx-module https://github.com/openresty/encrypted-session-nginx-module
encrypted_session_key encrypted_session_iv encrypted_session_expires set_encrypt_session set_decrypt_session
@form-input-nginx-module https://github.com/calio/form-input-nginx-module
set_form_input set_form_input_multi
@iconv-nginx-module https://github.com/calio/iconv-nginx-module
set_iconv iconv_buffer_size iconv_filter
@memc-nginx-module https://github.com/openresty/memc-nginx-module
memc_*
@redis2-nginx-module https://github.com/openresty/redis2-nginx-module
redis2_*
@ngx_http_redis https://github.com/osokin/ngx_http_redis
redis_*
@srcache-nginx-module https://github.com/openresty/srcache-nginx-module
srcache_*
@rds-json-nginx-module https://github.com/openresty/rds-json-nginx-module
rds_json rds_json_* rds_csv rds_csv_*
@drizzle-nginx-module https://github.com/openresty/drizzle-nginx-module
drizzle_*
@ngx_postgres https://github.com/FRiCKLE/ngx_postgres
postgres_*
@xss-nginx-module https://github.com/openresty/xss-nginx-module
xss_get xss_callback_arg xss_override_status xss_check_status xss_input_types xss_output_type
@ngx_devel_kit https://github.com/vision5/ngx_devel_kit
ndk_*
@nginx-module-vts https://github.com/vozlt/nginx-module-vts
vhost_traffic_status vhost_traffic_status_*
@nginx-module-sts https://github.com/vozlt/nginx-module-sts
server_traffic_status server_traffic_status_*
@ngx_pagespeed https://github.com/apache/incubator-pagespeed-ngx
pagespeed pagespeed_*
@ModSecurity-nginx https://github.com/owasp-modsecurity/ModSecurity-nginx
modsecurity modsecurity_*
@naxsi https://github.com/nbs-system/naxsi
SecRulesEnabled SecRulesDisabled LearningMode DeniedUrl CheckRule BasicRule MainRule LibInjectionSql LibInjectionXss
NaxsiLogFile rules_enabled rules_disabled learning_mode denied_url check_rule basic_rule main_rule libinjection_sql
libinjection_xss naxsi_*
@passenger https://www.phusionpassenger.com/docs/references/config_reference/nginx/
passenger_*
rails_env rack_env union_station_*
@nginx-rtmp-module https://github.com/arut/nginx-rtmp-module
rtmp application chunk_size max_message max_streams live live_* record record_* recorder push push_reconnect pull
pull_reconnect relay_buffer session_relay play play_* publish_notify publish_time_fix on_connect on_disconnect
on_play on_publish on_play_done on_publish_done on_record_done on_update on_done notify_method notify_update_timeout
notify_update_strict notify_relay_redirect exec exec_* hls_path hls_playlist_length hls_sync hls_continuous
hls_nested hls_base_url hls_cleanup hls_fragment_naming hls_fragment_naming_granularity hls_fragment_slicing
hls_type hls_keys hls_key_path hls_key_url hls_fragments_per_key hls_variant hls_muxdelay hls_max_audio_delay
hls_audio_buffer_size hls_max_fragment dash dash_* idle_streams drop_idle_publisher wait_key wait_video interleave
sync busy ack_window rtmp_* out_queue out_cork ping ping_timeout meta max_connections buflen
@ngx_http_geoip2_module https://github.com/leev/ngx_http_geoip2_module
geoip2 geoip2_proxy geoip2_proxy_recursive auto_reload
@nchan https://github.com/slact/nchan
nchan_* push_*
@nginx-push-stream-module https://github.com/wandenberg/nginx-push-stream-module
push_stream_*
@nginx-upload-module https://github.com/vkholodkov/nginx-upload-module
upload_*
@nginx-upload-progress-module https://github.com/masterzen/nginx-upload-progress-module
upload_progress track_uploads report_uploads
@ngx-fancyindex https://github.com/aperezdc/ngx-fancyindex
fancyindex fancyindex_*
@ngx_cache_purge https://github.com/nginx-modules/ngx_cache_purge
cache_purge_response_type
@ngx_http_substitutions_filter_module https://github.com/yaoweibin/ngx_http_substitutions_filter_module
subs_filter subs_filter_types subs_filter_bypass subs_buffers subs_line_buffer_size
@replace-filter-nginx-module https://github.com/openresty/replace-filter-nginx-module
replace_filter replace_filter_*
@nginx-vod-module https://github.com/kaltura/nginx-vod-module
vod vod_*
@nginx-opentracing https://github.com/opentracing-contrib/nginx-opentracing
opentracing opentracing_*
@nginx-datadog https://github.com/DataDog/nginx-datadog
datadog_*
@nginx-otel https://nginx.org/en/docs/ngx_otel_module.html
otel_*
@otel-webserver-module https://github.com/open-telemetry/opentelemetry-cpp-contrib
opentelemetry opentelemetry_* NginxModuleEnabled NginxModuleOtelSpanExporter NginxModuleOtelExporterEndpoint
NginxModuleServiceName NginxModuleServiceNamespace NginxModuleServiceInstanceId
@njs https://nginx.org/en/docs/njs/
js_*
@nginx-sticky-module-ng https://bitbucket.org/nginx-goodies/nginx-sticky-module-ng
sticky_no_fallback sticky_hide_cookie
@nginx-upstream-fair https://github.com/gnosek/nginx-upstream-fair
fair upstream_fair_shm_size
@nginx_upstream_check_module https://github.com/yaoweibin/nginx_upstream_check_module
check check_status check_http_send check_http_expect_alive check_keepalive_requests check_fastcgi_param
check_shm_size
@nginx-upsync-module https://github.com/weibocom/nginx-upsync-module
upsync upsync_* upstream_show
@nginx-upstream-jdomain https://github.com/nicholaschiasson/ngx_upstream_jdomain
jdomain
@consistent_hash https://github.com/replay/ngx_http_consistent_hash
consistent_hash
@nginx-dav-ext-module https://github.com/arut/nginx-dav-ext-module
dav_ext_methods dav_ext_lock dav_ext_lock_zone
@ngx_http_auth_pam_module https://github.com/sto/ngx_http_auth_pam_module
auth_pam auth_pam_service_name auth_pam_set_pam_env
@nginx-auth-ldap https://github.com/kvspb/nginx-auth-ldap
ldap_server auth_ldap auth_ldap_*
@spnego-http-auth-nginx-module https://github.com/stnoonan/spnego-http-auth-nginx-module
auth_gss auth_gss_*
@ngx-http-auth-jwt-module https://github.com/TeslaGov/ngx-http-auth-jwt-module
auth_jwt_key auth_jwt_loginurl auth_jwt_enabled auth_jwt_redirect auth_jwt_location auth_jwt_algorithm
auth_jwt_validate_sub auth_jwt_extract_claims auth_jwt_extract_request_claims auth_jwt_extract_response_claims
auth_jwt_use_keyfile auth_jwt_keyfile_path
@nginx-http-shibboleth https://github.com/nginx-shib/nginx-http-shibboleth
shib_request shib_request_set shib_request_use_headers
@testcookie-nginx-module https://github.com/kyprizel/testcookie-nginx-module
testcookie testcookie_*
@ngx_security_headers https://github.com/GetPageSpeed/ngx_security_headers
security_headers security_headers_* hide_server_tokens
@ngx_http_tls_dyn_size https://github.com/nginx-modules/ngx_http_tls_dyn_size
ssl_dyn_rec_enable ssl_dyn_rec_timeout ssl_dyn_rec_size_lo ssl_dyn_rec_size_hi ssl_dyn_rec_threshold
@nginx-ct https://github.com/grahamedgecombe/nginx-ct
ssl_ct ssl_ct_static_scts
@ngx_slowfs_cache https://github.com/FRiCKLE/ngx_slowfs_cache
slowfs_*
@ngx_log_if https://github.com/cfsego/ngx_log_if
access_log_bypass_if
@nginx-let-module https://github.com/arut/nginx-let-module
let let_rand
@nginx-eval-module https://github.com/openresty/nginx-eval-module
eval eval_*
@nginx-concat https://github.com/alibaba/nginx-http-concat
concat concat_*
@nginx-footer-filter https://github.com/alibaba/nginx-http-footer-filter
footer footer_types
@nginx-sysguard https://github.com/vozlt/nginx-module-sysguard
sysguard sysguard_*
@tengine https://tengine.taobao.org/documentation.html
proxy_connect proxy_connect_allow proxy_connect_connect_timeout proxy_connect_read_timeout
proxy_connect_send_timeout proxy_connect_data_timeout proxy_connect_bind proxy_connect_address
proxy_connect_response trim trim_* dyups_* reqstat reqstat_* req_status req_status_*
@nginx-length-hiding-filter-module https://github.com/nulab/nginx-length-hiding-filter-module
length_hiding length_hiding_max
@ngx_http_image_resizer https://github.com/cubicdaiya/ngx_small_light
small_light small_light_*
@nginx-kafka-module https://github.com/brg-liuwei/ngx_kafka_module
kafka kafka_*
@nginx-clojure https://github.com/nginx-clojure/nginx-clojure
jvm_* content_handler_type content_handler_name rewrite_handler_type rewrite_handler_name access_handler_type
access_handler_name
@ngx_wasm_module https://github.com/Kong/ngx_wasm_module
wasm wasm_* proxy_wasm proxy_wasm_*
@nginx-haskell-module https://github.com/lyokha/nginx-haskell-module
haskell haskell_*
@ipscrub https://github.com/masonicboom/ipscrub
ipscrub_*
@nginx-f5-waf https://docs.nginx.com/waf/
app_protect_*
`;
