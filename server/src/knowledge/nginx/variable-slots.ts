import type { VariableFamily } from './variables';

/**
 * The arguments in which nginx looks for variables while it reads its configuration, so that a name that nobody defines
 * keeps it from starting. One directive a line, then its arguments: a number (from 0), `last`, `all`, or a parameter's
 * name with its sign. `plain` arguments are expanded unless they begin with a tilde, which makes them a regular
 * expression; `late` ones only where the block is put to use. `if`, `map`, `geo` and `log_format` are read
 * in ways of their own. Every line was tried with the real nginx; what isn't here, nginx takes as it is written.
 */
const HTTP = `
access_log 0 if=
add_header 1
add_trailer 1
alias 0
auth_basic 0
auth_basic_user_file 0
auth_request_set 1
charset 0
error_page last
expires last
fastcgi_bind 0
fastcgi_cache 0
fastcgi_cache_bypass all
fastcgi_cache_key 0
fastcgi_no_cache all
fastcgi_param 1 late
fastcgi_pass 0
fastcgi_store 0
grpc_bind 0
grpc_pass 0
grpc_set_header 1 late
grpc_ssl_certificate 0
grpc_ssl_certificate_key 0
grpc_ssl_name 0
hash 0
index all
limit_conn_zone 0
limit_rate 0
limit_rate_after 0
limit_req_zone 0
memcached_bind 0
proxy_bind 0
proxy_cache 0
proxy_cache_bypass all
proxy_cache_key 0
proxy_cookie_domain plain 0 1
proxy_cookie_flags plain all
proxy_cookie_path plain 0 1
proxy_method 0
proxy_no_cache all
proxy_pass 0
proxy_redirect plain 0 1
proxy_set_body 0 late
proxy_set_header 1 late
proxy_ssl_certificate 0
proxy_ssl_certificate_key 0
proxy_ssl_name 0
proxy_store 0
return 1
rewrite 1
root 0
scgi_bind 0
scgi_cache 0
scgi_cache_bypass all
scgi_cache_key 0
scgi_no_cache all
scgi_param 1 late
scgi_pass 0
scgi_store 0
secure_link 0
secure_link_md5 0
set 1
source_charset 0
split_clients 0
sub_filter 0 1
try_files all
uwsgi_bind 0
uwsgi_cache 0
uwsgi_cache_bypass all
uwsgi_cache_key 0
uwsgi_no_cache all
uwsgi_param 1 late
uwsgi_pass 0
uwsgi_ssl_certificate 0
uwsgi_ssl_certificate_key 0
uwsgi_ssl_name 0
uwsgi_store 0
`;

const STREAM = `
access_log 0 if=
hash 0
limit_conn_zone 0
proxy_bind 0
proxy_download_rate 0
proxy_pass 0
proxy_ssl_certificate 0
proxy_ssl_certificate_key 0
proxy_ssl_name 0
proxy_upload_rate 0
return 0
set 1
split_clients 0
`;

/** Where a directive's variables stand. */
export interface VariableSlots {
  readonly positions: readonly number[];
  readonly last: boolean;
  readonly all: boolean;
  /** Parameters such as `if=`. */
  readonly parameters: readonly string[];
  /** Arguments that begin with a tilde are regular expressions, in which nginx expands nothing. */
  readonly plain: boolean;
  /** At the level of http, nginx only reads them where a server inherits them. */
  readonly late: boolean;
}

const TABLES: Readonly<Record<VariableFamily, string>> = { http: HTTP, stream: STREAM };
const loaded = new Map<VariableFamily, ReadonlyMap<string, VariableSlots>>();

/** The arguments of a directive in which nginx expands variables; undefined where it expands none. */
export function variableSlots(family: VariableFamily, directive: string): VariableSlots | undefined {
  let table = loaded.get(family);
  if (!table) {
    table = new Map(TABLES[family].trim().split('\n').map(readRow));
    loaded.set(family, table);
  }
  return table.get(directive);
}

function readRow(row: string): [string, VariableSlots] {
  const [name, ...words] = row.split(' ');
  return [
    name!,
    {
      positions: words.filter((word) => /^\d$/.test(word)).map(Number),
      last: words.includes('last'),
      all: words.includes('all'),
      parameters: words.filter((word) => word.endsWith('=')),
      plain: words.includes('plain'),
      late: words.includes('late'),
    },
  ];
}
