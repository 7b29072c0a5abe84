import { canonicalDirective, directive } from '../knowledge/redis/directives';
import { type RedisRefusal, redisRefusal } from '../knowledge/redis/validate';
import type { SyntaxProblem } from '../syntax/problem';
import { parseRedisConf } from '../syntax/redis-conf/parse';
import type { RedisEntry, RedisTree, RedisWord } from '../syntax/redis-conf/tree';
import type { FileEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { ConfigFile } from './file';
import { LineSetting } from './setting';
import { type Known, known, type Unknown, unknown } from './value';
import { append, insertAfter } from './write-lines';

/** One directive of redis.conf. Its name is the present one: `slaveof` is `replicaof`. */
export class RedisSetting extends LineSetting {
  /** @param filledIn why a placeholder's text can't be told */
  constructor(
    file: ConfigFile,
    readonly entry: RedisEntry,
    private readonly filledIn = 'a template fills it in',
  ) {
    const { keyword, args, conditional } = entry;
    const first = args[0];
    const last = args[args.length - 1];
    const valueSpan = first && last ? { start: first.start, end: last.end } : { start: keyword.end, end: keyword.end };
    const reading = conditional
      ? unknown('it stands inside a template’s condition')
      : args.some((arg) => arg.placeholder)
        ? unknown(filledIn)
        : known(args.map((arg) => arg.value).join(' '));
    super(
      canonicalDirective(keyword.value),
      file,
      entry.span,
      { start: keyword.start, end: keyword.end },
      valueSpan,
      reading,
    );
  }

  get args(): readonly RedisWord[] {
    return this.entry.args;
  }

  /** One argument as Redis reads it; unknown where a template fills it in. */
  argument(index: number): Known<string> | Unknown | undefined {
    const word = this.args[index];
    if (!word) return undefined;
    if (this.entry.conditional) return unknown('it stands inside a template’s condition');
    return word.placeholder ? unknown(this.filledIn) : known(word.value);
  }

  argumentSpan(index: number): Span {
    const word = this.args[index];
    return word ? { start: word.start, end: word.end } : this.valueSpan;
  }

  /** Why Redis refuses the line; undefined where it takes it, or where a template fills some of it in. */
  refusal(version?: string): RedisRefusal | undefined {
    if (this.value.state === 'unknown' || this.entry.broken) return undefined;
    return redisRefusal(
      this.entry.keyword.value,
      this.args.map((arg) => arg.value),
      version,
    );
  }

  /** Edits that give one argument another text, which is written as redis.conf wants it. */
  setArgument(index: number, text: string): FileEdit[] {
    const { start, end } = this.argumentSpan(index);
    return [this.file.edit(start, end, text)];
  }

  /** Edits that make it a directive of another name. */
  rename(name: string): FileEdit[] {
    return [this.file.edit(this.nameSpan.start, this.nameSpan.end, name)];
  }

  override set(value: string): FileEdit[] {
    if (this.text === value) return [];
    if (this.args.length === 0) return [this.file.edit(this.nameSpan.end, this.nameSpan.end, ` ${value}`)];
    return super.set(value);
  }
}

/** Reads a redis.conf, finding what other formats would allow in a line with what is known of the directives. */
export function readRedisConf(text: string): RedisTree {
  const tree = parseRedisConf(text);
  const problems = tree.entries.flatMap((entry) => foreignHabits(text, entry));
  return problems.length === 0
    ? tree
    : { ...tree, problems: [...tree.problems, ...problems].sort((a, b) => a.span.start - b.span.start) };
}

/** A comment behind the value, `=` or `:` between name and value, a semicolon at the end. */
function foreignHabits(text: string, entry: RedisEntry): SyntaxProblem[] {
  const { keyword, args } = entry;
  if (entry.broken || [keyword, ...args].some((word) => word.placeholder)) return [];
  const sign = /^([a-z_][\w-]*)([=:])/.exec(keyword.value);
  if (keyword.quote === '' && sign && !directive(keyword.value) && directive(sign[1]!))
    return [withSign(entry, sign[1]!.length, sign[2]!)];
  const known = directive(keyword.value);
  const first = args[0];
  if (!known || !first) return [];
  if (first.quote === '' && /^[=:]$/.test(first.value) && args.length > 1) {
    const span = { start: first.start, end: first.end };
    return [
      {
        span,
        message: `No "${first.value}" stands between a directive and its value: Redis refuses to start.`,
        fix: { title: `Remove "${first.value}"`, span: { start: first.start, end: args[1]!.start }, newText: '' },
      },
    ];
  }
  const glued =
    /^[=:](?=.)/.test(first.value) &&
    first.quote === '' &&
    redisRefusal(
      keyword.value,
      args.map((arg) => arg.value),
    ) !== undefined;
  if (glued && !redisRefusal(keyword.value, [first.value.slice(1), ...args.slice(1).map((arg) => arg.value)])) {
    const span = { start: first.start, end: first.start + 1 };
    return [
      {
        span,
        message: `No "${first.value[0]}" stands between a directive and its value: Redis refuses to start.`,
        fix: { title: `Remove "${first.value[0]}"`, span, newText: '' },
      },
    ];
  }
  return remark(text, entry) ?? semicolon(entry);
}

function withSign(entry: RedisEntry, length: number, sign: string): SyntaxProblem {
  const { keyword, args } = entry;
  const at = keyword.start + length;
  const rest = keyword.end > at + 1;
  const end = rest || !args[0] ? at + 1 : args[0].start;
  return {
    span: { start: keyword.start, end: keyword.end },
    message: `A blank stands between a directive and its value, no "${sign}": Redis refuses to start.`,
    fix: { title: `Write a blank for "${sign}"`, span: { start: at, end }, newText: ' ' },
  };
}

function remark(text: string, entry: RedisEntry): SyntaxProblem[] | undefined {
  const { keyword, args } = entry;
  const name = canonicalDirective(keyword.value);
  const values = args.map((arg) => arg.value);
  const at = args.findIndex((arg, i) => i > 0 && arg.quote === '' && arg.value.startsWith('#'));
  if (at < 0) return undefined;
  const loose = directive(name)?.type === 'words';
  if (
    loose ? name !== 'bind' : !redisRefusal(name, values) || redisRefusal(name, values.slice(0, at))?.kind === 'count'
  )
    return undefined;
  const start = args[at]!.start;
  const before = args[at - 1]!.end;
  const indent = /[ \t]*$/.exec(text.slice(Math.max(0, entry.span.start - 200), entry.span.start))![0];
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const line = `${text.slice(start, entry.span.end)}${lineBreak}${indent}${text.slice(entry.span.start, before)}`;
  return [
    {
      span: { start, end: entry.span.end },
      message:
        'A comment stands on a line of its own: behind a value its words count as arguments, and Redis refuses to start.',
      fix: { title: 'Move the comment to a line of its own', span: entry.span, newText: line },
    },
  ];
}

function semicolon(entry: RedisEntry): SyntaxProblem[] {
  const { keyword, args } = entry;
  const last = args[args.length - 1]!;
  const values = args.map((arg) => arg.value);
  const without = last.value === ';' ? values.slice(0, -1) : [...values.slice(0, -1), last.value.slice(0, -1)];
  if (
    last.quote !== '' ||
    !last.value.endsWith(';') ||
    !redisRefusal(keyword.value, values) ||
    redisRefusal(keyword.value, without)
  )
    return [];
  const start = last.value === ';' ? args[args.length - 2]!.end : last.end - 1;
  const span = { start: last.end - 1, end: last.end };
  return [
    {
      span,
      message: 'No ";" ends a line of this file: Redis takes it for a part of the value and refuses to start.',
      fix: { title: 'Remove ";"', span: { start, end: last.end }, newText: '' },
    },
  ];
}

/** Every directive of the file, in its order. */
export function redisSettings(file: ConfigFile): readonly RedisSetting[] {
  return file.redis.entries.map((entry) => new RedisSetting(file, entry));
}

/**
 * Adds a directive in the file's own style: behind the commented-out line of its name, as the file that ships with
 * Redis has one for each directive; else behind its nearest relative; else at the end.
 *
 * @param value the arguments as they are written, quotes included
 */
export function insertRedis(file: ConfigFile, name: string, value: string): FileEdit[] {
  const entries = file.redis.entries.filter((entry) => !entry.conditional && !entry.broken);
  const example = file.redis.comments.findLast((comment) =>
    isExampleOf(file.text.slice(comment.start, comment.end), name),
  );
  const relative = nearestRelative(name, entries);
  const line = lineLike(file, entries, relative, name, value);
  if (example) return [insertAfter(file, example.end, [line])];
  return relative ? [insertAfter(file, relative.span.end, [line])] : [append(file, [line])];
}

function isExampleOf(comment: string, name: string): boolean {
  const words = /^#\s?(\S+)(?:\s+(\S+))?(?:\s+\S+){0,3}$/.exec(comment);
  return words?.[1]?.toLowerCase() === name && (name === 'save' || words[2] !== undefined);
}

/** The last of the directives that share the most leading parts of their names; undefined where none shares the first. */
function nearestRelative(name: string, entries: readonly RedisEntry[]): RedisEntry | undefined {
  const parts = name.split('-');
  let best: RedisEntry | undefined;
  let most = 1;
  for (const entry of entries) {
    const other = canonicalDirective(entry.keyword.value).split('-');
    let shared = 0;
    while (shared < parts.length && parts[shared] === other[shared]) shared++;
    if (shared >= most) {
      best = entry;
      most = shared;
    }
  }
  return best;
}

/** The directive with its value in the column in which its neighbours have theirs. */
function lineLike(
  file: ConfigFile,
  entries: readonly RedisEntry[],
  beside: RedisEntry | undefined,
  name: string,
  value: string,
): string {
  const model = beside ?? entries[entries.length - 1];
  const first = model?.args[0];
  if (!model || !first) return `${name} ${value}`;
  const indent = file.lines.indentAt(model.span.start);
  const gap = file.text.slice(model.keyword.end, first.start);
  const column = (entry: RedisEntry) => (entry.args[0] ? entry.args[0].start - entry.span.start : -1);
  const aligned = gap.length > 1 && entries.filter((entry) => column(entry) === column(model)).length > 1;
  return `${indent}${name}${aligned && !gap.includes('\t') ? ' '.repeat(Math.max(1, column(model) - name.length)) : gap.includes('\t') ? gap : ' '}${value}`;
}
