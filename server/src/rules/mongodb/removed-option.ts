import { mongodOption } from '../../knowledge/mongodb/mongod-options';
import { atLeast } from '../../knowledge/redis/versions';
import { judgedMongod, mongodVersion } from '../../stack/mongodb/judged';
import { fixWith } from '../fixes';
import { mongodRule } from '../rule';

export default mongodRule({
  summary: 'An option that newer versions of mongod refuse',
  severity: 'error',
  from: 'development',
  settings: ['storage.journal.enabled', 'storage.indexBuildRetry', 'net.http.enabled'],
  why: 'mongod refuses to start for an option that it does not know, and options go with the versions: storage.journal.enabled in 6.1, storage.indexBuildRetry in 4.4, those of the storage engine MMAPv1 and of the old HTTP interface by 4.2. After an upgrade of the image or the package, the database stays down.',
  price: 'None: what the option asked for is either always on today, or gone.',
  unless: 'The server is of an older version: say so in headroom.yaml (`versions: mongodb`).',
  sources: [
    'https://www.mongodb.com/docs/manual/reference/configuration-options/',
    'https://www.mongodb.com/docs/manual/release-notes/6.1-compatibility/',
  ],
  examples: [
    {
      bad: `
//- headroom.yaml
versions:
  mongodb: "7.0"
//- mongod.conf
storage:
  dbPath: /var/lib/mongodb
  journal:
    enabled: true
    ^^^^^^^ error: MongoDB 7.0
`,
      good: `
//- headroom.yaml
versions:
  mongodb: "7.0"
//- mongod.conf
storage:
  dbPath: /var/lib/mongodb
`,
    },
  ],
  *check(server, view) {
    const version = mongodVersion(server, view);
    for (const setting of judgedMongod(server)) {
      const removed = mongodOption(setting.name)?.removed;
      if (removed === undefined || !atLeast(version, removed)) continue;
      const who = version === undefined ? `MongoDB ${removed} and newer refuse` : `MongoDB ${version} refuses`;
      yield {
        at: setting.atName,
        severity: version === undefined ? 'warning' : 'error',
        setting: setting.name,
        value: setting.text,
        message: `${who} ${setting.name} and ${version === undefined ? 'do' : 'does'} not start${version === undefined ? '' : `: the option is gone since ${removed}`}.`,
        tag: 'deprecated',
        fixes: fixWith(`Remove ${setting.name}`, 'review', setting.remove()),
      };
    }
  },
});
