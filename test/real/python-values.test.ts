import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { Evaluator } from '../../server/src/stack/python/evaluate';
import { Modules, PythonModule } from '../../server/src/stack/python/modules';
import type { PythonValue } from '../../server/src/stack/python/value';
import { hasPython } from '../support/real-python';

const installed = hasPython('json');
if (!installed) console.log('Python is not installed: what we compute is not compared with what it computes.');

const NO_FILES = {
  get: () => undefined,
  has: () => false,
  inFolder: () => [],
  foldersIn: () => [],
  hasFolder: () => false,
};

/** The value of `x` in a module. */
function read(text: string): PythonValue {
  const module = PythonModule.of(new ConfigFile('m.py', text));
  const binding = module.bindings.names.get('x')?.findLast(({ kind }) => kind === 'value');
  if (binding?.kind !== 'value') throw new Error(`no x in ${text}`);
  return new Evaluator(new Modules(NO_FILES)).bound({ expression: binding.expression, binding, module });
}

function shown(value: PythonValue): unknown {
  if (value.state === 'unknown') return undefined;
  if (value.type === 'list' || value.type === 'tuple') return [value.type, value.value.map(shown)];
  if (value.type === 'dict') return ['dict', [...new Map(value.value.map((item) => [item.key, shown(item.value)]))]];
  return [value.type, value.value];
}

/** Numbers that look drawn by chance, the same in every run. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const LEAVES = [
  '0',
  '1',
  '2',
  '7',
  '2.5',
  'True',
  'False',
  'None',
  "'a'",
  '"b"',
  "''",
  '[1]',
  '(1, 2)',
  'N',
  'S',
  'int("3")',
];
const OPERATORS = ['+', '-', '*', '//', '/', '%', '**', 'and', 'or', '<<', '|'];

function expression(draw: (below: number) => number, depth: number): string {
  if (depth === 0 || draw(5) === 0) return LEAVES[draw(LEAVES.length)]!;
  const inner = () => expression(draw, depth - 1);
  switch (draw(9)) {
    case 0:
      return `(${inner()})`;
    case 1:
      return `not ${inner()}`;
    case 2:
      return `-${inner()}`;
    case 3:
      return `${inner()} if ${inner()} else ${inner()}`;
    case 4:
      return `bool(${inner()})`;
    case 5:
      return `f'{S}-{N}'`;
    default:
      return `${inner()} ${OPERATORS[draw(OPERATORS.length)]} ${inner()}`;
  }
}

const SCRIPT = `
import ast, json, sys, os
from datetime import timedelta
def shown(value):
    kind = {type(None): 'none'}.get(type(value), type(value).__name__)
    if kind in ('list', 'tuple'): return [kind, [shown(item) for item in value]]
    if kind == 'dict': return ['dict', [[key, shown(item)] for key, item in value.items()]]
    if kind == 'timedelta': return [kind, value.total_seconds()]
    if kind == 'int' and abs(value) > 2 ** 53: return ['huge', None]
    return [kind, value if kind in ('int', 'float', 'str', 'bool', 'none') else None]
out = []
for text in json.load(sys.stdin):
    space = {}
    try:
        exec(compile(text, 'm', 'exec'), space)
        out.append(shown(space['x']))
    except SyntaxError:
        out.append('no Python')
    except Exception:
        out.append(None)
print(json.dumps(out))
`;

function runReal(texts: readonly string[]): unknown[] {
  const options = { input: JSON.stringify(texts), encoding: 'utf8' as const, maxBuffer: 64 * 1024 * 1024 };
  return JSON.parse(execFileSync('/usr/bin/python3', ['-W', 'ignore', '-c', SCRIPT], options));
}

/** Expressions whose value files tell. */
const KNOWN = [
  'x = 60 * 60 * 24',
  'x = 7 // 2 - -7 // 2 + 7 % -3',
  'x = 2 ** 3 ** 2',
  'x = -2 ** 2',
  "x = 'a' 'b' + \"c\"",
  "x = '%s:%d' % ('h', 6379)",
  "x = '%(h)s/%%' % {'h': 'redis'}",
  "x = '{}-{1}'.format(1, 2) if False else '{a}{{}}'.format(a='z')",
  "h = 'redis'\nx = f'{h}://{h}:{6379}/{0}'",
  "x = dict(a=1, **{'b': 2}, c=[3])",
  "x = {'a': 1} | {'a': 2, 'b': (3,)}",
  "x = {**{'a': 1}, 'b': None}",
  "d = {'a': {'b': 5}}\nx = d['a']['b'] + d.get('z', 1)",
  'x = [1, *[2, 3], 4][-1]',
  'import os\nx = int(os.getenv("SURELY_NOT_SET", "4")) + 1',
  'import os\nx = os.environ.get("SURELY_NOT_SET") or 5',
  'from os import environ as e, getenv as g\nx = g("SURELY_NOT_SET", "a") + e.get("SURELY_NOT_SET", "b")',
  'from datetime import timedelta as t\nx = t(days=1, hours=2) * 2 + t(0, 5)',
  'import datetime\nx = datetime.timedelta(minutes=5).total_seconds()',
  'x = max(1, 2.5, 2) + min(3, 4)',
  'x = float("1.5") + int(2.9) + bool("x")',
  'a, (b, c) = 1, (2, 3)\nx = a + b + c',
  'a = b = 4\nx = a * b',
  'x = 1\nx = x + 1\nx = x * 10',
  'class A:\n    y = 3\nclass B(A):\n    z = A.y\nx = B.y + B.z',
  'x = round(2.6) + len([1, 2])',
  'import sys\na = 1\nif sys.argv:\n    a = 1\nx = a if sys.argv else 1',
  'x = "" or "b"',
  'x = str(5) + str(True) + str(None)',
  'x = 1_000 + 0x10 + 0b11 + 0o7',
  "x = r'\\d' + '\\u00e9\\x41\\101\\\n'",
  'x = ((((1))))',
  'x = not 0',
  'x = tuple([1, 2]) + (3,)',
];

describe.skipIf(!installed)('CPython computes what we compute', () => {
  test('every one of these is known', () => {
    const real = runReal(KNOWN);
    for (const [i, text] of KNOWN.entries()) expect.soft(shown(read(text)), text).toEqual(real[i]);
  });

  test('expressions drawn by chance: what is known is right', () => {
    const draw = chance(11);
    const texts = Array.from({ length: 4_000 }, () => `N = 3\nS = 's'\nx = ${expression(draw, 3)}`);
    const real = runReal(texts);
    let known = 0;
    for (const [i, text] of texts.entries()) {
      const ours = shown(read(text));
      if (ours === undefined || real[i] === 'no Python') continue;
      // Where both branches are the same we don't ask whether the condition can be computed.
      if (real[i] === null && text.includes(' if ')) continue;
      known++;
      expect.soft(ours, text).toEqual(real[i]);
    }
    console.log(`${known} of ${texts.length} values were known.`);
    expect(known).toBeGreaterThan(1_000);
  }, 60_000);
});
