import type { CeleryApp } from '../../stack/python/celery';
import type { MongoClientUse } from '../../stack/python/mongo-clients';
import type { Stack } from '../../stack/stack';
import { goodApp } from '../celery-examples';
import { judgedApps, runsPrefork } from '../celery-workers';
import { isJudgedClient, isOff, optionFix } from '../python-clients';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'A client is opened before the worker’s processes are forked',
  severity: 'information',
  guide: 'MongoDB › Connection pooling',
  settings: ['MongoClient'],
  why: 'A worker with prefork imports its tasks once and then forks. A MongoClient at the level of the module has threads, locks and sockets by then: the threads are gone in the new processes, and a lock that was held at that moment stays held for ever. pymongo warns of it: "MongoClient opened before fork".',
  price:
    'With connect=False the client opens with the first operation of each process; nothing may use it before that.',
  unless: 'The worker’s pool does not fork, as threads, gevent and solo.',
  sources: [
    'https://pymongo.readthedocs.io/en/stable/faq.html#is-pymongo-fork-safe',
    'https://docs.celeryq.dev/en/stable/userguide/signals.html#worker-process-init',
  ],
  examples: [
    {
      bad: `${goodApp()}
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017")
         ^^^^^^^^^^^ information: before the worker forks


@app.task
def count():
    return client.shop.items.count_documents({})
`,
      good: `${goodApp()}
from pymongo import MongoClient

client = MongoClient(
    "mongodb://mongo:27017",
    connect=False,
    maxPoolSize=10,
    serverSelectionTimeoutMS=5000,
    connectTimeoutMS=10000,
    socketTimeoutMS=10000,
)


@app.task
def count():
    return client.shop.items.count_documents({})
`,
    },
  ],
  *check(stack) {
    for (const client of stack.mongoClients) {
      if (client.built.kind !== 'import' || !isSynchronous(client) || !isJudgedClient(client)) continue;
      const connect = client.effective('connect');
      if (connect.state === 'unknown' || isOff(connect) || stack.ignores(client.file.path)) continue;
      const app = appWithTasksIn(stack, client);
      const task = app?.tasks.find(({ file }) => file === client.file);
      if (!app || !task || !runsPrefork(stack, app)) continue;
      yield {
        at: client.place,
        setting: 'MongoClient',
        message:
          'This client is opened before the worker forks its processes, and a lock that is held at that moment stays held in them for ever. Open it in each process.',
        related: [{ ...task.place, message: 'A task of the same module runs in a forked process.' }],
        fixes: [
          ...optionFix(client, 'Set connect to False, so that each process opens it by itself', 'review', [
            ['connect', false],
          ]),
          { title: 'Build the client in worker_process_init', safety: 'advice', edits: [] },
        ],
      };
    }
  },
});

function isSynchronous({ library, asynchronous, callee }: MongoClientUse): boolean {
  return library === 'pymongo' && !asynchronous && /(^|\.)MongoClient$/.test(callee);
}

/** The app whose worker imports the module, for tasks of it stand there. */
function appWithTasksIn(stack: Stack, { file }: MongoClientUse): CeleryApp | undefined {
  return judgedApps(stack).find((app) => app.tasks.some((task) => task.file === file));
}
