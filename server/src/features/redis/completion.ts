import { defaultOf, directive, directives, type RedisDirective } from '../../knowledge/redis/directives';
import { redisRecommendations } from '../../knowledge/redis/recommended';
import { parseMemory } from '../../knowledge/redis/units';
import { atLeast } from '../../knowledge/redis/versions';
import { describeWord } from '../../knowledge/redis/words';
import type { ConfigFile } from '../../settings/file';
import { isValkey, versionOf } from '../../stack/redis/judged';
import type { Stack } from '../../stack/stack';
import type { RedisEntry, RedisWord } from '../../syntax/redis-conf/tree';
import { directoryOf } from '../../text/paths';
import { type Span, touches } from '../../text/span';
import type { Completion } from '../completion';
import { CompletionList, placeholder } from '../completion-list';
import { type GuideValue, guideValues } from '../guide-values';
import { code } from '../markdown';
import { rulesOf } from '../rule-text';
import { snippetCompletions } from '../snippet-completion';
import { serversOf } from './cursor';
import { easierForm } from './units';

/** Where something is typed in a redis.conf. */
interface Typing {
  readonly stack: Stack;
  readonly file: ConfigFile;
  /** The words of the line before the one that is being typed; none while that is the name. */
  readonly before: readonly RedisWord[];
  readonly after: readonly RedisWord[];
  readonly current: RedisWord | undefined;
  readonly span: Span;
}

/** What may be typed at a place of a redis.conf: the directives, or the values of one. */
export function redisCompletions(stack: Stack, file: ConfigFile, offset: number): Completion[] {
  const line = file.lines.lineAt(offset);
  const entry = file.redis.entries.find(({ span }) => file.lines.lineAt(span.start) === line);
  const words = entry ? [entry.keyword, ...entry.args] : [];
  const current = words.find((word) => touches(word, offset));
  const before = words.filter((word) => word !== current && word.end < offset);
  const typing: Typing = {
    stack,
    file,
    before,
    after: words.filter((word) => word !== current && word.start > offset),
    current,
    span: current ? { start: current.start, end: current.end } : { start: offset, end: offset },
  };
  if (before.length > 0) return valueCompletions(typing);
  const blank = file.text.slice(file.lines.startOf(line), file.lines.endOf(line)).trim() === '';
  return current || blank ? nameCompletions(typing, entry) : [];
}

/** Directives of which there is nothing to tell but that tests of the server use them. */
const FOR_TESTS = /for tests$/;

/** The version of the Redis that reads a file. */
function versionIn(stack: Stack, file: ConfigFile): string | undefined {
  const [server] = serversOf(stack, file);
  return server ? versionOf(server, stack) : stack.version('redis');
}

function nameCompletions(typing: Typing, entry: RedisEntry | undefined, asFlags = false): Completion[] {
  const { stack, file, span } = typing;
  const version = versionIn(stack, file);
  const forValkey = serversOf(stack, file).some(isValkey);
  const complete = typing.after.length > 0;
  const list = new CompletionList(span);
  const set = new Set(
    (asFlags ? [] : file.redis.entries).filter((one) => one !== entry).map((one) => directive(one.keyword.value)?.name),
  );
  for (const known of directives()) {
    if (known.valkey && !forValkey) continue;
    if (known.since !== undefined && !atLeast(version, known.since)) continue;
    const present = set.has(known.name) && !known.accumulates;
    const standard = defaultOf(known.name, version);
    const shown = standard === '' ? '""' : standard;
    list.add(known.name, {
      kind: 'directive',
      rank: present ? 7 : FOR_TESTS.test(known.what) ? 6 : rankOf(known.name),
      ...(present ? { detail: 'stands here already' } : shown === undefined ? {} : { detail: `default ${shown}` }),
      documentation: `${known.what}.\n\n${shown === undefined ? '' : `Default ${code(shown)}. `}[Documentation](${known.page})`,
      ...(complete ? {} : { snippet: `${known.name} ${placeholder(choicesOf(known, typing))}` }),
    });
  }
  return complete || asFlags ? list.items : [...list.items, ...snippetCompletions('redis-conf', span)];
}

/** What the guide gives a value comes first, then what a rule of the guide judges. */
function rankOf(name: string): number {
  if (redisRecommendations.some((one) => one.name === name)) return 1;
  return rulesOf(name, 'redis').some((rule) => rule.guide) ? 2 : 3;
}

