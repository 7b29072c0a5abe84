import { type Context, isDataContext } from '../../knowledge/nginx/contexts';
import { type DirectiveVariant, defaultIn, variantIn } from '../../knowledge/nginx/directives';
import {
  formatBytes,
  formatDuration,
  parseMilliseconds,
  parseOffset,
  parseSeconds,
  parseSize,
} from '../../knowledge/nginx/units';
import type { Effective, Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import type { Links } from '../links';
import { code, count, placeLink } from '../markdown';
import { contextName, type Occurrence } from './cursor';

/**
 * What holds where a directive stands: its value in a unit for people, what it replaces, and the default. Where the
 * file takes part in several configurations that differ, each is told.
 */
export function effectiveLines(
  found: readonly Occurrence[],
  variant: DirectiveVariant,
  version: string | undefined,
  links: Links,
): string[] {
  const { setting } = found[0]!;
  const fallback = variant.thirdParty || variant.type === 'none' ? undefined : defaultIn(variant, version);
  const value = setting.args.length > 0 ? `**Here** ${code(setting.text)}${inWords(setting, variant)}` : '';
  const standard =
    fallback === undefined ? '' : `default ${code(fallback)}${version === undefined ? '' : ` in nginx ${version}`}`;
  const here = [value, standard].filter((part) => part !== '').join(' · ');
  const lines = found.map(({ configuration, setting: one }) => ({
    configuration,
    text: replaced(one, variant, links),
  }));
  const texts = [...new Set(lines.map(({ text }) => text))];
  const relation =
    texts.length < 2
      ? (texts[0] ?? '')
      : lines
          .map(
            ({ configuration, text }) =>
              `In ${code(configuration.main.path)}: ${text === '' ? 'replaces nothing.' : text}`,
          )
          .join('  \n');
  return [here, relation].filter((part) => part !== '');
}

/** What an outer block says, which this directive replaces here. */
function replaced(setting: NginxSetting, variant: DirectiveVariant, links: Links): string {
  const { parent } = setting.scope;
  if (!parent || variant.inheritance === 'own' || !setting.scope.kind) return '';
  const outer = parent.effective(setting.name);
  if (outer.state !== 'set' || !outer.setting) return '';
  const place = placeLink(outer.setting.file, outer.setting.directive.name.start, links);
  const from = contextName(outer.setting.scope.kind);
  if (outer.settings.length > 1)
    return `Replaces all ${outer.settings.length} ${code(setting.name)} of ${from} (${place}).`;
  return `Replaces ${code(outer.setting.text)} of ${from} (${place}).`;
}

/** A number in a unit that people read easily, where that says more than what is written. */
function inWords(setting: NginxSetting, variant: DirectiveVariant): string {
  const first = setting.argument(0);
  if (first?.state === 'unknown') return ` (${first.reason})`;
  if (!first) return '';
  const words = easierForm(variant.type, first.value);
  return words === undefined ? '' : ` (${words})`;
}

/** A value of that type in an easier unit; undefined where its own is as easy. */
export function easierForm(type: DirectiveVariant['type'], value: string): string | undefined {
  if (type === 'milliseconds' || type === 'seconds') {
    const milliseconds =
      type === 'seconds' ? (parseSeconds(value) ?? Number.NaN) * 1000 : (parseMilliseconds(value) ?? Number.NaN);
    const plain = /^\d+(s|ms)?$/.test(value);
    return plain && milliseconds >= 120_000 ? formatDuration(milliseconds) : undefined;
  }
  if (type === 'size' || type === 'offset' || type === 'size-or-variable') {
    const bytes = type === 'offset' ? parseOffset(value) : parseSize(value);
    if (bytes === undefined) return undefined;
    return /^\d+$/.test(value)
      ? bytes >= 10_000
        ? formatBytes(bytes)
        : undefined
      : /^\d{4,}k$/i.test(value) || /^\d{4,}m$/i.test(value)
        ? formatBytes(bytes)
        : undefined;
  }
  return undefined;
}

const PASS_SETTINGS = [
  'connect_timeout',
  'send_timeout',
  'read_timeout',
  'buffering',
  'request_buffering',
  'http_version',
] as const;

/** What is in force for a route, as a table: each value with where it comes from. */
export function inForceTable(handler: NginxSetting, version: string | undefined, links: Links): string | undefined {
  const { scope, name } = handler;
  const { kind } = scope;
  if (!kind || isDataContext(kind)) return undefined;
  const family = name.slice(0, -'_pass'.length);
  const rows = PASS_SETTINGS.flatMap((part) => row(scope, kind, `${family}_${part}`, version, links));
  if (scope.kind !== undefined && !kind.startsWith('stream')) {
    const limit = scope.effective('limit_req');
    if (limit.state === 'set')
      rows.push(
        `| limit_req | ${limit.settings.map((one) => code(one.text)).join(', ')} | ${origin(limit, scope, links)} |`,
      );
  }
  return rows.length === 0 ? undefined : ['| In force here | | from |', '| :-- | :-- | :-- |', ...rows].join('\n');
}

function row(scope: Scope, kind: Context, name: string, version: string | undefined, links: Links): string[] {
  // Inside an `if` or limit_except, what counts is the location's.
  const variant = variantIn(name, kind) ?? variantIn(name, 'location');
  if (!variant) return [];
  const inForce = scope.effective(name);
  const value =
    inForce.state === 'absent'
      ? defaultIn(variant, version)
      : inForce.state === 'set'
        ? inForce.setting!.text
        : undefined;
  if (inForce.state === 'unknown') return [`| ${name} | not known | ${inForce.reason} |`];
  return value === undefined ? [] : [`| ${name} | ${code(value)} | ${origin(inForce, scope, links)} |`];
}

function origin(inForce: Effective, scope: Scope, links: Links): string {
  const { setting } = inForce;
  if (!setting) return 'default';
  const place = placeLink(setting.file, setting.directive.name.start, links);
  const several = inForce.settings.length > 1 ? `, ${count(inForce.settings.length, 'line')}` : '';
  return setting.scope === scope
    ? `${place}${several}`
    : `${place}${several}, inherited from ${contextName(setting.scope.kind)}`;
}
