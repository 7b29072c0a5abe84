import { atLeast } from '../../knowledge/redis/versions';
import type { ConfigFile } from '../../settings/file';
import { celeryService } from '../../stack/python/celery-urls';
import { writtenValue } from '../../stack/python/value';
import type { Stack } from '../../stack/stack';
import { settingCard } from '../card';
import type { GuideValue } from '../guide-values';
import type { Hover } from '../hover';
import type { Links } from '../links';
import { capitalize, code } from '../markdown';
import { celeryGuide, type GuideContext, mongoGuide, redisGuide } from './guide';
import { inForceLines } from './in-force';
import { easierValue, type KnownSetting, knownOf } from './known';
import { type PythonPart, type PythonSubject, partAt } from './parts';

/** A card about the setting, keyword, task option or option of a connection string under the cursor. */
export function pythonHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const part = partAt(stack, file, offset);
  const known = part && knownOf(part, stack.packageVersion('redis-py', file));
  if (!part || !known) return undefined;
  const context = guideContext(stack, file, part.subject);
  const guide = isOfOtherBroker(part) ? [] : guideOf(known, context);
  const head = {
    name: known.name,
    setting: known.ruleName,
    marks: [known.mark],
    page: known.page,
    paragraphs: [
      `${known.what}.${rangeOf(known)}`,
      [...known.remarks, ...versionRemark(stack, file, known)].join(' '),
      hereLine(part, known, context.cpus),
      inForceLines(stack, part, links).join('  \n'),
      defaultTierLine(known, guide, context),
    ],
    guide,
  };
  return { span: part.span, markdown: settingCard(head, known.area, policyFor(known, context), links) };
}

const PROGRAMS = { celery: 'celery', mongodb: 'pymongo', redis: 'redis-py' } as const;

/** Where the project runs a version that does not know it yet. */
function versionRemark(stack: Stack, file: ConfigFile, { area, since }: KnownSetting): string[] {
  const version = since === undefined ? undefined : stack.packageVersion(PROGRAMS[area], file);
  return version === undefined || atLeast(version, since!)
    ? []
    : [`This project runs ${version}, which does not know it.`];
}

/** The guide's value is one for Redis. */
function isOfOtherBroker({ subject, setting }: PythonPart): boolean {
  if (setting.name !== 'broker_transport_options' || subject.kind !== 'celery') return false;
  return celeryService(subject.app, 'broker_url')?.transport !== 'redis';
}

export function guideContext(stack: Stack, file: ConfigFile, subject: PythonSubject | undefined): GuideContext {
  const built = subject?.kind === 'redis' ? subject.client.built : undefined;
  return {
    policy: stack.policyOf(file),
    cpus: stack.settings.host.cpus,
    servesTasks: built?.kind === 'task' || /@(\w+\.)?(shared_)?task\b/.test(file.text),
  };
}

export function guideOf(known: KnownSetting, context: GuideContext): GuideValue[] {
  if (known.mark === 'gunicorn') return [];
  if (known.area === 'mongodb') return mongoGuide(known.name, context);
  return known.area === 'redis' ? redisGuide(known.name, context) : celeryGuide(known.name, context);
}

/** Where headroom.yaml does not say how long tasks are, limits are held against those of normal ones. */
function policyFor({ ruleName }: KnownSetting, { policy }: GuideContext): GuideContext['policy'] {
  const isLimit = ruleName === 'task_time_limit' || ruleName === 'task_soft_time_limit';
  return isLimit && policy.tasks === 'unset' ? { ...policy, tasks: 'normal' } : policy;
}

function defaultTierLine(known: KnownSetting, [first]: readonly GuideValue[], { policy }: GuideContext): string {
  return known.name === 'worker_prefetch_multiplier' && policy.tasks === 'unset' && first
    ? `**Guide** ${code(first.value)} as long as headroom.yaml does not say how long tasks are (\`workload.tasks\`).`
    : '';
}

/** Numbers above it are bounds of a type, and nobody's concern. */
const LARGEST_BOUND = 1_000_000;

function rangeOf({ unit, least, most, words }: KnownSetting): string {
  const parts: string[] = [];
  if (words.length > 0) parts.push(`one of ${words.map(code).join(', ')}`);
  if (least !== undefined && most !== undefined && most <= LARGEST_BOUND) parts.push(`from ${least} to ${most}`);
  else if (least !== undefined && least > 0) parts.push(`at least ${least}`);
  if (unit === 'seconds' || unit === 'milliseconds' || unit === 'KiB') parts.push(`in ${unit}`);
  return parts.length === 0 ? '' : ` ${capitalize(parts.join(', '))}.`;
}

function hereLine({ setting, subject }: PythonPart, known: KnownSetting, cpus: number | undefined): string {
  const standard = known.default === undefined ? '' : `default ${code(known.default)}`;
  if (subject.kind === 'unread' || setting.text === '') return standard;
  return [`**Here** ${code(setting.text)}${inWords(setting, known, cpus)}`, standard]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Classes, functions and lists of them: nobody expects to read their value. */
const NOT_TOLD: ReadonlySet<string> = new Set(['any', 'object', 'exceptions', 'dict', 'list', 'tuple']);

/** What the expression comes to, where that is not what is written. */
function inWords(setting: PythonPart['setting'], known: KnownSetting, cpus: number | undefined): string {
  const { read } = setting;
  if (read.state === 'unknown') {
    if (read.forCpus && cpus !== undefined) return ` = ${read.forCpus(cpus)} for ${cpus} CPUs`;
    return NOT_TOLD.has(known.type) ? '' : ` (not known: ${read.reason})`;
  }
  const simple = read.type !== 'dict' && read.type !== 'list' && read.type !== 'tuple' && read.type !== 'set';
  const value = simple && setting.carrier !== 'uri' ? writtenValue(read) : setting.text;
  const unquoted = /^(['"])(.*)\1$/.exec(setting.text)?.[2] ?? setting.text;
  const isShown = !simple || value === setting.text || (read.type === 'str' && read.value === unquoted);
  const easier = easierValue(known.unit, setting, read);
  const unset = read.assumed.map(({ variable }) => code(variable));
  return [
    isShown ? '' : ` = ${code(value)}`,
    easier === undefined ? '' : ` (${easier})`,
    unset.length === 0 ? '' : `, as long as ${unset.join(' and ')} ${unset.length === 1 ? 'is' : 'are'} not set`,
  ].join('');
}
