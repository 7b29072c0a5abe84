import type { Tree } from '@lezer/common';

/** A node of the library's tree as far as it is looked at here. */
export interface Raw {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly children: readonly Raw[];
  /** Something is missing or too much right inside it. */
  broken: boolean;
}

/** The library's name for a place where it had to guess. */
const ERROR = '⚠';

/** Nodes may stand in one another this deep; what is deeper is left out, and its holder is broken. */
const DEEPEST = 250;

const LEAF: readonly Raw[] = [];

/** Copies the library's tree, comments apart. Needs no recursion, so no text is too deep for it. */
export function readRaw(tree: Tree): { readonly root: Raw; readonly comments: readonly Raw[] } {
  const comments: Raw[] = [];
  const root = { name: 'Script', from: 0, to: tree.length, children: [] as Raw[], broken: false };
  const open: { name: string; from: number; to: number; children: readonly Raw[]; broken: boolean }[] = [root];
  const cursor = tree.cursor();
  let depth = 0;
  let more = cursor.firstChild();
  while (more) {
    const holder = open[open.length - 1]!;
    const { name } = cursor;
    if (name === 'Comment') comments.push({ name, from: cursor.from, to: cursor.to, children: LEAF, broken: false });
    else if (name === ERROR) holder.broken = true;
    else if (depth >= DEEPEST) holder.broken = true;
    else {
      const node = { name, from: cursor.from, to: cursor.to, children: LEAF, broken: false };
      if (holder.children === LEAF) holder.children = [node];
      else (holder.children as Raw[]).push(node);
      if (cursor.firstChild()) {
        open.push(node);
        depth++;
        continue;
      }
    }
    while (!cursor.nextSibling()) {
      more = depth > 0 && cursor.parent();
      if (!more) break;
      open.pop();
      depth--;
    }
  }
  return { root, comments };
}
