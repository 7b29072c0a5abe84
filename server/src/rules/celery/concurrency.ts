import { concurrency, TASK_BOUNDS, type TaskBoundTier } from '../../knowledge/tiers';
import type { CeleryApp } from '../../stack/python/celery';
import { isJudged, numberIn, settingFix, undecided } from '../celery-app';
import { goodApp } from '../celery-examples';
import { celeryRule, type View } from '../rule';

export default celeryRule({
  summary: 'the number of worker processes does not fit the CPUs',
  severity: 'information',
  guide: 'Celery › Worker Concurrency',
  settings: ['worker_concurrency'],
  checklist: 'Set Celery concurrency based on CPU cores',
  why: 'Each process runs one task at a time. With fewer processes than CPUs some CPUs idle; with many more, tasks that compute only take turns, and each process takes memory of its own. Left unset, Celery counts the machine’s CPUs, also inside a container that may use only some of them.',
  price:
    'Celery’s documentation asks for about as many processes as CPUs; 2 × CPUs + 1, the guide’s number, is gunicorn’s, and fits tasks that wait as much as they compute. For tasks that only wait, threads or gevent cost less than processes.',
  unless: 'It was measured under load.',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-worker_concurrency'],
  tiers: TASK_BOUNDS.map((tier) => ({
    axis: 'taskBound',
    tier,
    value: { mixed: '2 × CPUs + 1', cpu: 'CPUs', io: '20, or 2 × CPUs + 1 where that is more' }[tier],
  })),
  examples: [
    {
      bad: `
//- headroom.yaml
host:
  cpus: 4
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_concurrency=16,
                       ^^ warning: 16 processes for 4 CPUs
)
`,
      good: `
//- headroom.yaml
host:
  cpus: 4
${goodApp({ worker_concurrency: '9' }).trim()}`,
    },
    {
      bad: `
//- headroom.yaml
host:
  cpus: 8
//- shop/celery_app.py
from celery import Celery

app = Celery("shop", broker="amqp://rabbitmq//")
app.conf.update(
    worker_concurrency=2,
                       ^ information: 6 of 8 CPUs idle
)
`,
      good: `
//- headroom.yaml
host:
  cpus: 8
${goodApp({ worker_concurrency: '17' }).trim()}`,
    },
  ],
  *check(app, view) {
    if (!isJudged(app)) return;
    const inUse = app.effective('worker_concurrency');
    if (inUse.state === 'absent') return;
    const cpus = cpusOf(app, view);
    const read = app.valueOf('worker_concurrency');
    const formula = read?.state === 'unknown' ? read.forCpus : undefined;
    const number = numberIn(inUse) ?? (cpus === undefined ? undefined : formula?.(cpus));
    const { setting } = inUse;
    if (inUse.state === 'unknown' && number === undefined) yield undecided(app, inUse);
    // 0 counts the CPUs; what lies below, and a fraction, is refused.
    if (!setting || number === undefined || number < 1 || !Number.isInteger(number)) return;
    if (cpus === undefined) {
      yield {
        at: setting.atValue,
        unknown: 'no file tells how many CPUs the worker has; headroom.yaml can (host.cpus)',
      };
      return;
    }
    const bound = view.policyOf(setting.file).taskBound;
    const few = number < cpus;
    if (!few && (bound === 'io' || number <= concurrency(bound, cpus))) return;
    const wanted = concurrency(bound, cpus);
    yield {
      at: setting.atValue,
      severity: few ? 'information' : 'warning',
      setting: 'worker_concurrency',
      value: setting.text,
      message: `${count(number)} for ${cpus} CPU${cpus > 1 ? 's' : ''}: ${few ? `${cpus - number} of ${cpus} CPUs idle while tasks wait` : 'tasks only take turns, and each process takes memory of its own'}. ${because(bound, cpus)}`,
      fixes: settingFix(
        app,
        `Set worker_concurrency to ${wanted} (${bound} tasks, ${cpus} CPUs)`,
        'safe',
        [['worker_concurrency', String(wanted)]],
        bound,
      ),
    };
  },
});

/** The CPUs that the worker may use. */
function cpusOf(_app: CeleryApp, view: View): number | undefined {
  return view.settings.host.cpus;
}

function count(number: number): string {
  return number === 1 ? '1 process' : `${number} processes`;
}

function because(bound: TaskBoundTier, cpus: number): string {
  const number = concurrency(bound, cpus);
  if (bound === 'cpu') return `Tasks that compute want one for each CPU, ${number}.`;
  if (bound === 'io') return `Tasks that wait can take ${number}.`;
  return `The guide takes 2 × ${cpus} + 1 = ${number} for mixed tasks.`;
}
