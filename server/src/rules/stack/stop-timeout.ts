import { outsideServices, type StopTime } from '../../stack/model/outside';
import { type Count, type Worker, workerOf } from '../../stack/model/workers';
import { durationText } from '../celery-app';
import { goodModule } from '../celery-examples';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';

/** What a worker needs besides, once its last task has ended, in seconds. */
const MARGIN = 5;

export default stackRule({
  summary: 'A restart by supervisord or systemd kills tasks that are still running',
  severity: 'information',
  guide: 'Celery › Time limits',
  settings: ['task_time_limit', 'task_soft_time_limit'],
  why: 'When a worker is stopped, Celery takes no further task and waits for those that run, as long as they take. supervisord kills what is left after stopwaitsecs, 10 s unless set, and systemd after TimeoutStopSec, 90 s unless set. A killed task is lost or, with late acknowledgment, runs again from its beginning.',
  price: 'A restart waits for the last task, at the most as long as the time says.',
  unless: 'Every task ends within the time, or is soon and safely run again.',
  sources: [
    'https://supervisord.org/configuration.html',
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#TimeoutStopSec=',
    'https://docs.celeryq.dev/en/stable/userguide/workers.html#stopping-the-worker',
  ],
  examples: [
    {
      bad: `
//- supervisord.conf
[program:worker]
command = celery -A shop.celery_app worker --concurrency=9
          ^^^^^^ information: 5 min
${goodModule({}).trim()}
`,
      good: `
//- supervisord.conf
[program:worker]
command = celery -A shop.celery_app worker --concurrency=9
stopwaitsecs = 305
${goodModule({}).trim()}
`,
    },
    {
      bad: `
//- shop-worker.service
[Service]
ExecStart=/srv/venv/bin/celery -A shop.celery_app worker --concurrency=9
TimeoutStopSec=1min
               ^^^^ information: 5 min
${goodModule({}).trim()}
`,
      good: `
//- shop-worker.service
[Service]
ExecStart=/srv/venv/bin/celery -A shop.celery_app worker --concurrency=9
TimeoutStopSec=305
${goodModule({}).trim()}
`,
    },
  ],
  *check(stack) {
    for (const service of outsideServices(stack)) {
      const worker = workerOf(service, stack);
      if (worker && service.parts.stop) yield* judge(worker, service.parts.stop);
    }
  },
});

function* judge(worker: Worker, stop: StopTime): Verdicts {
  const longest = limitOf(worker);
  if (!longest || stop.seconds >= longest.value) return;
  const wanted = Math.ceil(longest.value) + MARGIN;
  const said =
    stop.written === undefined
      ? `${stop.by} waits ${durationText(stop.seconds)} unless told otherwise`
      : `${stop.setting} is ${durationText(stop.seconds)}`;
  yield {
    at: stop.at ?? worker.place,
    setting: stop.setting,
    ...(stop.written === undefined ? {} : { value: stop.written }),
    message: `A task may run for ${durationText(longest.value)}, but ${said}: a restart kills what still runs then. ${wanted} s let every task end.`,
    related: [{ ...longest.at, message: `Tasks may run for ${durationText(longest.value)}: ${longest.source}.` }],
    fixes: fixWith(`Set ${stop.setting} of ${worker.name} to ${wanted}`, 'review', stop.set(wanted)),
  };
}

/** The time after which every task has ended: the hard limit or, without one, the soft one. */
function limitOf(worker: Worker): (Count & { readonly state: 'known' }) | undefined {
  if (worker.pool !== 'prefork') return undefined;
  for (const name of ['task_time_limit', 'task_soft_time_limit']) {
    const limit = worker.number(name);
    if (limit.state === 'known' && limit.value > 0) return limit;
  }
  return undefined;
}
