import type { Span } from '../../text/span';
import type { Word } from '../word';
import type { ShellAssignment, ShellCommand, ShellScript } from './tree';
import { readShellWord, skipParentheses } from './word';

/**
 * Reads a text as a POSIX shell does, as far as its simple commands go: words with quotes and expansions, assignments,
 * redirections, lists, pipelines, here-documents, and the bodies of `if`, loops, `case` and functions. Total and
 * linear: what it can't follow ends a command, and nothing is guessed of expansions.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
 */
export function parseShell(text: string): ShellScript {
  const reader = new Reader(text);
  reader.run();
  return {
    text,
    commands: reader.commands,
    comments: reader.comments,
    ...(reader.problem ? { problem: reader.problem } : {}),
  };
}

type Construct = 'if' | 'loop' | 'case' | 'function' | 'group';

interface Open {
  assignments: ShellAssignment[];
  words: Word[];
  start: number;
  end: number;
  piped: boolean;
}

class Reader {
  readonly commands: ShellCommand[] = [];
  readonly comments: Span[] = [];
  problem: ShellScript['problem'];
  #at = 0;
  #open: Open | undefined;
  readonly #constructs: Construct[] = [];
  /** How many of the constructs make what stands in them conditional. */
  #conditions = 0;
  /** Reads the patterns of a `case`, up to their parenthesis. */
  #pattern = false;
  /** Passes over words up to the end of the command: the list of a `for`. */
  #passes = false;
  #piped = false;
  /** What stands before decides whether the next command runs. */
  #decided = false;
  #nextIsFunction = false;
  readonly #documents: { readonly word: string; readonly tabs: boolean }[] = [];

  constructor(readonly text: string) {}

  run(): void {
    while (this.#at < this.text.length && !this.problem) this.#step();
    this.#finish(false, false);
  }

  #step(): void {
    const { text } = this;
    const at = this.#at;
    const c = text[at]!;
    if (c === ' ' || c === '\t' || c === '\r') this.#at++;
    else if (c === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) this.#at += text[at + 1] === '\r' ? 3 : 2;
    else if (c === '\n') this.#newLine();
    else if (c === '#') this.#comment();
    else if (c === ';' || c === '&' || c === '|') this.#operator(c);
    else if (c === '(' || c === ')') this.#parenthesis(c);
    else if (c === '<' || c === '>') this.#redirection();
    else this.#word();
  }

  #newLine(): void {
    this.#finish(false, false);
    this.#decided = false;
    this.#at++;
    for (const { word, tabs } of this.#documents.splice(0)) this.#skipDocument(word, tabs);
  }

