import { isJudged, isOn } from '../../rules/celery-app';
import { workersOf } from '../../stack/model/workers';
import type { CeleryApp } from '../../stack/python/celery';
import type { EffectivePython } from '../../stack/python/setting';
import type { Stack } from '../../stack/stack';
import type { Evidence, Shown } from './evidence';

export function acksLate(stack: Stack): Evidence {
  return inApps(stack, 'task_acks_late', isOn);
}

export function prefetchMultiplier(stack: Stack): Evidence {
  return inWorkers(stack, 'worker_prefetch_multiplier');
}

export function celeryConcurrency(stack: Stack): Evidence {
  return inWorkers(stack, 'worker_concurrency');
}

/** A setting as each worker has it, by its command line, its environment or its app; else as the apps have it. */
function inWorkers(stack: Stack, name: string): Evidence {
  const workers = workersOf(stack);
  const started = new Set(workers.map(({ app }) => app));
  const rest = inApps(stack, name, isKnown, (app) => !started.has(app));
  const given = workers.map((worker) => ({ worker, said: worker.get(name) }));
  const met = given.flatMap(({ worker, said }): Shown[] =>
    said.state === 'known' ? [{ text: `${said.source} of ${worker.name}`, at: said.at }] : [],
  );
  const unknown = given.flatMap(({ worker, said }): Shown[] =>
    said.state === 'unknown'
      ? [{ text: `${name} of ${worker.name}: ${said.reason}`, at: said.at ?? worker.place }]
      : [],
  );
  const otherwise = workers.length > 0 ? `nothing in view sets ${name}` : rest.otherwise;
  return { met: [...met, ...rest.met], unknown, otherwise };
}

const isKnown = ({ state }: EffectivePython) => state === 'known';

/** A setting of each Celery app, where its value is as it should be. */
function inApps(
  stack: Stack,
  name: string,
  fits: (inForce: EffectivePython) => boolean,
  counts: (app: CeleryApp) => boolean = () => true,
): Evidence {
  const apps = celeryApps(stack).filter(counts);
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
function celeryApps(stack: Stack): readonly CeleryApp[] {
  return stack.celeryApps.filter((app) => isJudged(app) && !stack.ignores(app.settingsPlace.file.path));
}
