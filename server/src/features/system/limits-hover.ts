import { formatBytes, formatDuration } from '../../knowledge/nginx/units';
import { LIMITS_PAGE, type LimitsItem, limitsItem } from '../../knowledge/system/limits';
import type { ConfigFile } from '../../settings/file';
import type { LimitsSetting, LimitType } from '../../settings/limits';
import type { Stack } from '../../stack/stack';
import type { EffectiveLimit, LimitSet } from '../../stack/system/limits';
import { grouped } from '../../text/numbers';
import { settingCard } from '../card';
import type { Hover } from '../hover';
import type { Links } from '../links';
import { code, placeLink } from '../markdown';
import { limitSetOf, limitsAt } from './limits-cursor';
import { OPEN_FILES_GUIDE } from './recommended';
import { sameLine } from './sysctl-cursor';

/** A card about the column under the cursor of a limits file. */
export function limitsHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const at = limitsAt(file, offset);
  if (!at) return undefined;
  const { setting, column, span } = at;
  if (column === 'domain')
    return {
      span,
      markdown: `**${setting.domain.replace(/\*/g, '\\*')}** · limits.conf · [documentation](${LIMITS_PAGE})\n\n${describeDomain(setting.domain)}`,
    };
  if (column === 'type') {
    const what = describeType(setting.entry.type.value);
    return what === undefined
      ? undefined
      : {
          span,
          markdown: `**${setting.entry.type.value}** · limits.conf · [documentation](${LIMITS_PAGE})\n\n${what}`,
        };
  }
  const item = limitsItem(setting.name);
  if (!item) return undefined;
  const set = limitSetOf(stack, file);
  const head = {
    name: item.name,
    marks: ['limits.conf'],
    page: LIMITS_PAGE,
    paragraphs: [
      `${item.what}${MEASURES.has(item.unit) ? `, in ${item.unit}` : ''}. ${reachOf(item)}`,
      hereLine(setting, item),
      set ? relationLines(set, setting, links) : '',
    ],
    guide: item.name === 'nofile' ? [OPEN_FILES_GUIDE] : [],
  };
  return { span, markdown: settingCard(head, 'system', stack.policyOf(file), links) };
}

/** Units that are not what is counted itself. */
const MEASURES: ReadonlySet<string> = new Set(['KiB', 'bytes', 'minutes', 'microseconds']);

/** A number of an item in a form that people read easily; undefined where its own is as easy. */
export function easierLimit(item: LimitsItem, limit: number): string | undefined {
  if (!Number.isFinite(limit) || limit < 0) return undefined;
  if (item.unit === 'KiB') return limit >= 10_000 ? formatBytes(limit * 1024) : undefined;
  if (item.unit === 'bytes') return limit >= 10_000 ? formatBytes(limit) : undefined;
  return item.unit === 'minutes' && limit >= 120 ? formatDuration(limit * 60_000) : undefined;
}

/** Whom a domain means. */
export function describeDomain(domain: string): string {
  if (domain === '*')
    return 'Every user who has no entry of their own or of a group. Root is not among them: it needs lines of its own.';
  if (domain === 'root') return 'Root. Lines for `*` and for groups do not reach it.';
  if (domain.startsWith('%')) return 'A group as a whole, or all users for a lone `%`: only logins are counted so.';
  if (/^@\d*:\d*$/.test(domain)) return 'Users whose group has a number in this range. Root is not among them.';
  if (domain.startsWith('@'))
    return `Users of the group ${code(domain.slice(1))}. Their own lines win over it, it wins over \`*\`. Root is not among them.`;
  if (/^\d*:\d*$/.test(domain)) return 'Users whose number lies in this range.';
  return `The user ${code(domain)}. These lines win over those of groups and of \`*\`, wherever they stand.`;
}

/** What a type of limit means. */
export function describeType(type: string): string | undefined {
  if (type === 'soft')
    return 'The limit that holds at first. A process may raise it up to the hard limit; one above the hard limit is cut to it.';
  if (type === 'hard') return 'The limit above which only root can go.';
  return type === '-' ? 'Soft and hard limit at once.' : undefined;
}

function reachOf({ directive }: LimitsItem): string {
  const services = directive === undefined ? '' : ` (\`${directive}=\`)`;
  return `Read at logins through PAM: services have their limits from systemd${services}, containers from their engine.`;
}

function hereLine(setting: LimitsSetting, item: LimitsItem): string {
  const { limit, ignoredTail } = setting;
  if (limit?.state === 'unknown') return `**Here** ${code(setting.text)} (${limit.reason})`;
  const types = setting.types;
  if (!types || !limit) return 'PAM skips this line.';
  const read = ignoredTail ? `, which PAM reads as ${grouped(limit.value)}` : '';
  const easier = easierLimit(item, limit.value);
  return `**Here** ${types.join(' and ')} limit ${code(setting.text)}${read}${easier === undefined ? '' : ` (${easier})`}`;
}

function relationLines(set: LimitSet, setting: LimitsSetting, links: Links): string {
  if (!set.entries.some((entry) => sameLine(entry, setting))) return '';
  const lines = (setting.types ?? []).map((type) => relation(set, setting, type, links));
  return [...new Set(lines)].filter((line) => line !== '').join('  \n');
}

/** What the domain gets in the end, where that is not simply this line. */
function relation(set: LimitSet, setting: LimitsSetting, type: LimitType, links: Links): string {
  const { domain, name } = setting;
  const inForce = set.inForce(domain, name, type);
  if (inForce.state === 'absent') return '';
  if (inForce.state === 'unknown')
    return inForce.setting && sameLine(inForce.setting, setting)
      ? ''
      : `The ${type} limit in force is not known: ${inForce.reason}.`;
  if (!sameLine(inForce.setting, setting)) {
    return `**In force** as ${type} limit of ${code(domain)}: ${code(inForce.setting.text)} of ${place(inForce, links)}, which PAM reads later.`;
  }
  const earlier = set.entries.filter(
    (entry) =>
      entry.domain === domain && entry.name === name && entry.types!.includes(type) && !sameLine(entry, setting),
  );
  const over =
    earlier.length === 0
      ? ''
      : `In force: PAM reads it after ${earlier.map((one) => `${code(one.text)} of ${placeLink(one.file, one.span.start, links)}`).join(', ')}. `;
  return (over + cutLine(set, setting, type, inForce.value, links)).trim();
}

function cutLine(set: LimitSet, { domain, name }: LimitsSetting, type: LimitType, value: number, links: Links): string {
  const hard = set.inForce(domain, name, 'hard');
  if (type !== 'soft' || hard.state !== 'known' || hard.value >= value) return '';
  return `The hard limit is ${grouped(hard.value)} (${place(hard, links)}): PAM cuts the soft one to it.`;
}

function place({ setting }: EffectiveLimit & { state: 'known' }, links: Links): string {
  return placeLink(setting.file, setting.span.start, links);
}
