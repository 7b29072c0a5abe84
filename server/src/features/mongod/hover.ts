import {
  isMongodGroup,
  type MongodOption,
  mongodOption,
  mongodRefusal,
  namesBelow,
} from '../../knowledge/mongodb/mongod-options';
import { mongodRecommendations } from '../../knowledge/mongodb/recommended';
import type { ConfigFile } from '../../settings/file';
import { type MongodSetting, mongodConf } from '../../settings/mongod-conf';
import { MongodFlag } from '../../stack/mongodb/command';
import { versionInFile } from '../../stack/mongodb/judged';
import type { MongodServer } from '../../stack/mongodb/server';
import type { Stack } from '../../stack/stack';
import type { YamlNode } from '../../syntax/yaml/tree';
import { type Span, touches } from '../../text/span';
import { settingCard } from '../card';
import type { Hover } from '../hover';
import type { Links } from '../links';
import { code, placeLink } from '../markdown';
import { easierMongod } from './units';

/** A card about the option or group under the cursor of a mongod.conf. */
export function mongodHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const setting = mongodConf(file).settings.find(
    ({ nameSpan, valueSpan }) => touches(nameSpan, offset) || touches(valueSpan, offset),
  );
  if (setting) {
    const option = mongodOption(setting.name);
    const span = touches(setting.nameSpan, offset) ? setting.nameSpan : setting.valueSpan;
    return option && { span, markdown: optionCard(stack, option, setting, links) };
  }
  const group = groupAt(file, offset);
  return group && { span: group.span, markdown: groupCard(group.name) };
}

/** The same about a flag of mongod, wherever its command line stands. */
export function mongodFlagHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  for (const { command } of stack.mongodServers)
    for (const flag of command?.flags ?? []) {
      if (flag.file !== file || !(touches(flag.nameSpan, offset) || touches(flag.valueSpan, offset))) continue;
      const option = mongodOption(flag.name);
      const span = touches(flag.nameSpan, offset) ? flag.nameSpan : flag.valueSpan;
      return option && { span, markdown: optionCard(stack, option, flag, links) };
    }
  return undefined;
}

function optionCard(stack: Stack, option: MongodOption, setting: MongodSetting, links: Links): string {
  const { name, page } = option;
  const head = {
    name,
    marks: [setting instanceof MongodFlag ? 'mongod' : 'mongod.conf'],
    page,
    paragraphs: [
      `${option.what}.${rangeOf(option)}`,
      remarks(option, versionInFile(setting.file, stack)).join(' '),
      here(option, setting),
      ...stack.mongodServers
        .filter(({ configuration }) => configuration === setting.file)
        .map((server) => inForce(server, setting, links)),
    ],
    guide: mongodRecommendations.filter((one) => one.name === name),
  };
  return settingCard(head, 'mongodb', stack.policyOf(setting.file), links);
}

function rangeOf({ type, least, most, words }: MongodOption): string {
  if (type === 'enum') return ` One of ${words.map(code).join(', ')}.`;
  if (type === 'bool') return ' True or false.';
  if (type === 'list') return ' A list.';
  if (least !== undefined && most !== undefined) return ` From ${least} to ${most}.`;
  return least === undefined ? '' : ` At least ${least}.`;
}

function remarks({ flag, since, removed, enterprise }: MongodOption, version: string | undefined): string[] {
  const project = version === undefined ? '' : `; this project runs ${version}`;
  return [
    ...(flag === undefined ? [] : [`On the command line ${code(`--${flag}`)}.`]),
    ...(since === undefined ? [] : [`Since MongoDB ${since}${project}.`]),
    ...(removed === undefined ? [] : [`MongoDB ${removed} and newer refuse it${project}.`]),
    ...(enterprise ? ['Only in MongoDB Enterprise.'] : []),
  ];
}

function here(option: MongodOption, setting: MongodSetting): string {
  const standard = option.default === undefined ? '' : `default ${code(option.default)}`;
  if (setting.empty || setting.shape !== 'scalar') return standard;
  const { value } = setting;
  const easier =
    value.state === 'known' && !mongodRefusal(option, value.value) ? easierMongod(option.name, value.value) : undefined;
  const note = value.state === 'unknown' ? ` (${value.reason})` : easier === undefined ? '' : ` (${easier})`;
  return [`**Here** ${code(setting.text)}${note}`, standard].filter((part) => part !== '').join(' · ');
}

/** Where a flag of the command line wins over the file. */
function inForce(server: MongodServer, setting: MongodSetting, links: Links): string {
  const effective = server.setting(setting.name);
  const winner = effective.state === 'absent' ? undefined : effective.setting;
  if (!winner || winner.file === setting.file) return '';
  return `**In force** ${code(winner.text === '' ? 'set by its flag' : winner.text)} of ${placeLink(winner.file, winner.span.start, links)}, which wins over the file.`;
}

/** The group whose key is under the cursor. */
function groupAt(file: ConfigFile, offset: number): { readonly name: string; readonly span: Span } | undefined {
  let node: YamlNode | undefined = file.yaml.root;
  let name = '';
  while (node?.kind === 'map') {
    const entry = node.entries.find(({ key, value }) => key.span.start <= offset && offset <= (value ?? key).span.end);
    if (entry?.key.kind !== 'scalar') return undefined;
    name = name === '' ? entry.key.text : `${name}.${entry.key.text}`;
    if (touches(entry.key.span, offset)) return isMongodGroup(name) ? { name, span: entry.key.span } : undefined;
    node = entry.value;
  }
  return undefined;
}

function groupCard(name: string): string {
  const below = namesBelow(name).map((key) => code(key));
  return `**${name}** · mongod.conf\n\nHolds ${below.join(', ')}.`;
}
