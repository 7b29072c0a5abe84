import { variableSlots } from '../../knowledge/nginx/variable-slots';
import { isDefinedSomewhere, type VariableFamily } from '../../knowledge/nginx/variables';
import type { Word } from '../../syntax/nginx/tree';
import type { NginxConfiguration } from './configuration';
import type { NginxSetting } from './setting';
import { judgedSettings, takesPart } from './structure';

/** One place in which nginx looks for a variable while it reads its configuration. */
export interface VariableUse {
  readonly setting: NginxSetting;
  readonly word: Word;
  readonly family: VariableFamily;
  /** As it is written, without dollar sign and braces; empty where no name follows the sign. */
  readonly name: string;
  /** How it is written: `$name`, `${name}`, or `${name` where the closing bracket is missing. */
  readonly text: string;
  readonly fault?: 'bracket' | 'name';
}

/** Whether a directive is one of http's or of stream's; undefined where it is neither's for certain. */
export function variableFamily(setting: NginxSetting): VariableFamily | undefined {
  for (let { scope } = setting; scope; scope = scope.parent!) {
    if (scope.kind === 'stream' || scope.kind === 'stream-server' || scope.kind === 'stream-upstream') return 'stream';
    if (scope.kind === 'main' || scope.kind?.startsWith('mail') || scope.kind === 'events') return undefined;
    if (scope.kind === 'http' || scope.kind === 'server' || scope.kind === 'location') return 'http';
    if (scope.parent === undefined) return scope.kind === 'upstream' ? 'http' : undefined;
  }
  return undefined;
}

/**
 * The places in which nginx looks for variables that some line of the configuration has to define, or that are not
 * written as variables are; in the order in which nginx reads them.
 */
export function variableUses(configuration: NginxConfiguration): readonly VariableUse[] {
  return configuration.derive(findUses);
}

/**
 * The names, in small letters, that lines of a configuration may define: an argument that is a variable where nginx
 * expands none, and the names of regular expressions' groups.
 */
export function definedVariables(configuration: NginxConfiguration, family: VariableFamily): ReadonlySet<string> {
  return configuration.derive(family === 'http' ? findHttpDefinitions : findStreamDefinitions);
}

function findHttpDefinitions(configuration: NginxConfiguration): ReadonlySet<string> {
  return findDefinitions(configuration, 'http');
}

function findStreamDefinitions(configuration: NginxConfiguration): ReadonlySet<string> {
  return findDefinitions(configuration, 'stream');
}

