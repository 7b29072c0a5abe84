import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import { judge } from '../support/laws';
import { findNginx, nginxTest } from '../support/real-nginx';

/*
 * Where Headroom says that nginx looks for variables, nginx does, and where it says nothing, nginx takes a dollar sign
 * as it is written. Every line is tried with a name that nothing defines.
 */

const nginx = await findNginx();
if (!nginx) console.log('nginx is not installed: where it looks for variables is not tried.');

const location = (line: string) => `http { server { listen 8099; location /x { ${line} } } }`;
const http = (lines: string) => `http { ${lines} }`;
const stream = (lines: string) => `stream { ${lines} }`;
const session = (line: string) => stream(`server { listen 8099; ${line} return a; }`);

const PASSED = ['fastcgi', 'uwsgi', 'scgi', 'proxy'];

const TEXTS: readonly string[] = [
  ...[
    'access_log /tmp/$x;',
    'access_log logs/a combined if=$x;',
    'add_header A $x;',
    'add_trailer A $x;',
    'alias /x$x;',
    'root /x$x;',
    'auth_basic a$x;',
    'auth_basic_user_file a$x;',
    'auth_request_set $a $x;',
    'charset $x;',
    'source_charset $x;',
    'error_page 404 /$x;',
    'expires $x;',
    'expires modified $x;',
    'index a$x;',
    'limit_rate $x;',
    'limit_rate_after $x;',
    'return 200 $x;',
    'rewrite ^ /$x;',
    'secure_link $x;',
    'secure_link_md5 $x;',
    'set $a $x;',
    'sub_filter a$x b;',
    'sub_filter a b$x;',
    'try_files /a /$x =404;',
    'proxy_pass http://127.0.0.1/$x;',
    'proxy_cookie_domain a $x;',
    'proxy_cookie_domain $x a;',
    'proxy_cookie_flags a samesite=$x;',
    'proxy_cookie_path a $x;',
    'proxy_method $x;',
    'proxy_redirect /a $x;',
    'proxy_redirect ~$x /a;',
    'proxy_set_body $x;',
    'proxy_set_header A $x;',
    'proxy_set_header $x A;',
    'grpc_pass $x;',
    'grpc_bind $x;',
    'grpc_set_header A $x;',
    'memcached_bind $x;',
    'fastcgi_pass $x;',
    'uwsgi_pass $x;',
    'scgi_pass $x;',
    'fastcgi_param A $x;',
    'uwsgi_param A $x;',
    'scgi_param A $x;',
    'fastcgi_index $x;',
    'default_type $x;',
    'proxy_hide_header $x;',
    'mirror /$x;',
    'auth_request /$x;',
    'rewrite $x /a;',
    'if ($x) { }',
    'if ( $x ) { }',
    'if ($x = a) { }',
    'if ($x=a) { }',
    'if ($host = a$x) { }',
    'if ($host ~ $x) { }',
    'if (-f /a/$x) { }',
    'if (!-e $x) { }',
    'return 200 $Host$HTTP_X$arg_$9$sent_http_a$cookie_b;',
    'return 200 "${x";',
    'return 200 "${1}";',
    'return 200 "$0";',
    'return 200 "a$";',
    'return 200 "a$-b";',
    'valid_referers $x;',
    ...PASSED.flatMap((name) =>
      ['bind', 'cache', 'cache_key', 'cache_bypass', 'no_cache', 'store'].map((end) => `${name}_${end} $x;`),
    ),
    ...['proxy', 'uwsgi', 'grpc'].flatMap((name) =>
      ['name', 'certificate', 'certificate_key'].map((end) => `${name}_ssl_${end} $x;`),
    ),
  ].map(location),
  ...[
    'limit_conn_zone $x zone=a:1m;',
    'limit_req_zone $x zone=a:1m rate=1r/s;',
    'log_format a $x;',
    'log_format a escape=json b$x;',
    'log_format a $1;',
    'log_format a ${x;',
    'log_format a "$";',
    'map $x $a { }',
    'map $host $a { default $x; }',
    'map $host $a { $x a; }',
    'geo $x $a { }',
    'geo $x { }',
    'geo $a { default $x; }',
    'split_clients $x $a { * a; }',
    'split_clients a $a { * $x; }',
    'upstream u { hash $x; server 127.0.0.1; }',
    'proxy_set_header A $x;',
    'proxy_set_header A $x; server { listen 8099; }',
    'proxy_set_header A $x; server { listen 8099; proxy_set_header A b; }',
    'fastcgi_param A $x; server { listen 8099; fastcgi_param A b; }',
    'proxy_set_body $x; server { listen 8099; proxy_set_body b; }',
    'server { listen 8099; server_name $x; }',
    'server { listen 8099; server_name ~(?<x>a); return 200 $X; }',
    'map $host $a { ~(?<x>a) $x; } server { listen 8099; return 200 $x; }',
    'server { listen 8099; proxy_set_header A $x; location / { proxy_set_header A b; } }',
  ].map(http),
  ...[
    'proxy_bind $x;',
    'proxy_ssl_name $x;',
    'proxy_download_rate $x;',
    'proxy_upload_rate $x;',
    'set $a $x;',
    'error_log /tmp/a$x;',
  ].map(session),
  ...[
    'server { listen 8099; proxy_pass $x; }',
    'server { listen 8099; return $x; }',
    'log_format a $x;',
    'log_format a x; access_log logs/a a if=$x;',
    'limit_conn_zone $x zone=a:1m;',
    'map $x $a { }',
    'map $hostname $a { a $x; }',
    'geo $x $a { }',
    'split_clients $x $a { * a; }',
    'upstream u { hash $x; server 127.0.0.1:1; }',
  ].map(stream),
];

describe.skipIf(!nginx)('the real nginx and Headroom look for variables in the same places', () => {
  test('each with a name that nothing defines', { timeout: 120_000 }, async () => {
    const different: string[] = [];
    let refusals = 0;
    for (const text of TEXTS) {
      const body = text.replace(/\$(\{?)x\b/gi, '$$$1undefined_by_all');
      const config = body.includes('?<x>') ? text : body;
      const modules = nginx!.loadModules.split('\n').filter((line) => /ngx_stream_module/.test(line));
      const whole = `${modules.join('\n')}\nevents { }\n${config}\n`;
      const { messages } = await nginxTest({ 'nginx.conf': whole }, 'nginx.conf');
      const refused = messages.some(({ message }) =>
        /^(unknown "[^"]*" variable|invalid variable name|the closing bracket|invalid parameter "\$)/.test(message),
      );
      const { findings } = judge(Stack.of([new ConfigFile('nginx.conf', whole)]), ['nginx/unknown-variable']);
      if (refused) refusals++;
      if (refused !== findings.length > 0) different.push(`${text}: nginx ${messages[0]?.message ?? 'accepts it'}`);
    }
    expect(different).toEqual([]);
    expect(refusals).toBeGreaterThan(100);
  });
});
