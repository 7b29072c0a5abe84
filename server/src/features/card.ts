import type { Policy } from '../settings/project';
import { type GuideValue, guideLine } from './guide-values';
import type { Links } from './links';
import { adviceOn, rulesOf, tierTables } from './rule-text';

/** What a card tells of a setting before the rules speak. */
export interface CardHead {
  readonly name: string;
  /** Stand behind the name: what it belongs to, where it holds. */
  readonly marks: readonly string[];
  /** The vendor's page. */
  readonly page: string | undefined;
  /** Paragraphs: what it does, what is here, what is in force. Empty ones are left out. */
  readonly paragraphs: readonly string[];
  /** The guide's values, for settings whose rules have no table of tiers. */
  readonly guide: readonly GuideValue[];
  /** The name by which rules know it, where that is another one. */
  readonly setting?: string;
  /** The rule whose reasons are told in full, though it isn't the guide's. */
  readonly told?: string | undefined;
}

/**
 * A card about a setting: its head, the numbers of each tier with the one in force marked, and what its rules say.
 *
 * @param area the area of the rules that know the setting by this name
 */
export function settingCard(head: CardHead, area: string, policy: Policy, links: Links): string {
  const title = [
    `**${head.name}**`,
    ...head.marks,
    ...(head.page === undefined ? [] : [`[documentation](${head.page})`]),
  ];
  const name = head.setting ?? head.name;
  const rows = rulesOf(name, area).find((rule) => rule.tiers)?.tiers;
  return [
    title.join(' · '),
    ...[...head.paragraphs, guideLine(name, area, head.guide)].filter((paragraph) => paragraph !== ''),
    ...(rows ? [tierTables(rows, policy)] : []),
    ...adviceOn(name, links, area, head.told),
  ].join('\n\n');
}
