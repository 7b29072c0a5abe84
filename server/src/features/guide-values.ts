import type { Policy } from '../settings/project';
import { code } from './markdown';
import { rulesOf } from './rule-text';

/** A value that the guide gives a setting. */
export interface GuideValue {
  readonly value: string;
  /** What it stands for: a tier, a use, or the guide itself where it has one number only. */
  readonly label: string;
  readonly detail: string;
  readonly tier?: string;
}

/**
 * The guide's values of a setting, that of the tier in force first: those of its rules' tables, else those that the
 * knowledge recommends.
 *
 * @param fits whether a text of a table is a value, and not a description of one
 */
export function guideValues(
  setting: string,
  area: string,
  policy: Policy,
  recommended: readonly GuideValue[],
  fits: (text: string) => boolean,
): GuideValue[] {
  const rows = rulesOf(setting, area)
    .find((rule) => rule.tiers)
    ?.tiers?.filter(({ value }) => fits(value));
  if (!rows || rows.length === 0) return [...recommended];
  const active = rows.filter(({ axis, tier }) => policy[axis] === tier);
  const all = [...active, ...rows.filter((row) => !active.includes(row))];
  const byValue = new Map(all.map(({ value }) => [value, all.filter((row) => row.value === value)]));
  // One number for every tier needs no tier's name.
  if (byValue.size === 1 && recommended.length > 0) return [...recommended];
  return all.map((row) => ({
    value: row.value,
    label: row.tier,
    detail: active.includes(row) ? 'the tier in force' : 'another tier of the guide',
    tier: row.tier,
  }));
}

/** The guide's values in one line of a card, where no rule's table tells them. */
export function guideLine(setting: string, area: string, values: readonly GuideValue[]): string {
  if (values.length === 0 || rulesOf(setting, area).some((rule) => rule.tiers)) return '';
  return `**Guide** ${values.map(({ value, label }) => (label === GUIDE ? code(value) : `${code(value)} (${label})`)).join(', ')}`;
}

/** The label of a value that holds for every tier and use. */
export const GUIDE = 'guide';
