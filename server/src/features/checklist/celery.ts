import { concurrency } from '../../knowledge/tiers';
import { isJudged, isOn } from '../../rules/celery-app';
import type { ComposeService } from '../../stack/compose/service';
import { ServerSettings } from '../../stack/model/server-settings';
import { startedServices } from '../../stack/model/services';
import type { CeleryApp } from '../../stack/python/celery';
import type { EffectivePython } from '../../stack/python/setting';
import type { Stack } from '../../stack/stack';
import type { Evidence, Shown } from './evidence';

export function acksLate(stack: Stack): Evidence {
  return inApps(stack, 'task_acks_late', isOn);
}

export function prefetchMultiplier(stack: Stack): Evidence {
  return inApps(stack, 'worker_prefetch_multiplier', isKnown);
}

/** In the settings of the apps, and on the command lines of the workers, which win. */
export function celeryConcurrency(stack: Stack): Evidence {
  const inSettings = inApps(stack, 'worker_concurrency', isKnown);
  const workers = startedServices(stack).filter(({ role }) => role === 'celery-worker');
  const onCommands = workers.flatMap((service) => onCommandLine(service, stack));
  const of = (state: Told['state']) => onCommands.filter((one) => one.state === state);
  return {
    met: [...inSettings.met, ...of('met')],
    missing: of('missing'),
    unknown: of('unknown'),
    otherwise: inSettings.otherwise,
  };
}

type Told = Shown & { readonly state: 'met' | 'missing' | 'unknown' };

/** The concurrency that a worker's command line or environment gives, against the CPUs that the worker has. */
function onCommandLine(service: ComposeService, stack: Stack): Told[] {
  const program = service.programs.find(({ name }) => name === 'celery');
  const settings = program && new ServerSettings(service, program, 'celery');
  const given = settings?.get('worker_concurrency');
  if (!settings || !given || given.state === 'absent') return [];
  const at = given.at ?? service.place;
  if (given.state === 'unknown')
    return [{ state: 'unknown', text: `concurrency of ${service.name}: ${given.reason}`, at }];
  const number = Number(given.value);
  const limit = service.cpuLimit;
  const cpus = limit.state === 'known' && limit.value > 0 ? Math.ceil(limit.value) : stack.settings.host.cpus;
  const written = `${given.source} of ${service.name}`;
  if (cpus === undefined || limit.state === 'unknown')
    return [{ state: 'unknown', text: `${written}: no file tells how many CPUs it has`, at }];
  const bound = stack.policyOf(at.file).taskBound;
  const wanted = concurrency(bound, cpus);
  if (number >= cpus && (bound === 'io' || number <= wanted))
    return [{ state: 'met', text: `${written}, with ${cpus} CPUs`, at }];
  const edits = settings.flags?.set('worker_concurrency', String(wanted)) ?? [];
  const title = `Set the concurrency of ${service.name} to ${wanted} (${bound} tasks, ${cpus} CPUs)`;
  const text = `${written}, with ${cpus} CPUs: ${wanted} fit ${bound} tasks`;
  return [{ state: 'missing', text, at, fix: { title, safety: 'review', edits } }];
}

const isKnown = ({ state }: EffectivePython) => state === 'known';

/** A setting of each Celery app, where its value is as it should be. */
function inApps(stack: Stack, name: string, fits: (inForce: EffectivePython) => boolean): Evidence {
  const apps = celeryApps(stack);
  const met = apps.flatMap((app): Shown[] => {
    const inForce = app.effective(name);
    if (inForce.state !== 'known' || !fits(inForce)) return [];
    return [{ text: `${inForce.setting.written} = ${inForce.setting.text}`, at: inForce.setting.atValue }];
  });
  const open = apps.map((app) => app.effective(name)).find(({ state }) => state === 'unknown');
  if (apps.length === 0) return { met, otherwise: 'no Celery application with workers in this workspace' };
  return { met, otherwise: open?.state === 'unknown' ? `${name}: ${open.reason}` : `no settings in view set ${name}` };
}

/** The apps that have workers, in files of the project proper. */
export function celeryApps(stack: Stack): readonly CeleryApp[] {
  return stack.celeryApps.filter((app) => isJudged(app) && !stack.ignores(app.settingsPlace.file.path));
}
