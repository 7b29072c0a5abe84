import type { Span } from '../../text/span';
import { eachLine, trimmed } from '../piece';

/** `web: gunicorn app` */
export interface ProcfileEntry {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  /** What a shell runs. */
  readonly command: Span;
}

/** A text read as Heroku, Foreman and Honcho read a Procfile. Belongs to that one text. */
export interface ProcfileTree {
  readonly text: string;
  readonly entries: readonly ProcfileEntry[];
  readonly comments: readonly Span[];
}

/**
 * Reads a text as a Procfile: a name, a colon and a command on each line. Other lines are passed over. Total and linear.
 *
 * @see https://devcenter.heroku.com/articles/procfile
 */
export function parseProcfile(text: string): ProcfileTree {
  const entries: ProcfileEntry[] = [];
  const comments: Span[] = [];
  eachLine(text, (lineStart, lineEnd) => {
    const { start, end } = trimmed(text, lineStart, lineEnd);
    if (text[start] === '#' && start < end) comments.push({ start, end });
    const found = /^\uFEFF?([A-Za-z0-9_-]+):[ \t]*(?=\S)/.exec(text.slice(start, Math.min(end, start + 500)));
    if (!found) return;
    const nameStart = start + found[0].indexOf(found[1]!);
    entries.push({
      span: { start: nameStart, end },
      name: found[1]!,
      nameSpan: { start: nameStart, end: nameStart + found[1]!.length },
      command: { start: start + found[0].length, end },
    });
  });
  return { text, entries, comments };
}
