import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePython } from '../../server/src/syntax/python/parse';
import {
  dottedName,
  functionAround,
  keyword,
  type PyAssignment,
  type PyCall,
  type PyExpression,
  type PyString,
  type PythonTree,
  runsAtImport,
} from '../../server/src/syntax/python/tree';
import { applyEdits } from '../../server/src/text/edit';

/** The value that a text's last assignment gives. */
function lastValue(text: string): PyExpression | undefined {
  const tree = parsePython(text);
  const last = tree.body.findLast((statement): statement is PyAssignment => statement.kind === 'assignment');
  return last?.value;
}

/** Everything that a tree says, without the way from the inside out. */
function shown(tree: PythonTree): string {
  const { body, calls, definitions, comments, changes, globals, reads, problem } = tree;
  const counts = [...reads].filter(([, count]) => count > 0).sort();
  const flat = { body, calls, definitions, comments, changes, globals: [...globals], reads: counts, problem };
  return JSON.stringify(flat, (key, value) => (key === 'scope' || key === 'inside' ? value?.kind : value));
}

describe('statements', () => {
  test.each([
    ['x = 1', 'assignment'],
    ['x: int = 1', 'assignment'],
    ['x += 1', 'augmented'],
    ['f(x)', 'expression'],
    ['import a.b as c', 'import'],
    ['from .a import b', 'from'],
    ['@d\ndef f(): pass', 'function'],
    ['async def f(): pass', 'function'],
    ['@d(1)\nclass A(B): pass', 'class'],
    ['if a: pass\nelse: pass', 'if'],
    ['for a in b: pass', 'loop'],
    ['while a: pass', 'loop'],
    ['try:\n  pass\nfinally:\n  pass', 'try'],
    ['with a as b: pass', 'with'],
    ['match a:\n  case 1: pass', 'match'],
    ['del a', 'delete'],
    ['raise A', 'other'],
  ])('%j is a statement of its kind and ends where it ends', (text, kind) => {
    const tree = parsePython(`${text}\n\n\nlast = 1\n`);
    expect(tree.body[0]).toMatchObject({ kind, span: { start: 0, end: text.length } });
    expect(tree.body).toHaveLength(2);
    expect(tree.problem).toBeUndefined();
  });

  test('several statements on a line', () => {
    expect(parsePython('a = 1; b = 2;\n').body.map(({ span }) => span)).toEqual([
      { start: 0, end: 5 },
      { start: 7, end: 12 },
    ]);
  });

  test('imports', () => {
    expect(parsePython('from ...a.b import (c as d, e,)').body[0]).toMatchObject({
      level: 3,
      module: 'a.b',
      star: false,
      names: [
        { name: 'c', alias: 'd' },
        { name: 'e', alias: undefined },
      ],
    });
    expect(parsePython('from . import *').body[0]).toMatchObject({ level: 1, module: '', star: true });
    expect(parsePython('import a.b as c, d.e').body[0]).toMatchObject({
      modules: [
        { name: 'a.b', alias: 'c' },
        { name: 'd.e', alias: undefined },
      ],
    });
  });

  test('calls know what they stand in', () => {
    const tree = parsePython(
      'a()\nwith b():\n  c()\nif x:\n  d()\ndef f():\n  for i in y:\n    e()\n  [g() for i in y]\nh = lambda: k()\n',
    );
    const shown = tree.calls.map(({ call, scope }) => {
      const kinds = [];
      for (let at: typeof scope | undefined = scope; at; at = at.parent) kinds.push(at.kind);
      return `${dottedName(call.callee)}: ${kinds.join(' ')}${runsAtImport(scope) ? ' once' : ''} ${functionAround(scope)?.name ?? ''}`.trim();
    });
    expect(shown).toEqual([
      'a: module once',
      'b: module once',
      'c: with module once',
      'd: branch module',
      'e: loop function module f',
      'g: loop function module f',
      'k: lambda module',
    ]);
  });

  test('decorators with and without arguments', () => {
    const [definition] = parsePython(
      '@app.task(bind=True)\n@shared_task\ndef f(self, *, a: int = 2, **more): pass',
    ).definitions;
    expect(definition).toMatchObject({
      name: 'f',
      decorators: [{ value: { kind: 'call' } }, { value: { kind: 'name', name: 'shared_task' } }],
      parameters: [
        { name: 'self', prefix: '' },
        { name: 'a', defaultValue: { value: 2 } },
        { name: 'more', prefix: '**' },
      ],
    });
  });
});

