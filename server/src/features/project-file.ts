import type { Profile } from '../knowledge/tiers';
import type { ConfigFile } from '../settings/file';
import type { RuleLevel } from '../settings/project';
import { PROJECT_FILES, type Stack } from '../stack/stack';
import { parseYaml } from '../syntax/yaml/parse';
import type { YamlEntry, YamlMap } from '../syntax/yaml/tree';
import type { FileEdit } from '../text/edit';
import { matchesGlob } from '../text/paths';

/** An edit of the project's headroom.yaml. */
export interface ProjectFileEdit extends FileEdit {
  /** The file is not there yet. */
  readonly create?: true;
}

/** Edits that write the profile; none where it is written already, or where the file is too broken to add to. */
export function setProfile(stack: Stack, profile: Profile | 'auto'): ProjectFileEdit[] {
  const open = openProject(stack);
  if (!open) return create(`profile: ${profile}\n`);
  const { file, root } = open;
  if (root === 'broken') return [];
  const entry = root && entryOf(root, 'profile');
  if (entry) return setScalar(file, entry, profile);
  if (!root || root.flow) return addToRoot(file, root, 'profile', profile);
  const first = root.entries[0];
  const start = first ? file.lines.startOf(file.lines.lineAt(first.key.span.start)) : 0;
  if (!first || file.text.slice(start, first.key.span.start).trim() !== '')
    return addToRoot(file, root, 'profile', profile);
  return [
    file.edit(
      start,
      start,
      `${file.text.slice(start, first.key.span.start)}profile: ${profile}${file.lines.lineBreak}`,
    ),
  ];
}

/** Edits that give a rule a level for the whole project. Comments stay. */
export function setRuleLevel(stack: Stack, rule: string, level: RuleLevel): ProjectFileEdit[] {
  const open = openProject(stack);
  if (!open) return create(`rules:\n  ${rule}: ${level}\n`);
  const { file, root } = open;
  if (root === 'broken') return [];
  const rules = root && entryOf(root, 'rules');
  if (!rules)
    return root?.flow
      ? addToRoot(file, root, 'rules', `{ ${rule}: ${level} }`)
      : addToRoot(file, root, 'rules', undefined, `${rule}: ${level}`);
  const { value } = rules;
  if (value?.kind === 'map') return addRule(file, value, rule, level);
  if (value !== undefined && !(value.kind === 'scalar' && value.value === null)) return [];
  const end = value?.span.end ?? colonEnd(file, rules);
  const lineEnd = file.lines.endOf(file.lines.lineAt(end));
  const indent = `${file.lines.indentAt(rules.key.span.start)}  `;
  const written = value !== undefined && value.span.end > value.span.start;
  return [
    ...(written ? [file.edit(value.span.start, value.span.end, '')] : []),
    file.edit(lineEnd, lineEnd, `${file.lines.lineBreak}${indent}${rule}: ${level}`),
  ];
}

function addRule(file: ConfigFile, map: YamlMap, rule: string, level: RuleLevel): ProjectFileEdit[] {
  const index = map.entries.findIndex(({ key }) => key.kind === 'scalar' && key.text === rule);
  const own = map.entries[index];
  // Of several entries that fit the last one holds, so a later glob would undo what is written before it.
  const undone = map.entries
    .slice(index + 1)
    .some(({ key }) => key.kind === 'scalar' && key.text.includes('*') && matchesGlob(rule, key.text));
  if (own && !(undone && index >= 0)) return setScalar(file, own, level);
  if (own) return [];
  const last = map.entries[map.entries.length - 1];
  if (map.flow || !last) return [insertIntoBraces(file, map, `${rule}: ${level}`)];
  const end = file.lines.endOf(file.lines.lineAt(last.value?.span.end ?? last.key.span.end));
  const indent = file.lines.indentAt(map.entries[0]!.key.span.start);
  return [file.edit(end, end, `${file.lines.lineBreak}${indent}${rule}: ${level}`)];
}

/** The project's file and its mapping; `broken` where it holds something that is none. */
function openProject(stack: Stack): { file: ConfigFile; root: YamlMap | undefined | 'broken' } | undefined {
  const file = PROJECT_FILES.map((name) => stack.file(name)).find((found) => found !== undefined);
  if (!file) return undefined;
  const { root } = parseYaml(file.text);
  return {
    file,
    root:
      root === undefined || root.kind === 'map'
        ? root
        : root.kind === 'scalar' && root.value === null
          ? undefined
          : 'broken',
  };
}

function create(text: string): ProjectFileEdit[] {
  return [{ path: PROJECT_FILES[0], span: { start: 0, end: 0 }, newText: text, create: true }];
}

function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key.kind === 'scalar' && entry.key.text === key);
}

function setScalar(file: ConfigFile, entry: YamlEntry, text: string): ProjectFileEdit[] {
  const { value } = entry;
  if (value && value.kind !== 'scalar') return [];
  if (value && value.span.end > value.span.start)
    return value.text === text ? [] : [file.edit(value.span.start, value.span.end, text)];
  const at = colonEnd(file, entry);
  return [file.edit(at, at, ` ${text}`)];
}

function colonEnd(file: ConfigFile, entry: YamlEntry): number {
  const colon = file.text.indexOf(':', entry.key.span.end);
  return colon < 0 ? entry.key.span.end : colon + 1;
}

/** Adds `key: value`, or the key with one line below it, behind everything else. */
function addToRoot(
  file: ConfigFile,
  root: YamlMap | undefined,
  key: string,
  value: string | undefined,
  below?: string,
): ProjectFileEdit[] {
  const { text, lines } = file;
  const newLine = lines.lineBreak;
  if (root?.flow) return [insertIntoBraces(file, root, `${key}: ${value}`)];
  const last = root?.entries.at(-1);
  const lastEnd = last ? (last.value?.span.end ?? last.key.span.end) : 0;
  // Behind a document's end mark nothing belongs to it any more.
  const mark = /^(---|\.\.\.)/m.exec(text.slice(lastEnd));
  const at = last && mark ? lines.endOf(lines.lineAt(lastEnd)) : text.length;
  const indent = root?.entries[0] ? lines.indentAt(root.entries[0].key.span.start) : '';
  const glue = at === 0 || (at === text.length && /[\r\n]$/.test(text)) ? '' : newLine;
  const blank = last && below !== undefined && /\n\r?\n/.test(text) ? newLine : '';
  const body = below === undefined ? `${indent}${key}: ${value}` : `${indent}${key}:${newLine}${indent}  ${below}`;
  return [file.edit(at, at, `${glue}${blank}${body}${at === text.length ? newLine : ''}`)];
}

/** Adds an entry behind the last one of a map in braces. */
function insertIntoBraces(file: ConfigFile, map: YamlMap, entry: string): ProjectFileEdit {
  const inside = map.span.end - 1;
  const blank = /\s*$/.exec(file.text.slice(map.span.start + 1, inside))![0].length;
  const at = inside - blank;
  return file.edit(at, at, `${map.entries.length > 0 ? ',' : ''} ${entry}${blank > 0 ? '' : ' '}`);
}
