import { isJudged, isOn } from '../../rules/celery-app';
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

export function celeryConcurrency(stack: Stack): Evidence {
  return inApps(stack, 'worker_concurrency', isKnown);
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
