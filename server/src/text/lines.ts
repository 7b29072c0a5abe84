/**
 * The starts of a text's lines: offset to line and column, and back. Lines end with LF, CRLF or a lone CR, as in the
 * language server protocol. Columns count UTF-16 code units.
 */
export class Lines {
  readonly #starts: readonly number[];

  constructor(readonly text: string) {
    this.#starts = text.includes('\r') ? startsOfMixedLines(text) : startsOfLines(text);
  }

  get count(): number {
    return this.#starts.length;
  }

  /** The line (from 0) that holds the offset; offsets outside the text are clamped. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** Where the line begins; past the last line, the end of the text. */
  startOf(line: number): number {
    return line < 0 ? 0 : (this.#starts[line] ?? this.text.length);
  }

  /** Where the line's content ends, before its line break. */
  endOf(line: number): number {
    if (line + 1 >= this.#starts.length) return this.text.length;
    let end = this.#starts[line + 1]!;
    if (this.text.charCodeAt(end - 1) === 10) end--;
    if (end > this.startOf(line) && this.text.charCodeAt(end - 1) === 13) end--;
    return end;
  }

  /** Line and column, both from 0. */
  positionAt(offset: number): { line: number; column: number } {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineAt(clamped);
    return { line, column: clamped - this.startOf(line) };
  }

  /** The offset of a line and column; a column past the end of its line is clamped to it. */
  offsetAt(line: number, column: number): number {
    if (line >= this.#starts.length) return this.text.length;
    return Math.min(this.startOf(line) + Math.max(0, column), this.endOf(Math.max(0, line)));
  }

  /** The white space with which the line at the offset begins. */
  indentAt(offset: number): string {
    const start = this.startOf(this.lineAt(offset));
    let end = start;
    while (this.text[end] === ' ' || this.text[end] === '\t') end++;
    return this.text.slice(start, end);
  }

  /** The line break that the text uses: that of its first line, else a line feed. */
  get lineBreak(): string {
    if (this.#starts.length < 2) return '\n';
    const next = this.#starts[1]!;
    return this.text.charCodeAt(next - 1) === 13 ? '\r' : this.text.charCodeAt(next - 2) === 13 ? '\r\n' : '\n';
  }
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function startsOfMixedLines(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
