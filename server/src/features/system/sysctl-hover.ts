import { sysctlRecommendations } from '../../knowledge/system/recommended';
import { olderThan, type SysctlKey, type SysctlScope, sysctlKey } from '../../knowledge/system/sysctl';
import type { ConfigFile } from '../../settings/file';
import type { SysctlSetting } from '../../settings/sysctl';
import type { Effective } from '../../stack/effective';
import type { Stack } from '../../stack/stack';
import type { Host } from '../../stack/system/host';
import { settingCard } from '../card';
import type { Hover } from '../hover';
import type { Links } from '../links';
import { code, placeLink } from '../markdown';
import { sysctlGuide } from './recommended';
import { hostsOf, sameLine, sysctlAt } from './sysctl-cursor';
import { easierForm } from './sysctl-units';

/** A card about the key or the value under the cursor of a sysctl file. */
export function sysctlHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const at = sysctlAt(file, offset);
  if (!at || at.setting.nameless) return undefined;
  const { setting, span } = at;
  const known = sysctlKey(setting.name);
  const inForce = relationLines(hostsOf(stack, file), setting, links);
  // Of a key that nothing is known of, what the files make of it can still be told.
  if (!known && inForce === '') return undefined;
  const kernel = stack.settings.host.kernel;
  const head = {
    name: setting.name,
    marks: ['sysctl'],
    page: known?.page,
    paragraphs: [
      known ? `${known.what}.${rangeOf(known)} ${SCOPES[known.scope]}` : '',
      known ? remarksOn(known, kernel).join(' ') : '',
      hereLine(setting, known, kernel),
      inForce,
    ],
    guide: sysctlGuide(setting.name, sysctlRecommendations(kernel)),
  };
  return { span, markdown: settingCard(head, 'system', stack.policyOf(file), links) };
}

/** What a key does, and what is written here, for a place that is no sysctl file. */
export function sysctlParagraphs(
  known: SysctlKey,
  setting: Pick<SysctlSetting, 'exclusion' | 'value' | 'text'>,
  kernel: string | undefined,
): string[] {
  return [`${known.what}.${rangeOf(known)}`, remarksOn(known, kernel).join(' '), hereLine(setting, known, kernel)];
}

const SCOPES: Readonly<Record<SysctlScope, string>> = {
  network:
    'Each network namespace has its own: the host’s files do not reach containers that have a network of their own.',
  'network-copied': 'Each network namespace has its own; that of a container starts with the host’s value.',
  ipc: 'Each IPC namespace has its own: the host’s files do not reach containers.',
  host: 'It is the host’s alone: `sysctls:` of a container cannot set it.',
};

function rangeOf({ least, most, unit, type }: SysctlKey): string {
  const largest = most === undefined || most >= 1_000_000 ? undefined : most;
  const parts: string[] = [];
  if (type !== 'triple' && least !== undefined && largest !== undefined) parts.push(`from ${least} to ${largest}`);
  if (unit === 'pages') parts.push('in pages of memory');
  else if (unit === 'percent') parts.push('in percent');
  else if (unit === 'centiseconds') parts.push('in hundredths of a second');
  else if (unit !== undefined && !['connections', 'packets', 'files'].includes(unit)) parts.push(`in ${unit}`);
  const text = parts.join(', ');
  return text === '' ? '' : ` ${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

function remarksOn({ since, removed }: SysctlKey, kernel: string | undefined): string[] {
  const runs = kernel === undefined ? '' : `; this host runs ${kernel}`;
  const remarks: string[] = [];
  if (removed !== undefined) remarks.push(`Linux ${removed} and newer no longer have it${runs}.`);
  if (since !== undefined && (kernel === undefined || olderThan(kernel, since)))
    remarks.push(`Linux ${since} brought it${runs}.`);
  return remarks;
}

function hereLine(
  setting: Pick<SysctlSetting, 'exclusion' | 'value' | 'text'>,
  known: SysctlKey | undefined,
  kernel: string | undefined,
): string {
  if (setting.exclusion) return '**Here** left out of patterns: only lines with its full name set it.';
  const reason = setting.value.state === 'unknown' ? ` (${setting.value.reason})` : '';
  const easier = known && setting.value.state === 'known' ? easierForm(known, setting.value.value) : undefined;
  const value = `**Here** ${code(setting.text)}${reason}${easier === undefined ? '' : ` (${easier})`}`;
  const standard = known ? defaultsOf(known, kernel) : '';
  return standard === '' ? value : `${value} · default ${standard}`;
}

/** The kernel's default; each of them with its versions where nobody says which kernel runs. */
function defaultsOf({ defaults }: SysctlKey, kernel: string | undefined): string {
  const shown = (text: string) => (text === '' ? 'empty' : code(text));
  if (kernel !== undefined) {
    const held = defaults.find(({ before }) => before === undefined || olderThan(kernel, before));
    return held ? `${shown(held.value)} on Linux ${kernel}` : '';
  }
  return [...defaults]
    .reverse()
    .map(({ value, before }) => (before === undefined ? shown(value) : `${shown(value)} before Linux ${before}`))
    .join(', ');
}

function relationLines(hosts: readonly Host[], setting: SysctlSetting, links: Links): string {
  return [...new Set(hosts.map((host) => relation(host, setting, links)))].filter((text) => text !== '').join('  \n');
}

/** What is in force once every file is read, where that is not simply this line. */
function relation(host: Host, setting: SysctlSetting, links: Links): string {
  const mask = host.masked.find(({ file }) => file === setting.file);
  if (mask && !host.order('procps').includes(setting.file))
    return `Nobody reads this file: ${placeLink(mask.by, 0, links)} has the same name and takes its place.`;
  if (setting.pattern) return 'A pattern: it sets every key that it matches and that no line sets by its full name.';
  if (setting.exclusion) return '';
  const procps = outcome(host.effective(setting.name, 'procps'), setting, links);
  const systemd = outcome(host.effective(setting.name, 'systemd'), setting, links);
  if (procps !== systemd)
    return `**In force** after \`sysctl --system\`: ${procps}. After systemd-sysctl at boot: ${systemd}.`;
  if (procps !== HERE) return `**In force** ${procps}.`;
  const others = host.settings(setting.name).filter((other) => !sameLine(other, setting));
  if (others.length === 0) return '';
  return `In force: it is read after ${others.map((other) => `${code(other.text)} of ${placeLink(other.file, other.span.start, links)}`).join(', ')}.`;
}

const HERE = 'this line';

function outcome(effective: Effective<SysctlSetting>, setting: SysctlSetting, links: Links): string {
  if (effective.state === 'absent') return 'the kernel’s default, as it does not read this file';
  if (effective.state === 'known') {
    const winner = effective.setting;
    return sameLine(winner, setting)
      ? HERE
      : `${code(winner.text)} of ${placeLink(winner.file, winner.span.start, links)}, which is read later`;
  }
  if (effective.setting && sameLine(effective.setting, setting) && setting.value.state === 'unknown') return HERE;
  return `not known, as ${effective.reason}`;
}
