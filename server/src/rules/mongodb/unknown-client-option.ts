import { KEYWORDS_OF_LIBRARIES, mongoClientOption, mongoClientOptions } from '../../knowledge/mongodb/client-options';
import { atLeast, isBefore } from '../../knowledge/redis/versions';
import type { Fix } from '../../stack/finding';
import { isExample } from '../../stack/python/example-paths';
import type { MongoClientUse } from '../../stack/python/mongo-clients';
import type { PythonSetting } from '../../stack/python/setting';
import { nearest } from '../../text/nearest';
import { goodMongoClient } from '../client-examples';
import { mongoClientRule } from '../rule';

export default mongoClientRule({
  summary: 'No option of MongoDB’s client',
  severity: 'error',
  from: 'development',
  settings: [],
  why: 'pymongo raises ConfigurationError for a keyword that it does not know, such as max_pool_size for maxPoolSize. The same in a connection string it leaves alone with a warning, and the default holds. Some names that version 3 knew (j, wtimeout, ssl_ca_certs, socketKeepAlive) are gone from 4.0 on.',
  unless: 'A library of your own on top of pymongo takes the name.',
  sources: [
    'https://pymongo.readthedocs.io/en/stable/api/pymongo/mongo_client.html',
    'https://www.mongodb.com/docs/manual/reference/connection-string-options/',
  ],
  examples: [
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017", max_pool_size=50)
                                              ^^^^^^^^^^^^^ error: maxPoolSize
`,
      good: goodMongoClient(),
    },
    {
      bad: `
//- app/db.py
from pymongo import MongoClient

client = MongoClient("mongodb://mongo:27017/?maxPool=50")
                                             ^^^^^^^ warning: leaves it alone
`,
      good: goodMongoClient(),
    },
  ],
  *check(client, view) {
    if (isExample(client.file.path)) return;
    const version = view.packageVersion('pymongo', client.file);
    for (const option of client.options) {
      const known = mongoClientOption(option.written);
      const newer = known?.since !== undefined && isBefore(version, known.since) ? known.since : undefined;
      if (known ? newer === undefined && !isRemoved(known.removed, version) : isOfLibrary(client, option)) continue;
      const uri = option.carrier === 'uri';
      const meant = known?.instead ?? (known ? undefined : meantBy(option.written));
      const who = newer === undefined ? 'pymongo' : `pymongo ${version}`;
      const effect = `${who} ${uri ? 'leaves it alone with a warning, and the default holds' : 'refuses it with a ConfigurationError'}`;
      yield {
        at: option.atName,
        severity: uri ? 'warning' : 'error',
        setting: option.written,
        value: option.text,
        message: newer
          ? `${option.written} came with pymongo ${newer}: ${effect}.`
          : known
            ? `${option.written} is gone from pymongo 4.0 on: ${effect}.${meant ? ` It is ${meant} now.` : ''}`
            : `There is no option ${option.written}: ${effect}.${meant ? ` It is spelt ${meant}.` : ''}`,
        fixes: newer
          ? [{ title: `Install pymongo ${newer} or newer`, safety: 'advice', edits: [] }]
          : fixes(client, option, meant, known !== undefined),
      };
    }
  },
});

/** Whether the version in use, the newest where none is stated, no longer has an option. */
function isRemoved(removed: string | undefined, version: string | undefined): boolean {
  return removed !== undefined && atLeast(version, removed);
}

function isOfLibrary(client: MongoClientUse, { written, carrier }: PythonSetting): boolean {
  if (carrier === 'uri') return false;
  const { library } = client;
  if (library === 'flask_pymongo') return true;
  return library !== 'pymongo' && KEYWORDS_OF_LIBRARIES[library].includes(written.toLowerCase());
}

/** The option that somebody meant: with underscores or without the unit, or with a slip. */
function meantBy(written: string): string | undefined {
  const plain = written.replaceAll('_', '').toLowerCase();
  const options = mongoClientOptions().filter(({ removed }) => removed === undefined);
  const same = options.find(({ name }) => [plain, `${plain}ms`].includes(name.toLowerCase()));
  return (
    same?.name ??
    nearest(
      written,
      options.map(({ name }) => name),
    )
  );
}

function fixes(client: MongoClientUse, option: PythonSetting, meant: string | undefined, gone: boolean): Fix[] {
  if (meant === undefined) {
    if (!gone) return [];
    return [{ title: `Take ${option.written} out`, safety: 'review', edits: option.remove() }];
  }
  // What counted seconds, or had another type, needs another value.
  const sameValue = !/^ssl_/.test(option.written);
  if (client.all(meant).length > 0 || !sameValue) return [];
  return [{ title: `Rename it to ${meant}`, safety: 'safe', edits: option.rename(meant) }];
}
