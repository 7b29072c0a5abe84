import { COMMERCIAL_DIRECTIVES } from './catalogue-commercial';
import { CORE_DIRECTIVES } from './catalogue-core';
import { type NameFamily, readNames, readTable, thirdPartyVariant } from './catalogue-format';
import { HTTP_DIRECTIVES } from './catalogue-http';
import { MAIL_DIRECTIVES } from './catalogue-mail';
import { REMOVED_DIRECTIVES } from './catalogue-removed';
import { STREAM_DIRECTIVES } from './catalogue-stream';
import { DOCUMENTED_MODULE_DIRECTIVES, THIRD_PARTY_NAMES } from './catalogue-third-party';
import { UPSTREAM_DIRECTIVES } from './catalogue-upstream';
import type { Context } from './contexts';
import type { DirectiveVariant } from './variant';
import { atLeast } from './versions';

export type { DirectiveVariant, Inheritance, ValueType } from './variant';

interface Catalogue {
  readonly byName: ReadonlyMap<string, readonly DirectiveVariant[]>;
  readonly families: readonly NameFamily[];
}

/** Defaults that changed: the newest first; `before` is the first version that no longer has `value`. */
const FORMER_DEFAULTS: Readonly<Record<string, readonly { before: string; value: string }[]>> = {
  'ngx_http_proxy_module proxy_http_version': [{ before: '1.29.7', value: '1.0' }],
  'ngx_http_proxy_module proxy_set_header': [{ before: '1.29.7', value: 'Host $proxy_host; Connection close' }],
  'ngx_http_fastcgi_module fastcgi_param': [{ before: '1.29.5', value: '' }],
  'ngx_http_uwsgi_module uwsgi_param': [{ before: '1.29.5', value: '' }],
  'ngx_http_scgi_module scgi_param': [{ before: '1.29.5', value: '' }],
  'ngx_http_upstream_keepalive_module keepalive': [{ before: '1.29.7', value: '' }],
  'ngx_http_upstream_keepalive_module keepalive_requests': [{ before: '1.19.10', value: '100' }],
  'ngx_http_core_module keepalive_requests': [{ before: '1.19.10', value: '100' }],
  'ngx_http_core_module sendfile_max_chunk': [{ before: '1.21.4', value: '0' }],
  'ngx_http_core_module connection_pool_size': [{ before: '1.9.8', value: '256' }],
  'ngx_http_copy_filter_module output_buffers': [{ before: '1.9.5', value: '1 32k' }],
  'ngx_http_core_module variables_hash_max_size': [{ before: '1.5.13', value: '512' }],
  'ngx_http_core_module types_hash_bucket_size': [{ before: '1.5.13', value: '32|64|128' }],
  'ngx_event_core_module accept_mutex': [{ before: '1.11.3', value: 'on' }],
};

