import {
  concurrency,
  prefetch,
  TASK_BOUNDS,
  TASK_SPEEDS,
  type TaskBoundTier,
  type TaskTier,
  taskLimits,
  tasksPerChild,
  WORKER_MEMORY,
  type WorkerMemoryTier,
} from '../tiers';
import type { Snippet } from './snippet';

/** Seconds and tries of the guide's retry policy. */
export const retryPolicy = { maxRetries: 3, backoff: 60, backoffMax: 600 } as const;

/** How a Celery setting is written: in a settings module, through `app.conf.update`, or in Django's settings. */
type Form = 'settings' | 'app.conf' | 'django';
const FORMS: readonly Form[] = ['settings', 'app.conf', 'django'];

export const celerySnippets: readonly Snippet[] = [
  ...FORMS.flatMap((form) => TASK_SPEEDS.map((tier) => taskSettings(form, tier))),
  ...TASK_BOUNDS.map(concurrencySetting),
  ...TASK_SPEEDS.map(prefetchSetting),
  ...WORKER_MEMORY.map(childSetting),
  snippet('acks late', 'A task whose worker dies runs again; it must bear a second run', [
    '# Every task must bear a second run.',
    'task_acks_late = True',
    'task_reject_on_worker_lost = True',
    '$0',
  ]),
  snippet(
    'task with retries',
    `Task that tries again up to ${retryPolicy.maxRetries} times, after at most ${retryDelays().join(', ')} seconds`,
    [
      '@${1:app}.task(',
      '    autoretry_for=(${2:ConnectionError}, ${5:TimeoutError}),',
      `    max_retries=${retryPolicy.maxRetries},`,
      '    # A number, not True: True starts at one second.',
      `    retry_backoff=${retryPolicy.backoff},`,
      `    retry_backoff_max=${retryPolicy.backoffMax},`,
      ')',
      'def ${3:task}(${4:item_id}):',
      '    ${0:pass}',
    ],
  ),
  snippet('retry annotations', 'Retry options for every task: as plain settings Celery would not read them', [
    'task_annotations = {',
    '    "${1:*}": {',
    `        "max_retries": ${retryPolicy.maxRetries},`,
    `        "default_retry_delay": ${retryPolicy.backoff},`,
    '    }',
    '}',
    '$0',
  ]),
];

/** The longest wait before each further try, in seconds: it doubles up to the maximum, and chance shortens it. */
function retryDelays(): number[] {
  const { maxRetries, backoff, backoffMax } = retryPolicy;
  return Array.from({ length: maxRetries }, (_, tries) => Math.min(backoffMax, backoff * 2 ** tries));
}

function snippet(name: string, description: string, body: readonly string[], tier?: string): Snippet {
  return {
    file: 'celery',
    prefix: `headroom celery ${name}`,
    name: `celery ${name}`,
    description,
    ...(tier === undefined ? {} : { tier }),
    languages: ['python'],
    place: 'file',
    body,
  };
}

function taskSettings(form: Form, tier: TaskTier): Snippet {
  const { hard, soft } = taskLimits[tier];
  const settings: [name: string, value: string][] = [
    ['task_acks_late', 'True'],
    ['task_reject_on_worker_lost', 'True'],
    ['task_time_limit', String(hard)],
    ['task_soft_time_limit', String(soft)],
    ['worker_prefetch_multiplier', String(tier === 'fast' ? prefetch.fast : prefetch.unset)],
    ['worker_max_tasks_per_child', String(tasksPerChild.normal)],
  ];
  // A Redis broker hands a task out again after an hour, finished or not, so a longer limit needs a longer wait.
  if (tier === 'long') settings.push(['broker_transport_options', `{"visibility_timeout": ${2 * hard}}`]);
  return snippet(
    `${form} ${tier}`,
    `Settings for ${tier} tasks: limits of ${hard} s and ${soft} s, acknowledged when done (they must bear a second run)`,
    write(form, settings),
    tier,
  );
}

function concurrencySetting(bound: TaskBoundTier): Snippet {
  const choices = [4, 2, 8].map((cpus) => concurrency(bound, cpus));
  const unique = [...new Set(choices)];
  const value = unique.length > 1 ? `\${1|${unique.join(',')}|}` : `\${1:${unique[0]}}`;
  const tasks = { cpu: 'tasks that compute', io: 'tasks that wait for others', mixed: 'mixed tasks' }[bound];
  const cpus = unique.length > 1 ? 'on 4, 2 or 8 CPUs' : 'on up to 8 CPUs';
  return snippet(
    `concurrency ${bound}`,
    `Processes for ${tasks} ${cpus}: ${unique.join(', ')}`,
    [`worker_concurrency = ${value}`, '$0'],
    bound,
  );
}

function prefetchSetting(tier: TaskTier): Snippet {
  const count = prefetch[tier];
  const effect =
    count === 1 ? 'a free process takes the next task' : 'fewer trips to the broker, tasks spread less evenly';
  return snippet(
    `prefetch ${tier}`,
    `${count} reserved for each process, for ${tier} tasks: ${effect}`,
    [`worker_prefetch_multiplier = ${count}`, '$0'],
    tier,
  );
}

function childSetting(tier: WorkerMemoryTier): Snippet {
  return snippet(
    `tasks per child ${tier}`,
    `A worker process is replaced after ${tasksPerChild[tier]} tasks`,
    [`worker_max_tasks_per_child = ${tasksPerChild[tier]}`, '$0'],
    tier,
  );
}

function write(form: Form, settings: readonly [name: string, value: string][]): string[] {
  const note = '# Every task must bear a second run.';
  if (form === 'settings') return [note, ...settings.map(([name, value]) => `${name} = ${value}`), '$0'];
  if (form === 'django') {
    return [note, ...settings.map(([name, value]) => `CELERY_${name.toUpperCase()} = ${value}`), '$0'];
  }
  return [
    '${1:app}.conf.update(',
    ...[note, ...settings.map(([name, value]) => `${name}=${value},`)].map((line) => '    ' + line),
    ')',
    '$0',
  ];
}
