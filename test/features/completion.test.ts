import { describe, expect, test } from 'vitest';
import { type Completion, completion } from '../../server/src/features/completion';
import { expandSnippet } from '../../server/src/knowledge/snippets/index';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import { at } from './support';

const items = (source: string): Completion[] => {
  const { stack, file, offset } = at(source);
  const found = completion(stack, file, offset);
  for (const { span, label } of found)
    expect(
      span.start <= offset && offset <= span.end && span.end <= file.text.length,
      `${label} replaces what the cursor is not in`,
    ).toBe(true);
  return [...found].sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
};
const labels = (source: string) => items(source).map(({ label }) => label);
const texts = (source: string) => items(source).map(({ insertText }) => insertText);
const find = (source: string, label: string) => items(source).find((one) => one.label === label);

/** The line of the cursor after an item was taken, its placeholders filled in. */
const taken = (source: string, label: string) => {
  const { file } = at(source);
  const item = find(source, label)!;
  const text = item.isSnippet ? expandSnippet(item.insertText.split('\n')).replace(/\n$/, '') : item.insertText;
  const after = file.text.slice(0, item.span.start) + text + file.text.slice(item.span.end);
  const start = after.lastIndexOf('\n', item.span.start - 1) + 1;
  return after.slice(start, (after + '\n').indexOf('\n', start));
};

describe('directive names', () => {
  test('those of the context, the guide’s own first', () => {
    const events = labels('events {\n    <|>\n}\n');
    expect(events).toContain('worker_connections');
    expect(events).not.toContain('worker_processes');
    expect(events.slice(0, 3).sort()).toEqual(['multi_accept', 'use', 'worker_connections']);
    expect(labels('<|>\n')).toContain('worker_processes');
    expect(labels('http {\n    upstream a {\n        keep<|>\n    }\n}\n')).toContain('keepalive');
  });

  test('what stands there already and can’t stand twice comes last', () => {
    const found = items('events {\n    worker_connections 5;\n    <|>\n}\n');
    expect(
      found.filter(({ sortText }) => sortText.startsWith('8')).map(({ label, detail }) => [label, detail]),
    ).toEqual([['worker_connections', 'stands here already']]);
  });

  test('a fragment has the context in which it is included', () => {
    const inServer = labels(
      '//- nginx.conf\nevents {}\nhttp {\n    server {\n        include part.conf;\n    }\n}\n//- part.conf\n<|>\n',
    );
    expect(inServer).toContain('listen');
    expect(inServer).not.toContain('upstream');
    expect(inServer).not.toContain('keepalive_bogus');
  });

  test('they are offered while the line before lacks its semicolon', () => {
    expect(labels('http {\n    sendfile on\n    gzi<|>\n}\n')).toContain('gzip');
  });

  test('half-typed text before another statement', () => {
    expect(labels('http {\n    gzi<|>\n    server {\n    }\n}\n')).toContain('gzip');
    expect(labels('http {\n    server {\n        lis<|>')).toContain('listen');
  });

  test('they fill in the rest of their statement, with the tier’s number first', () => {
    expect(find('events {\n    worker_c<|>\n}\n', 'worker_connections')?.insertText).toBe(
      'worker_connections ${1|10000,1024,20000|};',
    );
    expect(
      find('# headroom: profile=high-traffic\nevents {\n    worker_c<|>\n}\n', 'worker_connections')?.insertText,
    ).toBe('worker_connections ${1|20000,10000,1024|};');
    expect(taken('http {\n    gzi<|>\n}\n', 'gzip')).toBe('    gzip on;');
    expect(taken('http {\n    tcp_nod<|>\n}\n', 'tcp_nodelay')).toBe('    tcp_nodelay off;');
    expect(taken('http {\n    send_ti<|>\n}\n', 'send_timeout')).toBe('    send_timeout 60s;');
  });

  test('a name in front of its arguments is replaced alone', () => {
    expect(taken('http {\n    gz<|>i on;\n}\n', 'gzip')).toBe('    gzip on;');
  });

  test('only what the version knows', () => {
    expect(labels('//- headroom.yaml\nversions:\n  nginx: "1.22"\n//- nginx.conf\nhttp {\n    <|>\n}\n')).not.toContain(
      'max_headers',
    );
    expect(labels('http {\n    <|>\n}\n')).toContain('max_headers');
  });

  test('snippets of the place', () => {
    const inHttp = items('http {\n    headroom<|>\n}\n')
      .filter(({ kind }) => kind === 'snippet')
      .map(({ label }) => label);
    expect(inHttp).toContain('headroom nginx rate limit zone normal');
    expect(inHttp).not.toContain('headroom nginx production');
    expect(
      items('head<|>\n')
        .filter(({ kind }) => kind === 'snippet')
        .map(({ label }) => label),
    ).toContain('headroom nginx production');
  });
});

