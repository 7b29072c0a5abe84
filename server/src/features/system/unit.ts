import { formatBytes } from '../../knowledge/nginx/units';
import {
  DEFAULT_OPEN_FILES,
  parseUnitLimit,
  UNIT_LIMITS_PAGE,
  type UnitLimit,
  type UnitLimitDirective,
  unitLimitDirective,
  unitLimitDirectives,
} from '../../knowledge/system/units';
import { system } from '../../knowledge/tiers';
import type { ConfigFile } from '../../settings/file';
import { type UnitSetting, unitSettings } from '../../settings/systemd';
import type { Stack } from '../../stack/stack';
import type { Unit } from '../../stack/system/unit';
import { type Span, touches } from '../../text/span';
import { settingCard } from '../card';
import type { Action } from '../code-actions';
import type { Completion } from '../completion';
import { CompletionList } from '../completion-list';
import { guideValues } from '../guide-values';
import type { Hover } from '../hover';
import type { Links } from '../links';
import { code, placeLink } from '../markdown';
import { OPEN_FILES_GUIDE } from './recommended';
import { sameLine } from './sysctl-cursor';

/** A card about a limit that a systemd service sets. */
export function unitHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const setting = limitAt(file, offset);
  const known = setting && unitLimitDirective(setting.name);
  if (!known) return undefined;
  const span = touches(setting.nameSpan, offset) ? setting.nameSpan : setting.valueSpan;
  const head = {
    name: known.name,
    marks: ['systemd `[Service]`'],
    page: UNIT_LIMITS_PAGE,
    paragraphs: [
      `${known.what}${['bytes', 'seconds', 'microseconds'].includes(known.unit) ? `, in ${known.unit}` : ''}: one number for the soft and the hard limit, \`soft:hard\`, or \`infinity\`.`,
      hereLine(setting, known),
      ...unitsOf(stack, file).map((unit) => relation(unit, setting, links)),
    ],
    guide: known.name === 'LimitNOFILE' ? [OPEN_FILES_GUIDE] : [],
  };
  return { span, markdown: settingCard(head, 'system', stack.policyOf(file), links) };
}

/** Limits of a `[Service]` section, and their values. */
export function unitCompletions(stack: Stack, file: ConfigFile, offset: number): Completion[] {
  const section = file.systemd.sections.findLast(({ header }) => header.end <= offset && header.start < header.end);
  if (section?.name !== 'Service') return [];
  const { lines, text } = file;
  const line = lines.lineAt(offset);
  const start = lines.startOf(line);
  const whole = text.slice(start, lines.endOf(line));
  const sign = whole.indexOf('=');
  if (sign >= 0 && offset > start + sign) {
    const from = Math.min(offset, start + sign + 1 + /^\s*/.exec(whole.slice(sign + 1))![0].length);
    return valueCompletions(stack, file, whole.slice(0, sign).trim(), {
      start: from,
      end: Math.max(offset, start + whole.trimEnd().length),
    });
  }
  const typed = /^[A-Za-z]*$/.exec(text.slice(start, offset));
  if (!typed) return [];
  const list = new CompletionList({
    start,
    end: offset + /^\w*/.exec(text.slice(offset, lines.endOf(line)))![0].length,
  });
  const present = new Set(section.entries.filter(({ span }) => !touches(span, offset)).map(({ key }) => key.value));
  for (const known of unitLimitDirectives()) {
    const isFiles = known.name === 'LimitNOFILE';
    list.add(known.name, {
      kind: 'directive',
      rank: present.has(known.name) ? 7 : isFiles ? 1 : 3,
      ...(present.has(known.name)
        ? { detail: 'stands here already' }
        : isFiles
          ? { detail: `default ${shown(DEFAULT_OPEN_FILES)}` }
          : {}),
      documentation: `${known.what}.\n\n[Documentation](${UNIT_LIMITS_PAGE})`,
      ...(sign >= 0 ? {} : { snippet: `${known.name}=${isFiles ? `\${1:${system.nofile}}` : '$1'}` }),
    });
  }
  return list.items;
}

