import { judgedSettings } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'Users in redis.conf and in an ACL file at once',
  severity: 'error',
  from: 'development',
  settings: ['aclfile', 'user'],
  why: 'Users stand either in redis.conf or in the file that aclfile names. With both Redis refuses to start.',
  unless: 'There is no case for it: Redis does not start.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/#use-an-external-acl-file'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
aclfile users.acl
^^^^^^^ error: not both
user worker on >secret ~* +@all
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
aclfile users.acl
`,
    },
  ],
  *check(server) {
    const settings = judgedSettings(server);
    const file = settings.findLast((setting) => setting.name === 'aclfile');
    const user = settings.find((setting) => setting.name === 'user' && setting.args.length > 0);
    if (!file || !user || file.args.length !== 1 || file.args[0]!.value === '') return;
    yield {
      at: file.atName,
      setting: 'aclfile',
      value: file.text,
      message: `Users stand in ${file.args[0]!.value} or in ${user.file.name}, not both: Redis refuses to start. Move those of ${user.file.name} there.`,
      related: [{ ...user.atName, message: 'This user stands in the configuration.' }],
      fixes: [{ title: 'Remove aclfile', safety: 'review', edits: file.remove() }],
    };
  },
});
