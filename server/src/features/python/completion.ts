import { celeryNameFor, celerySettings } from '../../knowledge/celery/settings';
import { taskOptions } from '../../knowledge/celery/task-options';
import { GUNICORN_SETTINGS } from '../../knowledge/gunicorn';
import { mongoClientOptions } from '../../knowledge/mongodb/client-options';
import { redisClientOptions } from '../../knowledge/redis/client-options';
import { atLeast } from '../../knowledge/redis/versions';
import type { ConfigFile } from '../../settings/file';
import type { StatedPackage } from '../../settings/python-packages';
import type { RedisClientUse } from '../../stack/python/redis-clients';
import { quoteOf } from '../../stack/python/write';
import type { Stack } from '../../stack/stack';
import type { Completion } from '../completion';
import { CompletionList, placeholder } from '../completion-list';
import { GUIDE, type GuideValue } from '../guide-values';
import { code } from '../markdown';
import { rulesOf } from '../rule-text';
import { snippetCompletions } from '../snippet-completion';
import { guideContext, guideOf } from './hover';
import { type KnownSetting, ofCelery, ofGunicorn, ofMongo, ofRedis, ofTask } from './known';
import { type Typing, typingAt } from './typing';

/** A name that may be written, with what is known of it. */
interface Offer {
  readonly written: string;
  readonly known: KnownSetting;
}

/** What may be typed where settings of Celery, of clients and of gunicorn stand; nothing anywhere else. */
export function pythonCompletions(stack: Stack, file: ConfigFile, offset: number): Completion[] {
  const typing = typingAt(stack, file, offset);
  if (!typing) return [];
  return typing.name === undefined ? nameCompletions(stack, file, typing) : valueCompletions(stack, file, typing);
}

function nameCompletions(stack: Stack, file: ConfigFile, typing: Typing): Completion[] {
  const { span, present, complete, form } = typing;
  const list = new CompletionList(span);
  const sign = form === 'statement' ? ' = ' : '=';
  for (const { written, known } of offersOf(stack, file, typing)) {
    const guide = guideIn(stack, file, typing, known);
    const values = choicesOf(known, guide, file, form);
    const isPresent = present.has(form === 'uri' ? written.toLowerCase() : written);
    const standard = known.default === undefined ? undefined : `default ${known.default}`;
    const detail = isPresent ? 'stands here already' : standard;
    list.add(written, {
      kind: form === 'statement' ? 'directive' : 'parameter',
      rank: isPresent ? 7 : rankOf(known, guide),
      ...(detail === undefined ? {} : { detail }),
      documentation: documentationOf(known, guide),
      ...(complete ? {} : { snippet: `${written}${sign}${placeholder(values)}` }),
    });
  }
  return typing.alone && !complete ? [...list.items, ...wholeSnippets(typing)] : list.items;
}

function documentationOf({ what, default: standard, page }: KnownSetting, guide: readonly GuideValue[]): string {
  const values = guide.map(({ value, label }) => (label === GUIDE ? code(value) : `${code(value)} (${label})`));
  const shown = standard === undefined ? '' : `Default ${code(standard)}. `;
  const advised = values.length === 0 ? '' : `**Guide** ${values.join(', ')}\n\n`;
  return `${what}.\n\n${advised}${shown}${page === undefined ? '' : `[Documentation](${page})`}`;
}

/** What the guide gives a value comes first, then what a rule of the guide judges. */
function rankOf({ ruleName, area }: KnownSetting, guide: readonly GuideValue[]): number {
  if (guide.length > 0) return 1;
  return rulesOf(ruleName, area).some((rule) => rule.guide) ? 2 : 3;
}

/** Snippets that are written as the place asks for. */
function wholeSnippets({ holder, span }: Typing): Completion[] {
  if (holder.kind !== 'celery' || holder.naming === 'old') return [];
  const isDjango = typeof holder.naming === 'object';
  return snippetCompletions('celery', span).filter(
    ({ label, insertText }) =>
      label.includes(' django ') === isDjango && !insertText.startsWith('@') && !insertText.includes('.conf.'),
  );
}