describe('expressions', () => {
  test('arguments', () => {
    const call = lastValue('x = f(1, *b, key = 2, **c)') as PyCall;
    expect(call.args.map(({ name, prefix, span }) => [name, prefix, span.start, span.end])).toEqual([
      [undefined, '', 6, 7],
      [undefined, '*', 9, 11],
      ['key', '', 13, 20],
      [undefined, '**', 22, 25],
    ]);
    expect(keyword(call, 'key')?.value).toMatchObject({ kind: 'number', value: 2 });
    expect(call).toMatchObject({ broken: false, list: { start: 5, end: 26 } });
  });

  test.each([
    ['0x1F', 31, 'int'],
    ['1_000', 1000, 'int'],
    ['1e3', 1000, 'float'],
    ['.5', 0.5, 'float'],
    ['0b101', 5, 'int'],
  ])('the number %s', (text, value, type) => {
    expect(lastValue(`x = ${text}`)).toMatchObject({ kind: 'number', value, type });
  });

  test.each([
    [`'a'`, 'a'],
    [`"a\\n\\x41\\u0042\\101\\'"`, "a\nABA'"],
    [`r'a\\n'`, 'a\\n'],
    [`'''a\nb'''`, 'a\nb'],
    [`'a' "b" r'\\c'`, 'ab\\c'],
    [`'a\\\nb'`, 'ab'],
    [`f'{{a}}'`, '{a}'],
    [`'\\d'`, '\\d'],
    [`u'é'`, 'é'],
  ])('the text %s', (text, content) => {
    expect((lastValue(`x = ${text}`) as PyString).content.text).toBe(content);
  });

  test('a text leads back to its characters', () => {
    const source = `x = 'redis://' "h\\x6fst:6379" f'/{db}?a=1'`;
    const { content, replaced } = lastValue(source) as PyString;
    expect(content.text).toBe('redis://host:6379/\uE000?a=1');
    const at = (part: string) => {
      const from = content.text.indexOf(part);
      const { start, end } = content.spanOf(from, from + part.length);
      return source.slice(start, end);
    };
    expect(['redis', '6379', 'a=1', 'host'].map(at)).toEqual(['redis', '6379', 'a=1', 'h\\x6fst']);
    expect(replaced).toMatchObject([{ plain: true, value: { kind: 'name', name: 'db' } }]);
  });

  test('an f-string in a format of its own is not plain', () => {
    const { replaced } = lastValue(`x = f'{a!r}{b:>{c}}{d=}{e}'`) as PyString;
    expect(replaced.map(({ plain }) => plain)).toEqual([false, false, false, true]);
  });
});

