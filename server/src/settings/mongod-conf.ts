import { mayBeForeign, mongodOption, optionOfFlag } from '../knowledge/mongodb/mongod-options';
import type { YamlEntry, YamlMap, YamlNode } from '../syntax/yaml/tree';
import type { FileEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { ConfigFile } from './file';
import { isTemplateName } from './kind';
import { LineSetting, type Setting, type SettingPlace } from './setting';
import { type Known, known, type Unknown, unknown } from './value';
import { colonEnd } from './yaml/layout';
import { removeEntry, setIn, setValue } from './yaml/write';

/** An option where mongod.conf sets it. */
export interface MongodSetting extends Setting {
  /** Nothing stands behind its name. */
  readonly empty: boolean;
  /** What stands there is no single value: a list or a group of further keys. */
  readonly shape: 'scalar' | 'list' | 'map';
}

/** What a mongod.conf says, in the order of the file. */
export interface MongodConf {
  readonly settings: readonly MongodSetting[];
  /** Names that have nothing below them, which mongod takes for an option that it does not know. */
  readonly emptyGroups: readonly MongodSetting[];
  /** Groups that a program or an address fills in when mongod starts, by name; '' is the whole file. */
  readonly expanded: readonly string[];
  /** The form of versions before 2.6: `key = value`. */
  readonly ini: boolean;
  /** Edits that set an option that nothing sets yet. */
  insert(name: string, value: string): FileEdit[];
}

const READ = new WeakMap<ConfigFile, MongodConf>();

export function mongodConf(file: ConfigFile): MongodConf {
  let conf = READ.get(file);
  if (!conf) READ.set(file, (conf = isIni(file.text) ? readIni(file) : readYaml(file)));
  return conf;
}

/** Whether the lines are `key = value`. */
function isIni(text: string): boolean {
  const first = text.split('\n', 500).find((line) => !/^\uFEFF?\s*(#.*)?$/.test(line));
  return first !== undefined && /^\uFEFF?\s*\w+\s*=/.test(first);
}

function readYaml(file: ConfigFile): MongodConf {
  const settings: MongodSetting[] = [];
  const emptyGroups: MongodSetting[] = [];
  const expanded: string[] = [];
  const visit = (map: YamlMap, group: string, owner?: Owner) => {
    if (map.entries.some(({ key }) => isExpansion(key))) {
      expanded.push(group);
      return;
    }
    for (const entry of map.entries) {
      if (entry.key.kind !== 'scalar') continue;
      const name = group === '' ? entry.key.text : entry.key.text === 'value' ? group : `${group}.${entry.key.text}`;
      const { value } = entry;
      // A map that a parameter takes as a whole is no group.
      if (value?.kind === 'map' && mongodOption(name)?.type !== 'map') visit(value, name, { map, entry, owner });
      else {
        const setting = new YamlSetting(name, file, map, entry, owner);
        const isGroup = setting.empty && !mongodOption(name) && !mayBeForeign(name);
        (isGroup ? emptyGroups : settings).push(setting);
      }
    }
  };
  const { root } = file.yaml;
  if (root?.kind === 'map') visit(root, '');
  return {
    settings,
    emptyGroups,
    expanded,
    ini: false,
    insert: (name, value) =>
      root && root.kind !== 'map'
        ? []
        : setIn(file, root as YamlMap | undefined, name.split('.'), scalarOf(name, value)),
  };
}

/** `__rest` and `__exec`: https://www.mongodb.com/docs/manual/reference/expansion-directives/ */
function isExpansion(key: YamlNode): boolean {
  return key.kind === 'scalar' && (key.text === '__rest' || key.text === '__exec');
}

/** A number or a truth value where the option is one, so that no quotes are put around it. */
function scalarOf(name: string, value: string): string | number | boolean {
  const type = mongodOption(name)?.type;
  if (type === 'bool' && /^(true|false)$/.test(value)) return value === 'true';
  return (type === 'int' || type === 'double') && String(Number(value)) === value ? Number(value) : value;
}

/** The entry that a map is the value of. */
interface Owner {
  readonly map: YamlMap;
  readonly entry: YamlEntry;
  readonly owner: Owner | undefined;
}

class YamlSetting implements MongodSetting {
  readonly nameSpan: Span;
  readonly valueSpan: Span;
  readonly span: Span;
  readonly value: Known<string> | Unknown;

  constructor(
    readonly name: string,
    readonly file: ConfigFile,
    readonly map: YamlMap,
    readonly entry: YamlEntry,
    readonly owner: Owner | undefined,
  ) {
    const { key, value } = entry;
    const end = colonEnd(file, entry);
    this.nameSpan = key.span;
    this.valueSpan = value?.span ?? { start: end, end };
    this.span = { start: key.span.start, end: Math.max(end, this.valueSpan.end) };
    this.value = this.#read(value);
  }

  #read(value: YamlNode | undefined): Known<string> | Unknown {
    if (value?.kind === 'alias') return unknown('an alias stands for it');
    if (value && value.kind !== 'scalar') return unknown('it is no single value');
    const text = value === undefined || (value.value === null && value.style === 'plain') ? '' : value.text;
    const isTemplate = isTemplateName(this.file.path) || /\{\{|\{%|<%|\$\{/.test(text);
    return isTemplate && !/^[\w./:-]*$/.test(text) ? unknown('a template fills it in') : known(text);
  }

  get shape(): MongodSetting['shape'] {
    const { value } = this.entry;
    return value?.kind === 'list' || value?.kind === 'map' ? value.kind : 'scalar';
  }

  get empty(): boolean {
    const { value } = this.entry;
    return value === undefined || (value.kind === 'scalar' && value.value === null && value.style === 'plain');
  }

  get text(): string {
    return this.file.text.slice(this.valueSpan.start, this.valueSpan.end);
  }

  get atName(): SettingPlace {
    return { file: this.file, span: this.nameSpan };
  }

  get atValue(): SettingPlace {
    return { file: this.file, span: this.valueSpan.end > this.valueSpan.start ? this.valueSpan : this.nameSpan };
  }

  set(value: string): FileEdit[] {
    return setValue(this.file, this.map, this.entry, scalarOf(this.name, value));
  }

  remove(): FileEdit[] {
    // A group that would be left without options goes with its last one.
    let part: Owner = this;
    while (part.map.entries.length === 1 && part.owner) part = part.owner;
    return removeEntry(this.file, part.map, part.entry);
  }
}

function readIni(file: ConfigFile): MongodConf {
  const settings: MongodSetting[] = [];
  for (const found of file.text.matchAll(/^(\uFEFF?[ \t]*)([\w.]+)([ \t]*=[ \t]*)([^\r\n#]*)/gm)) {
    const [whole, indent = '', name = '', equals = '', rest = ''] = found;
    const start = found.index + indent.length;
    const valueStart = start + name.length + equals.length;
    const text = rest.trimEnd();
    settings.push(
      new IniSetting(
        optionOfFlag(name)?.name ?? name,
        file,
        { start, end: found.index + whole.trimEnd().length },
        { start, end: start + name.length },
        { start: valueStart, end: valueStart + text.length },
        known(text),
      ),
    );
  }
  return {
    settings,
    emptyGroups: [],
    expanded: [],
    ini: true,
    insert: (name, value) => {
      const flag = mongodOption(name)?.flag;
      if (flag === undefined) return [];
      const { text, lines } = file;
      const glue = text === '' || /[\r\n]$/.test(text) ? '' : lines.lineBreak;
      return [file.edit(text.length, text.length, `${glue}${flag} = ${value}${lines.lineBreak}`)];
    },
  };
}

class IniSetting extends LineSetting implements MongodSetting {
  readonly shape = 'scalar';

  get empty(): boolean {
    return this.text === '';
  }
}
