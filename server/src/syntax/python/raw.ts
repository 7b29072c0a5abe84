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

/** The library's name for a place where it had to guess; such places between the statements of a module are kept. */
export const ERROR = '⚠';

/** Nodes may stand in one another this deep; what is deeper is left out, and its holder is broken. */
const DEEPEST = 250;

const LEAF: readonly Raw[] = [];

interface Node extends Raw {
  to: number;
  children: readonly Raw[];
}

/** Copies the library's tree, comments apart. Needs no recursion, so no text is too deep for it. */
export function readRaw(
  tree: Tree,
  text: string,
): { readonly statements: readonly Raw[]; readonly comments: readonly Raw[] } {
  const comments: Raw[] = [];
  const root: Node = { name: 'Script', from: 0, to: tree.length, children: [], broken: false };
  const open: Node[] = [root];
  const cursor = tree.cursor();
  let depth = 0;
  let more = cursor.firstChild();
  while (more) {
    const holder = open[open.length - 1]!;
    const { name } = cursor;
    if (name === 'Comment') comments.push({ name, from: cursor.from, to: cursor.to, children: LEAF, broken: false });
    else if (name === ERROR) {
      const broken = !isHarmless(holder.name, text.slice(cursor.from, cursor.to));
      if (holder !== root) holder.broken ||= broken;
      else if (broken)
        (root.children as Raw[]).push({ name, from: cursor.from, to: cursor.to, children: LEAF, broken });
    } else if (depth >= DEEPEST) holder.broken = true;
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
  rejoin(root, text);
  return { statements: root.children, comments };
}

/**
 * Of a body with some hundred statements the library puts the rest outside: gives statements that are indented back to
 * the body that they belong to.
 */
function rejoin(root: Node, text: string): void {
  const kept: Node[] = [];
  let last: Node | undefined;
  let rejoined = false;
  for (const node of root.children as readonly Node[]) {
    if (node.name === ERROR) {
      // Where the library cut a body it finds nothing missing but its end.
      if (!rejoined || node.from < node.to) kept.push(node);
      continue;
    }
    const column = columnOf(text, node.from);
    const path = column > 0 && last ? bodyOfColumn(last, column, text) : undefined;
    rejoined = path !== undefined;
    if (!path) {
      kept.push(node);
      last = node;
      continue;
    }
    while (isGap(kept[kept.length - 1]!)) kept.pop();
    const body = path[path.length - 1]!;
    (body.children as Raw[]).push(node);
    for (const one of path) {
      one.to = node.to;
      // What was missing at its end is there now.
      if (one.name === 'Body') one.broken = false;
    }
  }
  root.children = kept;
}

function isGap({ name, from, to }: Raw): boolean {
  return name === ERROR && from === to;
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
