import { describe, test } from 'vitest';
import { checkCase } from '../support/laws';

const whole = (body: string, before = '') => `//- nginx.conf\n${before}\nevents { }\nhttp {\n${body}\n}\n`;

/** Sources without carets claim silence. */
const CASES: readonly (readonly [string, string])[] = [
  [
    'what set, map, geo, split_clients, auth_request_set and perl_set define',
    whole(`
map $host $a { default $b; }
geo $remote_addr $b { default 0; }
split_clients $remote_addr $c { * 1; }
perl_set $d 'sub { }';
server {
    location / {
        auth_request_set $e $upstream_http_x;
        set $f $a$b$c$d$e;
        return 200 $f;
    }
}`),
  ],
  ['a definition holds in the whole of http', whole('server { return 200 $a; }\nserver { location / { set $a 1; } }')],
  [
    'groups of regular expressions',
    whole(`
map $host $a { ~(?<one>x) $one; }
server {
    server_name ~^(?P<two>.+)$;
    location ~ "(?'three'x)" { rewrite (?<four>.) /$1$four; if ($uri ~ (?<five>y)) { return 200 $five; } }
    return 200 $two$three;
}`),
  ],
  ['the case of the letters does not matter', whole('server { set $Name 1; return 200 $NAme$Host$HTTP_host; }')],
  ['groups by number', whole('server { rewrite ^/(.)(.)$ /$2$12; }')],
  [
    'a number that is no group',
    whole(`
log_format a '$1';
              ^^ error: no variable $1 here
server {
    return 200 $0;
               ^^ error: no variable $0 here
}`),
  ],
  [
    'nobody defines it: said once, with all its places',
    whole(`
server {
    add_header X-Country $country_of_origin;
                         ^^^^^^^^^^^^^^^^^^ error: Nothing defines the variable $country_of_origin
    location / { return 200 "in $country_of_origin"; }
}`),
  ],
  [
    'misspelt: said at each place',
    whole(`
server {
    add_header X-A $reqest_id;
                   ^^^^^^^^^^ error: $request_id is probably meant
    add_header X-B "a \${reqest_id}";
                      ^^^^^^^^^^^^ error: $request_id is probably meant
}`),
  ],
  [
    'twice in one word: said once',
    whole(`
log_format a '$reqest_id $reqest_id $reqest_id2 $request_ids';
              ^^^^^^^^^^ error: $request_id is probably meant
                                    ^^^^^^^^^^^ error: $request_id
                                                ^^^^^^^^^^^^ error: $request_id is probably meant`),
  ],
  [
    'in the condition of if',
    whole(`
server {
    if ($reqest_method = POST) { return 405; }
        ^^^^^^^^^^^^^^ error: $request_method
    if (-f $document_rot/a) { return 200; }
           ^^^^^^^^^^^^^ error: $document_root
    if ($host ~ $nothing_at_all) { return 200; }
}`),
  ],
  [
    'in the rows and the source of a map',
    whole(`
map $http_upgrade $kind_of_connection {
    default $kind_of_conection;
            ^^^^^^^^^^^^^^^^^^ error: $kind_of_connection is probably meant
    $anything 1;
}
server { return 200 $kind_of_connection; }`),
  ],
  [
    'what nginx takes as it is written',
    whole('server { server_name $nothing; default_type $nothing; error_log /a/$nothing; rewrite $nothing /a; }'),
  ],
  [
    'the variables of stream are others',
    `events { }\nhttp { }\nstream { server { listen 1; return $protocol$server_port; } }`,
  ],
  [
    'http has no variables of stream',
    `
events { }
http { server { listen 2; return 200 $session_time$ssl_preread_protocol; } }
                                     ^^^^^^^^^^^^^ error: $session_time
                                                  ^^^^^^^^^^^^^^^^^^^^^ error: $ssl_preread_protocol
`,
  ],
  ['a fragment may use what others define', '//- conf.d/a.conf\nserver { return 200 $reqest_id; }'],
  ['a file out of view may define it', whole('include /etc/elsewhere/a.conf;\nserver { return 200 $reqest_id; }')],
  [
    'so may one that is included by a server',
    whole('server { include /srv/a.conf; }\nserver { return 200 $reqest_id; }'),
  ],
  ['so may a module', whole('server { return 200 $reqest_id; }', 'load_module modules/ngx_http_lua_module.so;')],
  ['and the directive of one', whole('server { set_by_lua_block $x { } return 200 $anything_else; }')],
  [
    'nginx’s own modules define nothing more',
    whole(
      'server { return 200 $reqest_id; }\n                    ^^^^^^^^^^ error: $request_id',
      'load_module modules/ngx_http_geoip_module.so;',
    ),
  ],
  [
    'with modules out of view only what is misspelt',
    whole(
      'server { return 200 $reqest_id$something_else; }\n                    ^^^^^^^^^^ error: $request_id',
      'include /etc/nginx/modules-enabled/*.conf;',
    ),
  ],
  ['the commercial edition’s own', whole('server { return 200 $jwt_claim_sub$upstream_queue_time; }')],
  ['placeholders of envsubst', whole('server { return 200 $BACKEND_NAME${OTHER}; }')],
  ['a template', '//- nginx.conf.template\nevents { }\nhttp { server { return 200 $backend_name; } }'],
  [
    'headers of http that every server replaces are never read',
    whole('proxy_set_header A $nothing_at_all;\nserver { proxy_set_header A b; }'),
  ],
  [
    'and are where a server takes them over',
    whole(`
proxy_set_header A $nothing_at_all;
                   ^^^^^^^^^^^^^^^ error: Nothing defines
server { listen 1; }`),
  ],
  [
    'a lonely dollar sign',
    '//- conf.d/a.conf\nserver {\n    rewrite ^/a$ /b$;\n                   ^ error: finds none\n}',
  ],
  ['markup of other programs', '//- conf.d/a.conf\nserver {\n    return 301 https://${site.host}/;\n}'],
];

describe('nginx/unknown-variable', () => {
  test.each(CASES)('%s', (_, source) => checkCase('nginx/unknown-variable', source));
});