describe('long lists', () => {
  test.each([
    ['a module', '# c\nx = 1\n\n'.repeat(2_000)],
    ['a function', `def f():\n${'    # c\n    x = 1\n\n'.repeat(2_000)}    yield\n`],
    ['a branch of a method', `class A:\n  def f():\n    if a:\n${'      x = 1\n\n'.repeat(2_000)}`],
    ['a dict', `x = {\n${"  # c\n  'a': 1,\n".repeat(2_000)}}\n`],
  ])('%s with thousands of statements is read to its end', (_, text) => {
    const tree = parsePython(`${text}\nlast = 1\n`);
    expect(tree.problem).toBeUndefined();
    expect(tree.body[tree.body.length - 1]).toMatchObject({ targets: [{ name: 'last' }], scope: { kind: 'module' } });
    const wrong = tree.body.filter(({ span }) =>
      /^\s/.test(tree.text.slice(tree.text.lastIndexOf('\n', span.start) + 1)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('broken text', () => {
  test('what is not written yet has no value', () => {
    const tree = parsePython('a = \nb = 2\n');
    expect(tree.body).toMatchObject([{ value: undefined }, { value: { value: 2 } }]);
    expect(tree.problem).toBeDefined();
  });

  test('a call without its closing parenthesis is broken', () => {
    expect(lastValue('x = f(a=1, b=')).toMatchObject({ kind: 'call', broken: true });
    expect(parsePython('f(a=1, b=2\n').calls[0]?.call.broken).toBe(true);
  });

  test('a text without its closing quotes is a problem, and what follows is not read', () => {
    const tree = parsePython('a = 1\nb = """text\nc = 3\n');
    expect(tree.body).toHaveLength(2);
    expect(tree.problem?.start).toBeLessThanOrEqual(10);
  });

  test.each([
    ['parentheses', '('.repeat(100_000)],
    ['brackets that close', `x = ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['braces', '{'.repeat(50_000)],
    ['signs', `x = ${'-'.repeat(100_000)}1`],
    ['a sum', `x = ${'1 + '.repeat(50_000)}1`],
    ['attributes', `x = ${'a.'.repeat(50_000)}b`],
    ['blocks', Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}if x:`).join('\n')],
    ['f-strings', 'f"{'.repeat(10_000)],
    ['quotes', '"""'.repeat(50_001)],
    ['escapes', `x = "${'\\n'.repeat(100_000)}"`],
    ['decorators', '@'.repeat(50_000)],
    ['lambdas', 'lambda:'.repeat(50_000)],
    ['calls', `${'f('.repeat(20_000)}`],
    ['chained calls', `x${'.f()'.repeat(30_000)}`],
    ['conditions', `x = ${'a if b else '.repeat(20_000)}c`],
    ['zeros', '\0'.repeat(50_000)],
    ['lone surrogates', 'x = "\ud800" '.repeat(50_000)],
  ])('a hostile text of %s is read in time', (_, text) => {
    const tree = parsePython(text);
    expect(tree.text).toBe(text);
  });
});

/** Numbers that look drawn by chance, the same in every run. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const SAMPLE = `import os
from celery import Celery

app = Celery('proj', broker=os.getenv('BROKER', 'redis://redis:6379/0'))
app.conf.update(
    task_time_limit=60,  # seconds
    worker_prefetch_multiplier=1,
)


@app.task(bind=True, max_retries=3)
def add(self, x, y):
    """Adds."""
    try:
        return f"{x} {y!r}" + 'b'
    except (A, B) as e:
        raise self.retry(exc=e, countdown=2 ** self.request.retries)


class Config:
    CACHES = {'default': {'a': [1, 2, (3,)]}, **more}
    if DEBUG:
        x = 1
    else:
        x: int = -2
`;

/** The same text read as the second version of itself: one that is ready for the next. */
function changed(tree: PythonTree): PythonTree {
  return parsePython(tree.text, parsePython(`${tree.text} `, tree));
}

describe('a text that changes', () => {
  const pieces = [
    '"""',
    "'",
    '(',
    ')',
    '\n',
    '    ',
    '#',
    ':',
    'x = 1\n',
    'def f():\n',
    '{',
    '"',
    ',',
    '\\',
    'é',
    'else:\n',
  ];

  test.each([
    ['a short text', SAMPLE, 30],
    ['a long text', SAMPLE.repeat(3), 10],
  ])('%s is read as if it were new, whatever was typed or deleted', (_, first, rounds) => {
    const draw = chance(7);
    for (let round = 0; round < rounds; round++) {
      let tree = changed(parsePython(first));
      for (let step = 0; step < 8; step++) {
        const start = draw(tree.text.length + 1);
        const end = Math.min(tree.text.length, start + (draw(3) === 0 ? draw(30) : 0));
        const newText = draw(4) === 0 ? '' : pieces[draw(pieces.length)]!;
        const text = applyEdits(tree.text, [{ span: { start, end }, newText }]);
        tree = parsePython(text, tree);
        expect(shown(tree), JSON.stringify(text)).toBe(shown(parsePython(text)));
      }
    }
  });

  test('what a change does not touch is taken over and moved', () => {
    const tree = changed(parsePython('a = 1\n# c\n'.repeat(40) + SAMPLE.repeat(3)));
    const [first, last] = [tree.body[0], tree.body.at(-1)];
    const start = last!.span.start;
    const at = tree.text.indexOf('# c', 100);
    const next = parsePython(`${tree.text.slice(0, at)}b = f(2)\n${tree.text.slice(at)}`, tree);
    expect(next.body[0]).toBe(first);
    expect(next.body.at(-1)).toBe(last);
    expect(last!.span.start).toBe(start + 9);
    expect(shown(next)).toBe(shown(parsePython(next.text)));
  });

  test('every prefix is read, and every span lies inside', () => {
    for (let length = 0; length <= SAMPLE.length; length++) {
      const tree = parsePython(SAMPLE.slice(0, length));
      for (const { call } of tree.calls) expect(call.span.end).toBeLessThanOrEqual(length);
      for (const { span } of tree.body) expect(span.end).toBeLessThanOrEqual(length);
    }
  });
});

const corpus = join(import.meta.dirname, '../../../shared/corpus/python');

describe.skipIf(!existsSync(corpus))('the corpus', () => {
  const files = existsSync(corpus) ? readdirSync(corpus).filter((name) => name.endsWith('.py')) : [];

  test('every file is read without a problem', () => {
    const broken = files.filter((name) => parsePython(readFileSync(join(corpus, name), 'utf8')).problem !== undefined);
    expect(broken).toEqual([]);
  });
});
