import { judgedSettings } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'replicaof on a node of a cluster',
  severity: 'error',
  from: 'development',
  settings: ['replicaof', 'cluster-enabled'],
  why: 'In a cluster the nodes agree on who follows whom. With replicaof in its configuration a node refuses to start.',
  unless: 'There is no case for it: Redis does not start.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
cluster-enabled yes
replicaof 10.0.0.5 6379
^^^^^^^^^ error: in a cluster
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
cluster-enabled yes
`,
    },
  ],
  *check(server) {
    const settings = judgedSettings(server);
    const cluster = settings.findLast((setting) => setting.name === 'cluster-enabled');
    const replica = settings.findLast((setting) => setting.name === 'replicaof');
    if (cluster?.args[0]?.value.toLowerCase() !== 'yes' || server.setting('cluster-enabled').state !== 'known') return;
    if (
      replica?.args.length !== 2 ||
      (replica.value.state === 'known' && replica.value.value.toLowerCase() === 'no one')
    )
      return;
    yield {
      at: replica.atName,
      setting: 'replicaof',
      value: replica.text,
      message:
        'Redis refuses to start with replicaof in a cluster: CLUSTER REPLICATE makes a node follow another there.',
      related: [{ ...cluster.atName, message: 'It is a node of a cluster.' }],
      fixes: [{ title: 'Remove replicaof', safety: 'review', edits: replica.remove() }],
    };
  },
});
