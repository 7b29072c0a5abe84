import type { Span } from '../../text/span';
import type { SyntaxProblem } from '../problem';

/** One token of a statement: bare, or in quotes. */
export class Word {
  constructor(
    readonly start: number,
    /** Past the last character, closing quote included. */
    readonly end: number,
    /** What nginx reads: without quotes, escapes resolved. */
    readonly value: string,
    readonly quote: '' | '"' | "'",
    /** Holds a template's placeholder, so its value is known only after rendering. */
    readonly placeholder: boolean,
  ) {}
}

/** The braces of a block directive with what stands between them. */
export interface Block {
  /** Offset of `{`; where the brace is missing, where it was expected. */
  readonly open: number;
  /** Offset of `}`, or -1 where it is missing. */
  readonly close: number;
  /** Where the block ends: past `}`, or where the parser took it to end. */
  readonly end: number;
  readonly directives: readonly Directive[];
  /** A body in another language (Lua, JavaScript): it holds no directives. */
  readonly opaque: boolean;
}

/** A statement: a name, arguments, and `;` or a block. */
export interface Directive {
  readonly name: Word;
  readonly args: readonly Word[];
  /** Past `;` or `}`; where the terminator is missing, past the last word. */
  readonly end: number;
  readonly terminator: ';' | '{' | '';
  readonly block: Block | undefined;
  /** Stands inside a template's condition or loop: whether it is there is known only after rendering. */
  readonly conditional: boolean;
}

/** A text read as nginx reads it. Belongs to that one text; any part may be missing. */
export interface NginxTree {
  readonly text: string;
  readonly directives: readonly Directive[];
  readonly comments: readonly Span[];
  readonly problems: readonly SyntaxProblem[];
  /** The text is a template: it is rendered before nginx reads it. */
  readonly template: boolean;
  /** Every brace has its partner. Where not, contexts further on are doubtful. */
  readonly balanced: boolean;
}

export function spanOf(directive: Directive): Span {
  return { start: directive.name.start, end: directive.end };
}

/** The span of the arguments, or an empty one behind the name. */
export function argumentsSpan(directive: Directive): Span {
  const first = directive.args[0];
  const last = directive.args[directive.args.length - 1];
  return first && last ? { start: first.start, end: last.end } : { start: directive.name.end, end: directive.name.end };
}

/** The directives around an offset, outermost first; the last one is the innermost that holds it. */
export function directivesAt(tree: NginxTree, offset: number): Directive[] {
  const path: Directive[] = [];
  let list: readonly Directive[] | undefined = tree.directives;
  while (list) {
    const found = lastStartingAtOrBefore(list, offset);
    if (!found || offset > found.end) break;
    path.push(found);
    const inside: boolean = found.block !== undefined && offset > found.block.open && offset < found.block.end;
    list = inside && !found.block!.opaque ? found.block!.directives : undefined;
  }
  return path;
}

function lastStartingAtOrBefore(list: readonly Directive[], offset: number): Directive | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.name.start <= offset) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}
