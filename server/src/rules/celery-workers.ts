import { celeryPool } from '../knowledge/celery/pools';
import type { ConfigFile } from '../settings/file';
import type { Fix, Safety } from '../stack/finding';
import type { Given } from '../stack/model/server-settings';
import { type Worker, workersOf } from '../stack/model/workers';
import type { CeleryApp } from '../stack/python/celery';
import type { Stack } from '../stack/stack';
import { isJudged, isPrefork } from './celery-app';
import { fixWith } from './fixes';
import type { Verdicts } from './rule';

/** What a worker's command line or its container's environment says of a setting, stronger than the app's settings. */
export interface WorkerSetting {
  readonly worker: Worker;
  readonly given: Given & { readonly state: 'known' };
}

/**
 * Tells of workers whose command line gives an option the value 0: it counts as not given, and other sources hold.
 *
 * @param byDefault what holds where there are none
 */
export function* zeroOnCommandLines(stack: Stack, name: string, byDefault: string): Verdicts {
  for (const worker of workersOf(stack)) {
    const flag = worker.settings.flags?.all(name).at(-1);
    if (flag?.value.state !== 'known' || Number(flag.value.value) !== 0 || stack.ignores(flag.file.path)) continue;
    const given = worker.get(name);
    yield {
      at: flag.atValue,
      setting: name,
      value: flag.value.value,
      message: `On the command line 0 counts as not given: ${given.state === 'known' ? `${given.source} holds` : `the setting of the app or ${byDefault} holds`}.`,
      fixes: fixWith('Remove the option, which does nothing', 'safe', flag.remove()),
    };
  }
}

/** The apps that run somewhere, with the files whose policy holds for them. */
export function judgedApps(stack: Stack): readonly CeleryApp[] {
  return stack.celeryApps.filter((app) => isJudged(app) && !stack.ignores(app.settingsPlace.file.path));
}

/** What the command lines of workers say of a setting, each place once. */
export function onCommandLines(stack: Stack, name: string): readonly WorkerSetting[] {
  const seen = new Set<string>();
  return workersOf(stack).flatMap((worker): WorkerSetting[] => {
    const given = worker.get(name);
    if (given.state !== 'known' || given.at.file.kind === 'python' || stack.ignores(given.at.file.path)) return [];
    const key = `${given.at.file.path}\n${given.at.span.start}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ worker, given }];
  });
}

/**
 * Whether a worker that may run the app is told a setting elsewhere: on its command line or in its environment. What
 * the app's settings say, or leave out, does not hold there.
 */
export function isToldElsewhere(stack: Stack, app: CeleryApp, name: string): boolean {
  const told = workersOf(stack).some((worker) => {
    if (worker.app !== undefined && worker.app !== app) return false;
    const given = worker.get(name);
    return given.state === 'known' ? given.at.file.kind !== 'python' : given.state === 'unknown' && isElsewhere(given);
  });
  const flag = FLAGS[name];
  return told || (flag !== undefined && commandTexts(stack).some((text) => flag.test(text)));
}

function isElsewhere(given: Given & { readonly state: 'unknown' }): boolean {
  return given.at !== undefined && given.at.file.kind !== 'python';
}

/** Whether limits hold for the app's tasks: neither its settings nor a worker's command line names another pool. */
export function runsPrefork(stack: Stack, app: CeleryApp): boolean {
  if (!isPrefork(app)) return false;
  const other = workersOf(stack).some((worker) => {
    if (worker.app !== undefined && worker.app !== app) return false;
    const pool = worker.get('worker_pool');
    return pool.state === 'unknown'
      ? isElsewhere(pool)
      : pool.state === 'known' && celeryPool(pool.value) !== 'prefork';
  });
  return !other && !commandTexts(stack).some((text) => /\s(-P\s*|--pool[ =])(?!prefork|processes)/.test(text));
}

/** The options of `celery worker` by the setting that they stand for. */
const FLAGS: Readonly<Record<string, RegExp>> = {
  worker_concurrency: /\s(-c\s*\S|--concurrency[ =]|--autoscale[ =])/,
  worker_prefetch_multiplier: /\s--prefetch-multiplier[ =]/,
  task_time_limit: /\s--time-limit[ =]/,
  task_soft_time_limit: /\s--soft-time-limit[ =]/,
  worker_max_tasks_per_child: /\s--max-tasks-per-child[ =]/,
  worker_max_memory_per_child: /\s--max-memory-per-child[ =]/,
};

/** Kinds of files that start workers besides Compose's. */
const STARTERS: ReadonlySet<ConfigFile['kind']> = new Set<ConfigFile['kind']>([
  'procfile',
  'supervisord',
  'systemd',
  'dockerfile',
  'shell',
]);

/** The lines of such files that start a worker of Celery. */
function commandTexts(stack: Stack): readonly string[] {
  let texts = textsOf.get(stack);
  if (!texts) {
    texts = [...stack.files.values()].flatMap((file) => (STARTERS.has(file.kind) ? linesOf(file) : []));
    textsOf.set(stack, texts);
  }
  return texts;
}

const textsOf = new WeakMap<Stack, readonly string[]>();

function linesOf(file: ConfigFile): readonly string[] {
  let lines = read.get(file);
  if (!lines) {
    const joined = file.text.includes('celery') ? file.text.replace(/\\\r?\n/g, ' ') : '';
    lines = joined.split('\n').filter((line) => {
      const program = line.search(/\bcelery\b/);
      return program >= 0 && /\bworker\b/.test(line.slice(program));
    });
    read.set(file, lines);
  }
  return lines;
}

/** A file never changes, and every rule asks. */
const read = new WeakMap<ConfigFile, readonly string[]>();

/** A fix that gives a worker's option another value, where it stands on a command line. */
export function commandFix(
  { worker, given }: WorkerSetting,
  title: string,
  safety: Safety,
  name: string,
  value: string,
  tier?: string,
): Fix[] {
  if (!given.source.startsWith('-')) return [];
  const edits = worker.settings.flags?.set(name, value) ?? [];
  return edits.length > 0 ? [{ title, safety, edits, ...(tier === undefined ? {} : { tier }) }] : [];
}
