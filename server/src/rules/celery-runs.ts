import type { Place } from '../stack/finding';
import type { Worker } from '../stack/model/workers';
import type { CeleryApp } from '../stack/python/celery';
import { isOn, judgedTasks, secondsIn } from './celery-app';

/** The longest that a task may run which acknowledges late; undefined where that is not known. */
export function longestRun(
  app: CeleryApp,
  workers: readonly Worker[],
): { readonly seconds: number; readonly at: Place } | undefined {
  let longest: { seconds: number; at: Place } | undefined;
  const consider = (seconds: number | undefined, at: Place) => {
    if (seconds !== undefined && seconds > 0 && (!longest || seconds > longest.seconds)) longest = { seconds, at };
  };
  if (isOn(app.effective('task_acks_late'))) {
    for (const worker of workers) {
      const limit = worker.seconds('task_time_limit');
      if (limit.state === 'known' && worker.pool === 'prefork') consider(limit.value, limit.at);
    }
    const limit = app.effective('task_time_limit');
    if (workers.length === 0 && limit.state === 'known') consider(secondsIn(limit), limit.setting.atValue);
  }
  for (const task of judgedTasks(app)) {
    const own = task.option('time_limit');
    if (own.state === 'known' && isOn(app.optionOf(task, 'acks_late'))) consider(secondsIn(own), own.setting.atValue);
  }
  return longest;
}