describe('values', () => {
  test('tiers first and labelled, then the default', () => {
    const found = items('events {\n    worker_connections <|>;\n}\n');
    expect(found.map(({ label, insertText, detail }) => [label, insertText, detail])).toEqual([
      ['10000 — production', '10000', 'the tier in force'],
      ['1024 — development', '1024', 'another tier of the guide'],
      ['20000 — high-traffic', '20000', 'another tier of the guide'],
      ['512', '512', 'default'],
    ]);
  });

  test('flags and keywords, the default marked', () => {
    expect(items('http { gzip <|> }\n').map(({ label, detail }) => [label, detail])).toEqual([
      ['on', undefined],
      ['off', 'default'],
    ]);
    expect(labels('http { satisfy <|>; }\n')).toEqual(['all', 'any']);
    expect(texts('events {\n    use <|>\n}\n')[0]).toBe('epoll');
    expect(labels('worker_processes <|>;\n')).toContain('auto');
  });

  test('a value that is being typed is replaced as a whole', () => {
    expect(taken('events {\n    worker_connections 1<|>0;\n}\n', '10000 — production')).toBe(
      '    worker_connections 10000;',
    );
  });

  test('parameters, each once', () => {
    const found = labels('http { server { listen 80 reuseport <|>; } }\n');
    expect(found).toContain('backlog=');
    expect(found).not.toContain('reuseport');
    expect(labels('http { upstream a { server b:1 <|>; } }\n')).toContain('max_fails=');
    expect(labels('http { proxy_cache_path /c <|>; }\n')).toContain('keys_zone=');
    expect(labels('http { limit_req zone=a <|>; }\n')).toEqual([
      'burst=200 — normal',
      'burst=20 — strict',
      'burst=1000 — permissive',
      'burst=',
      'nodelay',
      'delay=',
    ]);
    expect(labels('http { limit_req_zone $binary_remote_addr zone=a:10m <|>; }\n')).toContain('rate=100r/s — normal');
  });
});

