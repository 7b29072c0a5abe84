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
  why: 'A flag of `celery worker` wins over the app’s settings, and so does a variable CELERY_WORKER_… of its environment. Whoever changes the settings file wonders why nothing happens.',
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
  const inApp = worker.inApp(name);
  if (given.state !== 'known' || given.at.file.kind === 'python' || inApp.state !== 'known') return;
  const { setting, value } = inApp;
  const written = displayed(value);
  if (written === undefined || written === given.value || Number(written) === Number(given.value)) return;
  // Settings for several workers are the rule, a flag the exception that somebody chose.
  const others = workers.filter((other) => other !== worker && other.app === worker.app);
  if (others.some((other) => other.get(name).state === 'known' && isFromApp(other, name))) return;
  const flag = worker.settings.flags?.all(name).at(-1);
  yield {
    at: given.at,
    setting: name,
    value: given.value,
    message: `${worker.name} runs with ${given.source}: it wins over ${setting.written} = ${setting.text} in ${setting.file.name}, which does nothing here.`,
    related: [{ ...setting.atValue, message: `${worker.name} does not use this ${setting.text}.` }],
    fixes: flag ? fixWith(`Remove ${given.source}, so that ${setting.text} holds`, 'review', flag.remove()) : [],
  };
}

function isFromApp(worker: Worker, name: string): boolean {
  const given = worker.get(name);
  return given.state === 'known' && given.at.file.kind === 'python';
}
