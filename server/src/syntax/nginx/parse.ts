import type { SyntaxProblem } from '../problem';
import { isTemplateStart, type TemplateMarkup, templateMarkupAt } from '../template';
import { endOfEmbeddedCode, isEmbeddedCode } from './embedded-code';
import { type Block, type Directive, type NginxTree, Word } from './tree';

/** nginx reads files through a buffer of this many bytes; a word or comment that fills it is refused. */
const BUFFER_BYTES = 4096;

/** Blocks deeper than this are not kept as blocks, so that whoever walks a tree needs little stack. */
const MOST_DEPTH = 250;

/** Where a statement really ends, as far as one who knows the directives can tell. */
export interface Recovery {
  /** Index of the word with which the next statement begins. */
  readonly next: number;
  /** What is missing before that word. */
  readonly missing: ';' | '{';
}

export interface ParseOptions {
  /** The file is a template (by its name); texts with template markup are recognised without it. */
  readonly template?: boolean;
  /**
   * Asked of a statement that spans lines, or that begins like a block and ends with `;`: which of its later words
   * begins a statement of its own, because the terminator before it was forgotten. Without it such a statement is
   * taken as it stands, as nginx does.
   */
  readonly recover?: (statement: Statement, parents: readonly Directive[]) => Recovery | undefined;
  /** The blocks around the text, outermost first, where it is part of a larger one. */
  readonly parents?: readonly Directive[];
}

/** The words of a statement with what ended them. */
export interface Statement {
  readonly words: readonly Word[];
  readonly terminator: ';' | '{';
  /** Whether the word is the first one of its line. */
  startsLine(index: number): boolean;
}

/**
 * Reads a text as nginx's own lexer does (ngx_conf_read_token in src/core/ngx_conf_file.c), but goes on after a
 * mistake. Total: every text gives a tree.
 */
export function parseNginx(text: string, options: ParseOptions = {}): NginxTree {
  const template = options.template ?? false;
  const first = new Parser(text, options, template, PLAIN).run();
  if (first === 'template') return parseNginx(text, { ...options, template: true });
  if (template || first.problems === 0) return first.tree;
  // Something is missing. A reading that leaves fewer mistakes is nearer to what was meant.
  let best = first;
  for (const reading of otherReadings(first)) {
    const other = new Parser(text, options, template, reading).run();
    if (other === 'template') continue;
    if (other.problems < best.problems || (other.problems === best.problems && best.unclosed && reading.byIndent))
      best = other;
  }
  return best.tree;
}

/** How to read what is broken. */
interface Reading {
  /** Blocks end where the indentation falls back: a closing brace was forgotten. */
  readonly byIndent: boolean;
  /** A quoted text ends with its line where that ends like a statement: the closing quote was forgotten. */
  readonly quotesEndWithLine: boolean;
}

const PLAIN: Reading = { byIndent: false, quotesEndWithLine: false };

interface Result {
  readonly tree: NginxTree;
  readonly problems: number;
  /** A block is open at the end of the text. */
  readonly unclosed: boolean;
  /** A quoted text goes on behind a line that ends like a statement. */
  readonly longQuotes: boolean;
}

function otherReadings({ unclosed, longQuotes }: Result): Reading[] {
  const readings: Reading[] = [];
  if (longQuotes) readings.push({ byIndent: false, quotesEndWithLine: true });
  if (unclosed) readings.push({ byIndent: true, quotesEndWithLine: false });
  if (unclosed && longQuotes) readings.push({ byIndent: true, quotesEndWithLine: true });
  return readings;
}

interface OpenBlock {
  readonly name: Word;
  readonly args: readonly Word[];
  readonly open: number;
  readonly directives: Directive[];
  readonly conditional: boolean;
  /** Stand-in for the directive while it is still open, for `recover`. */
  readonly directive: Directive;
}