describe('names', () => {
  const source = (line: string) => `
http {
    limit_req_zone $binary_remote_addr zone=api:10m rate=10r/s;
    limit_conn_zone $binary_remote_addr zone=addr:10m;
    proxy_cache_path /c keys_zone=pages:10m;
    log_format short '$status';
    map $uri $kind { default a; }
    upstream backend { server 10.0.0.1:80; }
    server {
        location / {
            ${line}
        }
        location @fallback { }
    }
}
`;
  test('of zones, upstreams, formats, locations', () => {
    expect(texts(source('limit_req <|>;'))[0]).toBe('zone=api');
    expect(texts(source('limit_conn <|>;'))).toEqual(['addr']);
    expect(texts(source('proxy_pass http://<|>;'))).toEqual(['http://backend']);
    expect(texts(source('proxy_pass ba<|>;'))).toEqual(['http://backend']);
    expect(texts(source('proxy_cache <|>;')).slice(0, 1)).toEqual(['pages']);
    expect(texts(source('fastcgi_cache <|>;'))).not.toContain('pages');
    expect(texts(source('access_log /log <|>;'))).toEqual(['short', 'combined', 'buffer=', 'flush=', 'gzip', 'if=']);
    expect(texts(source('try_files $uri <|>;'))).toEqual(['@fallback']);
  });

  test('of variables, defined ones first, in strings and braces too', () => {
    expect(texts(source('add_header A $<|>;'))[0]).toBe('$kind');
    expect(texts(source('add_header A "x-$ki<|>";'))).toContain('$kind');
    expect(texts(source('add_header A ${ki<|>};'))).toContain('${kind}');
    expect(taken(source('add_header A ${ki<|>};'), '$kind')).toBe('            add_header A ${kind};');
    expect(texts(source('add_header A $<|>;'))).toContain('$remote_addr');
  });

  test('of files, from the main file’s folder', () => {
    expect(
      texts('//- nginx/nginx.conf\nevents {}\nhttp {\n    include <|>;\n}\n//- nginx/conf.d/a.conf\nserver {}\n'),
    ).toEqual(['conf.d/*.conf', 'conf.d/a.conf']);
  });
});

describe('comments', () => {
  test('forms, rules and choices', () => {
    expect(labels('# head<|>\n')).toEqual([
      'headroom-ignore-next-line',
      'headroom-ignore',
      'headroom-ignore-file',
      'headroom: profile=',
    ]);
    expect(labels('# headroom-ignore nginx/wor<|>\n')).toContain('nginx/worker-connections');
    expect(labels('# headroom-ignore nginx/gzip, <|>\n')).not.toContain('nginx/gzip');
    expect(labels('# headroom: profile=<|>\n')).toEqual(['production', 'development', 'high-traffic']);
    expect(labels('# headroom: profile=production rate<|>\n')).not.toContain('profile=');
    expect(labels('# headroom: rateLimit=<|>\n')).toEqual(['normal', 'strict', 'permissive']);
  });

  test('nothing in a reason or another comment', () => {
    expect(labels('# headroom-ignore nginx/gzip -- be<|>\n')).toEqual([]);
    expect(labels('# some <|>\n')).toEqual([]);
    expect(labels('# <|>\n')).toEqual([]);
  });
});

test('nothing in strings, in Lua, in rows of data', () => {
  expect(labels('http { add_header A "o<|>"; }\n')).toEqual([]);
  expect(labels('http { init_by_lua_block { lo<|> } }\n')).toEqual([]);
  expect(labels('http { map $a $b { <|> } }\n')).toEqual(['default', 'hostnames', 'include', 'volatile']);
  expect(labels('http { types { text/html <|>; } }\n')).toEqual([]);
});

test('every prefix of a text can be completed', () => {
  const text = `events { worker_connections 5; }\nhttp { upstream a { server b; } map $a $b { x "$c"; } server { location /x { proxy_pass http://a; limit_req zone=q burst=5; } } }`;
  for (let length = 0; length <= text.length; length++) items(`${text.slice(0, length)}<|>\n`);
});

test('a thousand lines can be completed', () => {
  const servers = Array.from(
    { length: 100 },
    (_, i) =>
      `    server {\n        listen ${8000 + i};\n        server_name s${i}.example.com;\n        location /api/ {\n            proxy_pass http://backend;\n            proxy_read_timeout 60s;\n            limit_req zone=api burst=20;\n            add_header X-A $request_id;\n        }\n    }\n`,
  ).join('');
  const text = `events {}\nhttp {\n    limit_req_zone $binary_remote_addr zone=api:10m rate=10r/s;\n    upstream backend { server b:1; }\n${servers}    \n}\n`;
  const file = new ConfigFile('nginx.conf', text);
  const stack = Stack.of([file]);
  const offset = text.length - 3;
  expect(completion(stack, file, offset).length).toBeGreaterThan(100);
});
