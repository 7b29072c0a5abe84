import { canonicalDirective } from '../knowledge/redis/directives';
import type { FileEdit } from '../text/edit';
import type { Span } from '../text/span';
import { parseRedisConf } from '../syntax/redis-conf/parse';
import type { RedisEntry, RedisTree, RedisWord } from '../syntax/redis-conf/tree';
import type { ConfigFile } from './file';
import { LineSetting } from './setting';
import { type Known, known, type Unknown, unknown } from './value';
import { append, insertAfter } from './write-lines';

/** One directive of redis.conf. Its name is the present one: `slaveof` is `replicaof`. */
export class RedisSetting extends LineSetting {
  constructor(
    file: ConfigFile,
    readonly entry: RedisEntry,
  ) {
    const { keyword, args, conditional } = entry;
    const first = args[0];
    const last = args[args.length - 1];
    const valueSpan = first && last ? { start: first.start, end: last.end } : { start: keyword.end, end: keyword.end };
    const reading = conditional
      ? unknown('it stands inside a template’s condition')
      : args.some((arg) => arg.placeholder)
        ? unknown('a template fills it in')
        : known(args.map((arg) => arg.value).join(' '));
    super(canonicalDirective(keyword.value), file, entry.span, { start: keyword.start, end: keyword.end }, valueSpan, reading);
  }

  get args(): readonly RedisWord[] {
    return this.entry.args;
  }

  /** One argument as Redis reads it; unknown where a template fills it in. */
  argument(index: number): Known<string> | Unknown | undefined {
    const word = this.args[index];
    if (!word) return undefined;
    if (this.entry.conditional) return unknown('it stands inside a template’s condition');
    return word.placeholder ? unknown('a template fills it in') : known(word.value);
  }

  argumentSpan(index: number): Span {
    const word = this.args[index];
    return word ? { start: word.start, end: word.end } : this.valueSpan;
  }

  override set(value: string): FileEdit[] {
    if (this.text === value) return [];
    if (this.args.length === 0) return [this.file.edit(this.nameSpan.end, this.nameSpan.end, ` ${value}`)];
    return super.set(value);
  }
}

export function readRedisConf(text: string): RedisTree {
  return parseRedisConf(text);
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
  const example = file.redis.comments.findLast((comment) => isExampleOf(file.text.slice(comment.start, comment.end), name));
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
function lineLike(file: ConfigFile, entries: readonly RedisEntry[], beside: RedisEntry | undefined, name: string, value: string): string {
  const model = beside ?? entries[entries.length - 1];
  const first = model?.args[0];
  if (!model || !first) return `${name} ${value}`;
  const indent = file.lines.indentAt(model.span.start);
  const gap = file.text.slice(model.keyword.end, first.start);
  const column = (entry: RedisEntry) => (entry.args[0] ? entry.args[0].start - entry.span.start : -1);
  const aligned = gap.length > 1 && entries.filter((entry) => column(entry) === column(model)).length > 1;
  return `${indent}${name}${aligned && !gap.includes('\t') ? ' '.repeat(Math.max(1, column(model) - name.length)) : gap.includes('\t') ? gap : ' '}${value}`;
}
