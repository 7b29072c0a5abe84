import { MONGO_CLIENT_DEFAULTS } from '../../knowledge/mongodb/client-options';
import { pools } from '../../knowledge/tiers';
import { goodMongoClient } from '../client-examples';
import { isJudgedClient, isNone, numberIn, optionFix, servesTasks, undecided } from '../python-clients';
import { mongoClientRule } from '../rule';

const { minimum } = pools.mongo;

export default mongoClientRule({
  summary: 'No connections are kept ready, or more than there may be',
  severity: 'information',
  guide: 'MongoDB › Connection pooling',
  settings: ['minPoolSize'],
  why: 'A new connection costs several round trips, with TLS and a password tens of milliseconds. minPoolSize keeps some ready, so that a burst after a quiet time does not wait for them. More than maxPoolSize is refused with a ValueError.',
  price: 'Each process holds so many connections to each server all the time, about 1 MB each on the server.',
  unless: 'There are many processes and traffic is even.',
  sources: [
    'https://www.mongodb.com/docs/manual/reference/connection-string-options/#mongodb-urioption-urioption.minPoolSize',
    'https://www.mongodb.com/docs/manual/administration/connection-pool-overview/',
  ],
  examples: [
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", maxPoolSize=50)
         ^^^^^^^^^^^ information: minPoolSize is not set
`,
      good: goodMongoClient(),
    },
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", maxPoolSize=20, minPoolSize=50)
                                                                          ^^ error: refuses
`,
      good: goodMongoClient({ maxPoolSize: '20' }),
    },
  ],
  *check(client) {
    const least = client.effective('minPoolSize');
    if (least.state === 'unknown') {
      if (isJudgedClient(client)) yield undecided(client, least);
      return;
    }
    const set = least.state === 'known' ? least.setting : undefined;
    const number = set ? numberIn(least) : 0;
    if (number === undefined) return;
    const most = client.effective('maxPoolSize');
    const limit =
      most.state === 'absent' ? MONGO_CLIENT_DEFAULTS.maxPoolSize : isNone(most) ? 0 : (numberIn(most) ?? undefined);
    const wanted = limit ? Math.min(minimum, limit) : minimum;
    const fixes = optionFix(client, `Set minPoolSize to ${wanted}`, 'safe', [['minPoolSize', wanted]]);
    if (set && limit && number > limit) {
      yield {
        at: set.atValue,
        severity: 'error',
        setting: 'minPoolSize',
        value: set.text,
        message: `pymongo refuses a minPoolSize of ${number} above a maxPoolSize of ${limit}${most.state === 'absent' ? ', the default' : ''}.`,
        ...(most.state === 'known'
          ? { related: [{ ...most.setting.atValue, message: `maxPoolSize is ${limit} here.` }] }
          : {}),
        fixes,
      };
      return;
    }
    if (number > 0 || !isJudgedClient(client) || servesTasks(client)) return;
    yield {
      at: set ? set.atValue : client.place,
      setting: 'minPoolSize',
      ...(set ? { value: set.text } : {}),
      message: `${set ? 'minPoolSize is 0' : 'minPoolSize is not set'}: no connection is kept ready, so a burst after a quiet time waits for new ones. The guide keeps ${wanted}.`,
      fixes,
    };
  },
});
