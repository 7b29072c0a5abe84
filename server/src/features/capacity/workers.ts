import { describeMemory } from '../../knowledge/redis/units';
import { known, unknown } from '../../settings/value';
import type { ComposeService } from '../../stack/compose/service';
import type { Stack } from '../../stack/stack';
import { celeryApps } from '../checklist/celery';
import { numberOf } from './application';
import { memoryLimit, replicas } from './home';
import type { Fact, Hop, Limit } from './hop';
import { memory, taskSlots } from './hops';
import { poolHops } from './pools';
import { type FileSettings, ServerSettings } from './server-settings';

/** What a service of Celery workers works on at once, and the memory that it may take for it. */
export function workerHops(service: ComposeService, stack: Stack): readonly Hop[] {
  const home = { kind: 'container' as const, service };
  const concurrency = taskConcurrency(service, stack);
  const slots = taskSlots(service.name, replicas(home), concurrency);
  const limit = memoryLimit(home);
  const pools = poolHops(service, concurrency, stack);
  if (!limit) return [slots, ...pools];
  return [slots, ...pools, memory(service.name, [limit], 'other', processMemory(service, concurrency, stack))];
}

/** What the processes of one worker may take before they are replaced; undefined where nothing bounds them. */
function processMemory(service: ComposeService, concurrency: Fact, stack: Stack): Limit | undefined {
  const program = service.programs.find(({ name }) => name === 'celery');
  const given = program && new ServerSettings(service, program, 'celery', settingsOf(stack)).get(PER_CHILD);
  if (given?.state !== 'known' || concurrency.amount.state !== 'known') return undefined;
  const bytes = Number(given.value) * 1024;
  if (!(bytes > 0)) return undefined;
  const amount = known(concurrency.amount.value * bytes);
  const each: Fact = { amount: known(bytes), noun: 'byte', source: given.source, at: given.at };
  return {
    amount,
    sum: `${concurrency.amount.value} processes × ${describeMemory(bytes)} = ${describeMemory(amount.value)}`,
    terms: [concurrency, each],
  };
}

/** Counted in KiB. */
const PER_CHILD = 'worker_max_memory_per_child';

/** How many tasks one worker does at once. */
function taskConcurrency(service: ComposeService, stack: Stack): Fact {
  const noun = 'task';
  const program = service.programs.find(({ name }) => name === 'celery');
  if (!program || program.conditional)
    return {
      amount: unknown(`the command line of ${service.name} can’t be read`),
      noun,
      source: 'concurrency',
      at: service.place,
    };
  const settings = new ServerSettings(service, program, 'celery', settingsOf(stack));
  const pool = settings.get('worker_pool');
  if (pool.state === 'known' && pool.value === 'solo')
    return { amount: known(1), noun, source: `${pool.source}: one task at a time`, at: pool.at };
  // No settings file has a word for it.
  const scale = new ServerSettings(service, program, 'celery').get('autoscale');
  if (scale.state !== 'absent') {
    const at = scale.at ? { at: scale.at } : {};
    if (scale.state === 'unknown') return { amount: unknown(scale.reason), noun, source: '--autoscale', ...at };
    const most = Number.parseInt(scale.value, 10);
    return most > 0
      ? { amount: known(most), noun, source: `${scale.source}: at most ${most}`, ...at }
      : { amount: unknown('--autoscale can’t be read'), noun, source: scale.source, ...at };
  }
  const concurrency = settings.get('worker_concurrency');
  if (concurrency.state !== 'absent' && !(concurrency.state === 'known' && concurrency.value === '0'))
    return numberOf(settings, 'worker_concurrency', noun, 1);
  const { cpus } = stack.settings.host;
  const at = { at: { file: program.word.file, span: program.word.span } };
  if (cpus === undefined) {
    const reason =
      'Celery takes one for each CPU of the host, and host.cpus of headroom.yaml does not tell their number';
    return { amount: unknown(reason), noun, source: 'concurrency', ...at };
  }
  return { amount: known(cpus), noun, source: `one for each of ${cpus} CPUs (host.cpus of headroom.yaml)`, ...at };
}

/** The settings of the only app; of several, nobody can tell here which one a worker runs. */
function settingsOf(stack: Stack): FileSettings {
  const apps = celeryApps(stack);
  const [app] = apps;
  if (app && apps.length === 1) return (name) => app.effective(name);
  const reason =
    apps.length === 0 ? 'the settings of its app are not in view' : 'several apps have settings of their own';
  return () => ({ state: 'unknown', reason, setting: undefined, losers: [] });
}
