import { known, unknown } from '../../settings/value';
import type { ComposeService } from '../../stack/compose/service';
import type { Stack } from '../../stack/stack';
import { celeryApps } from '../checklist/celery';
import { numberOf } from './application';
import { replicas } from './home';
import type { Fact, Hop } from './hop';
import { taskSlots } from './hops';
import { type FileSettings, ServerSettings } from './server-settings';

/** The tasks on which a service of Celery workers works at once. */
export function taskHop(service: ComposeService, stack: Stack): Hop {
  return taskSlots(service.name, replicas({ kind: 'container', service }), taskConcurrency(service, stack));
}

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
  const scale = settings.get('autoscale');
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