/** An open-file limit for a service that sets none. */
export function insertRecommendedLimit(stack: Stack, file: ConfigFile): Action[] {
  return unitsOf(stack, file).flatMap((unit) => {
    if (unit.limit('LimitNOFILE').state !== 'absent') return [];
    const edits = unit.insert('Service', 'LimitNOFILE', String(system.nofile));
    return edits.every(({ path }) => path === file.path)
      ? [{ title: `Insert recommended LimitNOFILE=${system.nofile}`, kind: 'refactor', safety: 'review', edits }]
      : [];
  });
}

/** The value of a limit in a form that people read easily; undefined where its own is as easy. */
export function easierUnitLimit(setting: UnitSetting): string | undefined {
  const known = unitLimitDirective(setting.name);
  if (known?.unit !== 'bytes' || setting.value.state !== 'known' || !/^\d{5,}(:\d+)?$/.test(setting.value.value))
    return undefined;
  const limit = parseUnitLimit(setting.name, setting.value.value);
  if (typeof limit === 'string') return undefined;
  return limit.soft === limit.hard
    ? formatBytes(limit.soft)
    : `${formatBytes(limit.soft)}, hard ${formatBytes(limit.hard)}`;
}

function limitAt(file: ConfigFile, offset: number): UnitSetting | undefined {
  const setting = unitSettings(file).find((one) => one.section.name === 'Service' && touches(one.span, offset));
  return setting && (touches(setting.nameSpan, offset) || touches(setting.valueSpan, offset)) ? setting : undefined;
}

function unitsOf(stack: Stack, file: ConfigFile): readonly Unit[] {
  return stack.units.filter((unit) => unit.files.has(file));
}

function hereLine(setting: UnitSetting, known: UnitLimitDirective): string {
  const standard = known.default ? ` · default \`${shown(known.default)}\` since systemd 240` : '';
  if (setting.value.state === 'unknown') return `**Here** ${code(setting.text)} (${setting.value.reason})${standard}`;
  const limit = parseUnitLimit(known.name, setting.value.value);
  if (typeof limit === 'string') return `**Here** ${code(setting.text)}${standard}  \n${limit}`;
  const easier = easierUnitLimit(setting);
  return `**Here** ${code(setting.text)}${easier === undefined ? '' : ` (${easier})`}${standard}`;
}

/** What is in force once the unit and its drop-ins are read, where that is not simply this line. */
function relation(unit: Unit, setting: UnitSetting, links: Links): string {
  const limit = unit.limit(setting.name);
  if (limit.state === 'absent') return '';
  if (limit.state === 'unknown')
    return limit.setting && sameLine(limit.setting, setting)
      ? ''
      : `What is in force in ${code(unit.name)} is not known: ${limit.reason}.`;
  if (sameLine(limit.setting, setting)) return '';
  return `**In force** in ${code(unit.name)}: ${code(limit.setting.text)} of ${placeLink(limit.setting.file, limit.setting.span.start, links)}.`;
}

function shown({ soft, hard }: UnitLimit): string {
  return soft === hard ? String(soft) : `${soft}:${hard}`;
}

function valueCompletions(stack: Stack, file: ConfigFile, name: string, span: Span): Completion[] {
  const known = unitLimitDirective(name);
  if (!known) return [];
  const list = new CompletionList(span);
  const recommended = name === 'LimitNOFILE' ? [OPEN_FILES_GUIDE] : [];
  list.addGuideValues(
    guideValues(
      name,
      'system',
      stack.policyOf(file),
      recommended,
      (text) => typeof parseUnitLimit(name, text) !== 'string',
    ),
  );
  if (known.default) list.add(shown(known.default), { rank: 3, detail: 'default since systemd 240' });
  list.add('infinity', { rank: 3, detail: name === 'LimitNOFILE' ? 'as many as fs.nr_open allows' : 'no limit' });
  return list.items;
}
