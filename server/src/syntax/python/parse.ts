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

function treeOf({ parts, comments, reads, unread }: ReadParts, text: string, module: PyScope): PythonTree {
  return {
    text,
    body: all(parts, ({ statements }) => statements),
    module,
    calls: all(parts, ({ calls }) => calls),
    definitions: all(parts, ({ definitions }) => definitions),
    changes: all(parts, ({ changes }) => changes),
    globals: new Set(all(parts, ({ globals }) => globals)),
    imported: new Set(all(parts, ({ imported }) => imported)),
    comments,
    reads,
    problem: parts.find(({ problem }) => problem)?.problem ?? unread,
  };
}

/** What the parts have of a kind, one after the other. */
function all<One>(parts: readonly Part[], of: (part: Part) => Iterable<One>): One[] {
  const made: One[] = [];
  for (const part of parts) for (const one of of(part)) made.push(one);
  return made;
}
