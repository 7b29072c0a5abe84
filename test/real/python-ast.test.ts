import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePython } from '../../server/src/syntax/python/parse';
import {
  bare,
  dottedName,
  type PyExpression,
  type PyStatement,
  type PythonTree,
} from '../../server/src/syntax/python/tree';
import { bodiesOf } from '../../server/src/syntax/python/walk';
import { Lines } from '../../server/src/text/lines';
import { hasPython } from '../support/real-python';

const corpus = join(import.meta.dirname, '../../../shared/corpus');
const missing = !existsSync(corpus)
  ? 'The corpus is not here'
  : !hasPython('ast')
    ? 'Python is not installed'
    : undefined;
if (missing) console.log(`${missing}: our reading of Python is not compared with its own.`);

/** [line, what, name, literal]: an assignment (`=`), a keyword of a call (its callee), an import (`import`). */
type Fact = readonly [line: number, what: string, name: string, value: unknown];

/** Reads files the way that CPython itself does, and tells the same facts. */
const SCRIPT = `
import ast, json, sys
NOTHING = {'not': 'a literal'}
def literal(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str, bool, type(None))):
        return node.value
    return NOTHING
def dotted(node):
    if isinstance(node, ast.Name): return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return inner and inner + '.' + node.attr
    return ''
facts = {}
for path in sys.stdin.read().split('\\n'):
    try:
        tree = ast.parse(open(path, encoding='utf-8', newline='').read())
    except (SyntaxError, ValueError):
        continue
    found = facts[path] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if dotted(target): found.append([target.lineno, '=', dotted(target), literal(node.value)])
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            if dotted(node.target): found.append([node.target.lineno, '=', dotted(node.target), literal(node.value)])
        elif isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg: found.append([keyword.lineno, dotted(node.func), keyword.arg, literal(keyword.value)])
        elif isinstance(node, ast.Import):
            for name in node.names: found.append([name.lineno, 'import', name.name, name.asname])
        elif isinstance(node, ast.ImportFrom):
            for name in node.names:
                if name.name != '*': found.append([name.lineno, '.' * node.level + (node.module or ''), name.name, name.asname])
print(json.dumps(facts))
`;

const NOTHING = { not: 'a literal' };

function literal(expression: PyExpression | undefined): unknown {
  const at = expression && bare(expression);
  if (at?.kind === 'number' && at.type !== 'complex') return at.value;
  if (at?.kind === 'constant' && at.value !== '...') return at.value;
  return at?.kind === 'string' && !at.bytes && at.replaced.length === 0 ? at.content.text : NOTHING;
}

function factsOf(tree: PythonTree): Fact[] {
  const lines = new Lines(tree.text);
  const line = (offset: number) => lines.lineAt(offset) + 1;
  const facts: Fact[] = [];
  const visit = (statement: PyStatement) => {
    if (statement.kind === 'assignment' && statement.value)
      for (const target of statement.targets) {
        const name = dottedName(target) ?? '';
        if (name !== '') facts.push([line(target.span.start), '=', name, literal(statement.value)]);
      }
    if (statement.kind === 'import')
      for (const { name, alias, span } of statement.modules)
        facts.push([line(span.start), 'import', name, alias ?? null]);
    if (statement.kind === 'from')
      for (const { name, alias, span } of statement.names)
        facts.push([line(span.start), '.'.repeat(statement.level) + statement.module, name, alias ?? null]);
    for (const inner of bodiesOf(statement)) visit(inner);
  };
  for (const statement of tree.body) visit(statement);
  for (const { call } of tree.calls)
    for (const { name, nameSpan, value } of call.args)
      if (name !== undefined && nameSpan)
        facts.push([line(nameSpan.start), dottedName(call.callee) ?? '', name, literal(value)]);
  return facts;
}

describe.skipIf(missing)('CPython reads the corpus as we do', () => {
  const paths = missing
    ? []
    : ['python', 'stacks'].flatMap((folder) =>
        readdirSync(join(corpus, folder), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.py'))
          .map((name) => join(corpus, folder, name)),
      );

  test('every assignment, keyword and import: name, line and literal', () => {
    const output = execFileSync('/usr/bin/python3', ['-c', SCRIPT], {
      input: paths.join('\n'),
      maxBuffer: 256 * 1024 * 1024,
      encoding: 'utf8',
    });
    const real = JSON.parse(output) as Record<string, Fact[]>;
    let compared = 0;
    for (const [path, facts] of Object.entries(real)) {
      const sorted = (list: readonly Fact[]) => list.map((fact) => JSON.stringify(fact)).sort();
      expect.soft(sorted(factsOf(parsePython(readFileSync(path, 'utf8')))), path).toEqual(sorted(facts));
      compared += facts.length;
    }
    expect(compared).toBeGreaterThan(10_000);
    console.log(`${compared} facts of ${Object.keys(real).length} files compared.`);
  }, 120_000);
});
