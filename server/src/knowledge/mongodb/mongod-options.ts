import { FOREIGN_GROUPS, LOG_COMPONENTS, MONGOD_OPTIONS } from './mongod-table';

export type MongodType = 'bool' | 'int' | 'double' | 'text' | 'list' | 'map' | 'enum';

/** One option of mongod. */
export interface MongodOption {
  /** As the configuration file nests it, with dots: `net.port`. */
  readonly name: string;
  readonly type: MongodType;
  /** The words of an enumeration. */
  readonly words: readonly string[];
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly default: string | undefined;
  /** The command line's name for it, without its dashes. */
  readonly flag: string | undefined;
  /** The version that brought it. */
  readonly since: string | undefined;
  /** The first version that refuses to start for it. */
  readonly removed: string | undefined;
  readonly enterprise: boolean;
  /** What it does, in one sentence without a full stop. */
  readonly what: string;
  /** The vendor's page. */
  readonly page: string;
}

const PAGE = 'https://www.mongodb.com/docs/manual/reference/configuration-options/';

let byName: ReadonlyMap<string, MongodOption> | undefined;
let byFlag: ReadonlyMap<string, MongodOption> | undefined;
let groups: ReadonlySet<string> | undefined;

/** Every option that mongod has or had, by name. */
export function mongodOptions(): ReadonlyMap<string, MongodOption> {
  byName ??= new Map(
    [...MONGOD_OPTIONS.trim().split('\n').map(readLine), ...verbosities()].map((one) => [one.name, one]),
  );
  return byName;
}

export function mongodOption(name: string): MongodOption | undefined {
  return mongodOptions().get(name);
}

/** The option that a flag of the command line sets: `maxConns`. */
export function optionOfFlag(flag: string): MongodOption | undefined {
  byFlag ??= new Map([...mongodOptions().values()].flatMap((one) => (one.flag === undefined ? [] : [[one.flag, one]])));
  return byFlag.get(flag);
}

/** Whether the name holds options below it: `net`, `storage.wiredTiger`. */
export function isMongodGroup(name: string): boolean {
  groups ??= new Set(
    [...mongodOptions().keys()].flatMap((one) => {
      const parts = one.split('.');
      return parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join('.'));
    }),
  );
  return groups.has(name);
}

/** Whether other builds of the server have options of that name, so that nothing can be said of it. */
export function mayBeForeign(name: string): boolean {
  return FOREIGN_GROUPS.some((group) => name === group || name.startsWith(`${group}.`));
}

/** What stands directly below a group, or at the top for the empty name. */
export function namesBelow(group: string): readonly string[] {
  const prefix = group === '' ? '' : `${group}.`;
  const names = [...mongodOptions().keys()].filter((name) => name.startsWith(prefix));
  return [...new Set(names.map((name) => name.slice(prefix.length).split('.')[0]!))];
}

function readLine(line: string): MongodOption {
  const [name = '', type = '', standard = '-', flag = '-', versions = '-', what = ''] = line
    .split('|')
    .map((part) => part.trim());
  const range = /^(int|double) (-?[\d.]+?)\.\.(\d*)$/.exec(type);
  const kind = range?.[1] ?? type;
  const isEnum = !/^(bool|int|double|text|list|map)$/.test(kind);
  return {
    name,
    type: isEnum ? 'enum' : (kind as MongodType),
    words: isEnum ? type.split(',') : [],
    least: range ? Number(range[2]) : undefined,
    most: range?.[3] ? Number(range[3]) : undefined,
    default: standard === '-' ? undefined : standard,
    flag: flag === '-' ? undefined : flag,
    since: versions.endsWith('+') ? versions.slice(0, -1) : undefined,
    removed: versions.startsWith('<') ? versions.slice(1) : undefined,
    enterprise: versions === 'enterprise',
    what,
    page: `${PAGE}#mongodb-setting-${name}`,
  };
}

function verbosities(): MongodOption[] {
  return LOG_COMPONENTS.map((component) =>
    readLine(
      `systemLog.component.${component}.verbosity | int -1..5 | -1 | - | - | How much ${component} logs; -1 is as much as what it belongs to`,
    ),
  );
}

/** How a value that mongod refuses is refused. */
export interface MongodRefusal {
  readonly message: string;
  /** What was certainly meant. */
  readonly meant?: string;
}

const LARGEST_INT = 2_147_483_647;

/**
 * Why mongod refuses the value, as its parser reads it: everything is a text first. Undefined where it takes it, or
 * where that isn't certain. https://github.com/mongodb/mongo/blob/master/src/mongo/util/options_parser/options_parser.cpp
 */
export function mongodRefusal(option: MongodOption, value: string): MongodRefusal | undefined {
  switch (option.type) {
    case 'bool':
      return refusedBool(option.name, value);
    case 'int':
    case 'double':
      return refusedNumber(option, value);
    case 'enum':
      return refusedWord(option, value);
  }
  return undefined;
}

function refusedBool(name: string, value: string): MongodRefusal | undefined {
  if (value === 'true' || value === 'false') return undefined;
  const word = value.toLowerCase();
  const meant = /^(true|yes|on|y|1|enabled)$/.test(word)
    ? 'true'
    : /^(false|no|off|n|0|disabled)$/.test(word)
      ? 'false'
      : undefined;
  return { message: `${name} is true or false, in lower case.`, ...(meant === undefined ? {} : { meant }) };
}

function refusedNumber({ name, type, least, most }: MongodOption, value: string): MongodRefusal | undefined {
  const whole = /^[-+]?(0x[0-9a-f]+|\d+)$/i.test(value);
  if (type === 'int' && !whole) return { message: `${name} is a whole number without a unit.` };
  if (type === 'double' && !whole && !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value))
    return /^[-+]?(inf|nan|0x)/i.test(value) ? undefined : { message: `${name} is a number without a unit.` };
  if (/^[-+]?0[x\d]/i.test(value)) return undefined;
  const number = Number(value);
  if (type === 'int' && Math.abs(number) > LARGEST_INT) return { message: `${name} is ${LARGEST_INT} at most.` };
  if (least !== undefined && number < least) return { message: `${name} is ${rangeOf(least, most)}.` };
  if (most !== undefined && number > most) return { message: `${name} is ${rangeOf(least, most)}.` };
  return undefined;
}

function rangeOf(least: number | undefined, most: number | undefined): string {
  if (least === undefined) return `${most} at most`;
  return most === undefined ? `${least} or more` : `a number from ${least} to ${most}`;
}

/** Enumerations whose words mongod compares before it starts; of the others, builds may know further words. */
const STRICT = new Set([
  'systemLog.destination',
  'security.authorization',
  'security.clusterAuthMode',
  'operationProfiling.mode',
  'sharding.clusterRole',
  'net.tls.mode',
  'net.ssl.mode',
  'systemLog.logRotate',
  'systemLog.timeStampFormat',
  'storage.wiredTiger.collectionConfig.blockCompressor',
  'storage.wiredTiger.engineConfig.journalCompressor',
]);

function refusedWord({ name, words }: MongodOption, value: string): MongodRefusal | undefined {
  if (!STRICT.has(name) || words.some((word) => word.toLowerCase() === value.toLowerCase())) return undefined;
  const meant = name === 'security.authorization' ? enabledWord(value) : undefined;
  return {
    message: `${name} is ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`,
    ...(meant === undefined ? {} : { meant }),
  };
}

function enabledWord(value: string): string | undefined {
  if (/^(true|yes|on)$/i.test(value)) return 'enabled';
  return /^(false|no|off)$/i.test(value) ? 'disabled' : undefined;
}
