import type { PartialParse, Tree, TreeFragment } from '@lezer/common';
import { changeBetween } from '../../text/change';
import type { Span } from '../../text/span';
import { type Raw, readRaw } from './raw';
import { StatementReader } from './statements';
import type { PyScope, PythonTree } from './tree';

type Parser = typeof import('@lezer/python');
type Common = typeof import('@lezer/common');

/** Far more than any real file takes. */
const MOST_MILLISECONDS = 2_000;

/** The library's own tree of each of ours, for the next version of the text to take over what has not changed. */
const librarys = new WeakMap<PythonTree, Tree>();

/**
 * Reads a text as Python. Never throws.
 *
 * @param before the reading of an earlier version of the text: what has not changed is not parsed again
 */
export function parsePython(text: string, before?: PythonTree): PythonTree {
  const tree = parse(text, before);
  const { root, comments } = readRaw(tree, text);
  const module: PyScope = { kind: 'module', parent: undefined };
  const reader = new StatementReader(text, module);
  const made: PythonTree = {
    text,
    body: reader.statements(root.children),
    module,
    calls: reader.calls,
    definitions: reader.definitions,
    changes: reader.changes,
    globals: reader.globals,
    imported: reader.imported,
    comments: comments.map(({ from, to }) => ({ start: from, end: to })),
    reads: reader.reads,
    problem: problemIn(root, text) ?? unread(tree, text),
  };
  // Of most files there is only ever one version: their library trees are not worth their room.
  if (before) librarys.set(made, tree);
  return made;
}

/** The library calls itself for what is nested: a text that is too deep for the stack stays unread. */
function parse(text: string, before: PythonTree | undefined): Tree {
  try {
    return parseFrom(text, before);
  } catch (error) {
    if (error instanceof RangeError) return commonLibrary().Tree.empty;
    throw error;
  }
}

function parseFrom(text: string, before: PythonTree | undefined): Tree {
  const { parser } = parserLibrary();
  const old = before && librarys.get(before);
  if (!before || !old) return finish(parser.startParse(text));
  const { TreeFragment } = commonLibrary();
  const fragments: readonly TreeFragment[] = TreeFragment.addTree(old, [], old.length < before.text.length);
  const change = changeBetween(before.text, text);
  return finish(parser.startParse(text, change ? TreeFragment.applyChanges(fragments, [change]) : fragments));
}

/** The library takes time in the square of a line that is not Python at all: what it has not read by then stays unread. */
function finish(parse: PartialParse): Tree {
  const end = performance.now() + MOST_MILLISECONDS;
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

function commonLibrary(): Common {
  return require('@lezer/common');
}

function unread(tree: Tree, text: string): Span | undefined {
  return tree.length < text.length ? { start: tree.length, end: text.length } : undefined;
}

/** The first node in which the library had to guess. */
function problemIn(root: Raw, text: string): Span | undefined {
  const pending: Raw[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.broken) {
      const start = Math.min(node.from, text.length);
      return { start, end: Math.min(Math.max(node.to, start), text.length) };
    }
    for (let i = node.children.length - 1; i >= 0; i--) pending.push(node.children[i]!);
  }
  return undefined;
}
