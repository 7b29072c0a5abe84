import { WRITES, writeConcerns } from '../../knowledge/tiers';
import type { Fix } from '../../stack/finding';
import type { MongoClientUse } from '../../stack/python/mongo-clients';
import { goodMongoClient } from '../client-examples';
import { isJudgedClient, isOff, optionFix, wordIn } from '../python-clients';
import { mongoClientRule } from '../rule';

export default mongoClientRule({
  summary: 'Writes are answered before they are safe',
  severity: 'warning',
  from: 'development',
  guide: 'MongoDB › Write concern',
  settings: ['w', 'journal'],
  why: 'With w=0 a write is not answered at all: one that fails is lost without an error. With w=1 the primary alone has it when it is answered, and loses it when another member takes over; with journal off, also when it crashes within the next moments. w="majority" waits for most members, each with the write on disk. Servers from 5.0 on do that by themselves, so stating less lowers it.',
  price:
    'Each write waits for the other members, a few milliseconds in one data centre. On a server of its own the majority is that server.',
  unless: 'What is written can be lost, as with counters and logs: state writes=throughput then.',
  sources: [
    'https://www.mongodb.com/docs/manual/reference/write-concern/',
    'https://www.mongodb.com/docs/manual/reference/connection-string-options/#mongodb-urioption-urioption.w',
  ],
  tiers: WRITES.map((tier) => ({
    axis: 'writes',
    tier,
    value: `w=${writeConcerns[tier].w}, journal=${writeConcerns[tier].journal}`,
  })),
  examples: [
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", w=0)
                                                ^ warning: not answered
`,
      good: goodMongoClient(),
    },
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017/?w=1")
                                               ^ warning: one member
`,
      good: goodMongoClient(),
    },
  ],
  *check(client, view) {
    if (!isJudgedClient(client)) return;
    const w = client.effective('w');
    const journal = client.effective('journal');
    const tier = view.policyOf(client.file).writes;
    const members = wordIn(w);
    if (w.state === 'known' && members !== undefined) {
      const { setting } = w;
      const at = { at: setting.atValue, setting: 'w', value: setting.text };
      if (members === '0') {
        yield {
          ...at,
          message: 'With w=0 a write is not answered: one that fails is lost without an error.',
          fixes: toTier(client, 'durable'),
        };
        return;
      }
      if (tier === 'throughput' && members === 'majority')
        yield {
          ...at,
          severity: 'hint',
          message:
            'writes=throughput is stated, but each write waits for most members. w=1 is faster, and may lose the last writes when the primary fails.',
          fixes: toTier(client, 'throughput'),
        };
      if (tier === 'durable' && members === '1') {
        yield {
          ...at,
          message:
            'With w=1 a write is answered when one member has it, and lost when another takes over before it got there. From 5.0 on MongoDB’s own default is majority.',
          fixes: toTier(client, 'durable'),
        };
        return;
      }
    }
    if (tier === 'durable' && journal.state === 'known' && isOff(journal))
      yield {
        at: journal.setting.atValue,
        setting: 'journal',
        value: journal.setting.text,
        message:
          'A write is answered before it is in the journal on disk, and lost when the server crashes just then. The journal itself stays on.',
        fixes: toTier(client, 'durable'),
      };
  },
});

function toTier(client: MongoClientUse, tier: 'durable' | 'throughput'): Fix[] {
  const { w } = writeConcerns[tier];
  return tier === 'durable'
    ? optionFix(
        client,
        'Set w to majority and journal to True (durable); each write then waits for most members',
        'review',
        [
          ['w', { text: String(w) }],
          ['journal', true],
        ],
        tier,
      )
    : optionFix(client, 'Set w to 1 (throughput)', 'review', [['w', 1]], tier);
}
