import { describe, expect, test } from 'vitest';
import { expandSnippet, snippets } from '../../server/src/knowledge/snippets/index';
import { TASK_BOUNDS, TASK_SPEEDS, WORKER_MEMORY, WRITES } from '../../server/src/knowledge/tiers';
import { ConfigFile } from '../../server/src/settings/file';
import type { Workload } from '../../server/src/settings/project';
import { Stack } from '../../server/src/stack/stack';
import { describeFinding, judge } from '../support/laws';

const APP = 'from celery import Celery\n\napp = Celery("shop")\n';

/** The files in which a snippet stands as its author would put it there. */
function filesAround(prefix: string, body: string): readonly (readonly [path: string, text: string])[] {
  if (prefix.includes(' django ')) {
    const app = `import os\n${APP}os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napp.config_from_object("django.conf:settings", namespace="CELERY")\n`;
    return [
      ['shop/celery.py', app],
      ['shop/settings.py', `INSTALLED_APPS = []\n${body}`],
    ];
  }
  if (prefix.includes('app.conf')) return [['shop/celery.py', APP + body]];
  if (prefix.includes('task with retries'))
    return [['shop/tasks.py', `${APP}app.config_from_object("shop.private")\n\n${body}`]];
  if (prefix.includes('mongo client'))
    return [['shop/db.py', `from pymongo import MongoClient\n\nMONGO_URL = "mongodb://mongo:27017"\n${body}`]];
  if (prefix.includes('redis client')) {
    const worker = prefix.endsWith('worker')
      ? `${APP}app.config_from_object("shop.private")\n\n@app.task\ndef send():\n    pass\n\n`
      : '';
    return [['shop/cache.py', `${worker}import redis\n\nREDIS_URL = "redis://redis:6379/0"\n${body}`]];
  }
  return [
    ['shop/celery.py', `${APP}app.config_from_object("shop.celeryconfig")\n`],
    ['shop/celeryconfig.py', body],
  ];
}

/** The choices of a workload that a snippet's tier belongs to. */
function workloadOf(tier: string | undefined, prefix: string): Workload {
  const within = <T extends string>(axis: readonly T[]) => axis.find((one) => one === tier);
  const tasks = within(TASK_SPEEDS);
  const bound = within(TASK_BOUNDS);
  const memory = within(WORKER_MEMORY);
  const writes = within(WRITES);
  return {
    ...(tasks && !prefix.includes('tasks per child') ? { tasks } : {}),
    ...(bound ? { taskBound: bound } : {}),
    ...(memory && prefix.includes('tasks per child') ? { workerMemory: memory } : {}),
    ...(writes ? { writes } : {}),
  };
}

describe('snippets of Celery and of clients', () => {
  const cases = snippets
    .filter(({ languages }) => languages.includes('python'))
    .map((one) => [one.prefix, one] as const);

  test.each(cases)('%s: no rule speaks of what it writes', (prefix, { body, tier }) => {
    const files = filesAround(prefix, expandSnippet(body)).map(([path, text]) => new ConfigFile(path, text));
    const stack = Stack.of(files, { workload: workloadOf(tier, prefix), host: { cpus: 4 } });
    const written = judge(stack).findings.filter(({ message }) => !/is not set|Without task_reject/.test(message));
    expect(written.map(describeFinding)).toEqual([]);
  });
});
