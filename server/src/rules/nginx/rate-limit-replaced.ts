import type { Scope } from '../../stack/nginx/scope';
import { type RateLimit, rateLimits, rateLimitsBySetting } from '../../stack/nginx/zones';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'A limit_req replaces one around it that counts by another key',
  severity: 'information',
  guide: 'Nginx › Rate limiting',
  settings: ['limit_req'],
  why: 'limit_req lines are inherited only where a block has none of its own. A location with one line of its own drops those of its server and of http: what they protected, for example the server as a whole, is no longer counted there.',
  unless: 'The location is to be free of the outer limit.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
limit_req_zone $server_name zone=whole_shop:10m rate=1000r/s;
limit_req_zone $binary_remote_addr zone=login:10m rate=10r/s;
server {
    server_name shop.example.com;
    limit_req zone=whole_shop burst=2000 nodelay;
    location /login {
        limit_req zone=login burst=20 nodelay;
        ^^^^^^^^^ information: whole_shop
    }
}
`,
      good: `
//- conf.d/shop.conf
limit_req_zone $server_name zone=whole_shop:10m rate=1000r/s;
limit_req_zone $binary_remote_addr zone=login:10m rate=10r/s;
server {
    server_name shop.example.com;
    limit_req zone=whole_shop burst=2000 nodelay;
    location /login {
        limit_req zone=login burst=20 nodelay;
        limit_req zone=whole_shop burst=2000 nodelay;
    }
}
`,
    },
  ],
  *check(configuration) {
    const limits = rateLimitsBySetting(configuration);
    const judged = new Set<Scope>();
    for (const { setting } of rateLimits(configuration).limits) {
      const { scope } = setting;
      if (scope.kind !== 'location' || judged.has(scope)) continue;
      judged.add(scope);
      const own = scope.own('limit_req').map((one) => limits.get(one));
      const outer = scope.parent?.effective('limit_req').settings ?? [];
      const outerKind = outer[0]?.scope.kind;
      if (outerKind !== 'http' && outerKind !== 'server') continue;
      const keys = own.map((limit) => limit && keyOf(limit));
      if (keys.some((key) => key === undefined)) continue;
      // By the same key, an inner limit is either the stricter one or meant as the exception.
      const lost = outer.filter((one) => {
        const key = keyOf(limits.get(one)!);
        return key !== undefined && !keys.includes(key);
      });
      const [first] = lost;
      if (!first) continue;
      const names = lost.map((one) => limits.get(one)!.zoneName).join(' and ');
      const last = scope.own('limit_req').at(-1)!;
      yield {
        at: setting.atName,
        setting: 'limit_req',
        message: `With a limit_req of its own, this location drops the one of ${outerKind} (zone ${names}): requests here do not count there. Repeat it here if both are to hold.`,
        related: lost.map((one) => ({ ...one.atName, message: 'It does not hold in that location.' })),
        fixes: [
          {
            title: `Let the limit by ${names} hold here too`,
            safety: 'review',
            edits: scope.insert(
              lost.map((one) => `limit_req ${one.text};`),
              { after: last },
            ),
          },
        ],
      };
    }
  },
});

/** By what the limit counts; undefined where it can't be told. Both forms of the address are one key. */
function keyOf(limit: RateLimit): string | undefined {
  const key = limit.zones[0]?.key?.replace(/\$\{(\w+)\}/g, '$$$1');
  return key === '$remote_addr' ? '$binary_remote_addr' : key;
}
