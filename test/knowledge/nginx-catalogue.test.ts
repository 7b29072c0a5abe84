import { beforeAll, describe, expect, it } from 'vitest';
import {
  CONTEXTS,
  type Context,
  childContext,
  isContext,
  isDataContext,
} from '../../server/src/knowledge/nginx/contexts';
import { details, documentedNames } from '../../server/src/knowledge/nginx/details';
import {
  acceptsArgCount,
  type DirectiveVariant,
  defaultIn,
  directivesIn,
  nearestName,
  variantIn,
  variants,
} from '../../server/src/knowledge/nginx/directives';
import {
  explainInvalid,
  formatBytes,
  formatDuration,
  parseFlag,
  parseMilliseconds,
  parseNumber,
  parseOffset,
  parseRate,
  parseSeconds,
  parseSize,
} from '../../server/src/knowledge/nginx/units';
import { atLeast, compareVersions } from '../../server/src/knowledge/nginx/versions';
import { findNginx, type InstalledNginx, nginxTest } from '../support/real-nginx';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

describe('values', () => {
  it.each([
    ['60', 60_000],
    ['60s', 60_000],
    ['500ms', 500],
    ['1m', 60_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['10m10', 610_000],
    ['0', 0],
    ['1M', undefined],
    ['1y', undefined],
    ['60S', undefined],
    ['1.5s', undefined],
    ['-1s', undefined],
    ['60sec', undefined],
    ['30m1h', undefined],
    ['off', undefined],
    ['$x', undefined],
    ['s', undefined],
    ['', undefined],
  ])('reads the time %j as %j milliseconds', (text, expected) => {
    expect(parseMilliseconds(text)).toBe(expected);
  });

  it.each([
    ['60', 60],
    ['60s', 60],
    ['1M', 30 * 86_400],
    ['1y', 365 * 86_400],
    ['1y1M', 395 * 86_400],
    ['500ms', undefined],
    ['1M1y', undefined],
  ])('reads the time %j as %j seconds', (text, expected) => {
    expect(parseSeconds(text)).toBe(expected);
  });

  it.each([
    ['8192', 8192],
    ['8k', 8 * KIB],
    ['8K', 8 * KIB],
    ['1m', MIB],
    ['1M', MIB],
    ['0', 0],
    ['1g', undefined],
    ['1G', undefined],
    ['4kb', undefined],
    ['1mb', undefined],
    ['1.5m', undefined],
    ['-1', undefined],
    ['', undefined],
    ['99999999999999999999', undefined],
  ])('reads the size %j as %j bytes', (text, expected) => {
    expect(parseSize(text)).toBe(expected);
  });

  it.each([
    ['1g', GIB],
    ['1G', GIB],
    ['0', 0],
    ['1t', undefined],
    ['10mb', undefined],
    ['unlimited', undefined],
    ['off', undefined],
  ])('reads the offset %j as %j bytes', (text, expected) => {
    expect(parseOffset(text)).toBe(expected);
  });

  it.each([
    ['1024', 1024],
    ['007', 7],
    ['10k', undefined],
    ['64k', undefined],
    ['-1', undefined],
    ['+1', undefined],
    ['1.5', undefined],
    ['unlimited', undefined],
    ['$n', undefined],
  ])('reads the number %j as %j', (text, expected) => {
    expect(parseNumber(text)).toBe(expected);
  });

  it.each([
    ['rate=10r/s', { perSecond: 10, unit: 'r/s' }],
    ['30r/m', { perSecond: 0.5, unit: 'r/m' }],
    ['rate=100', { perSecond: 100, unit: 'r/s' }],
    ['100r/h', undefined],
    ['100/s', undefined],
    ['0r/s', undefined],
    ['0.5r/s', undefined],
    ['10R/S', undefined],
    ['10 r/s', undefined],
  ])('reads the rate %j as %j', (text, expected) => {
    expect(parseRate(text)).toEqual(expected);
  });

  it.each([
    ['on', true],
    ['ON', true],
    ['Off', false],
    ['true', undefined],
    ['1', undefined],
    ['yes', undefined],
  ])('reads the flag %j as %j', (text, expected) => {
    expect(parseFlag(text)).toBe(expected);
  });

  it.each([
    ['size', '1g', '1024m'],
    ['size', '16kb', '16k'],
    ['size', '1.5m', '1536k'],
    ['size', '2G', '2048m'],
    ['offset', '10mb', '10m'],
    ['offset', '1t', '1024g'],
    ['offset', '1.5g', '1536m'],
    ['number', '10k', '10000'],
    ['number', '65,535', '65535'],
    ['flag', 'true', 'on'],
    ['flag', 'no', 'off'],
    ['milliseconds', '1.5s', '1500ms'],
    ['milliseconds', '30sec', '30s'],
    ['milliseconds', '60S', '60s'],
    ['milliseconds', '5min', '5m'],
    ['milliseconds', '30m1h', '1h30m'],
    ['milliseconds', '1M', '1m'],
    ['milliseconds', '1y', '365d'],
    ['seconds', '5000ms', '5s'],
    ['seconds', '500ms', undefined],
    ['rate', 'rate=100r/h', undefined],
    ['rate', 'rate=120r/h', 'rate=2r/m'],
    ['rate', '0.5r/s', '30r/m'],
    ['rate', '10R/S', '10r/s'],
    ['rate', 'rate=10/s', 'rate=10r/s'],
    ['milliseconds', 'off', undefined],
    ['number', 'unlimited', undefined],
  ] as const)('explains the %s %j and suggests %j', (type, text, suggestion) => {
    const answer = explainInvalid(type, text);
    expect(answer?.message).toMatch(/\S/);
    expect(answer?.suggestion).toBe(suggestion);
    if (suggestion !== undefined) expect(explainInvalid(type, suggestion)).toBeUndefined();
  });

  it.each([
    ['milliseconds', '60s'],
    ['size', '8k'],
    ['size-or-variable', '$rate'],
    ['custom', 'anything'],
    ['rate', 'rate=1r/s'],
  ] as const)('has nothing to say about the %s %j', (type, text) => {
    expect(explainInvalid(type, text)).toBeUndefined();
  });

  it('writes bytes and durations for people', () => {
    expect([1, 700, 16 * KIB, 1.5 * GIB, 1024 * MIB - 1].map(formatBytes)).toEqual([
      '1 byte',
      '700 bytes',
      '16 KiB',
      '1.5 GiB',
      '1 GiB',
    ]);
    expect([0, 500, 1500, 60_000, 5_400_000, 86_461_000].map(formatDuration)).toEqual([
      '0 ms',
      '500 ms',
      '1.5 s',
      '1 min',
      '1 h 30 min',
      '1 d 1 min 1 s',
    ]);
  });
});

describe('versions', () => {
  it('compares them by their numbers', () => {
    expect(compareVersions('1.9.15', '1.29.7')).toBeLessThan(0);
    expect(compareVersions('1.31.5', '1.31.5')).toBe(0);
    expect(compareVersions('1.31', '1.31.0')).toBeGreaterThan(0);
    expect(atLeast('1.29', '1.29.7')).toBe(true);
    expect(atLeast('1.28', '1.29.7')).toBe(false);
    expect(atLeast('1.25.3.1', '1.25.3')).toBe(true);
    expect(atLeast(undefined, '1.29.7')).toBe(true);
    expect(atLeast('1.22.1', '1.29.7')).toBe(false);
  });
});

describe('contexts', () => {
  it.each([
    ['main', 'http', 'http'],
    ['main', 'events', 'events'],
    ['http', 'server', 'server'],
    ['stream', 'server', 'stream-server'],
    ['mail', 'server', 'mail-server'],
    ['server', 'location', 'location'],
    ['location', 'location', 'location'],
    ['server', 'if', 'server-if'],
    ['location', 'if', 'location-if'],
    ['location', 'limit_except', 'limit_except'],
    ['http', 'upstream', 'upstream'],
    ['stream', 'upstream', 'stream-upstream'],
    ['http', 'map', 'map'],
    ['server', 'types', 'types'],
    ['location', 'content_by_lua_block', undefined],
    ['upstream', 'server', undefined],
    ['main', 'constructor', undefined],
  ] as const)('in %s, %s opens %s', (parent, name, expected) => {
    expect(childContext(parent, name)).toBe(expected);
  });

  it('tells blocks of data from blocks of directives', () => {
    expect(CONTEXTS.filter(isDataContext)).toEqual([
      'map',
      'num_map',
      'geo',
      'types',
      'split_clients',
      'charset_map',
      'match',
    ]);
    expect(['server', 'rtmp'].map(isContext)).toEqual([true, false]);
    for (const context of CONTEXTS.filter(isDataContext)) {
      expect(directivesIn(context).map(({ name }) => name)).toEqual(['include']);
    }
  });

  it('gives every block of the catalogue a context where it may stand', () => {
    for (const context of CONTEXTS) {
      for (const variant of directivesIn(context).filter(({ block }) => block)) {
        expect([context, variant.name, childContext(context, variant.name)]).not.toContain(undefined);
      }
    }
  });
});

describe('directives', () => {
  it.each([
    ['worker_connections', 'events', { type: 'number', default: '512', minArgs: 1, maxArgs: 1, repeatable: false }],
    ['proxy_read_timeout', 'location', { type: 'milliseconds', default: '60s', inheritance: 'scalar' }],
    ['proxy_set_header', 'http', { inheritance: 'array', repeatable: true, minArgs: 2, maxArgs: 2 }],
    ['proxy_next_upstream', 'server', { type: 'bitmask', inheritance: 'merge-in-block', repeatable: true }],
    ['gzip_types', 'http', { type: 'mime-types', inheritance: 'merge-in-block', repeatable: true }],
    ['proxy_max_temp_file_size', 'http', { type: 'size', default: '1024m' }],
    ['client_max_body_size', 'server', { type: 'offset', default: '1m' }],
    ['limit_req_zone', 'http', { inheritance: 'own', minArgs: 3, maxArgs: 3 }],
    ['keepalive_timeout', 'upstream', { module: 'ngx_http_upstream_keepalive_module', maxArgs: 1, since: '1.15.3' }],
    ['keepalive_timeout', 'http', { module: 'ngx_http_core_module', maxArgs: 2 }],
    ['proxy_pass', 'location', { inheritance: 'own' }],
    ['proxy_buffers', 'location', { type: 'buffers', page: page('ngx_http_proxy_module', 'proxy_buffers') }],
    ['access_log', 'limit_except', { inheritance: 'array', repeatable: true }],
    ['listen', 'server', { minArgs: 1, maxArgs: Number.POSITIVE_INFINITY }],
    ['listen', 'stream-server', { module: 'ngx_stream_core_module' }],
    ['resolver', 'upstream', { since: '1.27.3' }],
    ['ssl', 'server', { removed: '1.25.1', deprecated: '1.15.0' }],
    ['http2_push', 'http', { deprecated: '1.25.1' }],
    ['queue', 'upstream', { commercial: true }],
    ['js_content', 'location', { thirdParty: 'njs' }],
    ['xslt_stylesheet', 'location', { minArgs: 1 }],
  ] as const)('knows %s in %s', (name, context, expected) => {
    expect(variantIn(name, context)).toMatchObject(expected);
  });

  it.each([
    ['proxy_read_timeout', 'upstream'],
    ['limit_req', 'location-if'],
    ['limit_req_zone', 'server'],
    ['client_header_timeout', 'location'],
    ['worker_connections', 'main'],
    ['grpc_buffering', 'location'],
  ] as const)('knows that %s does not stand in %s', (name, context) => {
    expect(variantIn(name, context)).toBeUndefined();
  });

  it.each([
    'content_by_lua_block',
    'lua_package_path',
    'more_set_headers',
    'brotli',
    'vhost_traffic_status_zone',
    'fair',
  ])('knows %s as another module’s', (name) => {
    expect(variants(name).map(({ thirdParty }) => typeof thirdParty)).toEqual(['string']);
  });

  it('includes files everywhere', () => {
    for (const context of CONTEXTS) expect(variantIn('include', context)?.maxArgs).toBe(1);
  });

  it('tells a version’s own defaults', () => {
    const at = (name: string, context: Context, version?: string) => defaultIn(variantIn(name, context)!, version);
    expect(at('proxy_http_version', 'http', '1.22.1')).toBe('1.0');
    expect(at('proxy_http_version', 'http', '1.29.7')).toBe('1.1');
    expect(at('proxy_http_version', 'http')).toBe('1.1');
    expect(at('keepalive', 'upstream', '1.29.6')).toBeUndefined();
    expect(at('keepalive', 'upstream')).toBe('32 local');
    expect(at('keepalive_requests', 'http', '1.18.0')).toBe('100');
    expect(at('keepalive_requests', 'upstream', '1.22.1')).toBe('1000');
    expect(at('ssl_protocols', 'server', '1.22.1')).toBe('TLSv1 TLSv1.1 TLSv1.2');
    expect(at('ssl_protocols', 'server', '1.25.0')).toBe('TLSv1 TLSv1.1 TLSv1.2 TLSv1.3');
    expect(at('ssl_protocols', 'server')).toBe('TLSv1.2 TLSv1.3');
    expect(at('proxy_pass', 'location')).toBeUndefined();
  });

  it('counts arguments as nginx does', () => {
    expect([0, 1, 2, 3].map((count) => acceptsArgCount(variantIn('keepalive_timeout', 'http')!, count))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it.each([
    ['proxy_passs', 'location', 'proxy_pass'],
    ['worker_conections', 'events', 'worker_connections'],
    ['Worker_Connections', 'events', 'worker_connections'],
    ['proxy-buffering', 'location', 'proxy_buffering'],
    ['keepalive_timout', 'upstream', 'keepalive_timeout'],
    ['lsiten', 'server', 'listen'],
    ['gzipp', 'http', 'gzip'],
    ['grpc_buffering', 'location', undefined],
    ['my_own_module_setting', 'location', undefined],
    ['foo', 'http', undefined],
    ['proxy_pass', 'http', undefined],
  ] as const)('takes %s in %s for %s', (name, context, expected) => {
    expect(nearestName(name, context)).toBe(expected);
  });

  it('has only pages of documentation that can be addresses, and sound rows', () => {
    for (const context of CONTEXTS) {
      for (const variant of directivesIn(context)) {
        expect(variant.page).toMatch(/^https:\/\/nginx\.org\/en\/docs\/[a-z0-9_/]+\.html(#[a-z0-9_]+)?$/);
        expect(variant.minArgs).toBeLessThanOrEqual(variant.maxArgs);
        if (variant.type === 'enum' || variant.type === 'bitmask') expect(variant.keywords?.length).toBeGreaterThan(0);
        if (variant.default !== undefined) expectSoundDefault(variant);
      }
    }
  });
});

describe('details', () => {
  it('are about directives that exist, short, and in plain words', () => {
    expect(documentedNames().length).toBeGreaterThan(120);
    for (const name of documentedNames()) {
      expect(variants(name), name).not.toEqual([]);
      for (const variant of variants(name)) {
        for (const context of variant.contexts.length > 0 ? variant.contexts : [undefined]) {
          const text = details(name, context);
          if (!text) continue;
          expect(text.what.length, `${name}: ${text.what}`).toBeLessThanOrEqual(140);
          expect(text.what, name).toMatch(/^[A-Z].*[^.]\.$/);
          for (const trap of text.traps ?? []) expect(trap, name).toMatch(/^\S.*[^.]\.$/);
        }
      }
    }
  });

  it('depend on the context where a name has several meanings', () => {
    expect(details('keepalive_timeout', 'upstream')).not.toEqual(details('keepalive_timeout', 'http'));
    expect(details('server', 'upstream')?.params?.map(({ name }) => name)).toContain('max_fails');
    expect(details('server', 'http')?.params).toBeUndefined();
    expect(details('server', 'stream')).not.toEqual(details('server', 'stream-upstream'));
    expect(details('ssl_protocols', 'stream-server')).toEqual(details('ssl_protocols', 'server'));
    expect(details('proxy_buffers', 'stream-server')).toBeUndefined();
    expect(details('nothing_of_the_kind')).toBeUndefined();
  });
});

/** A directive in a context, and how the catalogue says it is written. */
interface Probe {
  readonly variant: DirectiveVariant;
  readonly context: Context;
  readonly args: readonly string[];
}

type Verdict = 'accepted' | 'unknown' | 'misplaced' | 'wrong arity' | 'duplicate' | 'refused value';

const nginx = await findNginx();

describe.skipIf(nginx === undefined)(
  'the catalogue against the real nginx (skipped where nginx is not installed)',
  () => {
    let known: readonly DirectiveVariant[] = [];

    beforeAll(() => {
      const all = new Set(PLACES.flatMap(([context]) => directivesIn(context)));
      known = [...all].filter(({ name, since }) => name !== 'load_module' && atLeast(nginx!.version, since ?? '0'));
    });

    it('agrees on where every directive may stand, and with how many arguments', { timeout: 60_000 }, async () => {
      const wrong: string[] = [];
      let checked = 0;
      for (const [context] of PLACES) {
        const probes = known
          .filter((variant) => variant.contexts.includes(context))
          .map((variant) => ({ variant, context, args: plausibleArguments(variant) }));
        const verdicts = await probe(nginx!, context, probes);
        verdicts.forEach((verdict, index) => {
          const name = probes[index]!.variant.name;
          if (verdict !== 'unknown') checked++;
          if (verdict === 'misplaced' || verdict === 'wrong arity') wrong.push(`${name} in ${context}: ${verdict}`);
        });
      }
      expect(wrong).toEqual([]);
      expect(checked).toBeGreaterThan(800);
    });

    it('agrees that other numbers of arguments are wrong', { timeout: 60_000 }, async () => {
      // Every refusal costs a run of nginx, so that a third of them must do.
      const bounded = known
        .filter(({ maxArgs, minArgs }) => Number.isFinite(maxArgs) || minArgs > 1)
        .filter((_, index) => index % 3 === 0);
      const wrong: string[] = [];
      for (const [context] of PLACES) {
        const probes = bounded
          .filter((variant) => variant.contexts[0] === context)
          .map((variant) => ({ variant, context, args: wrongArguments(variant) }));
        const verdicts = await probe(nginx!, context, probes);
        verdicts.forEach((verdict, index) => {
          if (verdict !== 'wrong arity' && verdict !== 'unknown') {
            wrong.push(`${probes[index]!.variant.name} in ${context}: ${verdict}`);
          }
        });
      }
      expect(wrong).toEqual([]);
    });

    it('agrees on what may stand twice in one block', { timeout: 60_000 }, async () => {
      const wrong: string[] = [];
      for (const context of ['http', 'location'] as const) {
        const probes = known
          .filter((variant) => variant.contexts.includes(context) && SAMPLE_VALUES[variant.type] !== undefined)
          .map((variant) => ({ variant, context, args: plausibleArguments(variant) }));
        const accepted = await probe(nginx!, context, probes);
        const twice = probes.filter((_, index) => accepted[index] === 'accepted');
        const repeatable = twice.filter(({ variant }) => variant.repeatable);
        const single = twice.filter(({ variant }, index) => !variant.repeatable && index % 4 === 0);
        const verdicts = await probe(nginx!, context, [...twice, ...repeatable, ...single]);
        verdicts.slice(twice.length).forEach((verdict, index) => {
          const { variant } = [...repeatable, ...single][index]!;
          if ((verdict === 'duplicate') === variant.repeatable) wrong.push(`${variant.name} in ${context}: ${verdict}`);
        });
        expect(repeatable.length + single.length).toBeGreaterThan(40);
      }
      expect(wrong).toEqual([]);
    });
  },
);

/** Each context that nginx can be shown directives in: what stands before and after them. */
const PLACES: readonly (readonly [Context, string, string])[] = [
  ['main', '', 'events {}'],
  ['events', 'events {', '}'],
  ['http', 'events {} http {', '}'],
  ['server', 'events {} http { server {', '} }'],
  ['location', 'events {} http { server { location / {', '} } }'],
  ['upstream', 'events {} http { upstream u {', '} }'],
  ['server-if', 'events {} http { server { if ($host) {', '} } }'],
  ['location-if', 'events {} http { server { location / { if ($host) {', '} } } }'],
  ['limit_except', 'events {} http { server { location / { limit_except GET {', '} } } }'],
  ['mail', 'events {} mail {', '}'],
  ['mail-server', 'events {} mail { server {', '} }'],
  ['stream', 'events {} stream {', '}'],
  ['stream-server', 'events {} stream { server {', '} }'],
  ['stream-upstream', 'events {} stream { upstream u {', '} }'],
];

const SAMPLE_VALUES: Partial<Record<DirectiveVariant['type'], readonly string[]>> = {
  flag: ['on'],
  milliseconds: ['1s'],
  seconds: ['1s'],
  size: ['8k'],
  'size-or-variable': ['8k'],
  offset: ['8k'],
  number: ['1'],
  buffers: ['4', '8k'],
  'key-value': ['a', 'b'],
  access: ['user:rw'],
  'mime-types': ['text/css'],
  predicate: ['$host'],
};

function plausibleArguments(variant: DirectiveVariant): readonly string[] {
  const values = variant.keywords ? [variant.keywords.at(-1)!] : (SAMPLE_VALUES[variant.type] ?? []);
  const count = Math.max(variant.minArgs, Math.min(values.length, variant.maxArgs));
  return Array.from({ length: count }, (_, index) => values[index] ?? 'x');
}

function wrongArguments(variant: DirectiveVariant): readonly string[] {
  const count = Number.isFinite(variant.maxArgs) ? variant.maxArgs + 1 : variant.minArgs - 1;
  return Array.from({ length: count }, () => 'x');
}

/**
 * Shows nginx many directives at once, one a line. It stops at the first one that it refuses, so that each refusal is
 * noted and taken out until nginx has read to the end.
 */
async function probe(installed: InstalledNginx, context: Context, probes: readonly Probe[]): Promise<Verdict[]> {
  const [, before, after] = PLACES.find(([place]) => place === context)!;
  const needed = /(ngx_(stream|mail)_module|_(geoip|image_filter|xslt_filter)_module)\.so/;
  const modules = installed.loadModules.split('\n').filter((line) => needed.test(line));
  const verdicts: Verdict[] = probes.map(() => 'accepted');
  const lines = probes.map(({ variant, args }) => [variant.name, ...args].join(' ') + (variant.block ? ' { }' : ';'));
  for (let runs = 0; runs <= probes.length; runs++) {
    const main = `${modules.join(' ')} ${before}\n${lines.join('\n')}\n${after}\n`;
    const { messages } = await nginxTest({ 'nginx.conf': main }, 'nginx.conf');
    const refusal = messages.find(({ level }) => level === 'emerg');
    if (refusal && /^unknown directive "(mail|stream)"$/.test(refusal.message)) return verdicts.fill('unknown');
    const index = (refusal?.line ?? 0) - 2;
    if (!refusal || lines[index] === undefined || verdicts[index] !== 'accepted') return verdicts;
    verdicts[index] = verdictOf(refusal.message);
    lines[index] = '';
  }
  return verdicts;
}

function verdictOf(message: string): Verdict {
  if (message.startsWith('unknown directive')) return 'unknown';
  if (message.endsWith('directive is not allowed here')) return 'misplaced';
  if (message.startsWith('invalid number of arguments')) return 'wrong arity';
  if (message.endsWith('directive is duplicate')) return 'duplicate';
  return 'refused value';
}

/** A documented default is a value that nginx would accept; several for several platforms are written with a bar. */
function expectSoundDefault(variant: DirectiveVariant): void {
  const [first = ''] = variant.default!.split(/[ |]/);
  expect([variant.name, first, explainInvalid(variant.type, first)]).toEqual([variant.name, first, undefined]);
}

function page(module: string, anchor: string): string {
  return `https://nginx.org/en/docs/http/${module}.html#${anchor}`;
}