function findDefinitions(configuration: NginxConfiguration, family: VariableFamily): ReadonlySet<string> {
  const names = new Set<string>();
  for (const setting of configuration.everything()) {
    const { name, args } = setting.directive;
    if (!mayDefine(name) && !args.some(mayDefine)) continue;
    const own = variableFamily(setting);
    if (own !== undefined && own !== family) continue;
    for (const word of [name, ...args]) {
      for (const group of word.value.matchAll(/\(\?P?[<'](\w+)[>']/g)) names.add(group[1]!.toLowerCase());
    }
    const reading = own === undefined ? [] : readingWords(setting, own).map(({ word }) => word);
    for (const word of args) {
      if (/^\$\w+$/.test(word.value) && !reading.includes(word)) names.add(word.value.slice(1).toLowerCase());
    }
  }
  return names;
}

function mayDefine({ value }: Word): boolean {
  return value.startsWith('$') || value.includes('(?');
}

function findUses(configuration: NginxConfiguration): readonly VariableUse[] {
  const uses: VariableUse[] = [];
  for (const setting of judgedSettings(configuration)) addUses(uses, setting);
  for (const scope of configuration.scopes('map')) {
    for (const row of scope.settings) if (takesPart(configuration, row.file)) addUses(uses, row);
  }
  return uses.sort((one, other) => one.setting.order - other.setting.order);
}

function addUses(uses: VariableUse[], setting: NginxSetting): void {
  if (setting.directive.conditional || !setting.args.some((word) => word.value.includes('$'))) return;
  const family = variableFamily(setting);
  if (!family) return;
  const { directive, file, scope } = setting;
  const line = `${family} ${scope.kind === 'map' ? 'map' : ''} ${file.text.slice(directive.name.start, directive.end)}`;
  if (plainLines.has(line)) return;
  const before = uses.length;
  for (const { word, text, whole } of readingWords(setting, family)) {
    if (word.placeholder || !text.includes('$')) continue;
    if (whole) {
      if (text.startsWith('$')) uses.push({ setting, word, family, name: text.slice(1), text });
      continue;
    }
    for (const found of variablesIn(text, setting.name !== 'log_format'))
      uses.push({ setting, word, family, ...found });
  }
  if (uses.length === before) return;
  const foreign = uses.slice(before).some((use) => use.fault !== undefined || !isDefinedSomewhere(family, use.name));
  if (foreign) return;
  uses.length = before;
  if (plainLines.size >= MOST_LINES) plainLines.clear();
  plainLines.add(line);
}

/** Lines that use no variables but those that nginx brings along: they say the same wherever they stand. */
const plainLines = new Set<string>();

/** How many of them are remembered. */
const MOST_LINES = 20_000;

interface Reading {
  readonly word: Word;
  /** The part of the word that nginx expands. */
  readonly text: string;
  /** All of the part is one variable's name. */
  readonly whole?: boolean;
}

/** The words of a directive in which nginx looks for variables. */
function readingWords(setting: NginxSetting, family: VariableFamily): readonly Reading[] {
  const { name, args, scope } = setting;
  if (scope.kind === 'map') {
    return name === 'include' || args.length !== 1 ? [] : [{ word: args[0]!, text: args[0]!.value }];
  }
  if (name === 'if') return family === 'http' ? condition(args) : [];
  if (name === 'map') return args.slice(0, 1).map(asText);
  if (name === 'geo') return args.length === 2 ? [{ ...asText(args[0]!), whole: true }] : [];
  if (name === 'log_format') return args.slice(args[1]?.value.startsWith('escape=') ? 2 : 1).map(asText);
  const slots = variableSlots(family, name);
  if (!slots || (slots.late && scope.kind === 'http' && !isInherited(setting))) return [];
  const found: Reading[] = [];
  for (const [index, word] of args.entries()) {
    const parameter = slots.parameters.find((key) => word.value.startsWith(key));
    if (parameter !== undefined) found.push({ word, text: word.value.slice(parameter.length) });
    else if (slots.all || slots.positions.includes(index) || (slots.last && index === args.length - 1)) {
      if (!isTakenAsWritten(setting, word) && !(slots.plain && word.value.startsWith('~'))) found.push(asText(word));
    }
  }
  return found;
}

function asText(word: Word): Reading {
  return { word, text: word.value };
}

function isTakenAsWritten({ name }: NginxSetting, { value }: Word): boolean {
  switch (name) {
    case 'access_log':
      return value.startsWith('syslog:');
    case 'charset':
    case 'source_charset':
      return !/^\$\w+$/.test(value);
    case 'try_files':
      return value.startsWith('=');
    default:
      return false;
  }
}

/** Whether some server takes the lines of http over, having none of its own. */
function isInherited({ name, scope }: NginxSetting): boolean {
  return scope.children.some((child) => child.kind === 'server' && child.own(name).length === 0);
}

/** The parts of `if (…)` that are variables or expanded. */
function condition(args: readonly Word[]): readonly Reading[] {
  const parts = args.map((word, index) => {
    let text = word.value;
    if (index === 0 && text.startsWith('(')) text = text.slice(1);
    if (index === args.length - 1 && text.endsWith(')')) text = text.slice(0, -1);
    return { word, text };
  });
  const filled = parts.filter(({ text }) => text !== '');
  const [first, operator, last] = filled;
  if (!first) return [];
  if (/^!?-[fdex]$/.test(first.text)) return filled.length === 2 ? [operator!] : [];
  const found: Reading[] = [{ ...first, whole: true }];
  if (filled.length === 3 && (operator!.text === '=' || operator!.text === '!=')) found.push(last!);
  return found;
}

type Found = Pick<VariableUse, 'name' | 'text' | 'fault'>;

/**
 * The variables of a text, as nginx takes it apart.
 *
 * @param captures whether $1 to $9 are groups of a regular expression rather than names
 */
function variablesIn(text: string, captures: boolean): readonly Found[] {
  const found: Found[] = [];
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at)) {
    const start = at++;
    if (captures && /[1-9]/.test(text.charAt(at))) {
      at++;
      continue;
    }
    const braced = text.charAt(at) === '{';
    if (braced) at++;
    const from = at;
    while (/\w/.test(text.charAt(at))) at++;
    const name = text.slice(from, at);
    const closed = !braced || text.charAt(at) === '}';
    if (braced && closed) at++;
    const fault = closed ? (name === '' ? 'name' : undefined) : 'bracket';
    found.push({ name, text: text.slice(start, at), ...(fault ? { fault } : {}) });
    // nginx reads no further either.
    if (fault) break;
  }
  return found;
}