/** The values that a new line offers, the first one chosen. */
function choicesOf(known: RedisDirective, { stack, file }: Typing): string[] {
  const version = versionIn(stack, file);
  const guide = guideOf(known, stack, file).map(({ value }) => value);
  if (known.type === 'bool') return [...new Set([...guide, 'yes', 'no'])];
  if (known.type === 'enum') {
    const words = known.words
      .filter(({ since }) => since === undefined || atLeast(version, since))
      .map(({ word }) => word);
    return [...new Set([...guide, ...words])];
  }
  if (guide.length > 0) return [...new Set(guide)];
  const standard = defaultOf(known.name, version);
  return standard === undefined ? [] : [standard === '' ? '""' : standard];
}

/** Directives as flags of redis-server. @param items whether a flag and its value are two items of a list */
export function redisFlagNames(stack: Stack, file: ConfigFile, span: Span, items: boolean): Completion[] {
  const typing: Typing = { stack, file, before: [], after: [], current: undefined, span };
  return nameCompletions(typing, undefined, true)
    .filter(({ kind }) => kind === 'directive')
    .map((one) => ({
      ...one,
      label: `--${one.label}`,
      filterText: `--${one.filterText}`,
      insertText: items ? `--${one.label}` : `--${one.insertText}`,
      isSnippet: !items && one.isSnippet,
    }));
}

/** The values of a directive behind its flag. */
export function redisFlagValues(stack: Stack, file: ConfigFile, span: Span, name: string): Completion[] {
  const keyword = { value: name, quote: '' } as RedisWord;
  return valueCompletions({ stack, file, before: [keyword], after: [], current: undefined, span });
}

function valueCompletions(typing: Typing): Completion[] {
  const { stack, file, before, current, span } = typing;
  if (current && current.quote !== '') return [];
  const known = directive(before[0]!.value);
  const index = before.length - 1;
  if (!known) return [];
  if (known.name === 'include') return index === 0 ? includeCompletions(typing) : [];
  const version = versionIn(stack, file);
  const list = new CompletionList(span);
  const given = new Set([...before.slice(1), ...typing.after].map(({ value }) => value.toLowerCase()));
  if (index === 0) list.addGuideValues(guideOf(known, stack, file));
  const standard = defaultOf(known.name, version);
  if (known.type === 'bool' && index === 0) {
    for (const word of ['yes', 'no']) list.add(word, { rank: 2, ...(word === standard ? { detail: 'default' } : {}) });
  }
  if ((known.type === 'enum' && index === 0) || known.type === 'flags') {
    for (const { word, since } of known.words) {
      if (since !== undefined && !atLeast(version, since)) continue;
      if (known.type === 'flags' && given.has(word)) continue;
      const what = describeWord(known.name, word);
      list.add(word, {
        rank: 2,
        ...(word === standard ? { detail: 'default' } : {}),
        ...(what === undefined ? {} : { documentation: `${code(word)} ${what}.` }),
      });
    }
  }
  if (known.type === 'buffers' && index % 4 === 0) {
    for (const word of ['normal', 'replica', 'pubsub']) if (!given.has(word)) list.add(word, { rank: 2 });
  }
  if (known.type === 'save' && index === 0) list.add('""', { rank: 2, detail: 'no snapshots' });
  if (standard !== undefined && index === 0 && !known.accumulates && known.type !== 'flags') {
    const shown = standard === '' ? '""' : standard;
    const easier = easierForm(known, standard);
    list.add(shown, { rank: 3, detail: easier === undefined ? 'default' : `default, ${easier}` });
  }
  return list.items;
}

/** The guide's values of a directive, that of the tier in force first. */
function guideOf(known: RedisDirective, stack: Stack, file: ConfigFile): GuideValue[] {
  const recommended = redisRecommendations.filter(({ name }) => name === known.name);
  return guideValues(known.name, 'redis', stack.policyOf(file), recommended, (text) => fits(known, text));
}

function fits(known: RedisDirective, text: string): boolean {
  if (known.type === 'memory') return parseMemory(text) !== undefined;
  if (known.type === 'int') return /^\d+$/.test(text);
  if (known.type === 'bool') return text === 'yes' || text === 'no';
  return known.type === 'enum' && known.words.some(({ word }) => word === text);
}

/** The most files that are offered behind `include`. */
const MOST_FILES = 200;

/** Other files for Redis, relative to the folder of the main one. */
function includeCompletions({ stack, file, span }: Typing): Completion[] {
  const list = new CompletionList(span);
  const folder = directoryOf((serversOf(stack, file)[0]?.main ?? file).path);
  for (const other of stack.files.values()) {
    if (other.kind !== 'redis' || other === file || list.items.length >= MOST_FILES) continue;
    list.add(relativePath(folder, other.path), { kind: 'file', rank: 1, detail: other.path });
  }
  return list.items;
}

function relativePath(folder: string, path: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = path.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = '../'.repeat(from.length - shared);
  return `${up === '' ? './' : up}${to.slice(shared).join('/')}`;
}
