import { rules } from '../rules/index.generated';
import type { NamedRule, TierRow } from '../rules/rule';
import type { Policy } from '../settings/project';
import type { Links } from './links';
import { cell, ruleLink, sourceLink } from './markdown';

let bySetting: ReadonlyMap<string, readonly NamedRule[]> | undefined;

/** The areas of rules in which names are one program's own: nginx and Redis both have an `include`. */
const OWN_NAMES: ReadonlySet<string> = new Set(['nginx', 'celery', 'mongodb', 'redis', 'system']);

/**
 * The rules that judge a setting, those first that are about it alone and carry the guide's numbers.
 *
 * @param area where the setting's name is known; rules of another program speak of a namesake
 */
export function rulesOf(setting: string, area = 'nginx'): readonly NamedRule[] {
  bySetting ??= indexRules();
  return (bySetting.get(setting) ?? []).filter(({ id }) => {
    const own = id.slice(0, id.indexOf('/'));
    return own === area || !OWN_NAMES.has(own);
  });
}

function indexRules(): Map<string, NamedRule[]> {
  const index = new Map<string, NamedRule[]>();
  for (const rule of rules) {
    for (const name of new Set(rule.settings)) {
      const list = index.get(name);
      if (list) list.push(rule);
      else index.set(name, [rule]);
    }
  }
  const rank = (rule: NamedRule, name: string) =>
    (rule.guide ? 0 : 4) +
    (rule.tiers ? 0 : 2) +
    (rule.settings![0] === name ? 0 : 1) +
    (isNamedAfter(rule, name) ? 0 : 1.5);
  for (const [name, list] of index)
    list.sort((a, b) => rank(a, name) - rank(b, name) || a.settings!.length - b.settings!.length);
  return index;
}

/** Whether a rule's id says that it is the one about the setting: system/tcp-fastopen is about net.ipv4.tcp_fastopen. */
function isNamedAfter({ id }: NamedRule, setting: string): boolean {
  return setting
    .toLowerCase()
    .replaceAll('_', '-')
    .endsWith(id.slice(id.indexOf('/') + 1));
}

export const AXIS_NAMES: Readonly<Record<TierRow['axis'], string>> = {
  profile: 'Profile',
  rateLimit: 'Rate limit',
  api: 'API',
  tasks: 'Tasks',
  taskBound: 'Tasks’ bound',
  workerMemory: 'Worker memory',
  writes: 'Writes',
};

/**
 * A rule's numbers as Markdown tables, one for each axis.
 *
 * @param policy marks the tiers in force
 */
export function tierTables(rows: readonly TierRow[], policy?: Policy): string {
  const axes = [...new Set(rows.map(({ axis }) => axis))];
  return axes
    .map((axis) => {
      const lines = rows
        .filter((row) => row.axis === axis)
        .map(({ tier, value }) =>
          policy?.[axis] === tier ? `| **${tier}** ← in force | **${cell(value)}** |` : `| ${tier} | ${cell(value)} |`,
        );
      return [`| ${AXIS_NAMES[axis]} | The guide’s value |`, '| :-- | :-- |', ...lines].join('\n');
    })
    .join('\n\n');
}

/**
 * What the rules say about a setting: the guide's own rule in full, the others by their names.
 *
 * @param told the rule that is told in full where the guide has none of its own
 */
export function adviceOn(setting: string, links: Links, area?: string, told?: string): string[] {
  const all = rulesOf(setting, area);
  const first = all.find(({ id }) => id === told) ?? (all[0]?.guide ? all[0] : undefined);
  const parts: string[] = [];
  if (first) {
    parts.push(`**Why** ${first.why}`);
    if (first.price) parts.push(`**Price** ${first.price}`);
    parts.push(`**When not** ${first.unless}`);
  }
  const lines: string[] = [];
  if (first) lines.push(`Rule ${ruleLink(first.id, links)} · Sources: ${first.sources.map(sourceLink).join(', ')}`);
  const rest = all.filter((rule) => rule !== first).map(({ id }) => ruleLink(id, links));
  if (rest.length > 0) lines.push(`${first ? 'Other rules' : 'Rules'}: ${rest.join(', ')}`);
  if (lines.length > 0) parts.push(lines.join('  \n'));
  return parts;
}
