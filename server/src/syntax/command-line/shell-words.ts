import { remembered } from '../../text/remembered';
import type { Span } from '../../text/span';
import { type Split, type Word, WordBuilder } from '../word';

const OPERATORS = ';&|<>';

/**
 * Splits a command as Compose does, without a shell: blanks, both quotes, a backslash before any character, back
 * quotes and `$(…)` kept as they are. From the first operator outside quotes on everything is dropped without a word.
 * Total and linear.
 *
 * @see https://github.com/mattn/go-shellwords, which compose-go uses (types/command.go)
 */
export const splitShellWords: (text: string) => Split = remembered((text) => {
  const reader = new Reader(text);
  const cut = reader.run();
  return {
    words: reader.words,
    ...(cut ? { cut } : {}),
    ...(reader.problem ? { problem: reader.problem } : {}),
  };
});

type Quote = '"' | "'" | '`' | '$(';

const NAMES: Readonly<Record<Quote, string>> = {
  '"': 'double quote',
  "'": 'single quote',
  '`': 'back quote',
  '$(': 'parenthesis',
};

class Reader {
  readonly words: Word[] = [];
  problem: Split['problem'];
  #word: WordBuilder | undefined;
  /** The quotes in which the reader is, with where each opened. Back quotes may hold other quotes. */
  readonly #open = new Map<Quote, number>();
  /** Whether the word counts as one: an opening quote alone doesn't make one. */
  #counts = false;

  constructor(readonly text: string) {}

  /** Reads all of it; the answer is the operator that ended it early. */
  run(): Span | undefined {
    const { text } = this;
    for (let at = 0; at < text.length && !this.problem; at++) {
      const c = text[at]!;
      if (c === '\\' && !this.#open.has("'")) {
        if (at + 1 >= text.length) this.#refuse(at, at + 1, 'Nothing follows the backslash');
        else this.#escaped(at++);
      } else if (isBlank(c) && this.#open.size === 0) this.#finish(at);
      else if (this.#open.size === 0 && OPERATORS.includes(c)) return this.#operator(at);
      else this.#character(c, at);
    }
    const [unclosed] = this.#open;
    if (unclosed && !this.problem) this.#refuse(unclosed[1], text.length, `The ${NAMES[unclosed[0]]} is not closed`);
    this.#finish(text.length);
    return undefined;
  }

  #begun(at: number): WordBuilder {
    this.#word ??= new WordBuilder(this.text, at);
    return this.#word;
  }

  #escaped(at: number): void {
    const next = this.text[at + 1]!;
    this.#begun(at).resolve(next === 't' ? '\t' : next === 'n' ? '\n' : next, at, at + 2);
    this.#counts = true;
  }

  #character(c: string, at: number): void {
    const word = this.#begun(at);
    if ((c === '"' || c === "'") && !this.#open.has(c === '"' ? "'" : '"') && !this.#open.has('$(')) {
      this.#quote(c, at);
      return;
    }
    const quoted = this.#open.has('"') || this.#open.has("'");
    if (c === '`' && !quoted && !this.#open.has('$(')) {
      if (!this.#open.delete('`')) this.#open.set('`', at);
    } else if ((c === '(' || c === ')') && !quoted && !this.#open.has('`') && !this.#parenthesis(c, at)) return;
    if (!isBlank(c)) this.#counts = true;
    word.take(at, at + 1);
  }

  #quote(c: '"' | "'", at: number): void {
    const opened = this.#open.get(c);
    if (opened === undefined) {
      this.#open.set(c, at);
      return;
    }
    this.#begun(at).quoted(c, opened + 1, at);
    this.#open.delete(c);
    this.#counts = true;
  }

  /** Whether it opens or closes `$(…)`; anywhere else it is refused. */
  #parenthesis(c: string, at: number): boolean {
    const inside = this.#open.has('$(');
    if (c === ')' && inside) return this.#open.delete('$(');
    if (c === '(' && !inside && this.#begun(at).text.endsWith('$')) {
      this.#open.set('$(', at - 1);
      return true;
    }
    this.#refuse(at, at + 1, 'A parenthesis stands outside quotes');
    return false;
  }

  #operator(at: number): Span {
    const { text } = this;
    // A number before `>` would be a stream's, and goes with it.
    const number = text[at] === '>' && this.#word !== undefined && /^\d/.test(this.#word.text);
    const start = number ? this.#word!.start : at;
    if (number) this.#counts = false;
    this.#finish(at);
    let end = at;
    while (end < text.length && OPERATORS.includes(text[end]!)) end++;
    return { start, end };
  }

  #finish(at: number): void {
    if (this.#word && this.#counts) this.words.push(this.#word.word(at));
    this.#word = undefined;
    this.#counts = false;
  }

  #refuse(start: number, end: number, what: string): void {
    this.problem = { span: { start, end }, message: `${what}: Compose refuses the command.` };
  }
}

function isBlank(c: string): boolean {
  return c === ' ' || c === '\t' || c === '\r' || c === '\n';
}
