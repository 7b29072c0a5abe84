import { RATE_LIMITS, rateLimits as rateTiers } from '../../knowledge/tiers';
import { rateKeyKind } from '../../stack/nginx/rate-keys';
import { rateLimits } from '../../stack/nginx/zones';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'The rate of a limit_req_zone is above the tier',
  severity: 'information',
  guide: 'Nginx › Rate limiting',
  settings: ['limit_req_zone'],
  checklist: 'Configure rate limiting (100r/s baseline)',
  why: 'The rate is what each client may send for as long as it likes. Set far above what one client needs, the limit never takes hold, and a single script in a loop takes the capacity that was meant for all.',
  price: 'Clients behind one address (an office, a mobile network) share the rate.',
  unless:
    'One client address stands for many users, as that of a gateway, a proxy without real_ip set up, or another service of your own.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_zone'],
  tiers: RATE_LIMITS.map((tier) => ({ axis: 'rateLimit', tier, value: `rate=${rateTiers[tier].rate}r/s` })),
  examples: [
    {
      bad: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=1000r/s;
                                                      ^^^^^^^^^^^^ warning: permissive tier stops at 500r/s
`,
      good: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
`,
    },
    {
      bad: `
//- conf.d/limits.conf
# headroom: rateLimit=strict
limit_req_zone $binary_remote_addr zone=login:10m rate=1200r/m;
                                                  ^^^^^^^^^^^^ information: strict tier (10r/s)
`,
      good: `
//- conf.d/limits.conf
# headroom: rateLimit=strict
limit_req_zone $binary_remote_addr zone=login:10m rate=30r/m;
`,
    },
  ],
  *check(configuration, view) {
    for (const { setting, key, rate } of rateLimits(configuration).zones) {
      const argument = setting.parameter('rate');
      if (!argument) continue;
      const at = setting.atArgument(argument.word);
      if (argument.value.state === 'unknown') {
        yield { at, unknown: argument.value.reason };
        continue;
      }
      const tier = view.policyOf(setting.file).rateLimit;
      const wanted = rateTiers[tier].rate;
      if (rate === undefined || rate <= wanted) continue;
      const kind = key === undefined ? 'other' : rateKeyKind(key, configuration);
      if (kind === 'other') yield { at, unknown: 'whether the key stands for one client can’t be told' };
      if (kind !== 'client') continue;
      const most = rateTiers.permissive.rate;
      const written = argument.value.value;
      yield {
        at,
        severity: rate > most ? 'warning' : 'information',
        setting: 'limit_req_zone',
        value: written,
        message:
          rate > most
            ? `${written} for each client hardly limits anybody: even the permissive tier stops at ${most}r/s${tier === 'permissive' ? '' : `, ${tier} at ${wanted}r/s`}.`
            : `${written} for each client is above the ${tier} tier (${wanted}r/s): a few busy clients can slow the application for all.`,
        fixes: [
          {
            title: `Set the rate to ${wanted}r/s (${tier})`,
            tier,
            safety: 'safe',
            edits: setting.setWord(argument.word, `rate=${wanted}r/s`),
          },
        ],
      };
    }
  },
});
