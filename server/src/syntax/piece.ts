/** A part of a line. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** What the program reads: quotes and escapes resolved where the format has them. */
  readonly value: string;
  /** Holds a template's placeholder, so its value is known only after rendering. */
  readonly placeholder: boolean;
}

/** Calls back for each line of a text, without its line break. A carriage return before the line feed is no part of it. */
export function eachLine(text: string, visit: (start: number, end: number) => void): void {
  let start = 0;
  while (start <= text.length) {
    const feed = text.indexOf('\n', start);
    const next = feed < 0 ? text.length : feed;
    visit(start, next > start && text.charCodeAt(next - 1) === 13 ? next - 1 : next);
    start = next + 1;
  }
}

/** The C library's isspace, without the line feed that ends a line anyway. */
export function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** The part of a line without blanks at its ends; an empty span at its end where nothing is left. */
export function trimmed(text: string, start: number, end: number): { start: number; end: number } {
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  return { start, end };
}