/** Every `ssl_protocols` of every module followed the same steps. */
const FORMER_PROTOCOLS: readonly { before: string; value: string }[] = [
  { before: '1.27.3', value: 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3' },
  { before: '1.23.4', value: 'TLSv1 TLSv1.1 TLSv1.2' },
  { before: '1.9.1', value: 'SSLv3 TLSv1 TLSv1.1 TLSv1.2' },
];

let loaded: Catalogue | undefined;

/** What names mean in each context, as far as it was asked. */
const byContext = new Map<Context, Map<string, DirectiveVariant>>();

/** All meanings of a directive's name (case matters, as for nginx); empty when nothing is known of the name. */
export function variants(name: string): readonly DirectiveVariant[] {
  const { byName, families } = catalogue();
  const known = byName.get(name);
  if (known) return known;
  const family = families.find(
    ({ prefix, suffix }) =>
      name.length > prefix.length + suffix.length && name.startsWith(prefix) && name.endsWith(suffix),
  );
  return family ? [thirdPartyVariant(name, family.module, family.page)] : [];
}

/**
 * The meaning that a name has in a context. A directive that newer versions dropped is only answered when no other
 * has the name there.
 */
export function variantIn(name: string, context: Context): DirectiveVariant | undefined {
  let known = byContext.get(context);
  if (!known) {
    known = new Map();
    byContext.set(context, known);
  }
  const variant = known.get(name);
  if (variant !== undefined) return variant;
  const found = variants(name).filter((one) => one.contexts.includes(context));
  const meant = found.find((one) => one.removed === undefined) ?? found[0];
  // Only hits are kept: the names that nobody knows are without end.
  if (meant) known.set(name, meant);
  return meant;
}

/**
 * What one may write in a context: nginx's own directives that the newest version accepts there, or, in a block that
 * belongs to the commercial edition or to another module, the directives of that block.
 */
export function directivesIn(context: Context): readonly DirectiveVariant[] {
  const special = SPECIAL_CONTEXTS.has(context);
  return [...catalogue().byName.values()]
    .flat()
    .filter(
      (variant) =>
        variant.contexts.includes(context) &&
        variant.removed === undefined &&
        (special || (!variant.commercial && variant.thirdParty === undefined)),
    );
}

/**
 * The default of a directive in a version of nginx (undefined: the newest), as one writes it.
 * @returns undefined when it has no default there.
 * Source of the changes: https://nginx.org/en/CHANGES
 */
export function defaultIn(variant: DirectiveVariant, version?: string): string | undefined {
  const former = variant.name.endsWith('ssl_protocols')
    ? variant.commercial || variant.thirdParty !== undefined
      ? []
      : FORMER_PROTOCOLS
    : (FORMER_DEFAULTS[`${variant.module} ${variant.name}`] ?? []);
  const value = former.findLast((step) => !atLeast(version, step.before))?.value ?? variant.default;
  return value === '' ? undefined : value;
}

/** Tells whether a number of arguments is one that nginx accepts for the directive. */
export function acceptsArgCount(variant: DirectiveVariant, count: number): boolean {
  return variant.argCounts ? variant.argCounts.includes(count) : count >= variant.minArgs && count <= variant.maxArgs;
}

/**
 * The directive that a misspelt name probably means.
 * @param context where the name stands: directives that may stand there win over others.
 * @returns undefined when the name is known, or when nothing is close enough to be worth naming.
 */
export function nearestName(name: string, context: Context | undefined): string | undefined {
  return nearestNames(name, context)[0];
}

/** All directives that a misspelt name means with the same likelihood: several where the spelling leaves it open. */
export function nearestNames(name: string, context: Context | undefined): readonly string[] {
  if (variants(name).length > 0) return [];
  const written = name.toLowerCase().replaceAll('-', '_');
  const limit = written.length < 4 ? 0 : written.length < 8 ? 1 : 2;
  let best: string[] = [];
  let bestScore = Number.POSITIVE_INFINITY;
  for (const [candidate, meanings] of catalogue().byName) {
    const stock = meanings.filter((variant) => variant.thirdParty === undefined && variant.removed === undefined);
    if (stock.length === 0 || Math.abs(candidate.length - written.length) > limit) continue;
    const distance = editDistance(written, candidate, limit);
    if (distance > limit) continue;
    const fits = context === undefined || stock.some((variant) => variant.contexts.includes(context));
    const free = stock.some((variant) => !variant.commercial);
    const score = distance * 4 + (fits ? 0 : 2) + (free ? 0 : 1);
    if (score < bestScore) {
      best = [candidate];
      bestScore = score;
    } else if (score === bestScore) best.push(candidate);
  }
  return best;
}

const SPECIAL_CONTEXTS: ReadonlySet<Context> = new Set<Context>([
  'mgmt',
  'oidc_provider',
  'acme_issuer',
  'otel_exporter',
]);

/** The tables are decoded at their first use, so that starting the server costs nothing. */
function catalogue(): Catalogue {
  loaded ??= load();
  return loaded;
}

function load(): Catalogue {
  const byName = new Map<string, DirectiveVariant[]>();
  const { directives, families } = readNames(THIRD_PARTY_NAMES);
  const documented = [
    CORE_DIRECTIVES,
    HTTP_DIRECTIVES,
    UPSTREAM_DIRECTIVES,
    MAIL_DIRECTIVES,
    STREAM_DIRECTIVES,
    COMMERCIAL_DIRECTIVES,
    REMOVED_DIRECTIVES,
    DOCUMENTED_MODULE_DIRECTIVES,
  ].flatMap(readTable);
  for (const variant of [...documented, ...directives]) {
    const meanings = byName.get(variant.name);
    if (meanings) meanings.push(variant);
    else byName.set(variant.name, [variant]);
  }
  return { byName, families };
}

/**
 * The number of insertions, deletions, replacements and swaps of neighbours that make one word the other;
 * any number above `limit` means "more than that".
 */
function editDistance(left: string, right: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) cost = Math.min(cost, beforeLast[column - 2]! + 1);
      current.push(cost);
    }
    if (Math.min(...current) > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return last[right.length]!;
}
