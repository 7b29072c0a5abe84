import { directive } from '../knowledge/redis/directives';
import { parseRedisConf } from '../syntax/redis-conf/parse';
import type { RedisWord } from '../syntax/redis-conf/tree';
import type { FileEdit } from '../text/edit';
import type { CommandLine, CommandWord } from './command/command-line';
import type { WordPart } from './flags/read';
import { RedisSetting } from './redis-conf';

/** An argument of a directive on the command line. */
export interface RedisFlagArgument extends WordPart {
  readonly value: string;
}

/** One directive on the command line of redis-server: `--maxmemory 512mb`, in two words or in one. */
export class RedisFlag extends RedisSetting {
  /**
   * @param flag its name with its dashes
   * @param given its arguments; those in the name's own word are written as in redis.conf
   * @param broken Redis refuses it as it is written
   */
  constructor(
    readonly line: CommandLine,
    readonly flag: WordPart,
    readonly given: readonly RedisFlagArgument[],
    broken: boolean,
  ) {
    const { word } = flag;
    const name = word.text.slice(flag.from, flag.to).replace(/^--/, '').toLowerCase();
    const span = word.part(flag.from, flag.to);
    const args = given.map(redisWord);
    const end = Math.max(span.end, ...args.map((arg) => arg.end));
    const entry = {
      span: { start: Math.min(word.span.start, span.start), end: Math.max(end, (given.at(-1)?.word ?? word).span.end) },
      keyword: { ...span, value: name, placeholder: false, quote: '' as const },
      args,
      broken,
      conditional: false,
    };
    const unknown = given.find((one) => one.word.value.state === 'unknown')?.word.value;
    super(word.file, entry, unknown?.state === 'unknown' ? unknown.reason : undefined);
  }

  /** The words that it takes up. */
  get words(): readonly CommandWord[] {
    return [...new Set([this.flag.word, ...this.given.map(({ word }) => word)])];
  }

  override get text(): string {
    return this.given.map(({ value }) => (value === '' ? '""' : value)).join(' ');
  }

  override set(value: string): FileEdit[] {
    if (this.text === value) return [];
    const { word } = this.flag;
    const [first] = this.given;
    if (first?.word === word && this.given.every((one) => one.word === word))
      return this.line.replacePart(word, first.from, word.text.length, value);
    const texts = redisWords(value);
    const edits = this.given.slice(0, texts.length).flatMap((one, i) => this.#write(one, texts[i]!));
    const more = texts.slice(this.given.length);
    const last = this.given.at(-1)?.word ?? word;
    if (more.length > 0) edits.push(...this.line.insertAfter(last, more));
    const less = this.given.slice(texts.length).filter((one) => one.word !== word);
    if (less.length > 0) edits.push(...this.line.remove(less.map((one) => one.word)));
    return edits;
  }

  override setArgument(index: number, text: string): FileEdit[] {
    const argument = this.given[index];
    return argument ? this.#write(argument, redisWords(text)[0] ?? text) : [];
  }

  override rename(name: string): FileEdit[] {
    const { word, from, to } = this.flag;
    return this.line.replacePart(word, from, to, `--${name}`);
  }

  override remove(): FileEdit[] {
    return this.line.remove(this.words);
  }

  #write({ word, from, to }: WordPart, text: string): FileEdit[] {
    if (from === 0 && to === word.text.length) return this.line.replace(word, text);
    return this.line.replacePart(word, from, to, text);
  }
}

function redisWord({ word, from, to, value }: RedisFlagArgument): RedisWord {
  const span = from === to ? word.span : word.part(from, to);
  return { ...span, value, placeholder: word.value.state === 'unknown', quote: value === '' ? '"' : '' };
}

/** The arguments of a value that is written as in redis.conf. */
export function redisWords(value: string): string[] {
  return parseRedisConf(`x ${value}`).entries[0]?.args.map((arg) => arg.value) ?? [];
}

/** Something on the command line that redis-server refuses. */
export interface RedisFlagProblem {
  readonly part: WordPart;
  readonly message: string;
  readonly fix?: { readonly title: string; readonly edits: readonly FileEdit[] };
}

export interface RedisFlagReading {
  /** The directives, and what may be any of them, in the order in which Redis reads them. */
  readonly steps: readonly (RedisFlag | { readonly unseen: string })[];
  /** The file that is read first. */
  readonly configuration: CommandWord | undefined;
  readonly problems: readonly RedisFlagProblem[];
}

/**
 * Reads what redis-server is given, as its main function does (src/server.c): a file first, then options with their
 * arguments, which are read as lines of redis.conf behind the file.
 */
export function readRedisFlags(line: CommandLine, args: readonly CommandWord[]): RedisFlagReading {
  return new Reader(line).run(args);
}

interface Draft {
  readonly flag: WordPart;
  readonly given: RedisFlagArgument[];
  broken: boolean;
}

class Reader {
  readonly #steps: (RedisFlag | { readonly unseen: string })[] = [];
  readonly #problems: RedisFlagProblem[] = [];
  #draft: Draft | undefined;
  /** Whether the next word is an argument, whatever it looks like. */
  #expects = false;

  constructor(readonly line: CommandLine) {}

