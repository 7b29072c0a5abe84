import { type SysctlRecommendation, sysctlRecommendations } from '../../knowledge/system/recommended';
import {
  isAcceptedByContainers,
  olderThan,
  type SysctlKey,
  sysctlDefault,
  sysctlKey,
  sysctlKeys,
} from '../../knowledge/system/sysctl';
import { kernelNumbers, sysctlRefusal } from '../../knowledge/system/sysctl-values';
import type { ConfigFile } from '../../settings/file';
import { canonicalKey, pathOfKey, sysctlSettings } from '../../settings/sysctl';
import type { Stack } from '../../stack/stack';
import type { Completion } from '../completion';
import { CompletionList, placeholder } from '../completion-list';
import { type GuideValue, guideValues } from '../guide-values';
import { code } from '../markdown';
import { rulesOf } from '../rule-text';
import { snippetCompletions } from '../snippet-completion';
import { sysctlGuide } from './recommended';
import { hostsOf } from './sysctl-cursor';
import { easierForm } from './sysctl-units';

/** What may be typed at a place of a sysctl file: the keys, or the values of one. */
export function sysctlCompletions(stack: Stack, file: ConfigFile, offset: number): Completion[] {
  const { lines, text } = file;
  const line = lines.lineAt(offset);
  const start = lines.startOf(line);
  const whole = text.slice(start, lines.endOf(line));
  const typed = text.slice(start, offset);
  const sign = whole.indexOf('=');
  if (sign >= 0 && offset > start + sign) {
    const key = canonicalKey(whole.slice(0, sign).trim().replace(/^-\s*/, ''));
    const blanks = /^\s*/.exec(whole.slice(sign + 1))![0].length;
    const from = Math.min(offset, start + sign + 1 + blanks);
    return sysctlValues(stack, file, key, { start: from, end: Math.max(offset, start + whole.trimEnd().length) });
  }
  const name = /^\s*(?:-\s*)?(\S*)$/.exec(typed);
  if (!name) return [];
  const rest = /^[^\s=]*/.exec(text.slice(offset, lines.endOf(line)))![0];
  const span = { start: offset - name[1]!.length, end: offset + rest.length };
  return keyCompletions(stack, file, span, sign >= 0);
}

/** @param complete the line goes on with a value: only the key is being changed */
function keyCompletions(stack: Stack, file: ConfigFile, span: Completion['span'], complete: boolean): Completion[] {
  const kernel = stack.settings.host.kernel;
  const list = new CompletionList(span);
  const slashes = /^[^./]*\//.test(file.text.slice(span.start, span.end));
  const sign = signOf(file);
  const places = placesOf(stack, file, span.start);
  const guide = sysctlRecommendations(kernel);
  for (const known of sysctlKeys()) {
    if (!isIn(known, kernel)) continue;
    const written = slashes ? pathOfKey(known.key) : known.key;
    const place = places.get(known.key);
    const standard = sysctlDefault(known.key, kernel);
    const values = guideOf(known, stack, file, guide).map(({ value }) => value);
    const choices =
      values.length > 0 ? [...new Set(values)] : standard === undefined || standard === '' ? [] : [standard];
    const isRecommended = guide.some(({ key }) => key === known.key);
    const rank = isRecommended ? 1 : rulesOf(known.key, 'system').some((rule) => rule.guide) ? 2 : 3;
    // Among keys of every interface, the one of all comes first.
    const key = known.key.includes('*') ? written.replace('*', '${2|all,default|}') : written;
    list.add(written, {
      kind: 'directive',
      rank: place !== undefined ? 7 : rank,
      ...(place !== undefined
        ? { detail: place }
        : standard === undefined
          ? {}
          : { detail: `default ${standard === '' ? 'empty' : standard}` }),
      documentation: `${known.what}.\n\n${standard === undefined ? '' : `Default ${standard === '' ? 'empty' : code(standard)}. `}[Documentation](${known.page})`,
      ...(complete ? {} : { snippet: `${key}${sign}${placeholder(choices)}` }),
    });
  }
  return complete ? list.items : [...list.items, ...snippetCompletions('sysctl', span)];
}

