import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readNginx } from '../../server/src/settings/nginx/read';
import { parseNginx } from '../../server/src/syntax/nginx/parse';
import type { Directive, NginxTree } from '../../server/src/syntax/nginx/tree';
import { stackOf } from '../support/fixture';
import { judge } from '../support/laws';
import { REALISTIC_NGINX } from '../support/realistic-nginx';

/** A tree as one line: names and arguments with commas between them, blocks in brackets. */
function shape(tree: NginxTree): string {
  const write = (directive: Directive): string => {
    const words = [directive.name, ...directive.args].map((word) => word.value).join(',');
    if (!directive.block) return words;
    return directive.block.opaque ? `${words}[…]` : `${words}[${directive.block.directives.map(write).join(' ')}]`;
  };
  return tree.directives.map(write).join(' ');
}

function problems(text: string): string[] {
  return readNginx(text, 'nginx.conf').problems.map(({ message }) => message);
}

describe('what nginx reads', () => {
  test.each([
    ['spaces, tabs and line ends separate words', 'a\tb \r\n  c;', 'a,b,c'],
    ['a comment only where a word may start', 'a 10#c; # d\nb # e\n 1;', 'a,10#c b,1'],
    ['a statement may span lines', 'a\n b\n c;', 'a,b,c'],
    ['; and { end a bare word anywhere', 'a b;c{d e;}', 'a,b c[d,e]'],
    ['} is a character inside a bare word', 'log_format zz a}b;', 'log_format,zz,a}b'],
    ['${ does not open a block', 'a ${uri}x{b c;}', 'a,${uri}x[b,c]'],
    ['a quoted { does not open a block', 'location ~ "^/a{2,3}$" { b; }', 'location,~,^/a{2,3}$[b]'],
    ['quotes open a text only at a word’s start', 'a 1"0";', 'a,1"0"'],
    ['quoted text may span lines', 'a "b\n c";', 'a,b\n c'],
    ['quoted text may hold ; and braces', `a ';{}' "}";`, 'a,;{},}'],
    ['an empty text is a word', `a '' "";`, 'a,,'],
    ['a closing bracket may follow a quote', 'if ($a = "b") { return 200; }', 'if,($a,=,b,)[return,200]'],
    ['escaped quotes and backslashes', String.raw`a "b\"c" 'd\'e' f\\g;`, String.raw`a,b"c,d'e,f\g`],
    ['escaped control characters', String.raw`a "x\ty\nz\r";`, 'a,x\ty\nz\r'],
    ['any other backslash stays', String.raw`a \d+\.js$ "\w";`, String.raw`a,\d+\.js$,\w`],
    ['an escaped ; or blank stays in the word', String.raw`a b\;c d\ e;`, String.raw`a,b\;c,d\ e`],
    ['a quoted name', '"worker_connections" 10;', 'worker_connections,10'],
    [
      'Lua with braces in strings and comments',
      'content_by_lua_block { s = "}" -- }\n t = [[ } ]] --[[ } ]] if a then b = {} end }\nc d;',
      'content_by_lua_block[…] c,d',
    ],
    [
      'an expression’s braces without quotes stay one word',
      'location ~ ^/a{2,3}$ { b c; }',
      'location,~,^/a{2,3}$[b,c]',
    ],
    ['a lone carriage return is a blank', 'a\rb;', 'a,b'],
  ])('%s', (_, text, expected) => {
    expect(shape(parseNginx(text))).toBe(expected);
  });
});

