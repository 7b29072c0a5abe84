import { type MappedPiece, MappedText } from '../../text/mapped-text';
import type { Span } from '../../text/span';
import { eachLine, trimmed } from '../piece';

export interface IniEntry {
  /** From the key to the value's end. */
  readonly span: Span;
  /** In lower case, as Python compares it. */
  readonly key: string;
  readonly keySpan: Span;
  /** The value, its further lines behind line feeds. `%(…)s` stands in it as it is written. */
  readonly value: MappedText;
}

export interface IniSection {
  readonly name: string;
  /** Brackets included. */
  readonly header: Span;
  /** From the header to where the next section begins. */
  readonly span: Span;
  readonly entries: readonly IniEntry[];
}

/** A text read as Python's configparser reads it. Belongs to that one text. */
export interface IniTree {
  readonly text: string;
  readonly sections: readonly IniSection[];
  readonly comments: readonly Span[];
}

/**
 * Reads a text as supervisord reads its configuration: sections, `key=value` or `key: value`, indented lines that go on
 * with the value, `#` or `;` first for a comment, and ` ;` behind a value. Total and linear.
 *
 * @see https://supervisord.org/configuration.html
 */
export function parseIni(text: string): IniTree {
  const reader = new Reader(text);
  eachLine(text, (start, end) => reader.line(start, end));
  return reader.finish();
}

interface Draft {
  readonly key: Span;
  readonly parts: Span[];
}

class Reader {
  readonly #sections: IniSection[] = [];
  readonly #comments: Span[] = [];
  #section: { name: string; header: Span; entries: IniEntry[] } | undefined;
  #draft: Draft | undefined;

  constructor(readonly text: string) {}

  line(lineStart: number, lineEnd: number): void {
    const { text } = this;
    if (lineStart === 0 && text.charCodeAt(0) === 0xfeff) lineStart = 1;
    const { start, end } = trimmed(text, lineStart, lineEnd);
    if (start === end) return;
    if (text[start] === '#' || text[start] === ';') {
      this.#comments.push({ start, end });
      return;
    }
    if (start > lineStart && this.#draft) {
      this.#draft.parts.push(this.#withoutComment(start, end));
      return;
    }
    this.#close();
    const header = /^\[([^\]]+)\]/.exec(text.slice(start, Math.min(end, start + 1_000)));
    if (header) {
      this.#closeSection(start);
      this.#section = { name: header[1]!, header: { start, end: start + header[0].length }, entries: [] };
      return;
    }
    const sign = text.slice(start, end).search(/[=:]/);
    if (sign <= 0) return;
    const value = trimmed(text, start + sign + 1, end);
    this.#draft = {
      key: trimmed(text, start, start + sign),
      parts: [this.#withoutComment(value.start, value.end)],
    };
  }

  finish(): IniTree {
    this.#close();
    this.#closeSection(this.text.length);
    return { text: this.text, sections: this.#sections, comments: this.#comments };
  }

  #withoutComment(start: number, end: number): Span {
    const found = this.text.slice(start, end).search(/\s;/);
    if (found < 0) return { start, end };
    this.#comments.push(trimmed(this.text, start + found, end));
    return trimmed(this.text, start, start + found);
  }

  #close(): void {
    const draft = this.#draft;
    this.#draft = undefined;
    if (!draft || !this.#section) return;
    const pieces: MappedPiece[] = [];
    let made = '';
    for (const [i, part] of draft.parts.entries()) {
      if (i > 0) {
        pieces.push({
          from: made.length,
          source: { start: draft.parts[i - 1]!.end, end: part.start },
          verbatim: false,
        });
        made += '\n';
      }
      if (part.end > part.start) pieces.push({ from: made.length, source: part, verbatim: true });
      made += this.text.slice(part.start, part.end);
    }
    const source = { start: draft.parts[0]!.start, end: draft.parts[draft.parts.length - 1]!.end };
    this.#section.entries.push({
      span: { start: draft.key.start, end: source.end },
      key: this.text.slice(draft.key.start, draft.key.end).toLowerCase(),
      keySpan: draft.key,
      value: new MappedText(made, pieces, source),
    });
  }

  #closeSection(end: number): void {
    const section = this.#section;
    this.#section = undefined;
    if (section) this.#sections.push({ ...section, span: { start: section.header.start, end } });
  }
}
