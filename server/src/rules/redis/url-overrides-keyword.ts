import { isExample } from '../../stack/python/example-paths';
import { goodRedisClient } from '../client-examples';
import { redisClientRule } from '../rule';

export default redisClientRule({
  summary: 'The URL wins over a keyword beside it',
  severity: 'warning',
  from: 'development',
  settings: ['max_connections', 'socket_timeout'],
  why: 'from_url of redis-py lets what stands in the URL win over its keywords (pymongo does it the other way round), so the keyword does nothing.',
  unless: 'The keyword is a fallback for URLs without the option.',
  sources: ['https://redis.readthedocs.io/en/stable/connections.html'],
  examples: [
    {
      bad: `
//- app/cache.py
import redis

cache = redis.from_url("redis://redis:6379/0?max_connections=20", max_connections=50, socket_timeout=5)
                                                                                  ^^ warning: the URL
`,
      good: goodRedisClient(),
    },
  ],
  *check(client) {
    if (isExample(client.file.path)) return;
    const seen = new Set<string>();
    for (const { name } of client.options) {
      if (seen.has(name)) continue;
      seen.add(name);
      const all = client.all(name);
      const inUrl = all.find(({ carrier }) => carrier === 'uri');
      const beside = all.find(({ carrier }) => carrier === 'keyword' || carrier === 'entry');
      if (!inUrl || !beside || inUrl.value.state !== 'known' || beside.value.state !== 'known') continue;
      if (inUrl.value.value === beside.value.value) continue;
      yield {
        at: beside.atValue,
        setting: name,
        value: beside.text,
        message: `This does nothing: the URL says ${inUrl.value.value}, and redis-py lets the URL win.`,
        related: [{ ...inUrl.atValue, message: `${name} in the URL.` }],
        fixes: [
          { title: `Take ${name} out of the keywords`, safety: 'safe', edits: beside.remove() },
          {
            title: `Take ${name} out of the URL, so that ${beside.value.value} holds`,
            safety: 'review',
            edits: inUrl.remove(),
          },
        ],
      };
    }
  },
});
