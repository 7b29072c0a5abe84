import { type Change, changeBetween } from '../../text/change';
import type { Span } from '../../text/span';
import { type ParseOptions, parseNginx } from './parse';
import type { Block, Directive, NginxTree, Word } from './tree';

/**
 * Reads a text of which an earlier version has been read: the innermost block around the change is read again, and
 * everything else is taken over from the earlier tree. That tree is used up: its positions are moved to where they
 * are now. The result is what `parseNginx` gives.
 *
 * @returns undefined where the whole text has to be read: the change lies in no block, or either version has mistakes
 *   or is a template. The earlier tree is then as it was.
 */
export function reparseNginx(before: NginxTree, text: string, options: ParseOptions): NginxTree | undefined {
  if (options.template || before.template || !before.balanced || before.problems.length > 0) return undefined;
  const change = changeBetween(before.text, text);
  if (!change) return before;
  const path = blocksAround(before.directives, change);
  const old = path[path.length - 1];
  if (!old || (old.end - old.name.start) * 2 > before.text.length) return undefined;
  const by = text.length - before.text.length;
  const start = old.name.start;
  const fresh = parseOne(text.slice(start, old.end + by), start, path.slice(0, -1), options);
  if (!fresh) return undefined;
  return {
    text,
    directives: replaceInside(before.directives, path, fresh.directives[0]!, by),
    comments: [
      ...before.comments.filter(({ end }) => end <= start),
      ...fresh.comments,
      ...before.comments.filter((comment) => comment.start >= old.end).map((comment) => moved(comment, by)),
    ],
    problems: [],
    template: false,
    balanced: true,
  };
}

/** The directives whose blocks hold all of the change between their braces, outermost first. */
function blocksAround(directives: readonly Directive[], { fromA, toA }: Change): readonly Directive[] {
  const path: Directive[] = [];
  for (let list: readonly Directive[] | undefined = directives; list; ) {
    const found: Directive | undefined = list[firstEndingPast(list, fromA)];
    const block: Block | undefined = found?.block;
    if (!found || !block || block.open >= fromA || toA > block.close) break;
    path.push(found);
    list = block.directives;
  }
  return path;
}

function firstEndingPast(list: readonly Directive[], offset: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Reads the text of one block directive, with positions of the whole text; undefined where it isn't just that. */
function parseOne(
  part: string,
  start: number,
  parents: readonly Directive[],
  options: ParseOptions,
): NginxTree | undefined {
  // Behind a space the part becomes a text of its own, so that its words do not keep the whole text alive.
  const tree = parseNginx(` ${part}`, { ...options, parents });
  const [directive] = tree.directives;
  if (tree.template || !tree.balanced || tree.problems.length > 0 || tree.directives.length !== 1) return undefined;
  if (!directive?.block || directive.end !== part.length + 1 || directive.block.close !== part.length) return undefined;
  move(directive, start - 1);
  return { ...tree, comments: tree.comments.map((comment) => moved(comment, start - 1)) };
}

/** The list with another directive in place of the path's last one; what lies behind it moves. */
function replaceInside(
  list: readonly Directive[],
  path: readonly Directive[],
  replacement: Directive,
  by: number,
): readonly Directive[] {
  const [outer, ...inner] = path;
  const index = list.indexOf(outer!);
  if (by !== 0) for (let i = index + 1; i < list.length; i++) move(list[i]!, by);
  const next = inner.length === 0 ? replacement : replacedIn(outer!, inner, replacement, by);
  return [...list.slice(0, index), next, ...list.slice(index + 1)];
}

function replacedIn(outer: Directive, inner: readonly Directive[], replacement: Directive, by: number): Directive {
  const block = outer.block!;
  return {
    ...outer,
    end: outer.end + by,
    block: {
      ...block,
      close: block.close + by,
      end: block.end + by,
      directives: replaceInside(block.directives, inner, replacement, by),
    },
  };
}

type Movable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Moves a directive with everything in it. */
function move(directive: Movable<Directive>, by: number): void {
  directive.end += by;
  moveWord(directive.name, by);
  for (const word of directive.args) moveWord(word, by);
  const block: Movable<Block> | undefined = directive.block;
  if (!block) return;
  block.open += by;
  if (block.close >= 0) block.close += by;
  block.end += by;
  for (const inner of block.directives) move(inner, by);
}

function moveWord(word: Movable<Word>, by: number): void {
  word.start += by;
  word.end += by;
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
