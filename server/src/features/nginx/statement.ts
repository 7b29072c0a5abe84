import type { ConfigFile } from '../../settings/file';
import type { Directive, Word } from '../../syntax/nginx/tree';
import type { Span } from '../../text/span';
import { blocksAround, commentAt, lastStartingBefore } from './cursor';

/** The statement that somebody is typing. */
export interface StatementAtCursor {
  /** The blocks around it, innermost last. */
  readonly blocks: readonly Directive[];
  /** The words before the one that is being typed; none while that is the name. */
  readonly before: readonly Word[];
  /** The words behind it. */
  readonly after: readonly Word[];
  /** The word that is being typed; an empty span between words. */
  readonly span: Span;
  /** Its text up to the cursor, without a quote in front. */
  readonly partial: string;
  readonly quoted: boolean;
  /** The word begins its line: a forgotten semicolon may make it the name of another statement. */
  readonly beginsLine: boolean;
}

/** The statement at a cursor; undefined in comments and in code of other languages. */
export function statementAt(file: ConfigFile, offset: number): StatementAtCursor | undefined {
  if (commentAt(file, offset)) return undefined;
  const blocks = blocksAround(file, offset);
  const inner = blocks.at(-1)?.block;
  if (inner?.opaque) return undefined;
  const directive = lastStartingBefore(inner ? inner.directives : file.nginx.directives, offset);
  const words = directive && isOpenAt(directive, offset) ? [directive.name, ...directive.args] : [];
  const current = words.find((word) => word.start <= offset && offset <= word.end);
  const start = current ? current.start : offset;
  const lineStart = file.lines.startOf(file.lines.lineAt(start));
  const quoted = current !== undefined && current.quote !== '' && offset > current.start;
  return {
    blocks,
    before: words.filter((word) => word.end < start || (word.end === start && word !== current)),
    after: words.filter((word) => word.start > offset),
    span: { start, end: current ? current.end : offset },
    partial: file.text.slice(quoted ? start + 1 : start, offset),
    quoted,
    beginsLine: file.text.slice(lineStart, start).trim() === '',
  };
}

/** Whether what is typed at the offset still belongs to the directive. */
function isOpenAt(directive: Directive, offset: number): boolean {
  if (directive.block) return offset <= directive.block.open;
  return directive.terminator === '' || offset < directive.end;
}
