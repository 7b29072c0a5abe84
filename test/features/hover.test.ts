import { describe, expect, test } from 'vitest';
import { hover } from '../../server/src/features/hover';
import { RELATIVE_LINKS } from '../../server/src/features/links';
import { Report } from '../../server/src/rules/run';
import type { Finding } from '../../server/src/stack/finding';
import { at } from './support';

const markdown = (source: string) => {
  const { stack, file, offset } = at(source);
  return hover(stack, file, offset)?.markdown;
};

/** What the hover covers. */
const covered = (source: string) => {
  const { stack, file, offset } = at(source);
  const found = hover(stack, file, offset);
  return found && file.text.slice(found.span.start, found.span.end);
};

describe('directives', () => {
  test('value, default, the tiers with the one in force, and the rule’s own text', () => {
    const card = markdown('worker_processes auto;\nevents {\n    worker_conn<|>ections 512;\n}\n')!;
    expect(card).toContain('**worker_connections** · events · [documentation](https://nginx.org/');
    expect(card).toContain('**Here** `512` · default `512`');
    expect(card).toContain('| **production** ← in force | **10000** |');
    expect(card).toContain('| development | 1024 |');
    expect(card).toContain('**Why** ');
    expect(card).toContain('**Price** ');
    expect(card).toContain('**When not** ');
    expect(card).toContain('[nginx/worker-connections](docs/rules/nginx/worker-connections.md)');
  });

  test('the tier follows a comment in the file', () => {
    expect(markdown('# headroom: profile=high-traffic\nevents { worker_connections <|>512; }\n')).toContain(
      '| **high-traffic** ← in force | **20000** |',
    );
  });

  test('the value has the same card, under its own span', () => {
    expect(covered('events {\n    worker_connections 5<|>12;\n}\n')).toBe('512');
    expect(covered('events {\n    worker<|>_connections 512;\n}\n')).toBe('worker_connections');
  });

  test('what an outer block says that the directive replaces', () => {
    const card = markdown(`
http {
    proxy_read_timeout 60s;
    server {
        location / {
            proxy_read<|>_timeout 600s;
        }
    }
}
`);
    expect(card).toContain('**Here** `600s` (10 min) · default `60s`');
    expect(card).toContain('Replaces `60s` of `http` ([nginx.conf:2](nginx.conf#L2)).');
  });

  test('of an array, how many it replaces', () => {
    const card = markdown(
      'http {\n    add_header A 1;\n    add_header B 2;\n    server {\n        add_<|>header C 3;\n    }\n}\n',
    );
    expect(card).toContain('Replaces all 2 `add_header` of `http` ([nginx.conf:3](nginx.conf#L3)).');
  });

  test('a file in two configurations that differ: both are told', () => {
    const card = markdown(`
//- a/nginx.conf
events {}
http {
    send_timeout 10s;
    include ../shared.conf;
}
//- b/nginx.conf
events {}
http {
    include ../shared.conf;
}
//- shared.conf
server {
    send_<|>timeout 30s;
}
`);
    expect(card).toContain('In `a/nginx.conf`: Replaces `10s` of `http`');
    expect(card).toContain('In `b/nginx.conf`: replaces nothing.');
  });

  test('a handler shows what is in force for its route, and where it comes from', () => {
    const card = markdown(`
http {
    proxy_read_timeout 75s;
    server {
        location /api/ {
            proxy_buffering off;
            proxy_<|>pass http://127.0.0.1:8000;
        }
    }
}
`);
    expect(card).toContain('| proxy_read_timeout | `75s` | [nginx.conf:2](nginx.conf#L2), inherited from `http` |');
    expect(card).toContain('| proxy_buffering | `off` | [nginx.conf:5](nginx.conf#L5) |');
    expect(card).toContain('| proxy_connect_timeout | `60s` | default |');
  });

  test('what can’t be told is not told', () => {
    const card = markdown(
      '//- conf.d/app.conf\nserver {\n    location / {\n        proxy_<|>pass http://127.0.0.1:8000;\n    }\n}\n',
    );
    expect(card).toContain('| proxy_read_timeout | not known |');
  });

  test('the default follows the version', () => {
    expect(
      markdown(
        '//- headroom.yaml\nversions:\n  nginx: "1.22"\n//- nginx.conf\nhttp {\n    keepalive_<|>requests 5;\n}\n',
      ),
    ).toContain('default `1000` in nginx 1.22');
    expect(
      markdown(
        '//- headroom.yaml\nversions:\n  nginx: "1.18"\n//- nginx.conf\nhttp {\n    keepalive_<|>requests 5;\n}\n',
      ),
    ).toContain('default `100` in nginx 1.18');
  });

  test('another module’s directive is named as such, an unknown one not at all', () => {
    expect(markdown('http {\n    server {\n        more_set_<|>headers "A: b";\n    }\n}\n')).toMatch(/module/);
    expect(markdown('no_such_<|>thing 1;\n')).toBeUndefined();
  });
});

test('what is to be done elsewhere stands above the card', () => {
  const { stack, file, offset } = at('events {\n    worker_connections 5<|>12;\n}\n');
  const finding: Finding = {
    rule: 'nginx/x',
    severity: 'warning',
    profile: 'production',
    message: 'Too low.',
    at: { file, span: { start: offset - 1, end: offset + 2 } },
    related: [],
    fixes: [{ title: 'Raise the limit of the host', safety: 'advice', edits: [] }],
  };
  const report = new Report(new Map([[file.path, [finding]]]), []);
  expect(hover(stack, file, offset, RELATIVE_LINKS, report)?.markdown).toMatch(
    /^\*\*To do\*\* Raise the limit of the host\n\n\*\*worker_connections\*\*/,
  );
});

