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

interface Node extends Raw {
  to: number;
  children: readonly Raw[];
}

/** Copies the library's tree, comments apart. Needs no recursion, so no text is too deep for it. */
export function readRaw(tree: Tree, text: string): { readonly root: Raw; readonly comments: readonly Raw[] } {
  const comments: Raw[] = [];
  const root: Node = { name: 'Script', from: 0, to: tree.length, children: [], broken: false };
  const open: Node[] = [root];
  const cursor = tree.cursor();
  let depth = 0;
  let gap = false;
  let more = cursor.firstChild();
  while (more) {
    const holder = open[open.length - 1]!;
    const { name } = cursor;
    if (name === 'Comment') comments.push({ name, from: cursor.from, to: cursor.to, children: LEAF, broken: false });
    else if (name === ERROR && holder === root && cursor.from === cursor.to) gap = true;
    else if (name === ERROR) holder.broken ||= !isHarmless(holder.name, text.slice(cursor.from, cursor.to));
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
  if (!rejoin(root, text)) root.broken ||= gap;
  return { root, comments };
}

/**
 * Of a body with some hundred statements the library puts the rest outside: gives statements that are indented back to
 * the body that they belong to, and tells whether there were any.
 */
function rejoin(root: Node, text: string): boolean {
  const kept: Raw[] = [];
  for (const node of root.children as readonly Node[]) {
    const column = columnOf(text, node.from);
    const last = kept[kept.length - 1];
    const path = column > 0 && last ? bodyOfColumn(last as Node, column, text) : undefined;
    if (!path) {
      kept.push(node);
      continue;
    }
    const body = path[path.length - 1]!;
    (body.children as Raw[]).push(node);
    for (const one of path) {
      one.to = node.to;
      // What was missing at its end is there now.
      if (one.name === 'Body') one.broken = false;
    }
  }
  const any = kept.length < root.children.length;
  root.children = kept;
  return any;
}

/** The nodes from one down to the body at its end whose statements stand in a column. */
function bodyOfColumn(node: Node, column: number, text: string): readonly Node[] | undefined {
  const path: Node[] = [];
  for (let at: Node | undefined = node; at; ) {
    path.push(at);
    const first: Raw | undefined = at.children.find(({ name }) => name !== ':');
    if (at.name === 'Body' && first && columnOf(text, first.from) === column) return path;
    at = at.children[at.children.length - 1] as Node | undefined;
  }
  return undefined;
}

/** The blanks in front of a place where nothing else stands on its line; 0 where something does. */
function columnOf(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  return start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r' ? offset - start : 0;
}

/**
 * Places that the library calls errors and Python does not: nothing behind a bare `yield`, and a line break between
 * statements, which it comes to when it cuts a long list of them in two.
 */
function isHarmless(holder: string, text: string): boolean {
  if (/^Yield(Statement|Expression)$/.test(holder)) return text === '';
  return (holder === 'Script' || holder === 'Body') && /^[\r\n]+$/.test(text);
}
