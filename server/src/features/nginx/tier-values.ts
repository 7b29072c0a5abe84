import type { DirectiveVariant } from '../../knowledge/nginx/directives';
import {
  parseFlag,
  parseMilliseconds,
  parseNumber,
  parseOffset,
  parseSeconds,
  parseSize,
} from '../../knowledge/nginx/units';
import type { TierRow } from '../../rules/rule';
import type { Policy } from '../../settings/project';
import { rulesOf } from '../rule-text';

/** A value that the guide gives a directive, with the tier that it belongs to. */
export interface TierValue {
  readonly value: string;
  readonly tier: string;
  /** It is the tier that the file is held against. */
  readonly active: boolean;
}

/** The guide's values that can be written behind the directive's name, that of the tier in force first. */
export function tierValues(variant: DirectiveVariant, policy: Policy): TierValue[] {
  const rows = rulesOf(variant.name).find((rule) => rule.tiers)?.tiers ?? [];
  const values = rows.filter((row) => isValue(variant, row.value)).map((row) => toValue(row, row.value, policy));
  return activeFirst(values);
}

/** The guide's values of one parameter: `burst=` of limit_req, `rate=` of limit_req_zone. */
export function parameterTierValues(directive: string, parameter: string, policy: Policy): TierValue[] {
  const found = new Map<string, TierValue>();
  for (const row of rulesOf(directive).flatMap((rule) => rule.tiers ?? [])) {
    const value = row.value.split(/\s+/).find((word) => word.startsWith(parameter));
    if (value !== undefined && !found.has(row.tier)) found.set(row.tier, toValue(row, value, policy));
  }
  return activeFirst([...found.values()]);
}

function toValue(row: TierRow, value: string, policy: Policy): TierValue {
  return { value, tier: row.tier, active: policy[row.axis] === row.tier };
}

function activeFirst(values: readonly TierValue[]): TierValue[] {
  return [...values.filter(({ active }) => active), ...values.filter(({ active }) => !active)];
}

/** Whether a text of a tier's table is a value of the directive, and not a description of one. */
function isValue(variant: DirectiveVariant, text: string): boolean {
  switch (variant.type) {
    case 'number':
      return parseNumber(text) !== undefined;
    case 'milliseconds':
      return parseMilliseconds(text) !== undefined;
    case 'seconds':
      return parseSeconds(text) !== undefined;
    case 'size':
    case 'size-or-variable':
      return parseSize(text) !== undefined;
    case 'offset':
      return parseOffset(text) !== undefined;
    case 'flag':
      return parseFlag(text) !== undefined;
    case 'enum':
      return variant.keywords?.includes(text) ?? false;
    default:
      return false;
  }
}
