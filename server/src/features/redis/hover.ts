import { accumulates, defaultOf, directive, type RedisDirective, removedIn } from '../../knowledge/redis/directives';
import { redisRecommendations } from '../../knowledge/redis/recommended';
import { atLeast } from '../../knowledge/redis/versions';
import { describeWord } from '../../knowledge/redis/words';
import type { ConfigFile } from '../../settings/file';
import type { RedisSetting } from '../../settings/redis-conf';
import { RedisFlag } from '../../settings/redis-flags';
import { versionOf } from '../../stack/redis/judged';
import type { RedisServer } from '../../stack/redis/server';
import type { Stack } from '../../stack/stack';
import { settingCard } from '../card';
import type { Hover } from '../hover';
import type { Links } from '../links';
import { code, count, placeLink } from '../markdown';
import { includedPaths, type RedisWordAtCursor, redisWordAt, sameSetting, serversOf } from './cursor';
import { redisFlagAt } from './flags';
import { easierForm, easierMemory } from './units';

/** A card about the word under the cursor of a redis.conf. */
export function redisHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const at = redisWordAt(file, offset);
  if (!at) return undefined;
  const { setting, index, span } = at;
  if (setting.name === 'include' && index >= 0) return { span, markdown: includeCard(stack, setting, links) };
  return directiveCard(stack, file, at, serversOf(stack, file), links);
}

/** The same about a flag of redis-server, wherever its command line stands. */
export function redisFlagHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const at = redisFlagAt(stack, file, offset);
  return at && directiveCard(stack, file, at, [at.server], links);
}

function directiveCard(
  stack: Stack,
  file: ConfigFile,
  at: RedisWordAtCursor,
  servers: readonly RedisServer[],
  links: Links,
): Hover | undefined {
  const { setting, span } = at;
  const known = directive(setting.name);
  if (!known) return removedCard(at);
  const [server] = servers;
  const version = server ? versionOf(server, stack) : stack.version('redis');
  const head = {
    name: known.name,
    marks: [known.valkey ? 'Valkey' : setting instanceof RedisFlag ? 'redis-server' : 'redis.conf'],
    page: known.page,
    paragraphs: [
      `${known.what}.${rangeOf(known)}`,
      remarksOn(known, setting, version).join(' '),
      wordLine(at),
      hereLine(setting, known, version),
      relationLines(servers, setting, version, links),
    ],
    guide: redisRecommendations.filter(({ name }) => name === known.name),
  };
  return { span, markdown: settingCard(head, 'redis', stack.policyOf(file), links) };
}

function removedCard({ setting, span }: RedisWordAtCursor): Hover | undefined {
  const removed = removedIn(setting.name);
  return removed === undefined
    ? undefined
    : {
        span,
        markdown: `**${setting.name}** · redis.conf\n\nRedis ${removed} and newer refuse it: the server does not start.`,
      };
}

/** Numbers above it are bounds of the type in which Redis keeps a value, and nobody's concern. */
const LARGEST_BOUND = 1_000_000;

function rangeOf({ type, least, most, unit }: RedisDirective): string {
  const parts: string[] = [];
  if (type === 'int') {
    const upper = most !== undefined && most <= LARGEST_BOUND ? most : undefined;
    if (least !== undefined && upper !== undefined) parts.push(`From ${least} to ${upper}`);
    else if (least !== undefined && least > 0) parts.push(`At least ${least}`);
    if (unit === 'milliseconds' || unit === 'microseconds' || unit === 'seconds' || unit === 'minutes')
      parts.push(`in ${unit}`);
    else if (unit === 'percent') parts.push('in percent');
  }
  if (type === 'memory' || type === 'memory-or-percent') {
    parts.push('Bytes, or a number with kb, mb or gb; k, m and g are powers of 1000');
    if (type === 'memory-or-percent') parts.push('or a share of maxmemory such as 5%');
  }
  const [first, ...rest] = parts;
  if (first === undefined) return '';
  return ` ${[first.slice(0, 1).toUpperCase() + first.slice(1), ...rest].join(', ')}.`;
}

function remarksOn(known: RedisDirective, setting: RedisSetting, version: string | undefined): string[] {
  const remarks: string[] = [];
  const written = setting.entry.keyword.value;
  if (written === known.olderName) remarks.push(`${code(written)} is its older name.`);
  if (known.valkey) remarks.push('Redis does not know it and refuses to start.');
  if (known.since !== undefined && version !== undefined) {
    const refused = atLeast(version, known.since) ? '' : ', which refuses it';
    remarks.push(`Since Redis ${known.since}; this project runs ${version}${refused}.`);
  }
  return remarks;
}

