import { pools } from '../../knowledge/tiers';
import { goodMongoClient } from '../client-examples';
import { judgeTimeout } from '../mongo-timeout';
import { mongoClientRule } from '../rule';

export default mongoClientRule({
  summary: 'A connection that cannot be made is waited for too long',
  severity: 'information',
  guide: 'MongoDB › Timeouts',
  settings: ['connectTimeoutMS'],
  why: 'pymongo gives a new connection 20 seconds by default. A host that drops packets instead of refusing them holds up every request that needs a new connection for so long.',
  price: 'On a slow or distant network a connection with TLS may take seconds.',
  unless: 'The database is reached over a link that is known to be slow.',
  sources: [
    'https://www.mongodb.com/docs/manual/reference/connection-string-options/#mongodb-urioption-urioption.connectTimeoutMS',
    'https://pymongo.readthedocs.io/en/stable/api/pymongo/mongo_client.html',
  ],
  examples: [
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", connectTimeoutMS=60000)
                                                               ^^^^^ information: 1 min
`,
      good: goodMongoClient(),
    },
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017/?maxPoolSize=50")
         ^^^^^^^^^^^ information: connectTimeoutMS is not set
`,
      good: goodMongoClient(),
    },
  ],
  *check(client) {
    yield* judgeTimeout(
      client,
      'connectTimeoutMS',
      pools.mongo.connectMs,
      (time) => `a connection to a host that does not answer is waited for ${time}`,
    );
  },
});
