import type { Place } from '../../stack/finding';
import { type Worker, workersOf } from '../../stack/model/workers';
import { displayed } from '../../stack/python/texts';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';
import { workerStack } from '../worker-examples';

/** What the command line of a worker and its app's settings both may say. */
const NAMES = [
  'worker_concurrency',
  'worker_prefetch_multiplier',
  'worker_max_tasks_per_child',
  'worker_max_memory_per_child',
  'task_time_limit',
  'task_soft_time_limit',
  'worker_pool',
];

export default stackRule({
  summary: 'A worker’s command line overrides its settings file',
  severity: 'information',
  settings: NAMES,
  why: 'A flag of `celery worker` wins over a variable CELERY_WORKER_… of its environment, and both win over the app’s settings. Whoever changes the settings file wonders why nothing happens.',
  price: 'None: one of the two goes.',
  unless: 'Each worker is meant to differ from the settings, which are for all others.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/workers.html'],
  examples: [
    {
      bad: workerStack(
        {},
        { worker_concurrency: '4' },
        { command: '                                                            ^ information: 9' },
      ),
      good: workerStack(),
    },
  ],
  *check(stack) {
    for (const worker of workersOf(stack)) for (const name of NAMES) yield* judge(worker, name, workersOf(stack));
  },
});

function* judge(worker: Worker, name: string, workers: readonly Worker[]): Verdicts {
  const given = worker.get(name);
  if (given.state !== 'known' || given.at.file.kind === 'python') return;
  const losers = [...inApp(worker, name, workers), ...inEnvironment(worker, name)].filter(
    ({ value }) => value !== given.value && Number(value) !== Number(given.value),
  );
  if (losers.length === 0) return;
  // Without the flag, one of two that differ would override the other.
  const agree = losers.every(({ value }) => value === losers[0]!.value);
  const flag = agree ? worker.settings.flags?.all(name).at(-1) : undefined;
  yield {
    at: given.at,
    setting: name,
    value: given.value,
    message: `${worker.name} runs with ${given.source}: it wins over ${losers.map(({ text }) => text).join(' and ')}, which ${losers.length > 1 ? 'do' : 'does'} nothing here.`,
    related: losers.map(({ place, shown }) => ({ ...place, message: `${worker.name} does not use this ${shown}.` })),
    fixes: flag
      ? fixWith(`Remove ${given.source}, so that ${losers.at(-1)!.shown} holds`, 'review', flag.remove())
      : [],
  };
}

/** A weaker source of the same setting. */
interface Loser {
  readonly text: string;
  readonly value: string;
  /** The value as it is written. */
  readonly shown: string;
  readonly place: Place;
}

/** Settings for several workers are the rule, a flag the exception that somebody chose. */
function inApp(worker: Worker, name: string, workers: readonly Worker[]): Loser[] {
  const given = worker.inApp(name);
  const value = given.state === 'known' ? displayed(given.value) : undefined;
  if (given.state !== 'known' || value === undefined) return [];
  const others = workers.filter((other) => other !== worker && other.app === worker.app);
  if (others.some((other) => other.get(name).state === 'known' && isFromApp(other, name))) return [];
  const { written, text, file, atValue } = given.setting;
  return [{ text: `${written} = ${text} in ${file.name}`, value, shown: text, place: atValue }];
}

/** A flag wins over the variable that stands for it. */
function inEnvironment(worker: Worker, name: string): Loser[] {
  const variable = worker.settings.flags?.get(name).state === 'known' ? worker.settings.variableOf(name) : undefined;
  const found = variable === undefined ? undefined : worker.service.environment.get(variable);
  if (found?.value.state !== 'known' || found.value.value === '') return [];
  const { value } = found.value;
  return [{ text: `${variable}=${value}`, value, shown: value, place: found.keyPlace }];
}

function isFromApp(worker: Worker, name: string): boolean {
  const given = worker.get(name);
  return given.state === 'known' && given.at.file.kind === 'python';
}
