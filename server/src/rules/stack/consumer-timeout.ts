import { atLeast } from '../../knowledge/nginx/versions';
import { versionOfTag } from '../../stack/compose/image';
import type { ComposeService } from '../../stack/compose/service';
import { celeryAddress } from '../../stack/model/brokers';
import { lookUp } from '../../stack/model/machine';
import { isComposed } from '../../stack/model/service';
import { type Worker, workersOf } from '../../stack/model/workers';
import { transportOf } from '../../stack/python/celery-urls';
import type { Stack } from '../../stack/stack';
import { durationText } from '../celery-app';
import { longestRun } from '../celery-runs';
import { judgedApps } from '../celery-workers';
import { fixWith } from '../fixes';
import { stackRule } from '../rule';
import { workerStack } from '../worker-examples';

/** After so many seconds RabbitMQ takes a task back that nobody has acknowledged, unless it is told otherwise. */
const DEFAULT_TIMEOUT = 1_800;

/** The first version in which that holds. */
const SINCE = '3.8.17';

const VARIABLE = 'RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS';

export default stackRule({
  summary: 'RabbitMQ takes a task back while it still runs',
  severity: 'information',
  guide: 'Celery › Time limits',
  settings: ['task_time_limit', 'task_acks_late'],
  why: 'RabbitMQ closes the channel of a consumer that has not acknowledged a message within consumer_timeout, half an hour unless set. A task that acknowledges late is acknowledged when it ends: one that runs longer goes back to the queue, the worker loses its connection (PRECONDITION_FAILED), and the task runs again from its beginning.',
  price: 'After the loss of a whole worker RabbitMQ notices it as before: by its closed connection.',
  unless: 'No task runs that long, or a policy or argument of the queue sets another time.',
  sources: [
    'https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout',
    'https://docs.celeryq.dev/en/stable/userguide/configuration.html#std-setting-task_acks_late',
  ],
  examples: [
    {
      bad: withRabbitMQ('', ['^^^^', 'information: 30 min']),
      good: withRabbitMQ(`    environment:\n      ${VARIABLE}: -rabbit consumer_timeout 7200000\n`),
    },
  ],
  *check(stack) {
    for (const app of judgedApps(stack)) {
      const workers = workersOf(stack).filter((worker) => worker.app === app);
      const brokers = workers.map((worker) => brokerOf(worker, stack));
      const [broker] = brokers;
      if (!broker || brokers.some((one) => one !== broker) || !keepsDefault(broker)) continue;
      const limit = longestRun(app, workers);
      if (!limit || limit.seconds <= DEFAULT_TIMEOUT) continue;
      const wanted = limit.seconds * 2_000;
      yield {
        at: limit.at,
        setting: 'task_time_limit',
        value: String(limit.seconds),
        message: `A task may run for ${durationText(limit.seconds)} and acknowledges when it ends, but RabbitMQ takes it back after ${durationText(DEFAULT_TIMEOUT)}, its consumer_timeout unless set: it runs again from its beginning.`,
        related: [{ ...broker.place, message: 'Nothing sets consumer_timeout of this RabbitMQ.' }],
        fixes: fixWith(
          `Set consumer_timeout of ${broker.name} to ${wanted} ms (${durationText(wanted / 1000)})`,
          'review',
          broker.set(['environment', VARIABLE], `-rabbit consumer_timeout ${wanted}`),
        ),
      };
    }
  },
});

/** The RabbitMQ service in which a worker's tasks wait. */
function brokerOf(worker: Worker, stack: Stack): ComposeService | undefined {
  const address = celeryAddress(worker, 'tasks');
  const [host, ...others] = address?.url.hosts ?? [];
  if (!address || !host || host.unknown || others.length > 0 || transportOf(address.url.scheme) !== 'amqp')
    return undefined;
  const reached = lookUp(worker.service, host.host, host.port ?? 5672, stack);
  const service = reached.state === 'service' ? reached.service : undefined;
  return isComposed(service) && service.role === 'rabbitmq' ? service : undefined;
}

/** Whether all that could set the time is in view, and nothing does. */
function keepsDefault(service: ComposeService): boolean {
  const tag = service.isBuilt ? undefined : service.image?.tag;
  const version = tag === undefined ? undefined : versionOfTag(tag);
  if (version === undefined || version.split('.').length < 2 || !atLeast(version, SINCE)) return false;
  const { volumes, unseen } = service.volumes;
  const told =
    unseen !== undefined ||
    volumes.some(({ target }) => /^\/(etc|opt\/bitnami)\/rabbitmq/.test(target)) ||
    ['configs', 'command', 'entrypoint'].some((key) => service.get(key) !== undefined);
  if (told || service.environmentUnseen !== undefined) return false;
  return [...service.environment.keys()].every((name) => !/CONFIG|ERL_ARGS/.test(name));
}

function withRabbitMQ(environment: string, claim?: readonly [carets: string, says: string]): string {
  const text = workerStack(
    { stop_grace_period: '3610s' },
    { broker_url: '"amqp://rabbitmq//"', task_time_limit: '3600', task_soft_time_limit: '3540' },
  );
  const marks = claim ? `task_time_limit = 3600\n                  ${claim[0]} ${claim[1]}` : 'task_time_limit = 3600';
  return text
    .replace(
      '  worker:',
      `  rabbitmq:\n    image: rabbitmq:3.13\n${environment}    restart: unless-stopped\n    logging: {driver: local}\n    volumes:\n      - queue:/var/lib/rabbitmq\n  worker:`,
    )
    .replace('//- shop/celery_app.py', 'volumes:\n  queue:\n//- shop/celery_app.py')
    .replace('//- shop/celery_app.py', '//- headroom.yaml\nworkload:\n  tasks: long\n//- shop/celery_app.py')
    .replace('task_time_limit = 3600', marks);
}