function guideIn(stack: Stack, file: ConfigFile, { holder, form }: Typing, known: KnownSetting): GuideValue[] {
  const context = guideContext(stack, file, holder.kind === 'redis' ? holder : undefined);
  return guideOf(known, context).map((row) => ({ ...row, value: inForm(row.value, file, form) }));
}

/** A value as it is written in a place: `"majority"`, `'majority'` or, in a connection string, `majority`. */
function inForm(value: string, file: ConfigFile, form: Typing['form']): string {
  const text = /^["'](.*)["']$/.exec(value)?.[1];
  if (form === 'uri') return text ?? value.toLowerCase();
  const quote = quoteOf(file);
  return text === undefined ? value.replaceAll("'", quote) : quote + text + quote;
}

/** The values that a new name offers, the first one chosen. */
function choicesOf(
  known: KnownSetting,
  guide: readonly GuideValue[],
  file: ConfigFile,
  form: Typing['form'],
): string[] {
  const values = guide.map(({ value }) => value);
  const own = known.type === 'bool' ? ['True', 'False'] : known.words.map((word) => `'${word}'`);
  const all = [...values, ...own.map((value) => inForm(value, file, form))];
  if (all.length > 0) return [...new Set(all)];
  const standard = defaultIn(known, file, form);
  return standard === undefined ? [] : [standard];
}

/** The default where it is a value that one may write. */
function defaultIn({ default: standard }: KnownSetting, file: ConfigFile, form: Typing['form']): string | undefined {
  if (standard === undefined || !/^(-?\d+(\.\d+)?|True|False|'[\w./:-]+')$/.test(standard)) return undefined;
  return inForm(standard, file, form);
}

function valueCompletions(stack: Stack, file: ConfigFile, typing: Typing): Completion[] {
  const { name = '', form, span } = typing;
  const known = offersOf(stack, file, typing).find(({ written }) => isSameName(typing, written, name))?.known;
  if (!known) return [];
  const list = new CompletionList(span);
  list.addGuideValues(guideIn(stack, file, typing, known));
  const standard = defaultIn(known, file, form);
  for (const value of choicesOf(known, [], file, form))
    list.add(value, { rank: 2, ...(value === standard ? { detail: 'default' } : {}) });
  return list.items;
}

/** pymongo does not tell capital letters from small ones. */
function isSameName({ holder }: Typing, a: string, b: string): boolean {
  return holder.kind === 'mongo' ? a.toLowerCase() === b.toLowerCase() : a === b;
}

/** The names that are valid in a place and a version. */
function offersOf(stack: Stack, file: ConfigFile, { holder, form }: Typing): Offer[] {
  const since = (program: StatedPackage) => {
    const version = stack.packageVersion(program, file);
    return (one: { readonly since: string | undefined }) => one.since === undefined || atLeast(version, one.since);
  };
  switch (holder.kind) {
    case 'celery':
      return celerySettings()
        .filter(since('celery'))
        .filter(({ deprecated, listed }) => listed && deprecated === undefined)
        .flatMap((one) => {
          const written = celeryNameFor(one, holder.naming);
          return written === undefined ? [] : [{ written, known: ofCelery(one) }];
        });
    case 'task':
      return taskOptions()
        .filter(since('celery'))
        .map((one) => ({ written: one.name, known: ofTask(one, 'task option') }));
    case 'mongo':
      return mongoClientOptions()
        .filter(since('pymongo'))
        .filter(({ removed, carriers }) => removed === undefined && carriers !== (form === 'uri' ? 'keyword' : 'uri'))
        .map((one) => ({ written: one.name, known: ofMongo(one, form === 'uri') }));
    case 'redis': {
      const redis = stack.packageVersion('redis-py', file);
      return redisClientOptions()
        .filter(since('redis-py'))
        .filter(({ removed, takenBy }) => removed === undefined && takes(holder.client, takenBy))
        .map((one) => ({ written: one.name, known: ofRedis(one, holder.client, redis) }));
    }
    case 'gunicorn':
      return GUNICORN_SETTINGS.map((one) => ({ written: one.name, known: ofGunicorn(one) }));
  }
}

function takes({ kind }: RedisClientUse, takenBy: string): boolean {
  if (takenBy === 'both') return true;
  if (takenBy === 'blocking pool') return kind === 'blocking pool';
  return takenBy === 'client' ? kind === 'client' : kind !== 'client';
}