describe('what nginx refuses, in plain words', () => {
  test.each([
    ['a byte order mark', '\ufeffevents {}', ['byte order mark']],
    ['an empty statement', 'events {}\n;', ['";" ends nothing']],
    ['an empty statement in a block', 'events { ; }', ['";" ends nothing']],
    ['a missing semicolon before }', 'events { worker_connections 10 }', ['";" is missing after "10"']],
    ['a missing semicolon at the end', 'events {}\nuser www-data', ['";" is missing after "www-data"']],
    [
      'a missing semicolon before a line',
      'events {\n worker_connections 10\n multi_accept on;\n}',
      ['";" is missing after "10"'],
    ],
    [
      'a missing semicolon after listen',
      'http { server {\n listen 80\n server_name a;\n} }',
      ['";" is missing after "80"'],
    ],
    ['a missing semicolon in a map', 'http { map $a $b {\n x 1\n y 2;\n} }', ['";" is missing after "1"']],
    ['a missing brace', 'http {\n server\n  listen 80;\n }\n}', ['"{" is missing after "server"']],
    ['a missing brace of a map', 'http {\n map $a $b\n  x 1;\n }\n}', ['"{" is missing after "$b"']],
    ['a missing brace on one line', 'http { server { location /a return 204; } } }', ['"{" is missing after "/a"']],
    ['a block without a name', 'events {}\n{ a b; }', ['name is missing']],
    ['a brace too many', 'events {}\n}', ['closes nothing']],
    ['a block that never ends', 'events {}\nhttp {\n  sendfile on;\n', ['"http" of line 2 is never closed']],
    [
      'a block that indentation ends',
      'events {\n  use epoll;\nhttp {\n  gzip on;\n}\n',
      ['"events" of line 1 is never closed'],
    ],
    ['a quote that never ends', 'http {\n add_header A "b;\n gzip on;\n}', ['double quote is never closed']],
    [
      'a quote that the next one seems to end',
      `http {\n add_header A "b;\n add_header C "d";\n}`,
      ['double quote is never closed'],
    ],
    ['letters behind a quote', `http {\n add_header A "b"c;\n}`, ['must follow the closing quote']],
    [
      'a $ glued to the brace',
      'http { server {\n location ~ \\.(gif|jpg)${\n  expires 30d;\n }\n} }',
      ['Put a space between'],
    ],
    ['a word of more than 4095 bytes', `events {}\nuser ${'x'.repeat(4200)};`, ['longer than the 4095 bytes']],
    ['a comment of more than 4095 bytes', `events {}\n#${'x'.repeat(4200)}\n`, ['longer than the 4095 bytes']],
    ['an open Lua block', 'http { init_by_lua_block { a = 1 ', ['never closed', 'never closed']],
  ])('%s', (_, text, expected) => {
    const said = problems(text);
    expect(said).toHaveLength(expected.length);
    for (const [index, part] of expected.entries()) expect(said[index]).toContain(part);
  });

  test.each([
    ['several lines of arguments', 'http { gzip_types\n  text/css\n  text/plain;\n}'],
    ['several lines of quoted text', `http { log_format a '$a;\n'\n'$b {';\n}`],
    ['an empty file', ''],
    ['comments alone', '# a\n# b'],
    ['a closing comment without a line end', 'events {} # end'],
  ])('and is silent about %s', (_, text) => {
    expect(problems(text)).toEqual([]);
  });

  test('every mend mends', () => {
    for (const text of [
      '\ufeffevents {}',
      'events {};',
      'events { worker_connections 10 }',
      'events {\n use epoll\n multi_accept on;\n}',
      'http { server {\n location ~ \\.gif${\n  expires 30d;\n }\n} }',
    ]) {
      const [problem] = readNginx(text, 'nginx.conf').problems;
      const { span, newText } = problem!.fix!;
      expect(problems(text.slice(0, span.start) + newText + text.slice(span.end)), text).toEqual([]);
    }
  });
});

describe('templates', () => {
  test.each([
    ['Jinja', '{% if a %}\nserver {\n listen {{ port }};\n}\n{% endif %}'],
    ['ERB', '<% if a %>\nserver {\n listen <%= port %>;\n}\n<% end %>'],
    ['Go', '{{ range .Servers }}\nserver {\n listen {{ .Port }};\n}\n{{ end }}'],
  ])('%s is recognised and nothing is wrong with it', (_, text) => {
    const tree = parseNginx(text);
    expect([tree.template, tree.problems]).toEqual([true, []]);
    expect(tree.directives[0]?.conditional).toBe(true);
    expect(tree.directives[0]?.block?.directives[0]?.args[0]?.placeholder).toBe(true);
  });
});

describe('nothing is lost', () => {
  test.each(texts().map(({ path, text }) => [path, text] as const))('%s', (_, text) => {
    const tree = readNginx(text, 'nginx.conf');
    // Templates hold markup that is no token of nginx's.
    if (tree.template) return;
    expect(leftover(text, tree)).toBe('');
  });
});

