import { GUIDE_ADVICE, GUIDE_SECTIONS, type GuideSection } from '../knowledge/guide';
import { rules } from '../rules/index.generated';
import type { TierRow } from '../rules/rule';
import type { RulePageLink } from './explain';
import { AXIS_NAMES } from './rule-text';

/** The tuning guide in Markdown: section by section the rules that hold a stack against it, with their numbers. */
export function guidePage(link: RulePageLink): string {
  let chapter = '';
  const parts = GUIDE_SECTIONS.flatMap((section) => {
    const [title, name] = section.split(' › ') as [string, string | undefined];
    const heading = name === undefined || title === chapter ? [] : [`## ${title}`];
    chapter = title;
    return [...heading, `${name === undefined ? '##' : '###'} ${name ?? title}`, ...sectionParts(section, link)];
  });
  return `# Tuning guide

What keeps a stack of nginx, an API, Celery, MongoDB and Redis from freezing under load, in the guide’s order. A rule’s page has
the reasons, the price, and when not to follow it.

${parts.join('\n\n')}
`;
}

function sectionParts(section: GuideSection, link: RulePageLink): string[] {
  const advice = GUIDE_ADVICE[section];
  const lines = rules.flatMap(({ id, guide, summary, tiers = [] }) =>
    guide === section ? [`- [${id}](${link(id)}): ${summary}.${numbers(tiers)}`] : [],
  );
  return [...(advice === undefined ? [] : [advice]), ...(lines.length > 0 ? [lines.join('\n')] : [])];
}

/** ` Profile: production 10000, development 1024.` */
function numbers(rows: readonly TierRow[]): string {
  const axes = [...new Set(rows.map(({ axis }) => axis))];
  return axes
    .map((axis) => {
      const values = rows.filter((row) => row.axis === axis).map(({ tier, value }) => `${tier} \`${value}\``);
      return ` ${AXIS_NAMES[axis]}: ${values.join(', ')}.`;
    })
    .join('');
}
