import { rateLimitZoneBytes } from '../../knowledge/tiers';
import { rateKeyKind } from '../../stack/nginx/rate-keys';
import { rateLimits } from '../../stack/nginx/zones';
import { grouped } from '../../text/numbers';
import { nginxRule } from '../rule';

/** nginx wants eight pages of memory for a zone; a page has 4 KiB or more. */
const LEAST_BYTES = 8 * 4096;

/** What nginx keeps of one client on a 64-bit machine. */
const BYTES_PER_CLIENT = 128;

const WANTED = `${rateLimitZoneBytes / 1024 / 1024}m`;

export default nginxRule({
  summary: 'A limit_req_zone holds few clients',
  severity: 'information',
  guide: 'Nginx › Rate limiting',
  settings: ['limit_req_zone'],
  why: 'nginx keeps 128 bytes of each client in the zone (on 64-bit machines), so a megabyte holds about 8,000. When the zone is full, it forgets the client that was quiet for the longest time, and where that gives no room it refuses the request.',
  price: 'The memory is taken once, for all worker processes together.',
  unless: 'Fewer clients than that ever come within a few minutes, as on an internal network.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_zone'],
  examples: [
    {
      bad: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:1m rate=100r/s;
                                   ^^^^^^^^^^^^^^^^^ information: about 8,000 clients
`,
      good: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
`,
    },
    {
      bad: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:16k rate=100r/s;
                                   ^^^^^^^^^^^^^^^^^^ error: too small
`,
      good: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
`,
    },
  ],
  *check(configuration) {
    for (const zone of rateLimits(configuration).zones) {
      const { setting, key, bytes, name } = zone;
      const argument = setting.parameter('zone');
      if (!argument) continue;
      const at = setting.atArgument(argument.word);
      if (argument.value.state === 'unknown') {
        yield { at, unknown: argument.value.reason };
        continue;
      }
      if (bytes === undefined || name === undefined || bytes >= rateLimitZoneBytes) continue;
      const written = argument.value.value.slice(name.length + 1);
      const tooSmall = bytes < LEAST_BYTES;
      if (!tooSmall) {
        const kind = key === undefined ? 'other' : rateKeyKind(key, configuration);
        if (kind === 'other') yield { at, unknown: 'how many values the key takes can’t be told' };
        if (kind !== 'client') continue;
      }
      yield {
        at,
        ...(tooSmall ? { severity: 'error' as const } : {}),
        setting: 'limit_req_zone',
        value: written,
        message: tooSmall
          ? `nginx refuses a zone of ${written} as too small: it needs 32k at least, and ${WANTED} for about 80,000 clients.`
          : `A zone of ${written} holds ${clients(bytes)}; when more come, nginx forgets some and counts them anew. ${WANTED} holds about 80,000.`,
        fixes: [
          {
            title: `Set the zone's size to ${WANTED}`,
            safety: 'safe',
            edits: setting.setWord(argument.word, `zone=${name}:${WANTED}`),
          },
        ],
      };
    }
  },
});

function clients(bytes: number): string {
  const count = Math.floor(bytes / BYTES_PER_CLIENT);
  const round = count >= 1_000 ? Math.floor(count / 1_000) * 1_000 : Math.floor(count / 100) * 100;
  return `about ${grouped(round)} clients`;
}
