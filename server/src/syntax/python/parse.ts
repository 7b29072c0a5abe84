import { type Part, type ReadParts, readParts } from './parts';
import { reparseParts } from './reparse';
import type { PyScope, PythonTree } from './tree';

/** Far more than any real file takes. */
const MOST_MILLISECONDS = 2_000;
/** For a text of which an earlier version took too long. */
const FEW_MILLISECONDS = 200;

/** What the trees of texts that change are made of, for the next version of the text to take over what is the same. */
const kept = new WeakMap<PythonTree, ReadParts>();

/**
 * Reads a text as Python. Never throws.
 *
 * @param before the reading of an earlier version of the text, which is used up: what has not changed is taken from it,
 *   and its positions are moved to where they are now
 */
export function parsePython(text: string, before?: PythonTree): PythonTree {
  if (before?.text === text) return before;
  const old = before && kept.get(before);
  const milliseconds = old?.unread ? FEW_MILLISECONDS : MOST_MILLISECONDS;
  const module: PyScope = before?.module ?? { kind: 'module', parent: undefined };
  const read =
    (old && reparseParts(old, before.text, text, module, milliseconds)) ?? readParts(text, module, milliseconds);
  const tree = treeOf(read, text, module);
  // Of most files there is only ever one version: its parts are not worth their room.
  if (before) kept.set(tree, read);
  return tree;
}

function treeOf({ parts, comments, unread }: ReadParts, text: string, module: PyScope): PythonTree {
  const reads = new Map<string, number>();
  for (const part of parts) for (const [name, count] of part.reads) reads.set(name, (reads.get(name) ?? 0) + count);
  return {
    text,
    body: parts.flatMap(({ statements }) => statements),
    module,
    calls: parts.flatMap(({ calls }) => calls),
    definitions: parts.flatMap(({ definitions }) => definitions),
    changes: parts.flatMap(({ changes }) => changes),
    globals: union(parts, 'globals'),
    imported: union(parts, 'imported'),
    comments,
    reads,
    problem: parts.find(({ problem }) => problem)?.problem ?? unread,
  };
}

function union(parts: readonly Part[], key: 'globals' | 'imported'): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of parts) for (const name of part[key]) names.add(name);
  return names;
}
