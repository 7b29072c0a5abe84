import type { ConfigFile } from '../../settings/file';
import type { Span } from '../../text/span';

/** What is being typed in a block of YAML, by its lines: a half-typed text is no tree yet. */
export interface Typing {
  /** The keys above, from the top. */
  readonly path: readonly string[];
  /**
   * - key: the beginning of a key, or an item that is none yet
   * - value: behind a key, which is the last of the path
   */
  readonly part: 'key' | 'value';
  /** Whether it stands behind a dash. */
  readonly item: boolean;
  /** What is typed and to be replaced. */
  readonly span: Span;
  readonly text: string;
  /** Whether the line goes on behind it. */
  readonly complete: boolean;
  /** The column at which the line's keys begin. */
  readonly indent: number;
}

const LINE = /^([ ]*)(- +)?(?:("?)([\w.$*-]+)\3[ ]*(:|=)([ ]*))?(["']?)([^"'#]*)$/;

export function typingAt(file: ConfigFile, offset: number): Typing | undefined {
  const { lines, text } = file;
  const line = lines.lineAt(offset);
  const start = lines.startOf(line);
  const before = text.slice(start, offset).replace(/^\uFEFF/, '');
  const found = LINE.exec(before);
  if (!found) return undefined;
  const [, blanks = '', dash, , key, sign, gap = '', quote = '', typed = ''] = found;
  const indent = blanks.length + (dash?.length ?? 0);
  const above = keysAbove(file, line, dash === undefined ? blanks.length : blanks.length + 1);
  const isValue = key !== undefined && sign !== undefined;
  if (isValue && sign === ':' && gap === '') return undefined;
  if (!isValue && /\s/.test(typed)) return undefined;
  const behind = text.slice(offset, lines.endOf(line));
  const rest = quote === '' ? (/^[^\s:=#"'][^\s#:]*/.exec(behind)?.[0] ?? '') : /^[^"']*/.exec(behind)![0];
  const span = { start: offset - typed.length, end: offset + rest.length };
  return {
    path: isValue ? [...above, key] : above,
    part: isValue ? 'value' : 'key',
    item: dash !== undefined,
    span,
    text: typed + rest,
    complete: /^\s*[:=]/.test(text.slice(span.end, lines.endOf(line))),
    indent,
  };
}

/** Lines above are looked at so far: a service is no longer than that. */
const MOST_LINES = 2000;

/** The keys of the lines above that are less indented, each less than the one below it. */
function keysAbove(file: ConfigFile, line: number, indent: number): string[] {
  const { lines, text } = file;
  const path: string[] = [];
  let column = indent;
  for (let at = line - 1; at >= Math.max(0, line - MOST_LINES) && column > 0; at--) {
    const found = /^\uFEFF?( *)(- +)?["']?([\w.$/-]+)["']?[ ]*:(?=\s|$)/.exec(
      text.slice(lines.startOf(at), lines.endOf(at)),
    );
    if (!found) continue;
    const own = found[1]!.length + (found[2]?.length ?? 0);
    if (own >= column) continue;
    path.unshift(found[3]!);
    column = own;
  }
  return path;
}
