import { type MongoClientOption, mongoClientOption } from '../../knowledge/mongodb/client-options';
import { isExample } from '../../stack/python/example-paths';
import type { PythonSetting } from '../../stack/python/setting';
import { goodMongoClient } from '../client-examples';
import { isOff, numberIn, wordIn } from '../python-clients';
import { mongoClientRule } from '../rule';

export default mongoClientRule({
  summary: 'A value that MongoDB’s client does not take',
  severity: 'error',
  from: 'development',
  settings: [],
  why: 'pymongo checks each option when the client is built: a keyword with a value out of its range raises an error, and the application does not start. The same value in a connection string is left out with a warning, and the default holds.',
  unless: 'There is no case in which pymongo takes the value.',
  sources: [
    'https://pymongo.readthedocs.io/en/stable/api/pymongo/mongo_client.html',
    'https://www.mongodb.com/docs/manual/reference/connection-string-options/',
  ],
  examples: [
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", socketTimeoutMS=-1)
                                                              ^^ error: 0 or more
`,
      good: goodMongoClient(),
    },
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017/?journal=1")
                                                     ^ warning: true or false
`,
      good: goodMongoClient(),
    },
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", w=0, journal=True)
                                                           ^^^^ error: not answered
`,
      good: goodMongoClient({ journal: 'True' }),
    },
  ],
  *check(client) {
    if (isExample(client.file.path)) return;
    for (const option of client.options) {
      const known = mongoClientOption(option.written);
      const wish = known && wishOf(known, option);
      if (!wish) continue;
      const uri = option.carrier === 'uri';
      yield {
        at: option.atValue,
        severity: uri ? 'warning' : 'error',
        setting: known.name,
        value: option.text,
        message: `${known.name} takes ${wish}: ${uri ? 'pymongo leaves this out with a warning, and the default holds' : 'pymongo refuses this, and the client is not built'}.`,
      };
    }
    const w = client.effective('w');
    const journal = client.effective('journal');
    if (wordIn(w) !== '0' || journal.state !== 'known' || isOff(journal)) return;
    if (journal.value.type !== 'bool' && wordIn(journal) !== 'true') return;
    yield {
      at: journal.setting.atValue,
      setting: 'journal',
      value: journal.setting.text,
      message: 'pymongo refuses journal beside w=0: a write that is not answered cannot wait for the journal.',
      ...(w.state === 'known' ? { related: [{ ...w.setting.atValue, message: 'w is 0 here.' }] } : {}),
      fixes: [{ title: 'Take journal out', safety: 'review', edits: journal.setting.remove() }],
    };
  },
});

/** What an option takes, in words, where it is certain that it does not take this value. */
function wishOf(known: MongoClientOption, option: PythonSetting): string | undefined {
  const { read, carrier } = option;
  if (read.state !== 'known') return undefined;
  const text = read.type === 'str' ? read.value : undefined;
  switch (known.type) {
    case 'bool':
      return text !== undefined && text !== 'true' && text !== 'false' ? 'true or false' : undefined;
    case 'int':
    case 'milliseconds': {
      if (known.name === 'port') return undefined;
      if (read.type === 'none') return known.mayBeNone ? undefined : 'a number';
      const number = numberIn({ state: 'known', value: read, setting: option, losers: [] });
      if (number === undefined)
        return text !== undefined && Number.isNaN(Number(text.trim() || 'x')) ? 'a number' : undefined;
      if (known.least !== undefined && number < known.least)
        return known.most === undefined ? `${known.least} or more` : `${known.least} to ${known.most}`;
      return known.most !== undefined && number > known.most ? `${known.least} to ${known.most}` : undefined;
    }
    case 'string':
      return text !== undefined && known.words.length > 0 && carrier === 'uri' && !known.words.includes(text)
        ? known.words.join(', ')
        : undefined;
    default:
      return undefined;
  }
}
