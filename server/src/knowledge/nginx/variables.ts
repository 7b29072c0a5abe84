/** A variable that nginx itself defines. */
export interface BuiltInVariable {
  /** Without the dollar sign; one that ends in an underscore is completed by a name of the request’s own. */
  readonly name: string;
  /** What it holds, in a few words. */
  readonly what: string;
}

/**
 * The variables of nginx's own http modules. One a line: name, then what it holds.
 * Source: https://nginx.org/en/docs/varindex.html
 */
const HTTP = `
ancient_browser 1 where the browser counts as old
arg_ the request’s argument of that name
args all arguments of the request, as they were sent
binary_remote_addr the client’s address in 4 bytes (IPv4) or 16 (IPv6)
body_bytes_sent bytes sent to the client, header not counted
bytes_received bytes received from the client
bytes_sent bytes sent to the client
connection the connection’s serial number
connection_requests how many requests came over this connection so far
connection_time how long the connection has been open, in seconds
connections_active open client connections
connections_reading connections whose request header is being read
connections_waiting idle client connections
connections_writing connections that a response is written to
content_length the request’s Content-Length
content_type the request’s Content-Type
cookie_ the cookie of that name
date_gmt now, in GMT
date_local now, in the server’s time zone
document_root the root or alias in force
document_uri the same as $uri
fastcgi_path_info the path info that fastcgi_split_path_info found
fastcgi_script_name the URI, with fastcgi_index where it ends in a slash
geoip_area_code the telephone area code (US only)
geoip_city the name of the client’s city
geoip_city_continent_code the client’s continent in two letters, from the city database
geoip_city_country_code the client’s country in two letters, from the city database
geoip_city_country_code3 the client’s country in three letters, from the city database
geoip_city_country_name the name of the client’s country, from the city database
geoip_country_code the client’s country in two letters
geoip_country_code3 the client’s country in three letters
geoip_country_name the name of the client’s country
geoip_dma_code the client’s advertising region (US only)
geoip_latitude the client’s latitude
geoip_longitude the client’s longitude
geoip_org the client’s organization
geoip_postal_code the client’s postal code
geoip_region the client’s region in two letters
geoip_region_name the name of the client’s region
gzip_ratio how far the response was compressed
host the host of the request line, else of the Host header, else the server’s first name
hostname this machine’s name
http2 h2 over TLS, h2c without, else empty
http3 h3 over TLS, hq in the test protocol, else empty
http_ the request header of that name: small letters, underscores for dashes
https on with TLS, else empty
invalid_referer 1 where the referrer is none of the valid ones
is_args a question mark where the request has arguments, else empty
limit_conn_status PASSED, REJECTED or REJECTED_DRY_RUN
limit_rate the speed limit of the response; it can be set
limit_req_status PASSED, DELAYED, REJECTED, DELAYED_DRY_RUN or REJECTED_DRY_RUN
modern_browser 1 where the browser counts as new
msec now, in seconds with milliseconds
msie 1 where the browser is an Internet Explorer
nginx_version nginx’s version
pid the worker process’s id
pipe p where the request was pipelined, else a dot
proxy_add_x_forwarded_for the request’s X-Forwarded-For with the client’s address added
proxy_host the host and port that proxy_pass names
proxy_port the port that proxy_pass names
proxy_protocol_addr the client’s address in the PROXY header
proxy_protocol_port the client’s port in the PROXY header
proxy_protocol_server_addr the server’s address in the PROXY header
proxy_protocol_server_port the server’s port in the PROXY header
proxy_protocol_tlv_ the value of that name in the PROXY header
query_string the same as $args
realip_remote_addr the client’s address before the realip module changed it
realip_remote_port the client’s port before the realip module changed it
realpath_root the root in force, with links resolved
remote_addr the client’s address as text
remote_port the client’s port
remote_user the user’s name of HTTP authentication
request the whole first line of the request
request_body the request’s body, where nginx has read it into memory
request_body_file the file that holds the request’s body
request_completion OK where the request was answered in full, else empty
request_filename the file that the request leads to
request_id 16 random bytes in hexadecimal, one set for each request
request_length the request’s length, header and body
request_method the method, such as GET
request_time seconds with milliseconds since the request’s first byte
request_uri the path and arguments as they were sent
scheme http or https
secure_link the result of checking a signed link
secure_link_expires until when a signed link is valid
sent_http_ the response header of that name
sent_trailer_ the response trailer of that name
server_addr the address that took the request
server_name the name of the server that took the request
server_port the port that took the request
server_protocol the protocol, such as HTTP/1.1
slice_range the current slice as a byte range
ssl_alpn_protocol the protocol that ALPN chose
ssl_cipher the cipher in use
ssl_ciphers the ciphers that the client offered
ssl_client_cert the client’s certificate
ssl_client_escaped_cert the client’s certificate, URL-encoded
ssl_client_fingerprint the SHA-1 fingerprint of the client’s certificate
ssl_client_i_dn who issued the client’s certificate
ssl_client_raw_cert the client’s certificate as PEM
ssl_client_s_dn whose certificate the client’s is
ssl_client_serial the serial number of the client’s certificate
ssl_client_v_end until when the client’s certificate is valid
ssl_client_v_remain in how many days the client’s certificate expires
ssl_client_v_start since when the client’s certificate is valid
ssl_client_verify SUCCESS, FAILED with the reason, or NONE
ssl_curve the curve of the key exchange
ssl_curves the curves that the client offered
ssl_early_data 1 while early data are taken, else empty
ssl_protocol the TLS version
ssl_server_name the name that the client asked for by SNI
ssl_session_id the TLS session’s id
ssl_session_reused r where the session was taken up again, else a dot
status the response’s status
tcpinfo_rcv_space the socket’s receive window
tcpinfo_rtt the connection’s round-trip time in microseconds
tcpinfo_rttvar how much the round-trip time varies
tcpinfo_snd_cwnd the connection’s congestion window
time_iso8601 the local time as ISO 8601
time_local the local time as access logs write it
uid_got the cookie that the client sent
uid_reset whether the cookie is to be set anew
uid_set the cookie that the client gets
upstream_addr the address of the server that answered, of several tries each
upstream_bytes_received bytes received from the upstream server
upstream_bytes_sent bytes sent to the upstream server
upstream_cache_status MISS, BYPASS, EXPIRED, STALE, UPDATING, REVALIDATED or HIT
upstream_connect_time seconds that connecting to the upstream server took
upstream_cookie_ the cookie of that name that the upstream server set
upstream_header_time seconds until the upstream server’s header was there
upstream_http_ the upstream server’s response header of that name
upstream_response_length the length of the upstream server’s response
upstream_response_time seconds until the upstream server’s response was there
upstream_status the upstream server’s status
upstream_trailer_ the upstream server’s response trailer of that name
uri the path as nginx works with it: decoded, and after rewrites
`;

