import { parseNumber } from '../../knowledge/nginx/units';
import { RATE_LIMITS, type RateLimitTier, rateLimits as rateTiers } from '../../knowledge/tiers';
import type { Fix, Undecided, Verdict } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { rateKeyKind } from '../../stack/nginx/rate-keys';
import type { NginxSetting } from '../../stack/nginx/setting';
import { zonesUnseen } from '../../stack/nginx/shared-zones';
import { type RateLimit, rateLimits } from '../../stack/nginx/zones';
import { nginxRule } from '../rule';

/** In every tier of the guide the burst is this many seconds' worth of the rate. */
const SECONDS_OF_BURST = 2;

/** So many requests at once are never too many, however low the rate: the strictest tier allows them. */
const HARMLESS_BURST = rateTiers.strict.burst;

export default nginxRule({
  summary: 'limit_req has no burst, one that queues, or one too large',
  severity: 'information',
  guide: 'Nginx › Rate limiting',
  settings: ['limit_req'],
  why: 'nginx counts by the millisecond: at 100r/s a second request within 10 ms already exceeds the rate, and a browser that loads one page sends a dozen at once. burst says how many may come ahead of the rate. Without nodelay they wait in nginx until the rate allows them; with it they go through at once.',
  price: 'A burst that goes through at once reaches the application at once.',
  unless: 'Requests are to be slowed down rather than refused, as with attempts to log in: then the waiting is meant.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req'],
  tiers: RATE_LIMITS.map((tier) => ({ axis: 'rateLimit', tier, value: `burst=${rateTiers[tier].burst} nodelay` })),
  examples: [
    {
      bad: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
limit_req zone=site;
          ^^^^^^^^^ warning: within 10 ms
`,
      good: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
limit_req zone=site burst=200 nodelay;
`,
    },
    {
      bad: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
limit_req zone=site burst=200;
                    ^^^^^^^^^ information: up to 2 s
`,
      good: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
limit_req zone=site burst=200 nodelay;
`,
    },
    {
      bad: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
limit_req zone=site burst=5000 nodelay;
                    ^^^^^^^^^^ information: the normal tier allows 200
`,
      good: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=site:10m rate=100r/s;
limit_req zone=site burst=200 nodelay;
`,
    },
  ],
  *check(configuration, view) {
    for (const limit of rateLimits(configuration).limits) {
      const { setting } = limit;
      if (limit.zoneName === undefined || (setting.scope.kind && !setting.variant)) continue;
      // In a dry run nothing is refused and nothing waits.
      if (setting.scope.effective('limit_req_dry_run').setting?.flag) continue;
      const verdict = judge(limit, configuration, view.policyOf(setting.file).rateLimit);
      if (verdict) yield verdict;
    }
  },
});

/** The numbers that decide about a burst. */
interface Allowance {
  readonly tier: RateLimitTier;
  /** Requests per second; undefined where the zone is not in view. */
  readonly rate: number | undefined;
  /** The burst to ask for. */
  readonly wanted: number;
  /** The largest burst that goes without a remark; undefined where the rate is not known. */
  readonly most: number | undefined;
}