describe('parameters and names', () => {
  test('a parameter, with its tiers', () => {
    const card = markdown(
      'http {\n    limit_req_zone $binary_remote_addr zone=a:10m rate=10r/s;\n    limit_req zone=a bur<|>st=5;\n}\n',
    )!;
    expect(card).toContain('**burst** of `limit_req`');
    expect(card).toContain('| **normal** ← in force | **burst=200 nodelay** |');
  });

  test('listen backlog', () => {
    expect(markdown('http { server { listen 80 back<|>log=1024; } }\n')).toContain('net.core.somaxconn');
  });

  test('a zone, an upstream, a log format, a variable: where they are defined', () => {
    const source = (cursor: string) =>
      `
http {
    limit_req_zone $binary_remote_addr zone=api:10m rate=10r/s;
    log_format short '$status';
    map $uri $kind { default a; }
    upstream backend {
        server 10.0.0.1:80;
        server 10.0.0.2:80;
    }
    server {
        access_log /log short;
        location / {
            limit_req zone=api;
            add_header X-Kind $kind;
            proxy_pass http://backend/x;
        }
    }
}
`.replace(cursor, `${cursor.slice(0, -1)}<|>${cursor.slice(-1)}`);
    expect(markdown(source('zone=api;'))).toContain(
      'Defined in [nginx.conf:2](nginx.conf#L2): `limit_req_zone $binary_remote_addr zone=api:10m rate=10r/s;`',
    );
    expect(markdown(source('/log short'))).toContain('**short** · log format');
    expect(markdown(source('X-Kind $kind'))).toContain('Defined in [nginx.conf:4](nginx.conf#L4): `map $uri $kind`');
    expect(markdown(source('http://backend'))).toContain(
      '`upstream backend { server 10.0.0.1:80; server 10.0.0.2:80; }`',
    );
    expect(markdown(source('upstream backend'))).toContain('Used in 1 place: [nginx.conf:14](nginx.conf#L14)');
  });

  test('a variable of nginx', () => {
    expect(markdown('http {\n    log_format a "$remote<|>_addr";\n}\n')).toBe(
      '**$remote_addr** · variable of nginx\n\nThe client’s address as text.',
    );
    expect(covered('http {\n    log_format a "x $remote<|>_addr y";\n}\n')).toBe('remote_addr');
    expect(markdown('http {\n    log_format a "$http_user<|>_agent";\n}\n')).toContain(
      'The request header of that name',
    );
  });

  test('an include: the files that it reads', () => {
    expect(
      markdown(
        '//- nginx.conf\nhttp {\n    include conf.d/<|>*.conf;\n}\n//- conf.d/a.conf\nserver {\n}\n//- conf.d/b.conf\nserver {\n}\n',
      ),
    ).toBe('Reads 2 files into `http`:\n\n- [conf.d/a.conf](conf.d/a.conf#L1)\n- [conf.d/b.conf](conf.d/b.conf#L1)');
    expect(markdown('http {\n    include /opt/x/<|>*.conf;\n}\n')).toContain(
      'The workspace holds no file of this name.',
    );
  });
});

describe('comments and data', () => {
  test('a suppression: what the rule says', () => {
    expect(
      markdown('# headroom-ignore-next-line nginx/worker-<|>processes -- one CPU\nworker_processes 1;\n'),
    ).toContain('[nginx/worker-processes](docs/rules/nginx/worker-processes.md)');
    expect(markdown('# headroom-ig<|>nore-file\nworker_processes 1;\n')).toBe('Silences every rule in this file.');
    expect(markdown('worker_processes 1; # headroom-ig<|>nore nginx/worker-processes\n')).toBe(
      'Silences `nginx/worker-processes` in line 1.',
    );
  });

  test('a choice', () => {
    expect(markdown('# headroom: profile=<|>development rateLimit=strict\n')).toBe(
      'This file is held against the profile `development`, rateLimit `strict`, whatever headroom.yaml says.',
    );
  });

  test('nothing in other comments, in rows of data, in code of other languages, between words', () => {
    expect(markdown('# worker_<|>connections\n')).toBeUndefined();
    expect(markdown('http {\n    types {\n        text/<|>html html;\n    }\n}\n')).toBeUndefined();
    expect(markdown('http {\n    init_by_lua_block {\n        local gz<|>ip = 1\n    }\n}\n')).toBeUndefined();
    expect(markdown('events {\n <|>   worker_connections 1;\n}\n')).toBeUndefined();
  });
});

test('no prefix of a text makes it throw, and every span lies inside', () => {
  const text = `events { worker_connections 5; }\nhttp { upstream a { server b; } map $a $b { x "$c"; } server { location /x { proxy_pass http://a; limit_req zone=q burst=5; } } }`;
  for (let length = 0; length <= text.length; length++) {
    const { stack, file, offset } = at(`${text.slice(0, length)}<|>\n`);
    const found = hover(stack, file, offset);
    if (found) expect(found.span.end).toBeLessThanOrEqual(file.text.length);
  }
});