  run(args: readonly CommandWord[]): RedisFlagReading {
    const [first] = args;
    const named = first && !first.text.startsWith('-') && !first.mayBeSeveral;
    const configuration = named && !this.#withoutDashes(first, args[1]) ? first : undefined;
    for (const [i, word] of args.entries()) {
      if (i === 0 && (configuration || (named && this.#problems.length > 0))) continue;
      this.#word(word, args[i + 1]);
    }
    this.#close();
    return { steps: this.#steps, configuration, problems: this.#problems };
  }

  /** `maxmemory 512mb`: Redis takes the name for a file. */
  #withoutDashes(word: CommandWord, next: CommandWord | undefined): boolean {
    if (word.value.state !== 'known' || !directive(word.text) || !next || next.text.startsWith('-')) return false;
    const message = `Redis takes "${word.text}" for a file: on the command line two dashes stand before a directive.`;
    const edits = this.line.replace(word, `--${word.text}`);
    const part = { word, from: 0, to: word.text.length };
    this.#problems.push({ part, message, fix: { title: `Write --${word.text}`, edits } });
    this.#draft = { flag: part, given: [], broken: true };
    this.#expects = true;
    return true;
  }

  #word(word: CommandWord, next: CommandWord | undefined): void {
    const { text } = word;
    const isName = text.startsWith('--') && !this.#expects;
    // What a variable leaves in the place of a value is taken for the value.
    const isValue = this.#expects && this.#draft !== undefined;
    if (!isValue && (word.mayBeSeveral || (word.value.state === 'unknown' && !isName))) {
      this.#close();
      const reason = word.value.state === 'unknown' ? word.value.reason : 'it may be more than one argument';
      this.#steps.push({ unseen: reason });
      this.#expects = false;
    } else if (isName) this.#name(word, next);
    else if (!isValue && /^-[a-z]/i.test(text) && this.#oneDash(word)) return;
    else if (this.#draft) {
      this.#draft.given.push({ word, from: 0, to: text.length, value: text });
      this.#expects = false;
    }
  }

  #name(word: CommandWord, next: CommandWord | undefined): void {
    this.#close();
    const body = word.text.slice(2);
    const equals = /^([a-z][\w-]*)=(\S*)$/i.exec(body);
    if (equals && directive(equals[1]!)) {
      this.#equals(word, equals[1]!, equals[2]!);
      return;
    }
    if (/^[a-z][\w-]*$/i.test(body)) {
      this.#bare(word, body.toLowerCase(), next);
      return;
    }
    const entry = parseRedisConf(body).entries[0];
    if (!entry || word.text.startsWith('--\uE000')) {
      this.#steps.push({ unseen: word.value.state === 'unknown' ? word.value.reason : 'it names no directive' });
      return;
    }
    const { keyword } = entry;
    const given = entry.args.map((arg) => ({ word, from: arg.start + 2, to: arg.end + 2, value: arg.value }));
    this.#draft = { flag: { word, from: 0, to: keyword.end + 2 }, given, broken: entry.broken };
    const second = entry.args.find((arg) => arg.value.startsWith('--') && directive(arg.value.slice(2)));
    if (second) this.#several(word, second.start + 2);
    if (entry.args.length === 0) this.#expectValue(keyword.value, next);
  }

  /** `--maxmemory`, with its value in the next word. */
  #bare(word: CommandWord, name: string, next: CommandWord | undefined): void {
    this.#draft = { flag: { word, from: 0, to: word.text.length }, given: [], broken: false };
    this.#expectValue(name, next);
  }

  /** `--save` alone turns snapshots off. */
  #expectValue(name: string, next: CommandWord | undefined): void {
    this.#expects = !(name === 'save' && (next === undefined || next.text.startsWith('--')));
  }

  #equals(word: CommandWord, name: string, value: string): void {
    const from = name.length + 3;
    const given = value === '' ? [] : [{ word, from, to: word.text.length, value }];
    const flag = { word, from: 0, to: from - 1 };
    this.#steps.push(new RedisFlag(this.line, flag, given, true));
    const edits =
      word.value.state === 'known'
        ? [...this.line.replacePart(word, from - 1, word.text.length, ''), ...this.line.insertAfter(word, [value])]
        : [];
    this.#problems.push({
      part: { word, from: 0, to: word.text.length },
      message: `No "=" stands between a directive and its value: Redis refuses to start.`,
      ...(edits.length > 0 ? { fix: { title: `Write --${name} ${value}`, edits } } : {}),
    });
  }

  /** Two directives in one word. */
  #several(word: CommandWord, at: number): void {
    this.#draft!.broken = true;
    const { text } = word;
    const parts = text.slice(at).split(/\s+(?=--)/);
    const edits =
      word.value.state === 'known'
        ? [
            ...this.line.replacePart(word, text.slice(0, at).trimEnd().length, text.length, ''),
            ...this.line.insertAfter(word, parts),
          ]
        : [];
    this.#problems.push({
      part: { word, from: 0, to: text.length },
      message: 'One argument holds one directive: Redis takes all of this for the first one and refuses to start.',
      ...(edits.length > 0 ? { fix: { title: 'Make each directive an argument of its own', edits } } : {}),
    });
  }

  /** `-maxmemory 512mb`: Redis takes it for an argument of what stands before. */
  #oneDash(word: CommandWord): boolean {
    const name = word.text.slice(1).split(/[\s=]/)[0]!;
    if (!directive(name)) return false;
    this.#close();
    const part = { word, from: 0, to: name.length + 1 };
    const edits = this.line.replacePart(word, 0, 1, '--');
    const message = `Two dashes stand before a directive: Redis refuses to start for "-${name}".`;
    this.#problems.push({ part, message, fix: { title: `Write --${name}`, edits } });
    this.#draft = { flag: part, given: [], broken: true };
    this.#expects = true;
    return true;
  }

  #close(): void {
    const draft = this.#draft;
    this.#draft = undefined;
    this.#expects = false;
    if (draft) this.#steps.push(new RedisFlag(this.line, draft.flag, draft.given, draft.broken));
  }
}
