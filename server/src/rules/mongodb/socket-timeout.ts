import { formatDuration } from '../../knowledge/nginx/units';
import { pools } from '../../knowledge/tiers';
import { goodMongoClient } from '../client-examples';
import { isAsynchronous, isJudgedClient, isNone, numberIn, optionFix, undecided } from '../python-clients';
import { mongoClientRule } from '../rule';
import { unlessEnvironment } from '../unless-environment';

export default mongoClientRule({
  summary: 'An operation waits for its answer for ever, or too long',
  severity: 'warning',
  guide: 'MongoDB › Timeouts',
  settings: ['socketTimeoutMS', 'timeoutMS'],
  why: 'Without socketTimeoutMS a client waits for an answer as long as the connection seems open: after a firewall or a failed host has dropped it in silence, for ever. The process that waits is lost, and so is its connection.',
  price:
    'The client gives up alone: the server works on, and a write may still happen. Give it two or three times what the slowest operation takes, and bound operations themselves with maxTimeMS or, from pymongo 4.2 on, timeoutMS, which also counts tries and is what MongoDB’s drivers want in place of socketTimeoutMS.',
  unless: 'timeoutMS or pymongo.timeout() bounds every operation.',
  sources: [
    'https://www.mongodb.com/docs/manual/reference/connection-string-options/#mongodb-urioption-urioption.socketTimeoutMS',
    'https://pymongo.readthedocs.io/en/stable/api/pymongo/mongo_client.html',
  ],
  examples: [
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", serverSelectionTimeoutMS=5000)
         ^^^^^^^^^^^ warning: socketTimeoutMS is not set
`,
      good: goodMongoClient(),
    },
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", socketTimeoutMS=120000)
                                                              ^^^^^^ information: 2 min
`,
      good: goodMongoClient(),
    },
  ],
  *check(client) {
    if (!isJudgedClient(client)) return;
    const whole = client.effective('timeoutMS');
    const socket = client.effective('socketTimeoutMS');
    for (const one of [whole, socket]) {
      if (one.state !== 'unknown') continue;
      yield undecided(client, one);
      return;
    }
    if (whole.state === 'known' && !isNone(whole)) return;
    const set = socket.state === 'known' ? socket.setting : undefined;
    const number = set && !isNone(socket) ? numberIn(socket) : 0;
    const wanted = pools.mongo.socketMs;
    if (number === undefined || (number > 0 && number <= wanted)) return;
    yield {
      at: set ? set.atValue : client.place,
      severity: number === 0 ? 'warning' : 'information',
      setting: 'socketTimeoutMS',
      ...(set ? { value: set.text } : {}),
      message:
        number === 0
          ? `${set ? `socketTimeoutMS is ${set.text}` : 'socketTimeoutMS is not set'}: when a connection is lost in silence, an operation waits for its answer for ever, ${isAsynchronous(client) ? 'with its task' : 'and its process with it'}.`
          : `An operation waits ${formatDuration(number)} for its answer when its connection is lost in silence${unlessEnvironment(socket)}. The guide gives it ${formatDuration(wanted)}; the server works on after that.`,
      fixes: optionFix(client, `Set socketTimeoutMS to ${wanted}`, 'safe', [['socketTimeoutMS', wanted]]),
    };
  },
});
