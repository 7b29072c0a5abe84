import { describe, expect, test } from 'vitest';
import { codeLenses } from '../../server/src/features/code-lens';
import { definition } from '../../server/src/features/definition';
import { documentLinks } from '../../server/src/features/document-links';
import { foldingRanges } from '../../server/src/features/folding';
import { references } from '../../server/src/features/references';
import { status } from '../../server/src/features/status';
import { documentSymbols, type OutlineSymbol } from '../../server/src/features/symbols';
import { check } from '../../server/src/rules/run';
import type { ConfigFile } from '../../server/src/settings/file';
import type { Span } from '../../server/src/text/span';
import { at, workspace } from './support';

const place = (file: ConfigFile, span: Span) =>
  `${file.path}:${file.lines.lineAt(span.start) + 1} ${file.text.slice(span.start, span.end)}`;

describe('definition and references', () => {
  const source = (cursor: string) =>
    `
//- nginx.conf
events {}
http {
    limit_req_zone $binary_remote_addr zone=api:10m rate=10r/s;
    limit_conn_zone $binary_remote_addr zone=addr:1m;
    log_format short '$status $kind';
    map $uri $kind { default a; }
    proxy_cache_path /c keys_zone=pages:1m;
    upstream backend { server 10.0.0.1:80; }
    include conf.d/*.conf;
}
//- conf.d/app.conf
server {
    access_log /log short;
    location / {
        limit_req zone=api burst=5;
        limit_conn addr 10;
        proxy_cache pages;
        proxy_pass http://backend/v1/$kind;
        error_page 502 @down;
    }
    location @down {
        set $why "$upstream_status $kind";
        return 502 $why;
    }
}
`.replace(cursor, `${cursor.slice(0, -1)}<|>${cursor.slice(-1)}`);
  const defined = (cursor: string) => {
    const { stack, file, offset } = at(source(cursor));
    return definition(stack, file, offset)?.targets.map(({ file: target, nameSpan }) => place(target, nameSpan));
  };
  const named = (cursor: string, definitions = true) => {
    const { stack, file, offset } = at(source(cursor));
    return references(stack, file, offset, definitions).map(({ file: one, span }) => place(one, span));
  };

  test.each([
    ['zone=api ', ['nginx.conf:3 api']],
    ['limit_conn addr', ['nginx.conf:4 addr']],
    ['/log short', ['nginx.conf:5 short']],
    ['proxy_cache pages', ['nginx.conf:7 pages']],
    ['http://backend', ['nginx.conf:8 backend']],
    ['v1/$kind', ['nginx.conf:6 kind']],
    ['502 @down', ['conf.d/app.conf:10 @down']],
    ['return 502 $why', ['conf.d/app.conf:11 why']],
    ['include conf.d', ['conf.d/app.conf:1 ']],
  ])('%s leads to its definition', (cursor, expected) => expect(defined(cursor)).toEqual(expected));

  test.each([['http:'], ['burst=5'], ['access_log'], ['$upstream_status']])('%s names nothing of the files', (cursor) =>
    expect(defined(cursor)).toBeUndefined(),
  );

  test('every place that names it', () => {
    expect(named('zone=api ')).toEqual(['nginx.conf:3 api', 'conf.d/app.conf:4 api']);
    expect(named('upstream backend', false)).toEqual(['conf.d/app.conf:7 backend']);
    expect(named('$uri $kind')).toEqual([
      'nginx.conf:6 kind',
      'nginx.conf:5 kind',
      'conf.d/app.conf:7 kind',
      'conf.d/app.conf:11 kind',
    ]);
  });

  test('a file that is included twice is named once', () => {
    const { stack, file, offset } = at(
      '//- nginx.conf\nevents {}\nhttp {\n    upstream ba<|>ck { server a:1; }\n    include a.conf;\n    include a.conf;\n}\n//- a.conf\nserver { location / { proxy_pass http://back; } }\n',
    );
    expect(references(stack, file, offset, false)).toHaveLength(1);
  });
});