/** The variables of nginx's own stream modules. */
const STREAM = `
binary_remote_addr the client’s address in 4 bytes (IPv4) or 16 (IPv6)
bytes_received bytes received from the client
bytes_sent bytes sent to the client
connection the connection’s serial number
geoip_area_code the telephone area code (US only)
geoip_city the name of the client’s city
geoip_city_continent_code the client’s continent in two letters, from the city database
geoip_city_country_code the client’s country in two letters, from the city database
geoip_city_country_code3 the client’s country in three letters, from the city database
geoip_city_country_name the name of the client’s country, from the city database
geoip_country_code the client’s country in two letters
geoip_country_code3 the client’s country in three letters
geoip_country_name the name of the client’s country
geoip_dma_code the client’s advertising region (US only)
geoip_latitude the client’s latitude
geoip_longitude the client’s longitude
geoip_org the client’s organization
geoip_postal_code the client’s postal code
geoip_region the client’s region in two letters
geoip_region_name the name of the client’s region
hostname this machine’s name
limit_conn_status PASSED, REJECTED or REJECTED_DRY_RUN
msec now, in seconds with milliseconds
nginx_version nginx’s version
pid the worker process’s id
protocol TCP or UDP
proxy_protocol_addr the client’s address in the PROXY header
proxy_protocol_port the client’s port in the PROXY header
proxy_protocol_server_addr the server’s address in the PROXY header
proxy_protocol_server_port the server’s port in the PROXY header
proxy_protocol_tlv_ the value of that name in the PROXY header
realip_remote_addr the client’s address before the realip module changed it
realip_remote_port the client’s port before the realip module changed it
remote_addr the client’s address as text
remote_port the client’s port
server_addr the address that took the session
server_name the name of the server that took the session
server_port the port that took the session
session_time how long the session lasted, in seconds
ssl_alpn_protocol the protocol that ALPN chose
ssl_cipher the cipher in use
ssl_ciphers the ciphers that the client offered
ssl_client_cert the client’s certificate
ssl_client_fingerprint the SHA-1 fingerprint of the client’s certificate
ssl_client_i_dn who issued the client’s certificate
ssl_client_raw_cert the client’s certificate as PEM
ssl_client_s_dn whose certificate the client’s is
ssl_client_serial the serial number of the client’s certificate
ssl_client_v_end until when the client’s certificate is valid
ssl_client_v_remain in how many days the client’s certificate expires
ssl_client_v_start since when the client’s certificate is valid
ssl_client_verify SUCCESS, FAILED with the reason, or NONE
ssl_curve the curve of the key exchange
ssl_curves the curves that the client offered
ssl_preread_alpn_protocols the protocols that the client offered by ALPN
ssl_preread_protocol the highest TLS version that the client offered
ssl_preread_server_name the name that the client asked for by SNI
ssl_protocol the TLS version
ssl_server_name the name that the client asked for by SNI
ssl_session_id the TLS session’s id
ssl_session_reused r where the session was taken up again, else a dot
status how the session ended, as an HTTP status
time_iso8601 the local time as ISO 8601
time_local the local time as access logs write it
upstream_addr the address of the upstream server
upstream_bytes_received bytes received from the upstream server
upstream_bytes_sent bytes sent to the upstream server
upstream_connect_time seconds that connecting to the upstream server took
upstream_first_byte_time seconds until the upstream server’s first byte was there
upstream_session_time seconds that the session with the upstream server lasted
`;

