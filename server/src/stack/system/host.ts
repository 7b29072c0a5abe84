import type { ConfigFile } from '../../settings/file';
import { insertSysctl, pathOfKey, type SysctlSetting, sysctlSettings } from '../../settings/sysctl';
import type { FileEdit } from '../../text/edit';
import { globToRegExp } from '../../text/paths';
import type { Effective } from '../effective';
import { byBytes } from './places';
import type { SysctlSet } from './sysctl-set';

/** Who applies the files: `sysctl --system` of procps, or systemd-sysctl at boot. */
export type SysctlReader = 'procps' | 'systemd';

/** A sysctl file in its place on the host. */
export interface SysctlSlot {
  readonly file: ConfigFile;
  /** The name by which files are sorted and mask each other: that of a link where one leads to the file. */
  readonly name: string;
  readonly rank: number;
  /** `drop-in` stands in a sysctl.d folder, `main` is /etc/sysctl.conf, `lone` is applied by its name alone. */
  readonly role: 'drop-in' | 'main' | 'lone';
}

export interface MaskedFile {
  readonly file: ConfigFile;
  readonly by: ConfigFile;
}

export interface OverriddenSysctl {
  readonly setting: SysctlSetting;
  /** The assignment that `sysctl --system` leaves in force; undefined where that is this one or is not known. */
  readonly procps: SysctlSetting | undefined;
  /** The same for systemd-sysctl. */
  readonly systemd: SysctlSetting | undefined;
}

/** The name that Debian up to version 12 gives to the link by which systemd-sysctl finds /etc/sysctl.conf. */
const MAIN_LINK = '99-sysctl.conf';

/**
 * The sysctl files of one host. Immutable. What the host's own packages ship and the workspace doesn't hold is not in
 * view: absent means absent from these files.
 */
export class Host implements SysctlSet {
  readonly holdsFor = 'host';
  /** Every file, in the order in which `sysctl --system` reads them, masked ones last. */
  readonly files: ReadonlySet<ConfigFile>;
  readonly masked: readonly MaskedFile[];
  /**
   * Whether systemd-sysctl reads /etc/sysctl.conf: it does so only through a link in sysctl.d, which Debian 12 ships
   * and Debian 13 doesn't. Undefined where no link is in view.
   */
  readonly systemdReadsMain: boolean | undefined;
  readonly #dropIns: readonly SysctlSlot[];
  readonly #main: SysctlSlot | undefined;
  readonly #passes = new Map<string, Pass>();
  #steps: ReadonlyMap<ConfigFile, readonly Step[]> | undefined;
  #byKey: ReadonlyMap<string, readonly SysctlSetting[]> | undefined;

  constructor(
    /** The folder that stands for the host's root; of a file that stands alone, its path. */
    readonly root: string,
    readonly slots: readonly SysctlSlot[],
  ) {
    const sorted = [...slots].sort((a, b) => byBytes(a.name, b.name) || a.rank - b.rank);
    const dropIns: SysctlSlot[] = [];
    const masked: MaskedFile[] = [];
    for (const slot of sorted) {
      if (slot.role !== 'drop-in') continue;
      const before = dropIns[dropIns.length - 1];
      if (before?.name === slot.name) masked.push({ file: slot.file, by: before.file });
      else dropIns.push(slot);
    }
    this.#main = sorted.find((slot) => slot.role !== 'drop-in');
    this.#dropIns = dropIns;
    this.masked = masked;
    const main = this.#main;
    this.systemdReadsMain =
      main?.role !== 'main' ? main !== undefined : dropIns.some((slot) => slot.file === main.file) ? true : undefined;
    this.files = new Set([...this.order('procps'), ...masked.map(({ file }) => file)]);
  }