function isIn({ since, removed }: SysctlKey, kernel: string | undefined): boolean {
  if (removed !== undefined) return kernel !== undefined && olderThan(kernel, removed);
  return since === undefined || kernel === undefined || !olderThan(kernel, since);
}

/** The keys that files of the host set already, with a word on where. */
function placesOf(stack: Stack, file: ConfigFile, offset: number): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const host of hostsOf(stack, file)) {
    for (const { name, file: other } of host.lines) if (other !== file) places.set(name, `${other.path} sets it`);
  }
  for (const { name, span } of sysctlSettings(file)) {
    if (!(span.start <= offset && offset <= span.end)) places.set(name, 'stands here already');
  }
  return places;
}

/** The sign between key and value as the file has it. */
function signOf(file: ConfigFile): string {
  const last = file.sysctl.entries.findLast(({ value }) => value && value.start < value.end);
  const sign = last ? file.text.slice(last.key.end, last.value!.start) : ' = ';
  return sign.length <= 3 ? sign : ' = ';
}

/** Kernel parameters that a container can have, as keys or items of a Compose file. */
export function containerSysctlNames(
  stack: Stack,
  file: ConfigFile,
  { span, item, complete }: { readonly span: Completion['span']; readonly item: boolean; readonly complete: boolean },
  present: ReadonlySet<string>,
): Completion[] {
  const kernel = stack.settings.host.kernel;
  const guide = sysctlRecommendations(kernel);
  const list = new CompletionList(span);
  for (const known of sysctlKeys()) {
    if (!isIn(known, kernel) || known.scope === 'host' || known.key.includes('*') || !isAcceptedByContainers(known.key))
      continue;
    const values = guideOf(known, stack, file, guide).map(({ value }) => value);
    const standard = sysctlDefault(known.key, kernel);
    const chosen = values[0] ?? standard ?? '';
    const written = item || !chosen.includes(' ') ? chosen : `"${chosen}"`;
    list.add(known.key, {
      kind: 'directive',
      rank: present.has(known.key) ? 7 : values.length > 0 ? 1 : 3,
      ...(present.has(known.key)
        ? { detail: 'stands here already' }
        : standard
          ? { detail: `default ${standard}` }
          : {}),
      documentation: `${known.what}.\n\n[Documentation](${known.page})`,
      ...(complete
        ? {}
        : { snippet: `${known.key}${item ? '=' : ': '}${placeholder(chosen === '' ? [] : [written])}` }),
    });
  }
  return list.items;
}

/** The values of a key, those of the guide first. */
export function sysctlValues(stack: Stack, file: ConfigFile, key: string, span: Completion['span']): Completion[] {
  const known = sysctlKey(key);
  if (!known) return [];
  const kernel = stack.settings.host.kernel;
  const list = new CompletionList(span);
  list.addGuideValues(guideOf(known, stack, file, sysctlRecommendations(kernel)));
  const standard = sysctlDefault(key, kernel);
  const words = WORDS[key] ?? fewNumbers(known);
  for (const word of words) list.add(word, { rank: 2, ...(word === standard ? { detail: 'default' } : {}) });
  if (standard !== undefined && standard !== '') {
    const easier = easierForm(known, standard);
    list.add(standard, { rank: 3, detail: easier === undefined ? 'default' : `default, ${easier}` });
  }
  return list.items;
}

/** Words that keys of type string take on common kernels. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  'net.ipv4.tcp_congestion_control': ['cubic', 'bbr', 'reno'],
  'net.core.default_qdisc': ['fq', 'fq_codel', 'pfifo_fast', 'cake'],
};

/** Every number of a key that takes a handful. */
function fewNumbers({ least, most, type, unit }: SysctlKey): string[] {
  if (type !== 'int' || unit !== undefined || least === undefined || most === undefined || most - least > 3) return [];
  return Array.from({ length: most - least + 1 }, (_, i) => String(least + i));
}

function guideOf(known: SysctlKey, stack: Stack, file: ConfigFile, all: readonly SysctlRecommendation[]): GuideValue[] {
  const fits = (text: string) => kernelNumbers(text).length > 0 && sysctlRefusal(known.key, text) === undefined;
  return guideValues(known.key, 'system', stack.policyOf(file), sysctlGuide(known.key, all), fits);
}