test('links: every include, with all its files in the tooltip', () => {
  const stack = workspace(
    '//- nginx.conf\nhttp {\n    include "conf.d/*.conf";\n    include /opt/none/*.conf;\n}\n//- conf.d/a.conf\nserver {}\n//- conf.d/b.conf\nserver {}\n',
  );
  const file = stack.file('nginx.conf')!;
  expect(
    documentLinks(stack, file).map(({ span, target, tooltip }) => [
      file.text.slice(span.start, span.end),
      target,
      tooltip,
    ]),
  ).toEqual([['conf.d/*.conf', 'conf.d/a.conf', 'Open the first of 2 files: conf.d/a.conf, conf.d/b.conf']]);
});

test('the outline', () => {
  const outline = (symbols: readonly OutlineSymbol[]): unknown[] =>
    symbols.map(({ name, detail, kind, children }) =>
      children.length > 0 ? [kind, name, detail, outline(children)] : [kind, name, detail],
    );
  const file = workspace(`
http {
    limit_req_zone $a zone=z:1m rate=1r/s;
    log_format f '$a';
    upstream u { server a:1; }
    map $a $b { x 1; }
    include conf.d/*.conf;
    server { listen 443 ssl; server_name a.example b.example; location ~ \\.php$ { } }
}
`).file('nginx.conf')!;
  expect(outline(documentSymbols(file))).toEqual([
    [
      'block',
      'http',
      '',
      [
        ['zone', 'z', 'limit_req_zone $a zone=z:1m rate=1r/s'],
        ['format', 'f', 'log_format'],
        ['upstream', 'upstream u', '', [['member', 'server a:1', '']]],
        ['variable', 'map $a $b', ''],
        ['include', 'include', 'conf.d/*.conf'],
        ['server', 'server a.example', 'b.example 443', [['location', 'location ~ \\.php$', '']]],
      ],
    ],
  ]);
  const inside = (symbols: readonly OutlineSymbol[]): boolean =>
    symbols.every(
      ({ span, nameSpan, children }) => span.start <= nameSpan.start && nameSpan.end <= span.end && inside(children),
    );
  expect(inside(documentSymbols(file))).toBe(true);
});

test('folding: blocks without the line of their brace, runs of comments', () => {
  const file = workspace(
    '# one\n# two\n\n# alone\nhttp {\n    server {\n        listen 80; # here\n        # there\n    }\n    types { }\n}\n',
  ).file('nginx.conf')!;
  const ranges = foldingRanges(file).map(({ span, kind }) => [
    kind,
    file.lines.lineAt(span.start),
    file.lines.lineAt(span.end),
  ]);
  expect(ranges).toEqual([
    ['comment', 0, 1],
    ['block', 4, 9],
    ['block', 5, 7],
  ]);
});

describe('status and lens', () => {
  const source =
    '//- nginx.conf\nworker_processes 1;\nevents {\n    worker_connections 512;\n}\nhttp {\n    include part.conf;\n}\n//- part.conf\nserver {\n}\n';

  test('the profile, who chose it, and the counts', () => {
    const stack = workspace(source);
    const report = check(stack);
    const file = stack.file('nginx.conf')!;
    expect(status(stack, report, file)).toMatchObject({ profile: 'production', chosenBy: 'default' });
    expect(status(stack, report, file)?.counts.warning).toBe(
      report.of('nginx.conf').filter(({ severity }) => severity === 'warning').length,
    );
  });

  test('over the main file alone: how many of the guide’s rules are met', () => {
    const stack = workspace(source);
    const report = check(stack);
    const [lens] = codeLenses(stack, report, stack.file('nginx.conf')!);
    const [met, judged] = /^Production: (\d+) of (\d+)(, \d+ unknown)? · apply tier…$/
      .exec(lens!.title)!
      .slice(1)
      .map(Number);
    expect(met).toBeLessThan(judged!);
    expect(lens!.span).toEqual({ start: 0, end: 16 });
    expect(codeLenses(stack, report, stack.file('part.conf')!)).toEqual([]);
    const better = workspace(source.replace('512', '10000'));
    const [betterLens] = codeLenses(better, check(better), better.file('nginx.conf')!);
    expect(betterLens!.title).toContain(`Production: ${met! + 1} of ${judged}`);
  });
});