  /** The files in the order in which they are applied; a file that is also linked comes once for each. */
  order(reader: SysctlReader): readonly ConfigFile[] {
    const files = this.#dropIns.map(({ file }) => file);
    const main = this.#main?.file;
    if (!main) return files;
    if (reader === 'procps' || this.#main.role === 'lone') return [...files, main];
    return files;
  }

  /** Every key that some line sets by its full name, in the order of the files. */
  get keys(): readonly string[] {
    return [...this.#settings().keys()];
  }

  /** Every assignment of the key by its full name, in the order of `sysctl --system`; each once. */
  settings(key: string): readonly SysctlSetting[] {
    return this.#settings().get(key) ?? [];
  }

  /** Every line of every file in force, in the order of `sysctl --system`, patterns and exclusions included. */
  get lines(): readonly SysctlSetting[] {
    return [...new Set(this.order('procps'))].flatMap((file) =>
      this.#stepsOf(file).filter((step) => step !== undefined),
    );
  }

  /** What is in force for a key once the reader is through. */
  effective(key: string, reader: SysctlReader = 'procps'): Effective<SysctlSetting> {
    const plain = this.#effectiveIn(key, this.#passOf(reader));
    if (reader === 'procps' || this.#main?.role !== 'main' || this.systemdReadsMain) return plain;
    const linked = this.#effectiveIn(key, this.#passOf('linked'));
    const same =
      plain.state === linked.state &&
      (plain.state === 'absent' || (linked.state !== 'absent' && plain.setting === linked.setting));
    if (same) return plain;
    return {
      state: 'unknown',
      reason:
        'systemd-sysctl reads /etc/sysctl.conf only through a link in /etc/sysctl.d, which the workspace does not show',
    };
  }

  /** Assignments that are not in force under one reader or the other, because a later one sets the key again. */
  get overridden(): readonly OverriddenSysctl[] {
    const found: OverriddenSysctl[] = [];
    for (const [key, settings] of this.#settings()) {
      if (settings.length < 2) continue;
      const winners = (['procps', 'systemd'] as const).map((reader) => {
        const effective = this.effective(key, reader);
        return effective.state === 'known' ? effective.setting : undefined;
      });
      for (const setting of settings) {
        const [procps, systemd] = winners.map((winner) => (winner === setting ? undefined : winner));
        if (procps || systemd) found.push({ setting, procps, systemd });
      }
    }
    return found;
  }

  /** Edits that put the key into force: a new value for the assignment that wins, else a new line. */
  insert(key: string, value: string): FileEdit[] {
    const effective = this.effective(key);
    if (effective.state === 'known' && effective.setting.name === key) return effective.setting.set(value);
    const order = this.order('procps');
    const related = order.findLast((file) =>
      sysctlSettings(file).some((setting) => setting.name.startsWith(key.slice(0, key.lastIndexOf('.') + 1))),
    );
    const file = related ?? order[order.length - 1] ?? this.slots[0]!.file;
    return insertSysctl(file, key, value);
  }

  #orderWithLink(main: ConfigFile): readonly ConfigFile[] {
    const at = this.#dropIns.findIndex((slot) => byBytes(slot.name, MAIN_LINK) > 0);
    const files = this.#dropIns.map(({ file }) => file);
    files.splice(at < 0 ? files.length : at, 0, main);
    return files;
  }

  #effectiveIn(key: string, pass: Pass): Effective<SysctlSetting> {
    const named = pass.named.get(key);
    if (named?.setting && pass.lastUnseen < named.at && named.doubt === undefined)
      return result(named.setting, undefined);
    if (named || pass.lastUnseen >= 0) return result(named?.setting, named?.doubt ?? UNSEEN);
    const path = pathOfKey(key);
    if (pass.exclusions.some((setting) => matches(setting, path))) return { state: 'absent' };
    return result(
      pass.patterns.findLast((setting) => matches(setting, path)),
      undefined,
    );
  }

  /** What the files say in this order, read once. */
  #read(order: readonly ConfigFile[]): Pass {
    const named = new Map<string, Named>();
    const patterns: SysctlSetting[] = [];
    const exclusions: SysctlSetting[] = [];
    let lastUnseen = -1;
    let at = 0;
    for (const file of order) {
      for (const setting of this.#stepsOf(file)) {
        at++;
        if (!setting) lastUnseen = at;
        else if (setting.exclusion) exclusions.push(setting);
        else if (setting.pattern) patterns.push(setting);
        else if (setting.entry.conditional) {
          const before = named.get(setting.name);
          named.set(setting.name, {
            setting: before?.setting,
            at: before?.at ?? -1,
            doubt: 'a template’s condition decides',
          });
        } else named.set(setting.name, { setting, at, doubt: undefined });
      }
    }
    return { named, patterns, exclusions, lastUnseen };
  }

  #passOf(kind: 'procps' | 'systemd' | 'linked'): Pass {
    let pass = this.#passes.get(kind);
    if (!pass) {
      pass = this.#read(kind === 'linked' ? this.#orderWithLink(this.#main!.file) : this.order(kind));
      this.#passes.set(kind, pass);
    }
    return pass;
  }

  #settings(): ReadonlyMap<string, readonly SysctlSetting[]> {
    if (!this.#byKey) {
      const byKey = new Map<string, SysctlSetting[]>();
      for (const setting of this.lines) {
        if (setting.exclusion || setting.pattern || setting.nameless) continue;
        const list = byKey.get(setting.name);
        if (list) list.push(setting);
        else byKey.set(setting.name, [setting]);
      }
      this.#byKey = byKey;
    }
    return this.#byKey;
  }

  #stepsOf(file: ConfigFile): readonly Step[] {
    this.#steps ??= new Map([...this.files].map((one) => [one, stepsIn(one)]));
    return this.#steps.get(file) ?? [];
  }
}

/** An assignment; undefined stands for a place where a template writes lines that are not known. */
type Step = SysctlSetting | undefined;

interface Named {
  readonly setting: SysctlSetting | undefined;
  /** The step that sets it; -1 where only conditions do. */
  readonly at: number;
  readonly doubt: string | undefined;
}

interface Pass {
  readonly named: ReadonlyMap<string, Named>;
  readonly patterns: readonly SysctlSetting[];
  readonly exclusions: readonly SysctlSetting[];
  /** The last step at which a template writes lines that are not known; -1 where none does. */
  readonly lastUnseen: number;
}

const UNSEEN = 'a template writes lines that may set it';

function stepsIn(file: ConfigFile): readonly Step[] {
  const steps = sysctlSettings(file).map((setting) => (setting.nameless ? undefined : setting));
  const { unseen, entries } = file.sysctl;
  if (unseen.length === 0) return steps;
  const placed = [
    ...steps.map((step, i) => ({ step, at: entries[i]!.span.start })),
    ...unseen.map((span) => ({ step: undefined, at: span.start })),
  ];
  return placed.sort((a, b) => a.at - b.at).map(({ step }) => step);
}

function result(setting: SysctlSetting | undefined, doubt: string | undefined): Effective<SysctlSetting> {
  if (doubt !== undefined) return { state: 'unknown', reason: doubt, ...(setting ? { setting } : {}) };
  if (!setting) return { state: 'absent' };
  const { value } = setting;
  return value.state === 'known'
    ? { state: 'known', value: value.value, setting }
    : { state: 'unknown', reason: value.reason, setting };
}

function matches(setting: SysctlSetting, path: string): boolean {
  return globToRegExp(pathOfKey(setting.name)).test(path);
}
