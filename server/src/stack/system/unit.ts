import { parseUnitLimit, type UnitLimit } from '../../knowledge/system/units';
import type { ConfigFile } from '../../settings/file';
import { insertUnitSetting, type UnitSetting, unitSettings } from '../../settings/systemd';
import type { FileEdit } from '../../text/edit';
import { baseName, directoryOf } from '../../text/paths';
import { byBytes, placeOf } from './places';

/** A limit of a unit in force. */
export type EffectiveUnitLimit =
  | { readonly state: 'known'; readonly value: UnitLimit; readonly setting: UnitSetting }
  | { readonly state: 'unknown'; readonly reason: string; readonly setting?: UnitSetting }
  | { readonly state: 'absent' };

/** An assignment that systemd ignores, with the reason. */
export interface IgnoredAssignment {
  readonly setting: UnitSetting;
  readonly reason: string;
}

/** A systemd service with its drop-ins, in the order in which systemd reads them. Immutable. */
export class Unit {
  readonly files: ReadonlySet<ConfigFile>;
  #settings: readonly UnitSetting[] | undefined;

  constructor(
    /** E.g. `nginx.service`. */
    readonly name: string,
    /** The folder that stands for the host's root, or that holds the unit. */
    readonly root: string,
    /** The unit's own file; undefined where the workspace holds only drop-ins. */
    readonly main: ConfigFile | undefined,
    readonly dropIns: readonly ConfigFile[],
  ) {
    this.files = new Set(main ? [main, ...dropIns] : dropIns);
  }

  /** Every assignment of a section, in the order in which systemd reads them. */
  settings(section: string, key?: string): readonly UnitSetting[] {
    this.#settings ??= [...this.files].flatMap(unitSettings);
    return this.#settings.filter(
      (setting) => setting.section.name === section && (key === undefined || setting.name === key),
    );
  }

  /**
   * The limit that a directive such as LimitNOFILE leaves in force: the last assignment that systemd accepts. Absent:
   * systemd's default holds (1024 soft, 524288 hard for open files).
   */
  limit(key: string): EffectiveUnitLimit {
    let found: UnitSetting | undefined;
    let value: UnitLimit | undefined;
    let doubt: { reason: string; setting: UnitSetting } | undefined;
    for (const setting of this.settings('Service', key)) {
      if (setting.value.state === 'unknown') {
        doubt = { reason: setting.value.reason, setting };
        continue;
      }
      const read = parseUnitLimit(key, setting.value.value);
      if (typeof read === 'string') continue;
      found = setting;
      value = read;
      doubt = undefined;
    }
    if (doubt) return { state: 'unknown', ...doubt };
    const unseen = this.#unseen();
    if (unseen) return { state: 'unknown', reason: unseen, ...(found ? { setting: found } : {}) };
    if (found && value) return { state: 'known', value, setting: found };
    return this.main
      ? { state: 'absent' }
      : { state: 'unknown', reason: `${this.name} itself is not in the workspace` };
  }

  /** Assignments of a limit that systemd ignores. */
  ignored(key: string): readonly IgnoredAssignment[] {
    return this.settings('Service', key).flatMap((setting) => {
      const read = setting.value.state === 'known' ? parseUnitLimit(key, setting.value.value) : undefined;
      return typeof read === 'string' ? [{ setting, reason: read }] : [];
    });
  }

  /** Edits that set a key of a section: a new value for its last assignment, else a new line in the unit or its last drop-in. */
  insert(section: string, key: string, value: string): FileEdit[] {
    const present = this.settings(section, key).findLast((setting) => setting.value.state === 'known');
    if (present) return present.set(value);
    const files = [...this.files];
    const file =
      files.findLast((one) => one.systemd.sections.some((candidate) => candidate.name === section)) ??
      files[files.length - 1]!;
    return insertUnitSetting(file, section, key, value);
  }

  #unseen(): string | undefined {
    for (const file of this.files) {
      const { unseen, sections } = file.systemd;
      const nameless = sections.some((section) => section.entries.some((entry) => entry.key.placeholder));
      if (unseen.length > 0 || nameless) return 'a template writes lines that may set it';
    }
    return undefined;
  }
}

interface Parts {
  readonly name: string;
  readonly root: string;
  readonly mains: { readonly file: ConfigFile; readonly rank: number }[];
  readonly dropIns: { readonly file: ConfigFile; readonly rank: number }[];
}

/** The services of a workspace. Those of an earlier stack are taken over where their files are the same. */
export function readUnits(files: Iterable<ConfigFile>, previous: readonly Unit[]): readonly Unit[] {
  const byKey = new Map<string, Parts>();
  const partsOf = (root: string, name: string): Parts => {
    const key = `${root}\n${name}`;
    const known = byKey.get(key);
    if (known) return known;
    const made: Parts = { name, root, mains: [], dropIns: [] };
    byKey.set(key, made);
    return made;
  };
  for (const file of files) {
    if (file.kind !== 'systemd') continue;
    const folder = directoryOf(file.path);
    const dropIn = /^(.+\.service)\.d$/.exec(baseName(folder))?.[1];
    if (dropIn) {
      const { root, rank } = unitPlace(directoryOf(folder));
      partsOf(root, dropIn).dropIns.push({ file, rank });
    } else {
      const { root, rank } = unitPlace(folder);
      partsOf(root, /^(.+\.service)(\.|$)/.exec(file.name)?.[1] ?? file.name).mains.push({ file, rank });
    }
  }
  const old = new Map(previous.map((unit) => [`${unit.root}\n${unit.name}`, unit]));
  return [...byKey]
    .sort(([a], [b]) => byBytes(a, b))
    .map(([key, parts]) => {
      const main = parts.mains.sort((a, b) => a.rank - b.rank)[0]?.file;
      const dropIns = unmasked(parts.dropIns);
      const known = old.get(key);
      const same =
        known &&
        known.main === main &&
        known.dropIns.length === dropIns.length &&
        known.dropIns.every((file, i) => file === dropIns[i]);
      return same ? known : new Unit(parts.name, parts.root, main, dropIns);
    });
}

/** Drop-ins by name; of namesakes, the one in the strongest folder. */
function unmasked(dropIns: Parts['dropIns']): ConfigFile[] {
  const sorted = [...dropIns].sort((a, b) => byBytes(a.file.name, b.file.name) || a.rank - b.rank);
  return sorted.filter((one, i) => i === 0 || sorted[i - 1]!.file.name !== one.file.name).map(({ file }) => file);
}

function unitPlace(folder: string): { root: string; rank: number } {
  return folder.endsWith('systemd/system') ? placeOf(directoryOf(directoryOf(folder))) : { root: folder, rank: 0 };
}
