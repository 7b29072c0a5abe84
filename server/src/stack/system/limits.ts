import type { ConfigFile } from '../../settings/file';
import { insertLimit, type LimitsSetting, type LimitType, limitsSettings } from '../../settings/limits';
import type { FileEdit } from '../../text/edit';
import { baseName, directoryOf } from '../../text/paths';
import { byBytes } from './places';

/** A limit in force: Infinity stands for none. */
export type EffectiveLimit =
  | { readonly state: 'known'; readonly value: number; readonly setting: LimitsSetting }
  | { readonly state: 'unknown'; readonly reason: string; readonly setting?: LimitsSetting }
  | { readonly state: 'absent' };

/** limits.conf with its limits.d, as pam_limits reads them at a login. Immutable. */
export class LimitSet {
  /** In the order in which PAM reads them: limits.conf, then limits.d by name. */
  readonly files: ReadonlySet<ConfigFile>;
  #entries: readonly LimitsSetting[] | undefined;

  constructor(
    /** The folder that holds limits.conf or limits.d; of a file that stands alone, its path. */
    readonly root: string,
    files: readonly ConfigFile[],
  ) {
    this.files = new Set(files);
  }

  /** Every entry, in the order in which PAM reads them, those that it skips left out. */
  get entries(): readonly LimitsSetting[] {
    this.#entries ??= [...this.files].flatMap((file) =>
      limitsSettings(file).filter(
        (setting) => setting.types !== undefined && setting.limit !== undefined && !hasProblem(setting),
      ),
    );
    return this.#entries;
  }

  /** The domains that entries name, in the order of the files. */
  get domains(): readonly string[] {
    return [...new Set(this.entries.map((entry) => entry.domain))];
  }

  /** What the entries of exactly this domain set: of several, the last. */
  inForce(domain: string, item: string, type: LimitType): EffectiveLimit {
    let found: LimitsSetting | undefined;
    let doubt: LimitsSetting | undefined;
    for (const entry of this.entries) {
      if (entry.domain !== domain || entry.name !== item || !entry.types!.includes(type)) continue;
      if (entry.entry.conditional) doubt = entry;
      else {
        found = entry;
        doubt = undefined;
      }
    }
    const unseen = this.#unseen();
    if (doubt || (unseen && !found))
      return {
        state: 'unknown',
        reason: doubt ? 'a template’s condition decides' : unseen!,
        ...(found ? { setting: found } : {}),
      };
    if (!found) return { state: 'absent' };
    const { limit } = found;
    return limit!.state === 'known'
      ? { state: 'known', value: limit!.value, setting: found }
      : { state: 'unknown', reason: limit!.reason, setting: found };
  }

  /**
   * What a user's session gets: the user's own entries win over those of a group, these over `*`, whatever their
   * order. `*` and groups don't reach root. A soft limit above the hard one is cut to it.
   */
  forUser(user: string, item: string, type: LimitType): EffectiveLimit {
    const own = this.#specific(user, item, type);
    if (type === 'hard' || own.state !== 'known') return own;
    const hard = this.#specific(user, item, 'hard');
    return hard.state === 'known' && hard.value < own.value ? hard : own;
  }

  /** Edits that give a domain this limit: a new value for the entry in force, else a new line. */
  insert(domain: string, type: LimitType, item: string, value: string): FileEdit[] {
    const present = this.inForce(domain, item, type);
    if (present.state !== 'absent' && present.setting && present.setting.types!.length === 1)
      return present.setting.set(value);
    const files = [...this.files];
    const file =
      files.findLast((one) =>
        limitsSettings(one).some((setting) => setting.domain === domain && setting.name === item),
      ) ??
      files.findLast((one) => limitsSettings(one).length > 0) ??
      files[0]!;
    return insertLimit(file, domain, type, item, value);
  }

  #specific(user: string, item: string, type: LimitType): EffectiveLimit {
    const own = this.inForce(user, item, type);
    if (own.state !== 'absent' || user === 'root') return own;
    const other = this.entries.find(
      (entry) => /[@%:]/.test(entry.domain) && entry.name === item && entry.types!.includes(type),
    );
    if (other)
      return {
        state: 'unknown',
        reason: `whether ${other.domain} covers ${user} is decided on the host`,
        setting: other,
      };
    return this.inForce('*', item, type);
  }

  #unseen(): string | undefined {
    for (const file of this.files) {
      const { unseen, entries } = file.limits;
      if (
        unseen.length > 0 ||
        entries.some((entry) => entry.domain.placeholder || entry.type.placeholder || entry.item.placeholder)
      )
        return 'a template writes lines that may set it';
    }
    return undefined;
  }
}

function hasProblem(setting: LimitsSetting): boolean {
  return setting.file.limits.problems.some(
    (problem) => problem.span.start >= setting.span.start && problem.span.end <= setting.span.end,
  );
}

/** The sets of limits files of a workspace. Those of an earlier stack are taken over where their files are the same. */
export function readLimitSets(files: Iterable<ConfigFile>, previous: readonly LimitSet[]): readonly LimitSet[] {
  const byRoot = new Map<string, ConfigFile[]>();
  for (const file of files) {
    if (file.kind !== 'limits') continue;
    const folder = directoryOf(file.path);
    const inFolder = baseName(folder) === 'limits.d';
    const root = inFolder ? directoryOf(folder) : /^limits\.conf(\.|$)/.test(file.name) ? folder : file.path;
    const list = byRoot.get(root);
    if (list) list.push(file);
    else byRoot.set(root, [file]);
  }
  const old = new Map(previous.map((set) => [set.root, set]));
  return [...byRoot]
    .sort(([a], [b]) => byBytes(a, b))
    .map(([root, list]) => {
      const isDropIn = (file: ConfigFile) => (baseName(directoryOf(file.path)) === 'limits.d' ? 1 : 0);
      list.sort((a, b) => isDropIn(a) - isDropIn(b) || byBytes(a.name, b.name) || byBytes(a.path, b.path));
      const known = old.get(root);
      return known && known.files.size === list.length && [...known.files].every((file, i) => file === list[i])
        ? known
        : new LimitSet(root, list);
    });
}
