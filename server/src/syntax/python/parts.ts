import type { PartialParse, Tree } from '@lezer/common';
import type { Span } from '../../text/span';
import { type Raw, readRaw } from './raw';
import { StatementReader } from './statements';
import type { CallSite, PyChange, PyClass, PyFunction, PyScope, PyStatement } from './tree';

type Parser = typeof import('@lezer/python');

/** What one statement of a module says, or a place between statements that can't be read. */
export interface Part {
  readonly span: Span;
  /** Several where semicolons part them, none where they can't be read. */
  readonly statements: readonly PyStatement[];
  readonly calls: readonly CallSite[];
  readonly definitions: readonly (PyFunction | PyClass)[];
  readonly changes: readonly PyChange[];
  readonly globals: ReadonlySet<string>;
  readonly imported: ReadonlySet<string>;
  readonly reads: ReadonlyMap<string, number>;
  /** The first place in it that can't be read. */
  readonly problem: Span | undefined;
  /** Every span in all of that, each once. */
  readonly spans: readonly Span[];
}

export interface ReadParts {
  /** In the order of the text. */
  readonly parts: readonly Part[];
  readonly comments: readonly Span[];
  /** How often each name is read. */
  readonly reads: Map<string, number>;
  /** What stands behind the last part and was given up. */
  readonly unread: Span | undefined;
}

/**
 * Reads a text as the statements of a module, one by one.
 *
 * @param milliseconds how long it may take: what is not read by then stays unread
 */
export function readParts(text: string, module: PyScope, milliseconds: number): ReadParts {
  const tree = parse(text, milliseconds);
  if (!tree) return { parts: [], comments: [], reads: new Map(), unread: { start: 0, end: text.length } };
  const { statements, comments } = readRaw(tree, text);
  const parts = statements.map((node) => readPart(node, text, module));
  const reads = new Map<string, number>();
  countReads(reads, parts, 1);
  return {
    parts,
    reads,
    comments: comments.map(({ from, to }) => ({ start: from, end: to })),
    unread: tree.length < text.length ? { start: tree.length, end: text.length } : undefined,
  };
}

/** Adds how often names are read in some parts, or takes it away. */
export function countReads(reads: Map<string, number>, parts: readonly Part[], times: 1 | -1): void {
  for (const part of parts)
    for (const [name, count] of part.reads) reads.set(name, (reads.get(name) ?? 0) + times * count);
}

function readPart(node: Raw, text: string, module: PyScope): Part {
  const reader = new StatementReader(text, module);
  const span = reader.spanOf(node);
  const broken = firstBroken(node);
  const start = broken && Math.min(broken.from, text.length);
  const problem = broken && reader.span(start!, Math.min(Math.max(broken.to, start!), text.length));
  const statements = reader.statements([node]);
  const { calls, definitions, changes, globals, imported, reads, spans } = reader;
  return { span, statements, calls, definitions, changes, globals, imported, reads, problem, spans };
}

/** The first node in which the library had to guess. */
function firstBroken(root: Raw): Raw | undefined {
  const pending: Raw[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.broken) return node;
    for (let i = node.children.length - 1; i >= 0; i--) pending.push(node.children[i]!);
  }
  return undefined;
}

/** The library calls itself for what is nested: a text that is too deep for the stack stays unread. */
function parse(text: string, milliseconds: number): Tree | undefined {
  const { parser } = parserLibrary();
  try {
    return finish(parser.startParse(text), milliseconds);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The library takes time in the square of a line that is not Python at all. */
function finish(parse: PartialParse, milliseconds: number): Tree {
  const end = performance.now() + milliseconds;
  for (let step = 1; ; step++) {
    const tree = parse.advance();
    if (tree) return tree;
    if (step % 512 === 0 && parse.stoppedAt === null && performance.now() > end) parse.stopAt(parse.parsedPos);
  }
}

/** The library is evaluated when the first Python file is read: see syntax/yaml/parse.ts. */
function parserLibrary(): Parser {
  return require('@lezer/python');
}