export type VariableFamily = 'http' | 'stream';

const TABLES: Readonly<Record<VariableFamily, string>> = { http: HTTP, stream: STREAM };
const loaded = new Map<VariableFamily, readonly BuiltInVariable[]>();

/** The variables that nginx defines for http or for stream, by name. */
export function builtInVariables(family: VariableFamily): readonly BuiltInVariable[] {
  let list = loaded.get(family);
  if (!list) {
    const rows = TABLES[family].trim().split('\n');
    list = rows.map((row) => ({ name: row.slice(0, row.indexOf(' ')), what: row.slice(row.indexOf(' ') + 1) }));
    loaded.set(family, list);
  }
  return list;
}

/** The variable of that name, also where it stands for a whole family: `http_user_agent` is one of `http_`. */
export function builtInVariable(family: VariableFamily, name: string): BuiltInVariable | undefined {
  const list = builtInVariables(family);
  return (
    list.find((one) => one.name === name) ??
    list.find((one) => one.name.endsWith('_') && name.startsWith(one.name) && name.length > one.name.length)
  );
}

/** Whether nginx, its commercial edition or a widespread module defines the variable, whatever its letters' case. */
export function isDefinedSomewhere(family: VariableFamily, name: string): boolean {
  const small = name.toLowerCase();
  let names = known.get(family);
  if (!names) {
    names = new Set([...builtInVariables(family).map((one) => one.name), ...UNLISTED]);
    known.set(family, names);
  }
  return names.has(small) || FAMILIES[family].test(small);
}

const known = new Map<VariableFamily, ReadonlySet<string>>();

/** Names that nginx knows besides those of its documentation's index, some of them only in other versions. */
const UNLISTED = `
apache_bytes_sent grpc_internal_trailers is_request_port jwt_payload proxy_add_via
proxy_internal_body_length proxy_internal_chunked request_port session_log_binary_id session_log_id spdy
spdy_request_priority ssl_client_escaped_cert ssl_client_i_dn_legacy ssl_client_s_dn_legacy ssl_client_sigalg
ssl_ech_outer_server_name ssl_ech_status ssl_handshake_time ssl_sigalg ssl_sigalgs
sticky_sessid upstream_cache_etag upstream_cache_last_modified
upstream_last_server_name upstream_queue_time upstream_sticky_status brotli_ratio
zstd_ratio
`
  .trim()
  .split(/\s+/);

/**
 * Beginnings that stand for any number of names. Those of other modules and of the commercial edition are among them,
 * for they may be built in without a line that says so.
 */
const FAMILIES: Readonly<Record<VariableFamily, RegExp>> = {
  http: /^(arg|http|sent_http|sent_trailer|cookie|upstream_http|upstream_trailer|upstream_cookie|proxy_protocol_tlv|jwt_claim|jwt_header|otel|oidc|acme|api|echo|geoip2?|vts|upload|opentracing|metric|p8s)_/,
  stream: /^(proxy_protocol_tlv|mqtt|acme|geoip2?|sts|metric)_/,
};
