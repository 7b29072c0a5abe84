import {
  isMongodGroup,
  type MongodOption,
  mongodOption,
  mongodOptions,
  namesBelow,
  optionOfFlag,
} from '../../knowledge/mongodb/mongod-options';
import { mongodRecommendations } from '../../knowledge/mongodb/recommended';
import { atLeast } from '../../knowledge/redis/versions';
import type { ConfigFile } from '../../settings/file';
import { mongodConf } from '../../settings/mongod-conf';
import { versionInFile } from '../../stack/mongodb/judged';
import type { Stack } from '../../stack/stack';
import type { Completion } from '../completion';
import { CompletionList, placeholder } from '../completion-list';
import { code } from '../markdown';
import { rulesOf } from '../rule-text';
import { snippetCompletions } from '../snippet-completion';

/** What may be typed at a place of a mongod.conf: the options of the group there, or the values of one. */
export function mongodCompletions(stack: Stack, file: ConfigFile, offset: number): Completion[] {
  if (mongodConf(file).ini) return [];
  const { lines, text } = file;
  const line = lines.lineAt(offset);
  const before = text.slice(lines.startOf(line), offset).replace(/^\uFEFF/, '');
  const asKey = /^( *)([\w.]*)$/.exec(before);
  if (asKey) {
    const rest = /^[\w.]*/.exec(text.slice(offset, lines.endOf(line)))![0].length;
    const span = { start: offset - asKey[2]!.length, end: offset + rest };
    const hasValue = /^\s*:/.test(text.slice(span.end, lines.endOf(line)));
    return keyCompletions(stack, file, groupAbove(file, line, asKey[1]!.length), span, hasValue);
  }
  const asValue = /^( *)([\w.]+):[ \t]+([\w./:-]*)$/.exec(before);
  if (!asValue) return [];
  const group = groupAbove(file, line, asValue[1]!.length);
  const option = mongodOption(group === '' ? asValue[2]! : `${group}.${asValue[2]}`);
  const rest = /^[\w./:-]*/.exec(text.slice(offset, lines.endOf(line)))![0].length;
  return option ? valueCompletions(option, { start: offset - asValue[3]!.length, end: offset + rest }) : [];
}

/** The group that a line of this indentation belongs to, by the lines above: the text may be half typed. */
function groupAbove(file: ConfigFile, line: number, indent: number): string {
  const { lines, text } = file;
  const path: string[] = [];
  let column = indent;
  for (let at = line - 1; at >= 0 && column > 0; at--) {
    const found = /^\uFEFF?( *)([\w.]+):/.exec(text.slice(lines.startOf(at), lines.endOf(at)));
    if (!found || found[1]!.length >= column) continue;
    path.unshift(found[2]!);
    column = found[1]!.length;
  }
  return path.join('.');
}

function keyCompletions(
  stack: Stack,
  file: ConfigFile,
  group: string,
  span: Completion['span'],
  hasValue: boolean,
): Completion[] {
  const list = new CompletionList(span);
  const version = versionInFile(file, stack);
  const present = new Set(
    mongodConf(file)
      .settings.filter(({ nameSpan }) => nameSpan.start !== span.start)
      .map(({ name }) => name),
  );
  for (const key of namesBelow(group)) {
    const name = group === '' ? key : `${group}.${key}`;
    const option = mongodOption(name);
    if (!option) addGroup(list, key, name, hasValue);
    else if (isOffered(option, version)) addOption(list, key, option, present.has(name), hasValue);
  }
  return group === '' && !hasValue ? [...list.items, ...snippetCompletions('mongod', span)] : list.items;
}

function isOffered({ since, removed, what }: MongodOption, version: string | undefined): boolean {
  if (removed !== undefined && atLeast(version, removed)) return false;
  if (since !== undefined && !atLeast(version, since)) return false;
  return !/^(The older|The oldest|An older) name|^For tests|^For backups/.test(what);
}

function addGroup(list: CompletionList, key: string, name: string, hasValue: boolean): void {
  const below = namesBelow(name);
  // A group of what is gone is none for a new line.
  if (name === 'net.ssl' || name === 'net.http' || name === 'storage.mmapv1' || name.startsWith('cloud')) return;
  list.add(key, {
    kind: 'block',
    rank: 2,
    detail: below.slice(0, 4).join(', ') + (below.length > 4 ? '…' : ''),
    ...(hasValue ? {} : { snippet: `${key}:` }),
  });
}

function addOption(list: CompletionList, key: string, option: MongodOption, present: boolean, hasValue: boolean): void {
  const { default: standard } = option;
  const guide = mongodRecommendations.some(({ name }) => name === option.name);
  list.add(key, {
    kind: 'directive',
    rank: present ? 7 : guide ? 0 : rulesOf(option.name, 'mongodb').some((rule) => rule.guide) ? 1 : 3,
    ...(present ? { detail: 'stands here already' } : standard === undefined ? {} : { detail: `default ${standard}` }),
    documentation: `${option.what}.\n\n${standard === undefined ? '' : `Default ${code(standard)}. `}[Documentation](${option.page})`,
    ...(hasValue ? {} : { snippet: option.type === 'map' ? `${key}:` : `${key}: ${placeholder(choices(option))}` }),
  });
}

/** Options as flags of mongod. */
export function mongodFlagNames(span: Completion['span']): Completion[] {
  const list = new CompletionList(span);
  for (const option of mongodOptions().values()) {
    if (option.flag === undefined || !isOffered(option, undefined)) continue;
    const guide = mongodRecommendations.some(({ name }) => name === option.name);
    list.add(`--${option.flag}`, {
      kind: 'directive',
      rank: guide ? 0 : rulesOf(option.name, 'mongodb').some((rule) => rule.guide) ? 1 : 3,
      ...(option.default === undefined ? {} : { detail: `default ${option.default}` }),
      documentation: `${option.what}.\n\n[Documentation](${option.page})`,
    });
  }
  return list.items;
}

/** The values of the option that a flag sets. */
export function mongodFlagValues(flag: string, span: Completion['span']): Completion[] {
  const option = optionOfFlag(flag);
  return option && option.type !== 'bool' ? valueCompletions(option, span) : [];
}

function choices({ name, type, words, default: standard }: MongodOption): string[] {
  const guide = mongodRecommendations.filter((one) => one.name === name).map(({ value }) => value);
  if (guide.length > 0) return guide;
  if (type === 'bool') return standard === 'true' ? ['false', 'true'] : ['true', 'false'];
  if (type === 'enum') return [...words];
  return standard === undefined ? [] : [standard];
}

function valueCompletions(option: MongodOption, span: Completion['span']): Completion[] {
  const list = new CompletionList(span);
  list.addGuideValues(mongodRecommendations.filter(({ name }) => name === option.name));
  const standard = (word: string) => (word === option.default ? { detail: 'default' } : {});
  const words = option.type === 'bool' ? ['true', 'false'] : option.words;
  for (const word of words) list.add(word, { rank: 2, ...standard(word) });
  if (option.default !== undefined && option.type !== 'list') list.add(option.default, { rank: 3, detail: 'default' });
  return isMongodGroup(option.name) ? [] : list.items;
}
