/** Directives of `mail`. The row format is described in catalogue-format.ts. */
export const MAIL_DIRECTIVES = `
@ngx_mail_core_module mail mail/ngx_mail_core_module
server h 0{} none O*
listen s 1+ custom O*
protocol s 1 custom O*
timeout hs 1 milliseconds S = 60s
server_name hs 1 string S = hostname
resolver hs 1+ custom S = off
resolver_timeout hs 1 milliseconds S = 30s
max_errors hs 1 number S >1.21.0 = 5
@ngx_mail_core_module mail ngx_core_module
error_log hs 1+ custom A* >1.9.0 = logs/error.log error
@ngx_mail_imap_module mail mail/ngx_mail_imap_module
imap_client_buffer hs 1 size S = 4k|8k
imap_capabilities hs 1+ custom M* = IMAP4 IMAP4rev1 UIDPLUS
imap_auth hs 1+ bitmask[plain,login,cram-md5,external] M* = plain
@ngx_mail_proxy_module mail mail/ngx_mail_proxy_module
proxy hs 1 flag S ?
proxy_buffer hs 1 size S = 4k|8k
proxy_timeout hs 1 milliseconds S = 24h
proxy_pass_error_message hs 1 flag S = off
xclient hs 1 flag S = on
proxy_smtp_auth hs 1 flag S >1.19.4 = off
proxy_protocol hs 1 enum[off,on,v2] S >1.19.8 = off
@ngx_mail_realip_module mail mail/ngx_mail_realip_module
set_real_ip_from hs 1 custom A* >1.19.8
@ngx_mail_auth_http_module mail mail/ngx_mail_auth_http_module
auth_http hs 1 custom S*
auth_http_timeout hs 1 milliseconds S = 60s
auth_http_header hs 2 custom A*
auth_http_pass_client_cert hs 1 flag S >1.7.11 = off
@ngx_mail_smtp_module mail mail/ngx_mail_smtp_module
smtp_client_buffer hs 1 size S = 4k|8k
smtp_greeting_delay hs 1 milliseconds S = 0
smtp_capabilities hs 1+ custom M*
smtp_auth hs 1+ bitmask[plain,login,cram-md5,external,none] M* = plain login
@ngx_mail_pop3_module mail mail/ngx_mail_pop3_module
pop3_capabilities hs 1+ custom M* = TOP USER UIDL
pop3_auth hs 1+ bitmask[plain,apop,cram-md5,external] M* = plain
@ngx_mail_ssl_module mail mail/ngx_mail_ssl_module
starttls hs 1 enum[off,on,only] S = off
ssl_certificate hs 1 string A*
ssl_certificate_key hs 1 string A*
ssl_password_file hs 1 custom S >1.7.3
ssl_certificate_compression hs 1 flag S >1.29.1 = off
ssl_dhparam hs 1 string S
ssl_ecdh_curve hs 1 string S >1.1.0 = auto
ssl_protocols hs 1+ bitmask%tls M* = TLSv1.2 TLSv1.3
ssl_ciphers hs 1 string S = HIGH:!aNULL:!MD5
ssl_prefer_server_ciphers hs 1 flag S = off
ssl_session_cache hs 1-2 custom S* = none
ssl_session_tickets hs 1 flag S >1.5.9 = on
ssl_session_ticket_key hs 1 string A* >1.5.7
ssl_session_timeout hs 1 seconds S = 5m
ssl_verify_client hs 1 enum%verify S >1.7.11 = off
ssl_verify_depth hs 1 number S >1.7.11 = 1
ssl_client_certificate hs 1 string S >1.7.11
ssl_trusted_certificate hs 1 string S >1.7.11
ssl_crl hs 1 string S >1.7.11
ssl_conf_command hs 2 key-value A* >1.19.4
@ngx_mail_module mail mail/ngx_mail_core_module
mail m 0{} none O
`;