/** What the word under the cursor does, where it is one of an enumeration. */
function wordLine({ setting, index }: RedisWordAtCursor): string {
  const word = index >= 0 ? setting.argument(index) : undefined;
  const what = word?.state === 'known' ? describeWord(setting.name, word.value.toLowerCase()) : undefined;
  return what === undefined || word?.state !== 'known' ? '' : `${code(word.value)} ${what}.`;
}

function hereLine(setting: RedisSetting, known: RedisDirective, version: string | undefined): string {
  const standard = defaultOf(known.name, version);
  const shown =
    standard === undefined
      ? ''
      : `default ${code(standard === '' ? '""' : standard)}${version === undefined ? '' : ` in Redis ${version}`}`;
  const value = setting.args.length > 0 ? `**Here** ${code(setting.text)}${inWords(setting, known)}` : '';
  return [value, shown].filter((part) => part !== '').join(' · ');
}

function inWords(setting: RedisSetting, known: RedisDirective): string {
  if (setting.value.state === 'unknown') return ` (${setting.value.reason})`;
  if (known.type === 'buffers') {
    const sizes = setting.args.flatMap((_, i) => {
      const size = setting.argument(i);
      const easier =
        i % 4 === 1 || i % 4 === 2 ? (size?.state === 'known' ? easierMemory(size.value) : undefined) : undefined;
      return easier === undefined ? [] : [easier];
    });
    return sizes.length === 0 ? '' : ` (${sizes.join(', ')})`;
  }
  const easier = easierForm(known, setting.value.value);
  return easier === undefined ? '' : ` (${easier})`;
}

/** What is in force, where that is not simply this line. Each server is told that reads the file. */
function relationLines(
  servers: readonly RedisServer[],
  setting: RedisSetting,
  version: string | undefined,
  links: Links,
): string {
  const lines = servers.map((server) => ({ server, text: relation(server, setting, version, links) }));
  const texts = new Set(lines.map(({ text }) => text));
  if (texts.size < 2) return lines[0]?.text ?? '';
  return lines
    .map(({ server, text }) => `In ${code(server.main.path)}: ${text === '' ? 'in force.' : text}`)
    .join('  \n');
}

function relation(server: RedisServer, setting: RedisSetting, version: string | undefined, links: Links): string {
  const { name } = setting;
  if (accumulates(name)) return relationOfMany(server, setting, links);
  const effective = server.setting(name, version);
  if (effective.state === 'unknown') return `What is in force is not known: ${effective.reason}.`;
  if (effective.state === 'absent' || !effective.setting) return '';
  const winner = effective.setting;
  if (!sameSetting(winner, setting))
    return `**In force** ${code(winner.text)} of ${place(winner, links)}, which Redis reads later.`;
  const others = server.all(name).filter((other) => !sameSetting(other, setting));
  if (others.length === 0) return '';
  return `In force: it wins over ${others.map((other) => `${code(other.text)} of ${place(other, links)}`).join(', ')}, which Redis reads earlier.`;
}

/** Lines of the name add up. */
function relationOfMany(server: RedisServer, setting: RedisSetting, links: Links): string {
  if (setting.name === 'include') return '';
  const inForce = server.inForce(setting.name);
  if (!inForce.some((one) => sameSetting(one, setting))) {
    const reset = inForce[0];
    return reset ? `A later ${code(`save ${reset.text}`)} takes it back (${place(reset, links)}).` : '';
  }
  const others = inForce.filter((one) => !sameSetting(one, setting));
  if (others.length === 0) return '';
  return `One of ${count(inForce.length, 'line')} that add up; the others: ${others
    .slice(0, 4)
    .map((other) => `${code(other.text)} (${place(other, links)})`)
    .join(', ')}${others.length > 4 ? `, and ${others.length - 4} more` : ''}.`;
}

function place(setting: RedisSetting, links: Links): string {
  return placeLink(setting.file, setting.span.start, links);
}

function includeCard(stack: Stack, setting: RedisSetting, links: Links): string {
  const paths = includedPaths(stack, setting);
  if (paths.length === 0)
    return 'The workspace holds no file of this name, so what it sets is not known. Redis takes a path without a slash in front from the folder in which it runs.';
  const listed = paths.slice(0, 12).map((path) => `- [${path}](${links.place(path, 1)})`);
  if (paths.length > 12) listed.push(`- and ${paths.length - 12} more`);
  return `Reads ${count(paths.length, 'file')} in this place; what stands below wins over them:\n\n${listed.join('\n')}`;
}