  #skipDocument(word: string, tabs: boolean): void {
    while (this.#at < this.text.length) {
      const feed = this.text.indexOf('\n', this.#at);
      const end = feed < 0 ? this.text.length : feed;
      const line = this.text.slice(this.#at, end).replace(/\r$/, '');
      this.#at = Math.min(end + 1, this.text.length);
      if ((tabs ? line.replace(/^\t+/, '') : line) === word) return;
    }
  }

  #comment(): void {
    const feed = this.text.indexOf('\n', this.#at);
    const end = feed < 0 ? this.text.length : feed;
    this.comments.push({ start: this.#at, end: this.text[end - 1] === '\r' ? end - 1 : end });
    this.#at = end;
  }

  #operator(c: string): void {
    const { text } = this;
    const two = text.slice(this.#at, this.#at + 2);
    if (two === '&>') {
      this.#redirection();
      return;
    }
    const double = two === ';;' || two === '&&' || two === '||' || two === '|&' || two === ';&';
    this.#at += double ? 2 : 1;
    const pipe = c === '|' && two !== '||';
    const tested = /^(\[\[?|test)$/.test(this.#open?.words[0]?.value.text ?? '');
    this.#finish(two !== '&&' && c === '&', pipe);
    if (two === '||' || (two === '&&' && tested)) this.#decided = true;
    else if (c === ';' || (c === '&' && two !== '&&')) this.#decided = false;
    if ((two === ';;' || two === ';&') && this.#constructs.includes('case')) this.#pattern = true;
  }

  #parenthesis(c: string): void {
    if (this.#pattern) {
      if (c === ')') this.#pattern = false;
      this.#at++;
      return;
    }
    const empty = /^\([ \t]*\)/.exec(this.text.slice(this.#at, this.#at + 20));
    if (c === '(' && empty && this.#open?.words.length === 1) {
      this.#open = undefined;
      this.#nextIsFunction = true;
      this.#at += empty[0].length;
    } else if (c === '(' && this.text[this.#at + 1] === '(' && !this.#open) {
      this.#at = skipParentheses(this.text, this.#at + 1);
    } else {
      this.#finish(false, false);
      this.#at++;
    }
  }

  #redirection(): void {
    const sign = /^(&>>?|<<<|<<-?|[<>]&|>>|>\||<>|[<>])/.exec(this.text.slice(this.#at, this.#at + 3))![0];
    const number = this.#open?.words.at(-1);
    if (number && number.end === this.#at && /^\d+$/.test(number.value.text)) this.#open!.words.pop();
    this.#at += sign.length;
    if (this.text[this.#at] === '(') {
      this.#at = skipParentheses(this.text, this.#at + 1);
      return;
    }
    while (this.text[this.#at] === ' ' || this.text[this.#at] === '\t') this.#at++;
    const target = readShellWord(this.text, this.#at);
    if (target.unclosed !== undefined) this.#refuse(target.unclosed);
    this.#at = target.end;
    if (sign === '<<' || sign === '<<-') this.#documents.push({ word: target.word.value.text, tabs: sign === '<<-' });
  }

  #word(): void {
    const start = this.#at;
    const { word, end, unclosed } = readShellWord(this.text, start);
    this.#at = Math.max(end, start + 1);
    if (unclosed !== undefined) {
      this.#refuse(unclosed);
      return;
    }
    const bare = word.quoted.length === 0 ? word.value.text : '';
    if (this.#pattern) {
      if (bare === 'esac') this.#close();
      return;
    }
    if (this.#passes) return;
    if (!this.#open && this.#reserved(bare)) return;
    this.#open ??= { assignments: [], words: [], start, end: start, piped: this.#piped };
    this.#open.end = end;
    const name = this.#open.words.length === 0 ? /^([A-Za-z_]\w*)\+?=/.exec(word.value.text)?.[1] : undefined;
    if (name !== undefined) this.#open.assignments.push({ name, word });
    else this.#open.words.push(word);
    if (bare === '[[' && this.#open.words.length === 1) this.#test();
  }

  /** The words of `[[ … ]]`, in which operators are no operators. */
  #test(): void {
    const line = /^[^\n]*?\]\]/.exec(this.text.slice(this.#at, this.#at + 2_000));
    this.#at += line?.[0].length ?? 0;
  }

  /** Whether the word belongs to the grammar of the shell here, and is no command. */
  #reserved(word: string): boolean {
    switch (word) {
      case 'if':
        this.#push('if');
        return true;
      case 'while':
      case 'until':
        this.#push('loop');
        return true;
      case 'for':
      case 'select':
        this.#push('loop');
        this.#passes = true;
        return true;
      case 'case':
        this.#push('case');
        this.#caseWord();
        return true;
      case 'function':
        this.#passes = true;
        this.#nextIsFunction = true;
        this.#functionName();
        return true;
      case '{':
        this.#push(this.#nextIsFunction ? 'function' : 'group');
        this.#nextIsFunction = false;
        return true;
      case 'fi':
      case 'done':
      case 'esac':
      case '}':
        this.#close();
        return true;
      case 'then':
      case 'else':
      case 'elif':
      case 'do':
      case '!':
      case 'time':
        return true;
      default:
        return false;
    }
  }

  /** `case WORD in`, behind which patterns begin. */
  #caseWord(): void {
    const found = /^[ \t]+/.exec(this.text.slice(this.#at, this.#at + 200));
    if (!found) return;
    const { end, unclosed } = readShellWord(this.text, this.#at + found[0].length);
    if (unclosed !== undefined) this.#refuse(unclosed);
    const head = /^\s*in(?=\s)/.exec(this.text.slice(end, end + 200));
    this.#at = end + (head?.[0].length ?? 0);
    this.#pattern = head !== null;
  }

  #functionName(): void {
    const found = /^[ \t]+[\w.-]+[ \t]*(\([ \t]*\))?/.exec(this.text.slice(this.#at, this.#at + 200));
    this.#at += found?.[0].length ?? 0;
    this.#passes = false;
  }

  #push(construct: Construct): void {
    this.#constructs.push(construct);
    if (construct !== 'group') this.#conditions++;
  }

  #close(): void {
    const construct = this.#constructs.pop();
    if (construct !== undefined && construct !== 'group') this.#conditions--;
    if (construct === 'case') this.#pattern = false;
  }

  #finish(background: boolean, pipe: boolean): void {
    const open = this.#open;
    this.#open = undefined;
    this.#passes = false;
    const piped = pipe || this.#piped;
    this.#piped = pipe;
    if (!open || (open.words.length === 0 && open.assignments.length === 0)) return;
    this.commands.push({
      span: { start: open.start, end: open.end },
      assignments: open.assignments,
      words: open.words,
      conditional: this.#conditions > 0 || this.#decided,
      background,
      piped,
    });
  }

  #refuse(at: number): void {
    this.problem = {
      span: { start: at, end: this.text.length },
      message: 'The quotes are not closed: the shell refuses the command.',
    };
  }
}
