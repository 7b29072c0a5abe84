import type { Span } from '../../text/span';
import { type Piece, trimmed } from '../piece';
import type { SyntaxProblem } from '../problem';
import { TemplateText } from '../template';
import type { UnitEntry, UnitSection, UnitTree } from './tree';

interface OpenSection {
  readonly name: string;
  readonly header: Span;
  readonly entries: UnitEntry[];
  readonly conditional: boolean;
}

/**
 * Reads a text as systemd reads unit files (config_parse in src/shared/conf-parser.c): sections, assignments, comment
 * lines (`#` or `;` first), and lines that a final backslash joins with the next. Total: every text gives a tree.
 */
export function parseUnit(text: string): UnitTree {
  return new Parser(text).run();
}

class Parser {
  readonly #text: string;
  readonly #markup: TemplateText;
  readonly #plain: string;
  readonly #sections: UnitSection[] = [];
  readonly #comments: Span[] = [];
  readonly #problems: SyntaxProblem[] = [];
  readonly #unseen: Span[] = [];
  #open: OpenSection | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#markup = TemplateText.read(text);
    this.#plain = this.#markup.text;
  }

  run(): UnitTree {
    const lines = linesOf(this.#plain);
    let parts: Span[] = [];
    for (const [i, line] of lines.entries()) {
      const content = trimmed(this.#plain, line.start, line.end);
      const first = this.#plain[content.start];
      if (content.start < content.end && (first === '#' || first === ';')) {
        this.#comments.push(content);
        if (i + 1 < lines.length || parts.length === 0) continue;
      } else parts.push(line);
      // A comment inside a continued line is passed over, and the line goes on behind it.
      if (first !== '#' && first !== ';' && continues(this.#plain, line) && i + 1 < lines.length) continue;
      if (parts.length > 0) this.#statement(parts);
      parts = [];
    }
    this.#close(this.#text.length);
    const { template } = this.#markup;
    return {
      text: this.#text,
      sections: this.#sections,
      comments: this.#comments,
      problems: this.#problems,
      template,
      unseen: this.#unseen,
    };
  }

  #statement(parts: readonly Span[]): void {
    const first = parts[0]!;
    const skip = this.#plain.charCodeAt(first.start) === 0xfeff ? 1 : 0;
    const { start } = trimmed(this.#plain, first.start + skip, parts[parts.length - 1]!.end);
    const last = parts[parts.length - 1]!;
    const end = trimmed(this.#plain, Math.max(start, last.start), last.end).end;
    if (start >= end) return;
    if (this.#plain[start] === '[') {
      this.#header(start, end);
      return;
    }
    const equals = this.#equals(parts, start);
    const filled = this.#markup.filled(start, end);
    if (equals < 0) {
      if (filled) this.#unseen.push({ start, end });
      else
        this.#problems.push({
          span: { start, end: Math.min(end, first.end) },
          message: 'There is no "=" here: systemd skips the line, so nothing is set.',
        });
      return;
    }
    if (!this.#open) {
      if (!filled)
        this.#problems.push({
          span: { start, end: Math.min(end, first.end) },
          message: 'This stands before the first section: systemd skips it.',
        });
      this.#open = { name: '', header: { start: 0, end: 0 }, entries: [], conditional: false };
    }
    this.#open.entries.push(this.#entry(parts, start, end, equals));
  }

  #equals(parts: readonly Span[], start: number): number {
    for (const part of parts) {
      const found = this.#plain.indexOf('=', Math.max(start, part.start));
      if (found >= 0 && found < part.end) return found;
    }
    return -1;
  }

  #entry(parts: readonly Span[], start: number, end: number, equals: number): UnitEntry {
    const keySpan = trimmed(this.#plain, start, equals);
    if (keySpan.start === keySpan.end) {
      this.#problems.push({
        span: { start, end: Math.min(end, parts[0]!.end) },
        message: 'There is no key before "=": systemd skips the line.',
      });
    }
    const valueStart = trimmed(this.#plain, equals + 1, end).start;
    // systemd puts a blank where the backslash stood, and takes the next line as it is.
    const joined = parts
      .map((part, i) => {
        const from = Math.max(part.start, equals + 1);
        const to = i < parts.length - 1 || continues(this.#plain, part) ? part.end - 1 : part.end;
        return from < to ? this.#text.slice(from, to) : '';
      })
      .join(' ');
    return {
      span: { start, end },
      key: this.#piece(keySpan.start, keySpan.end),
      value: {
        start: Math.min(valueStart, end),
        end,
        value: joined.trim(),
        placeholder: this.#markup.filled(equals + 1, end),
      },
      equals,
      conditional: this.#markup.conditional(start),
    };
  }

  #piece(start: number, end: number): Piece {
    return { start, end, value: this.#text.slice(start, end), placeholder: this.#markup.filled(start, end) };
  }

  #header(start: number, end: number): void {
    this.#close(start);
    const whole = this.#plain[end - 1] === ']';
    if (!whole) this.#problems.push(unfinished(this.#plain, start, end));
    const name = this.#text.slice(start + 1, whole ? end - 1 : end);
    this.#open = {
      name: whole ? name : '',
      header: { start, end },
      entries: [],
      conditional: this.#markup.conditional(start),
    };
  }

  #close(end: number): void {
    if (this.#open) this.#sections.push({ ...this.#open, span: { start: this.#open.header.start, end } });
    this.#open = undefined;
  }
}

function unfinished(text: string, start: number, end: number): SyntaxProblem {
  const remark = /^\[[A-Za-z-]+\](?=\s*[#;])/.exec(text.slice(start, end));
  if (remark) {
    return {
      span: { start: start + remark[0].length, end },
      message:
        'A comment can’t stand behind a section’s name: systemd refuses the whole file. Put it on a line of its own.',
    };
  }
  const certain = /^\[[A-Za-z-]+$/.test(text.slice(start, end));
  return {
    span: { start, end },
    message: 'The section’s name doesn’t end with "]": systemd refuses the whole file.',
    ...(certain ? { fix: { title: 'Add "]"', span: { start: end, end }, newText: ']' } } : {}),
  };
}

/** Lines end with LF, CR or CRLF. */
function linesOf(text: string): Span[] {
  const lines: Span[] = [];
  const breaks = /\r\n?|\n/g;
  let start = 0;
  for (let found = breaks.exec(text); found; found = breaks.exec(text)) {
    lines.push({ start, end: found.index });
    start = found.index + found[0].length;
  }
  lines.push({ start, end: text.length });
  return lines;
}

/** Whether an odd number of backslashes ends the line. */
function continues(text: string, line: Span): boolean {
  let count = 0;
  while (line.end - 1 - count >= line.start && text[line.end - 1 - count] === '\\') count++;
  return count % 2 === 1;
}
