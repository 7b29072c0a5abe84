import { pools } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import { poolsOf } from '../../stack/model/pools';
import type { MongoClientUse } from '../../stack/python/mongo-clients';
import type { Stack } from '../../stack/stack';
import { goodMongoClient } from '../client-examples';
import { isJudgedClient, isNone, numberIn, optionFix, servesTasks, undecided } from '../python-clients';
import { stackRule, type Verdicts } from '../rule';
import { unlessEnvironment } from '../unless-environment';

const { mongo } = pools;

export default stackRule({
  summary: 'The pool of connections to MongoDB has an unfit size',
  severity: 'information',
  guide: 'MongoDB › Connection pooling',
  settings: ['maxPoolSize'],
  checklist: 'Configure MongoDB connection pool (50-100)',
  why: 'maxPoolSize counts for each client, so for each process, and for each server: 3 services of 4 processes with 100 connections may open 1,200, and two more each to watch the servers. Without bound (0) a burst of requests opens as many as it likes, a thread and about 1 MB each on the server. With too few, requests queue inside the process.',
  price:
    'A process needs as many as it has operations under way at once: one for a synchronous process, one for each thread, more for asynchronous code. More than that is idle.',
  unless: 'It was measured under load, or the process runs one task at a time and a handful is enough.',
  sources: [
    'https://www.mongodb.com/docs/manual/administration/connection-pool-overview/',
    'https://www.mongodb.com/docs/manual/reference/connection-string-options/#mongodb-urioption-urioption.maxPoolSize',
  ],
  examples: [
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", maxPoolSize=500)
                                                          ^^^ warning: 500 connections
`,
      good: goodMongoClient(),
    },
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", maxPoolSize=None)
                                                          ^^^^ warning: no limit
`,
      good: goodMongoClient(),
    },
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", connectTimeoutMS=10000)
         ^^^^^^^^^^^ hint: up to 100 connections
`,
      good: goodMongoClient(),
    },
  ],
  *check(stack) {
    for (const client of stack.mongoClients) yield* judge(client, stack);
  },
});

function* judge(client: MongoClientUse, stack: Stack): Verdicts {
  if (!isJudgedClient(client)) return;
  const size = client.effective('maxPoolSize');
  if (size.state === 'unknown') {
    yield undecided(client, size);
    return;
  }
  if (size.state === 'absent') {
    yield {
      at: client.place,
      severity: 'hint',
      setting: 'maxPoolSize',
      message: `maxPoolSize is not set: each process with this client may open up to 100 connections to each server${sumOf(client, stack)}. ${mongo.recommended} are enough for most.`,
      fixes: fixes(client),
    };
    return;
  }
  const number = isNone(size) ? 0 : numberIn(size);
  if (number === undefined || number < 0) return;
  const few = number > 0 && number < mongo.least;
  if (!few && number > 0 && number <= mongo.most) return;
  // A process that runs one task at a time needs few.
  if (few && servesTasks(client)) return;
  yield {
    at: size.setting.atValue,
    severity: few ? 'information' : 'warning',
    setting: 'maxPoolSize',
    value: size.setting.text,
    message: few
      ? `With ${number} connection${number > 1 ? 's' : ''}${unlessEnvironment(size)} the operations of a process queue as soon as more are under way; the guide gives a client ${mongo.least} to ${mongo.most}.`
      : number === 0
        ? `${size.setting.text} sets no limit: in a burst each process opens as many connections as it likes, about 1 MB each on the server.`
        : `Each process may open ${number} connections to each server${unlessEnvironment(size)}; the guide gives a client ${mongo.least} to ${mongo.most}.`,
    fixes: fixes(client),
  };
}

/** What the default comes to in the services that have the client: `; api: 4 processes × 100 connections = 400`. */
function sumOf(client: MongoClientUse, stack: Stack): string {
  const pools = poolsOf(stack).pools.filter((pool) => pool.client === client && pool.limit.amount.state === 'known');
  return pools.map(({ service, limit }) => `; ${service.name}: ${limit.sum}`).join('');
}

function fixes(client: MongoClientUse): Fix[] {
  return [mongo.recommended, mongo.most].flatMap((number) =>
    optionFix(client, `Set maxPoolSize to ${number}`, 'safe', [['maxPoolSize', number]]),
  );
}
