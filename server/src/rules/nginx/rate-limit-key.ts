import type { Fix } from '../../stack/finding';
import { rateKeyKind } from '../../stack/nginx/rate-keys';
import { type RateZone, rateLimits } from '../../stack/nginx/zones';
import { nginxRule } from '../rule';

const BEST_KEY = '$binary_remote_addr';

export default nginxRule({
  summary: 'The key of a limit_req_zone does not tell clients apart well',
  severity: 'warning',
  guide: 'Nginx › Rate limiting',
  settings: ['limit_req_zone'],
  why: 'nginx counts requests separately for each value of the key. A key without a variable has one value only: all clients draw on the same allowance, and one busy client gets everybody refused. An empty key is never counted at all. The address in its binary form takes 4 or 16 bytes, as text up to 39.',
  price:
    'nginx refuses to change the key of a zone during a reload and goes on with the old configuration: the new key needs a restart, or a new name for the zone.',
  unless:
    'The application as a whole is to be protected, whoever asks: then a key such as $server_name says so. Between $remote_addr and $binary_remote_addr the limit is the same; only the size of the key differs.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_zone'],
  examples: [
    {
      bad: `
//- conf.d/limits.conf
limit_req_zone api zone=api_limit:10m rate=100r/s;
               ^^^ warning: share one limit
`,
      good: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
`,
    },
    {
      bad: `
//- conf.d/limits.conf
limit_req_zone $remote_addr zone=api_limit:10m rate=100r/s;
               ^^^^^^^^^^^^ information: $binary_remote_addr
`,
      good: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
`,
    },
    {
      bad: `
//- conf.d/limits.conf
limit_req_zone "" zone=api_limit:10m rate=100r/s;
               ^^ warning: never limited
`,
      good: `
//- conf.d/limits.conf
map $request_method $limited_client {
    OPTIONS "";
    default $binary_remote_addr;
}
limit_req_zone $limited_client zone=api_limit:10m rate=100r/s;
`,
    },
  ],
  *check(configuration) {
    for (const zone of rateLimits(configuration).zones) {
      const word = zone.setting.args[0];
      // With fewer arguments the key itself is what is missing.
      if (!word || zone.key === undefined || zone.setting.args.length !== 3 || /^(zone|rate)=/.test(zone.key)) continue;
      const kind = rateKeyKind(zone.key, configuration);
      const plain = zone.key === '$remote_addr' || zone.key === '${remote_addr}';
      if (kind !== 'constant' && kind !== 'empty' && !plain) continue;
      yield {
        at: zone.setting.atArgument(word),
        severity: plain ? 'information' : 'warning',
        setting: 'limit_req_zone',
        value: zone.key,
        message: plain
          ? `$remote_addr is the client's address as text; ${BEST_KEY} tells the same clients apart by a shorter key.`
          : kind === 'empty'
            ? 'A request with an empty key is never limited, so this zone limits nobody.'
            : `The key ${zone.key} is the same for every request: all clients share one limit, and a busy one gets the others refused.`,
        fixes: [useBestKey(zone)],
      };
    }
  },
});

/** For review even where only the form changes: `nginx -t` accepts the edit, a reload doesn't. */
function useBestKey({ setting }: RateZone): Fix {
  return {
    title: `Set the key to ${BEST_KEY} (takes a restart of nginx)`,
    safety: 'review',
    edits: setting.setWord(setting.args[0]!, BEST_KEY),
  };
}