describe('total', () => {
  test('every prefix of every file gives a tree and findings', { timeout: 120_000 }, () => {
    const most = 60;
    for (const { path, text } of texts()) {
      const step = Math.max(1, Math.ceil(text.length / most));
      for (let length = 0; length <= text.length; length += step) {
        const prefix = text.slice(0, length);
        const tree = readNginx(prefix, path);
        for (const { span } of tree.problems) {
          if (span.start < 0 || span.end < span.start || span.end > length)
            expect.fail(`${path}, ${length} characters: ${span.start}–${span.end}`);
        }
      }
      judge(stackOf([['nginx.conf', text.slice(0, Math.floor(text.length * 0.7))]]));
    }
  });

  test.each([
    ['5 MB on one line', `a ${'b '.repeat(2_500_000)};`],
    ['5 MB of one word', 'x'.repeat(5_000_000)],
    ['5 MB in open quotes', `a "${'b'.repeat(5_000_000)}`],
    ['many open quotes', `a "b\n`.repeat(20_000)],
    ['many quotes that end lines', `a "b;\n`.repeat(20_000)],
    ['100,000 nested blocks', `${'a {\n'.repeat(100_000)}${'}\n'.repeat(100_000)}`],
    ['100,000 blocks that never end', 'http {\n'.repeat(100_000)],
    ['100,000 braces too many', '}\n'.repeat(100_000)],
    ['100,000 open braces without names', '{'.repeat(100_000)],
    ['open brackets of Lua', `content_by_lua_block { ${'['.repeat(200_000)}`],
    ['open template marks', '{{'.repeat(100_000)],
    ['backslashes', '\\'.repeat(1_000_001)],
    ['lines without semicolons', 'worker_processes auto\n'.repeat(5_000)],
  ])('%s comes back', { timeout: 60_000 }, (_, text) => {
    const tree = readNginx(text, 'nginx.conf');
    expect(tree.text).toBe(text);
    for (const { span } of tree.problems) expect(span.end).toBeLessThanOrEqual(text.length);
  });

  test.each([
    ['100,000 nested blocks', `${'location / {\n'.repeat(100_000)}${'}\n'.repeat(100_000)}`],
    ['100,000 braces too many', '}\n'.repeat(100_000)],
    ['20,000 open quotes', `a "b;\n`.repeat(20_000)],
  ])('the rules come back from %s', { timeout: 60_000 }, (_, text) => {
    judge(stackOf([['nginx.conf', text]]));
  });
});

/** The project's own texts, and the corpus beside the project where there is one. */
function texts(): { path: string; text: string }[] {
  const own = [
    { path: 'realistic/nginx.conf', text: REALISTIC_NGINX },
    {
      path: 'samples/nginx/nginx.conf',
      text: readFileSync(resolve(import.meta.dirname, '../../samples/nginx/nginx.conf'), 'utf8'),
    },
  ];
  const corpus = resolve(import.meta.dirname, '../../../shared/corpus');
  if (!existsSync(corpus)) {
    if (!said) console.log('../shared/corpus is not there: only the project’s own files are parsed.');
    said = true;
    return own;
  }
  const found = ['nginx', 'stacks', 'templates'].flatMap((folder) =>
    readdirSync(join(corpus, folder), { recursive: true, withFileTypes: true })
      .filter(
        (entry) =>
          entry.isFile() &&
          /nginx|\.conf|sites-|_params|\.acl$|mime\.types/.test(
            join(entry.parentPath, entry.name).slice(corpus.length),
          ),
      )
      .filter((entry) => !/\.(py|ya?ml|cs|xs|md|json|env|sh)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return [...own, ...found.map((path) => ({ path: path.slice(corpus.length + 1), text: readFileSync(path, 'utf8') }))];
}

let said = false;

/** What remains of a text when words, comments, braces, semicolons and blanks are taken out. */
function leftover(text: string, tree: NginxTree): string {
  const covered = new Uint8Array(text.length);
  const cover = (start: number, end: number): void => {
    covered.fill(1, start, end);
  };
  const visit = (directive: Directive): void => {
    for (const word of [directive.name, ...directive.args]) cover(word.start, word.end);
    if (directive.terminator === ';') cover(directive.end - 1, directive.end);
    const { block } = directive;
    if (!block) return;
    if (block.opaque) cover(block.open, block.end);
    if (text[block.open] === '{') cover(block.open, block.open + 1);
    if (block.close >= 0) cover(block.close, block.close + 1);
    block.directives.forEach(visit);
  };
  tree.directives.forEach(visit);
  for (const { start, end } of tree.comments) cover(start, end);
  for (const { span } of tree.problems) cover(span.start, span.end);
  return [...text].length === text.length ? rest(text, covered) : rest(text, covered).replace(/[\ud800-\udfff]/g, '');
}

function rest(text: string, covered: Uint8Array): string {
  let left = '';
  for (let i = 0; i < text.length; i++) if (!covered[i] && !/\s/.test(text[i]!)) left += text[i];
  return left;
}
