import { pools } from '../../knowledge/tiers';
import { goodMongoClient } from '../client-examples';
import { judgeTimeout } from '../mongo-timeout';
import { isStandalone } from '../python-clients';
import { mongoClientRule } from '../rule';

/** Electing a new primary takes 12 seconds as a rule; a client that gives up before fails at each election. */
const ELECTION_MS = 15_000;

export default mongoClientRule({
  summary: 'A request waits half a minute for a database that is gone',
  severity: 'information',
  guide: 'MongoDB › Timeouts',
  settings: ['serverSelectionTimeoutMS'],
  why: 'When no server can do an operation, pymongo waits serverSelectionTimeoutMS for one, 30 seconds by default. As long as the database is away every request hangs that long, and processes and connections run out behind it. Failing after a few seconds lets callers try again or say so.',
  price:
    'A replica set takes up to about 12 seconds to elect a new primary: with less than that, writes fail at each election. Where several hosts or replicaSet= are given, 15 seconds are asked for instead of 5.',
  unless: 'A batch job that may wait.',
  sources: [
    'https://www.mongodb.com/docs/manual/reference/connection-string-options/#mongodb-urioption-urioption.serverSelectionTimeoutMS',
    'https://www.mongodb.com/docs/manual/core/replica-set-elections/',
  ],
  examples: [
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", socketTimeoutMS=10000)
         ^^^^^^^^^^^ information: serverSelectionTimeoutMS is not set
`,
      good: goodMongoClient(),
    },
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", serverSelectionTimeoutMS=60000)
                                                                       ^^^^^ information: 1 min
`,
      good: goodMongoClient(),
    },
  ],
  *check(client) {
    const wanted = isStandalone(client) ? pools.mongo.serverSelectionMs : ELECTION_MS;
    yield* judgeTimeout(
      client,
      'serverSelectionTimeoutMS',
      wanted,
      (time) => `while no server answers, each request waits ${time} for one`,
    );
  },
});