function judge(
  limit: RateLimit,
  configuration: NginxConfiguration,
  tier: RateLimitTier,
): Verdict | Undecided | undefined {
  const { setting } = limit;
  const hole = setting.args.find((word) => word.placeholder);
  const zone = limit.zones[0];
  const kind = zone?.key === undefined ? 'other' : rateKeyKind(zone.key, configuration);
  if (kind === 'empty') return undefined;
  // The tier's burst is that of one client; a key that many share has only its own rate to be measured by.
  const ofOneClient = zone === undefined || kind === 'client';
  const allowance = allow(zone?.rate, ofOneClient ? rateTiers[tier].burst : undefined, tier);
  const burst = setting.parameter('burst');
  if (!burst) {
    if (hole) return { at: setting.atArgument(hole), unknown: 'a template fills it in' };
    const unseen = zone ? 'its definition can’t be read' : zonesUnseen(configuration, 'http');
    return withoutBurst(limit, allowance, unseen);
  }
  if (burst.value.state === 'unknown') return { at: setting.atArgument(burst.word), unknown: burst.value.reason };
  const number = parseNumber(burst.value.value);
  if (number === undefined || number < 1) return undefined;
  const queues = !hole && !setting.hasWord('nodelay') && !setting.parameter('delay');
  const tooMany = allowance.most !== undefined && number > allowance.most;
  const common = { at: setting.atArgument(burst.word), setting: 'limit_req', value: burst.value.value };
  if (queues) {
    const wait = allowance.rate === undefined ? '' : ` ${seconds(number / allowance.rate)}`;
    return {
      ...common,
      message: wait
        ? `Without nodelay nginx holds back what exceeds ${perSecond(allowance.rate!)}: with burst=${number} a request waits up to${wait}.`
        : `Without nodelay nginx holds back up to ${number} requests until the rate allows them, and their clients wait.`,
      fixes: [addNodelay(setting, tooMany ? allowance : undefined)],
    };
  }
  if (!tooMany) return undefined;
  const most = allowance.most!;
  return {
    ...common,
    message:
      ofOneClient && most === rateTiers[tier].burst
        ? `burst=${number} lets one client send ${number} requests at once; the ${tier} tier allows ${most}.`
        : `burst=${number} at ${perSecond(allowance.rate!)} is ${seconds(number / allowance.rate!)} worth of requests at once, so the rate seldom takes hold; ${most === HARMLESS_BURST ? 'the strict tier’s burst' : `${SECONDS_OF_BURST} s worth`} is ${most}.`,
    fixes: [
      {
        title: `Set burst to ${most}${most === rateTiers[tier].burst ? ` (${tier})` : ''}`,
        ...(most === rateTiers[tier].burst ? { tier, safety: 'safe' } : { safety: 'review' }),
        edits: setting.setWord(burst.word, `burst=${most}`),
      },
    ],
  };
}

/** @param cap the tier's burst, where one client draws on the limit alone */
function allow(rate: number | undefined, cap: number | undefined, tier: RateLimitTier): Allowance {
  const worth = rate === undefined ? undefined : Math.max(1, Math.floor(SECONDS_OF_BURST * rate));
  const lower = (n: number) => (cap === undefined ? n : Math.min(cap, n));
  return {
    tier,
    rate,
    wanted: lower(worth ?? rateTiers[tier].burst),
    most: worth === undefined ? undefined : lower(Math.max(worth, HARMLESS_BURST)),
  };
}

/** @param unseen why the rate is not known, where it isn't */
function withoutBurst(
  { setting, zoneName }: RateLimit,
  allowance: Allowance,
  unseen: string | undefined,
): Verdict | Undecided | undefined {
  const { rate, wanted, tier } = allowance;
  if (rate === undefined && unseen !== undefined) {
    return { at: setting.atValue, unknown: `the rate of the zone ${zoneName} is not in view: ${unseen}` };
  }
  // At a request a second or less, the strictness is what the limit is there for.
  if (rate !== undefined && rate <= 1) return undefined;
  const delayed = setting.hasWord('nodelay') || setting.parameter('delay') !== undefined;
  const isTier = wanted === rateTiers[tier].burst;
  return {
    at: setting.atValue,
    severity: 'warning',
    setting: 'limit_req',
    message:
      rate === undefined
        ? 'Without burst, nginx refuses every request that comes a little earlier than the rate allows, as when a page loads its parts at once.'
        : `Without burst, a client's second request within ${milliseconds(rate)} is refused at ${perSecond(rate)}, as when a page loads its parts at once.`,
    fixes: [
      {
        title: `Add burst=${wanted}${delayed ? '' : ' nodelay'}${isTier ? ` (${tier})` : ''}`,
        ...(isTier ? { tier } : {}),
        safety: 'safe',
        edits: setting.add(`burst=${wanted}`, ...(delayed ? [] : ['nodelay'])),
      },
    ],
  };
}

/** For review: what has waited goes through at once then. */
function addNodelay(setting: NginxSetting, allowance: Allowance | undefined): Fix {
  const burst = setting.parameter('burst')!.word;
  if (!allowance) {
    return { title: 'Add nodelay: let the burst through at once', safety: 'review', edits: setting.add('nodelay') };
  }
  return {
    title: `Set burst to ${allowance.most} and add nodelay`,
    safety: 'review',
    edits: [...setting.setWord(burst, `burst=${allowance.most}`), ...setting.add('nodelay')],
  };
}

function perSecond(rate: number): string {
  return rate >= 1 && Number.isInteger(rate) ? `${rate}r/s` : `${Math.round(rate * 60)}r/m`;
}

function seconds(value: number): string {
  if (value < 1) return `${Math.round(value * 1000)} ms`;
  return `${Math.round(value * 10) / 10} s`;
}

function milliseconds(rate: number): string {
  return `${Math.max(1, Math.round(1000 / rate))} ms`;
}