class Parser {
  readonly #text: string;
  readonly #options: ParseOptions;
  readonly #template: boolean;
  readonly #reading: Reading;
  readonly #problems: SyntaxProblem[] = [];
  readonly #comments: { start: number; end: number }[] = [];
  readonly #root: Directive[] = [];
  readonly #stack: OpenBlock[] = [];
  #current: Directive[] = this.#root;
  /** The words of the statement at hand; what lies past their number is left over from statements before. */
  readonly #words: Word[] = [];
  #count = 0;
  #position = 0;
  #conditions = 0;
  #balanced = true;
  #longQuotes = false;
  /** Open blocks below the deepest one that is kept. */
  #tooDeep = 0;
  #newlines: readonly number[] | undefined;

  constructor(text: string, options: ParseOptions, template: boolean, reading: Reading) {
    this.#text = text;
    this.#options = options;
    this.#template = template;
    this.#reading = reading;
  }

  run(): Result | 'template' {
    const text = this.#text;
    const length = text.length;
    if (text.charCodeAt(0) === 0xfeff) {
      this.#problems.push({
        span: { start: 0, end: 1 },
        message:
          'This file begins with a byte order mark, which nginx takes for part of the first directive’s name. Save it as UTF-8 without one.',
        fix: { title: 'Remove the byte order mark', span: { start: 0, end: 1 }, newText: '' },
      });
      this.#position = 1;
    }
    while (this.#position < length) {
      const code = text.charCodeAt(this.#position);
      if (code === 32 || code === 10 || code === 9 || code === 13) {
        this.#position++;
        continue;
      }
      if (this.#template || code === 123 || code === 60) {
        const markup = this.#template ? templateMarkupAt(text, this.#position) : undefined;
        if (markup && markup.kind !== 'value') {
          this.#passMarkup(markup);
          continue;
        }
        if (!this.#template && isTemplateStart(text, this.#position)) return 'template';
      }
      if (code === 35) this.#comment();
      else if (code === 59) this.#semicolon();
      else if (code === 123 && !this.#startsValue()) this.#openBrace();
      else if (code === 125) this.#closeBrace();
      else if (this.#word() === 'template') return 'template';
    }
    return this.#finish();
  }

  #startsValue(): boolean {
    return this.#template && templateMarkupAt(this.#text, this.#position)?.kind === 'value';
  }

  #passMarkup(markup: TemplateMarkup): void {
    if (markup.kind === 'open') this.#conditions++;
    else if (markup.kind === 'close') this.#conditions = Math.max(0, this.#conditions - 1);
    this.#position = markup.end;
  }

  #comment(): void {
    const start = this.#position;
    let end = this.#text.indexOf('\n', start);
    if (end < 0) end = this.#text.length;
    this.#position = end;
    if (this.#text.charCodeAt(end - 1) === 13) end--;
    this.#comments.push({ start, end });
    if (
      end - start > 1000 &&
      this.#position < this.#text.length &&
      this.#bytes(start, this.#position) >= BUFFER_BYTES
    ) {
      this.#problem(
        start,
        end,
        'This comment is longer than the 4095 bytes that nginx can read in one go. Break it into several lines.',
      );
    }
  }

  /** Reads one word; the position is at its first character. */
  #word(): 'template' | undefined {
    const text = this.#text;
    const start = this.#position;
    const first = text.charCodeAt(start);
    if (this.#reading.byIndent && this.#count === 0) this.#closeByIndent(start);
    if (first === 34 || first === 39) {
      this.#quotedWord(first);
      return undefined;
    }
    let variable = first === 36;
    let escaped = first === 92;
    let hasEscape = escaped;
    let placeholder = false;
    let i = start + 1;
    if (this.#template) {
      const markup = templateMarkupAt(text, start);
      if (markup?.kind === 'value') {
        placeholder = true;
        i = markup.end;
        variable = false;
        escaped = false;
      }
    }
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (escaped) {
        escaped = false;
        continue;
      }
      if (code === 123 && variable) {
        if (!this.#isGluedBrace(i)) continue;
        this.#problems.push({
          span: { start: i - 1, end: i + 1 },
          message:
            'nginx reads "${" as the start of a variable, so this block has no "{". Put a space between the two.',
          fix: { title: 'Add a space before "{"', span: { start: i, end: i }, newText: ' ' },
        });
        break;
      }
      if (code === 123) {
        const end = this.#endOfQuantifier(i);
        if (end > 0) {
          i = end;
          variable = false;
          continue;
        }
      }
      if (code === 123 || code === 60) {
        if (this.#template) {
          const markup = templateMarkupAt(text, i);
          if (markup) {
            if (markup.kind === 'value') {
              placeholder = true;
              i = markup.end - 1;
              variable = false;
              continue;
            }
            if (markup.kind !== 'comment') placeholder = true;
            break;
          }
        } else if (isTemplateStart(text, i)) return 'template';
      }
      variable = false;
      if (code === 92) {
        escaped = true;
        hasEscape = true;
      } else if (code === 36) variable = true;
      else if (code === 32 || code === 9 || code === 10 || code === 13 || code === 59 || code === 123) break;
    }
    this.#position = i;
    const raw = text.slice(start, i);
    this.#push(new Word(start, i, hasEscape ? resolveEscapes(raw) : raw, '', placeholder || this.#isPlaceholder(raw)));
    return undefined;
  }

  /** Whether the brace behind a "$" was meant to open the block of a location: `~ \.(gif|jpg)${`. */
  #isGluedBrace(at: number): boolean {
    return (
      !this.#template &&
      this.#count > 0 &&
      this.#words[0]!.value === 'location' &&
      /^(\s|$)/.test(this.#text.slice(at + 1, at + 2))
    );
  }

  /**
   * The closing brace of a `{2,3}` in an expression without quotes, or -1. nginx takes it for a block and refuses the
   * file; read as one word, the rest of the file keeps its shape.
   */
  #endOfQuantifier(at: number): number {
    const text = this.#text;
    let i = at + 1;
    while (isDigit(text.charCodeAt(i))) i++;
    if (i === at + 1) return -1;
    if (text.charCodeAt(i) === 44) for (i++; isDigit(text.charCodeAt(i)); ) i++;
    return text.charCodeAt(i) === 125 ? i : -1;
  }

  #quotedWord(quoteCode: number): void {
    const text = this.#text;
    const start = this.#position;
    const quote = quoteCode === 34 ? '"' : "'";
    const limit = Math.min(text.length, start + 2 * BUFFER_BYTES);
    let hasEscape = false;
    let i = start + 1;
    for (; i < limit; i++) {
      const code = text.charCodeAt(i);
      if (code === quoteCode) break;
      if (code === 92) {
        hasEscape = true;
        i++;
      }
    }
    const closed = i < limit && text.charCodeAt(i) === quoteCode;
    const after = closed ? text.charCodeAt(i + 1) : Number.NaN;
    const separated =
      !closed || i + 1 >= text.length || after === 59 || after === 123 || after === 41 || isBlank(after);
    const lineEnd = this.#lineEnd(start);
    const suspicious = closed && lineEnd < i && this.#unclosedEnd(start, lineEnd) < lineEnd && !this.#template;
    if (suspicious) this.#longQuotes = true;
    if (!closed || (!separated && lineEnd < i && !this.#template) || (suspicious && this.#reading.quotesEndWithLine)) {
      // Nothing closes it, or what closes it opens another word: the quote was forgotten on its own line.
      const end = this.#unclosedEnd(start, lineEnd);
      this.#problem(
        start,
        end,
        `This ${quote === '"' ? 'double' : 'single'} quote is never closed. Close it before the line ends.`,
      );
      this.#position = end;
      this.#push(new Word(start, end, text.slice(start + 1, end), quote, true));
      return;
    }
    this.#position = i + 1;
    const raw = text.slice(start + 1, i);
    this.#push(
      new Word(
        start,
        i + 1,
        hasEscape ? resolveEscapes(raw) : raw,
        quote,
        raw.includes('{{') || raw.includes('<%') || this.#isPlaceholder(raw),
      ),
    );
    if (separated || this.#template) return;
    this.#problem(
      i,
      i + 2,
      `A space, ";" or "{" must follow the closing quote: nginx refuses ${JSON.stringify(text[i + 1])} here.`,
    );
    this.#position = this.#endOfStrayQuote(i + 1);
  }

  /**
   * Past what follows a closing quote without a space, where that holds quotes which would open a text over the next
   * lines: up to the end of the words on this line. Otherwise where it begins.
   */
  #endOfStrayQuote(at: number): number {
    const rest = this.#text.slice(at, this.#lineEnd(at));
    const words = /^(.*?)(\s*[;{]?\s*)$/.exec(rest)![1]!;
    return /["']/.test(words) ? at + words.length : at;
  }

  /** A forgotten quote ends before the `;` or `{` that ends its line, so that the next statement is read again. */
  #unclosedEnd(start: number, lineEnd: number): number {
    let end = lineEnd;
    while (end > start + 1 && isBlank(this.#text.charCodeAt(end - 1))) end--;
    const last = this.#text.charCodeAt(end - 1);
    return end > start + 1 && (last === 59 || last === 123) ? end - 1 : end;
  }

  #isPlaceholder(raw: string): boolean {
    return (
      this.#template && /\$\{?[A-Z_][A-Z0-9_]*\b|@[A-Za-z_][\w.]*@|%[A-Z_]+%|__[A-Z][A-Z_]+__|<[A-Z_]{3,}>/.test(raw)
    );
  }

  #push(word: Word): void {
    if (word.end - word.start > 1000 && this.#bytes(word.start, word.end) > BUFFER_BYTES - 1 + (word.quote ? 2 : 0)) {
      this.#problem(
        word.start,
        word.end,
        'This parameter is longer than the 4095 bytes that nginx can read in one go; a quote may be missing.',
      );
    }
    this.#words[this.#count++] = word;
  }

  #semicolon(): void {
    const at = this.#position++;
    if (this.#count === 0) {
      this.#problems.push({
        span: { start: at, end: at + 1 },
        message: 'This ";" ends nothing, and nginx refuses an empty statement. Remove it.',
        fix: { title: 'Remove ";"', span: { start: at, end: at + 1 }, newText: '' },
      });
      return;
    }
    this.#statement(this.#recovered(';'), at + 1);
  }

  #statement(words: readonly Word[], end: number): void {
    this.#add({
      name: words[0]!,
      args: words.length > 1 ? words.slice(1) : NO_WORDS,
      end,
      terminator: ';',
      block: undefined,
      conditional: this.#conditions > 0,
    });
  }

  #openBrace(): void {
    const at = this.#position++;
    if (this.#count === 0) {
      this.#problem(at, at + 1, 'A name is missing before this "{".');
      this.#balanced = false;
      this.#enter([new Word(at, at, '', '', true)], at);
      return;
    }
    const words = this.#recovered('{');
    if (isEmbeddedCode(words[0]!.value)) {
      const close = endOfEmbeddedCode(this.#text, at + 1);
      if (close < 0) {
        this.#problem(at, at + 1, `The code block of ${words[0]!.value} is never closed: its "}" is missing.`);
        this.#balanced = false;
      }
      const end = close < 0 ? this.#text.length : close + 1;
      this.#position = end;
      this.#add(this.#blockDirective(words, { open: at, close, end, directives: [], opaque: true }, end));
      return;
    }
    this.#enter(words, at);
  }

  #enter(words: Word[], open: number): void {
    if (this.#stack.length + (this.#options.parents?.length ?? 0) >= MOST_DEPTH) {
      this.#tooDeep++;
      this.#balanced = false;
      this.#add(
        this.#blockDirective(words, { open, close: -1, end: open + 1, directives: [], opaque: false }, open + 1),
      );
      return;
    }
    const directives: Directive[] = [];
    const conditional = this.#conditions > 0;
    const name = words[0]!;
    const args = words.length > 1 ? words.slice(1) : NO_WORDS;
    const directive: Directive = { name, args, end: open + 1, terminator: '{', block: undefined, conditional };
    this.#stack.push({ name, args, open, directives, conditional, directive });
    this.#current = directives;
  }

  #closeBrace(): void {
    const at = this.#position++;
    if (this.#count > 0) this.#missingSemicolon();
    if (this.#tooDeep > 0) {
      this.#tooDeep--;
      return;
    }
    if (this.#stack.length === 0) {
      if (!this.#template)
        this.#problem(at, at + 1, 'This "}" closes nothing: there is one too many, or a "{" is missing above.');
      this.#balanced = false;
      return;
    }
    this.#leave(at, at + 1);
  }

  #leave(close: number, end: number): void {
    const open = this.#stack.pop()!;
    this.#current = this.#stack[this.#stack.length - 1]?.directives ?? this.#root;
    const block: Block = { open: open.open, close, end, directives: open.directives, opaque: false };
    this.#add({ name: open.name, args: open.args, end, terminator: '{', block, conditional: open.conditional });
  }

  #blockDirective(words: Word[], block: Block, end: number): Directive {
    return {
      name: words[0]!,
      args: words.length > 1 ? words.slice(1) : NO_WORDS,
      end,
      terminator: '{',
      block,
      conditional: this.#conditions > 0,
    };
  }

  #add(directive: Directive): void {
    this.#current.push(directive);
  }

  /** Ends the pending words as a statement whose `;` was forgotten. */
  #missingSemicolon(): void {
    const words = this.#recovered(';');
    const last = words[words.length - 1]!;
    this.#missing(last, ';');
    this.#add({
      name: words[0]!,
      args: words.length > 1 ? words.slice(1) : NO_WORDS,
      end: last.end,
      terminator: '',
      block: undefined,
      conditional: this.#conditions > 0,
    });
  }

  #missing(before: Word, mark: ';' | '{'): void {
    if (this.#template) return;
    const insert = mark === ';' ? ';' : ' {';
    this.#problems.push({
      span: { start: Math.max(before.start, before.end - 1), end: before.end },
      message:
        mark === ';'
          ? `";" is missing after ${quoteForMessage(before)}.`
          : `"{" is missing after ${quoteForMessage(before)}.`,
      fix: { title: `Add "${mark}"`, span: { start: before.end, end: before.end }, newText: insert },
    });
  }

  /**
   * The words of the statement that really ends here. Words of earlier statements whose terminator was forgotten are
   * added to the tree first.
   */
  #recovered(terminator: ';' | '{'): Word[] {
    let words = this.#words.slice(0, this.#count);
    this.#count = 0;
    const recover = this.#options.recover;
    if (!recover || words.length < 2 || this.#template) return words;
    for (;;) {
      if (!this.#spansLines(words) && !(terminator === ';' && words.length > 1 && BLOCKS.has(words[0]!.value)))
        return words;
      const statement: Statement = {
        words,
        terminator,
        startsLine: (index) => this.#startsLine(statement.words, index),
      };
      const found = recover(statement, [
        ...(this.#options.parents ?? []),
        ...this.#stack.map((open) => open.directive),
      ]);
      if (!found || found.next < 1 || found.next >= words.length) return words;
      const head = words.slice(0, found.next);
      const last = head[head.length - 1]!;
      this.#missing(last, found.missing);
      if (found.missing === '{') this.#enter(head, last.end);
      else {
        this.#add({
          name: head[0]!,
          args: head.length > 1 ? head.slice(1) : NO_WORDS,
          end: last.end,
          terminator: '',
          block: undefined,
          conditional: this.#conditions > 0,
        });
      }
      words = words.slice(found.next);
    }
  }

  #startsLine(words: readonly Word[], index: number): boolean {
    const word = words[index];
    const before = words[index - 1];
    if (!word || !before) return index === 0;
    const newline = this.#text.indexOf('\n', before.end);
    return newline >= 0 && newline < word.start;
  }

  #spansLines(words: readonly Word[]): boolean {
    const newline = this.#text.indexOf('\n', words[0]!.end);
    return newline >= 0 && newline < words[words.length - 1]!.start;
  }

  /** In a text that lacks a brace: a line that is indented no deeper than a block's own line ends that block. */
  #closeByIndent(at: number): void {
    const indent = this.#indentOf(at);
    if (indent === undefined) return;
    for (;;) {
      const open = this.#stack[this.#stack.length - 1];
      if (!open) return;
      const openIndent = this.#indentOf(open.name.start);
      if (openIndent === undefined || indent > openIndent) return;
      const lineBreak = this.#text.indexOf('\n', open.open);
      if (lineBreak < 0 || lineBreak > at) return;
      this.#unclosed(open);
      this.#leave(-1, this.#endOfLastLine(at));
    }
  }

  /** Says that a block lacks its end, at the place where indentation tells that it was meant to end. */
  #unclosed(open: OpenBlock): void {
    const last = open.directives[open.directives.length - 1];
    const end = last ? last.end : Math.min(this.#text.length, open.open + 1);
    const line = this.#lineOf(open.name.start);
    this.#problem(
      Math.max(0, end - 1),
      end,
      `"}" is missing behind this: the block ${quoteForMessage(open.name)} of line ${line} is never closed.`,
    );
  }

  /** The number of the offset's line, from 1. */
  #lineOf(offset: number): number {
    this.#newlines ??= [...this.#text.matchAll(/\n/g)].map((match) => match.index);
    let low = 0;
    let high = this.#newlines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#newlines[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  /** Columns of white space before the position, when it begins its line. */
  #indentOf(at: number): number | undefined {
    let i = at - 1;
    let width = 0;
    for (; i >= 0; i--) {
      const code = this.#text.charCodeAt(i);
      if (code === 32) width++;
      else if (code === 9) width += 8;
      else break;
    }
    return i < 0 || this.#text.charCodeAt(i) === 10 ? width : undefined;
  }

  #endOfLastLine(at: number): number {
    let i = at;
    while (i > 0 && isBlank(this.#text.charCodeAt(i - 1))) i--;
    return i;
  }

  #lineEnd(at: number): number {
    const found = this.#text.indexOf('\n', at);
    if (found < 0) return this.#text.length;
    return this.#text.charCodeAt(found - 1) === 13 ? found - 1 : found;
  }

  #bytes(start: number, end: number): number {
    let bytes = 0;
    for (let i = start; i < end && bytes <= 2 * BUFFER_BYTES; i++) {
      const code = this.#text.charCodeAt(i);
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
    }
    return bytes;
  }

  #problem(start: number, end: number, message: string): void {
    if (this.#template) return;
    this.#problems.push({ span: { start, end: Math.min(end, this.#text.length) }, message });
  }

  #finish(): Result {
    if (this.#count > 0) this.#missingSemicolon();
    const unclosed = this.#stack.length > 0;
    while (this.#stack.length > 0) {
      const open = this.#stack[this.#stack.length - 1]!;
      if (this.#reading.byIndent) this.#unclosed(open);
      else
        this.#problem(
          open.name.start,
          Math.max(open.name.end, open.name.start + 1),
          `The block ${quoteForMessage(open.name)} is never closed: a "}" is missing.`,
        );
      this.#balanced = false;
      this.#leave(-1, this.#text.length);
    }
    return {
      unclosed,
      longQuotes: this.#longQuotes,
      problems: this.#problems.length,
      tree: {
        text: this.#text,
        directives: this.#root,
        comments: this.#comments,
        problems: this.#template ? [] : this.#problems,
        template: this.#template,
        balanced: this.#balanced,
      },
    };
  }
}

const NO_WORDS: readonly Word[] = [];

/** Names that open a block almost everywhere. */
const BLOCKS: ReadonlySet<string> = new Set([
  'events',
  'http',
  'stream',
  'server',
  'location',
  'upstream',
  'if',
  'limit_except',
  'map',
  'geo',
  'types',
  'split_clients',
]);

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function quoteForMessage(word: Word): string {
  const text = word.value.length > 40 ? `${word.value.slice(0, 39)}…` : word.value;
  return `"${text}"`;
}

/** Resolves the escapes that nginx resolves; every other backslash stays. */
function resolveEscapes(raw: string): string {
  return raw.replace(/\\(["'\\trn])/g, (_, c: string) => (c === 't' ? '\t' : c === 'r' ? '\r' : c === 'n' ? '\n' : c));
}
