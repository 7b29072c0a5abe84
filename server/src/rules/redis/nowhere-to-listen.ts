import { isSentinel } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'Redis listens neither on a port nor on a socket',
  severity: 'warning',
  from: 'development',
  settings: ['port', 'tls-port', 'unixsocket'],
  why: 'port 0 turns the TCP port off. Without tls-port and unixsocket nothing is left to listen on, and Redis exits with "Configured to not listen anywhere".',
  unless: 'The command line names a port or a socket.',
  sources: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 512mb
port 0
     ^ warning: nothing is left
`,
      good: `
//- redis/redis.conf
maxmemory 512mb
port 0
unixsocket /run/redis/redis.sock
`,
    },
  ],
  *check(server) {
    if (isSentinel(server)) return;
    const port = server.setting('port');
    if (port.state !== 'known' || !port.setting || port.value !== '0') return;
    const others = ['tls-port', 'unixsocket', 'rdma-port'].map((name) => server.setting(name));
    const unseen = others.find((other) => other.state === 'unknown');
    if (unseen?.state === 'unknown') {
      yield { at: port.setting.atValue, unknown: unseen.reason };
      return;
    }
    if (others.some((other) => other.state === 'known' && other.value !== '0' && other.value !== '')) return;
    yield {
      at: port.setting.atValue,
      setting: 'port',
      value: port.setting.text,
      message: 'With port 0 and neither tls-port nor unixsocket nothing is left to listen on, and Redis exits.',
      fixes: [{ title: 'Set port to 6379', safety: 'review', edits: port.setting.set('6379') }],
    };
  },
});
