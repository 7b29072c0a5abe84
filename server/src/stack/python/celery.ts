import { type CeleryNaming, celeryNameFor, celerySetting } from '../../knowledge/celery/settings';
import { taskOption } from '../../knowledge/celery/task-options';
import type { ConfigFile } from '../../settings/file';
import type { PyCall } from '../../syntax/python/tree';
import type { FileEdit } from '../../text/edit';
import type { Place } from '../finding';
import type { CeleryAppParts } from './celery-builder';
import type { Container, Unseen } from './celery-sources';
import type { CeleryCall, CeleryTask } from './celery-tasks';
import type { EffectivePython, PythonSetting } from './setting';
import { itemOf, type PythonValue } from './value';
import { insertItems, insertStatements, lastOfHead, writtenArgument, writtenEntry } from './write';

/** A setting with its place in the order in which Celery reads the app's sources. */
export interface OrderedSetting {
  readonly setting: PythonSetting;
  readonly strength: number;
}

/**
 * A Celery app with its settings from every source in view: the `Celery(…)` call, what is set on `app.conf`, and the
 * module, class or Django settings that it reads. A settings file that no app in view reads is an app of its own,
 * about which nothing is ever absent. Immutable.
 */
export class CeleryApp {
  /** Every file that takes part in its settings or has tasks of it. */
  readonly files: ReadonlySet<ConfigFile>;
  /** `app`: made by a call in view. `settings`: a settings file whose app is not. */
  readonly kind: 'app' | 'settings';
  /** Where it is made: at the name of the class; for a settings file its first setting. */
  readonly place: Place;
  /** Where a finding about a missing setting goes: at the first setting where most are written, else `place`. */
  readonly settingsPlace: Place;
  /** How its configuration names settings. */
  readonly naming: CeleryNaming;
  /** Old and new names in one configuration, which Celery refuses: those that are fewer. */
  readonly mixed: readonly PythonSetting[];
  /** The settings that Celery reads, by their present names, the weakest first. */
  readonly settings: readonly PythonSetting[];
  /** Names beside them that are no settings under its naming: misspelt, in the other naming, or of no concern. */
  readonly unread: readonly PythonSetting[];
  readonly tasks: readonly CeleryTask[];
  /** `apply_async(…)` and `retry(…)` in the files that have to do with Celery. */
  readonly calls: readonly CeleryCall[];
  /** Why settings may be there that are not in view; undefined where all are. */
  readonly open: string | undefined;
  readonly #ordered: readonly OrderedSetting[];
  readonly #unseen: readonly Unseen[];
  readonly #container: Container | undefined;
  readonly #byName = new Map<string, OrderedSetting[]>();
  readonly #effective = new Map<string, EffectivePython>();
  readonly #creation: PyCall | undefined;

  constructor(parts: CeleryAppParts) {
    this.files = parts.files;
    this.kind = parts.creation ? 'app' : 'settings';
    this.place = parts.place;
    this.settingsPlace = parts.settingsPlace;
    this.naming = parts.naming;
    this.mixed = parts.mixed;
    this.settings = parts.ordered.map(({ setting }) => setting);
    this.unread = parts.unread;
    this.tasks = parts.tasks;
    this.calls = parts.calls;
    this.open = parts.open;
    this.#ordered = parts.ordered;
    this.#unseen = parts.unseen;
    this.#container = parts.container;
    this.#creation = parts.creation;
    for (const one of this.#ordered) {
      const list = this.#byName.get(one.setting.name);
      if (list) list.push(one);
      else this.#byName.set(one.setting.name, [one]);
    }
  }

  /** The `Celery(…)` call; undefined for a settings file whose app is not in view. */
  get creation(): PyCall | undefined {
    return this.#creation;
  }

  /** Everything that sets a name, the weakest first. */
  all(name: string): readonly PythonSetting[] {
    return (this.#byName.get(name) ?? []).map(({ setting }) => setting);
  }

  /** What is in force of a setting, by its present name: `task_time_limit`. */
  effective(name: string): EffectivePython {
    let effective = this.#effective.get(name);
    if (!effective) {
      effective = this.#decide(name);
      this.#effective.set(name, effective);
    }
    return effective;
  }

  #decide(name: string): EffectivePython {
    const list = this.#byName.get(name) ?? [];
    const winner = list[list.length - 1];
    if (!winner)
      return this.open === undefined
        ? { state: 'absent' }
        : { state: 'unknown', reason: this.open, setting: undefined, losers: [] };
    const { setting } = winner;
    const losers = list.slice(0, -1).map((one) => one.setting);
    const unknown = (reason: string): EffectivePython => ({ state: 'unknown', reason, setting, losers });
    const stronger = this.#unseen.find((unseen) => isStronger(unseen, winner));
    if (stronger) return unknown(stronger.reason);
    const { read } = setting;
    if (read.state === 'unknown') return unknown(read.reason);
    const firm = list.findLastIndex((one) => one.setting.sure);
    const possible = list.slice(Math.max(0, firm));
    if (firm < 0 || possible.some((one) => !isSameValue(one.setting.read, read))) return unknown('a condition decides');
    return { state: 'known', value: read, setting, losers };
  }

  /** The unknown value of a setting with what is known of it: its type, or how it follows from the number of CPUs. */
  valueOf(name: string): PythonValue | undefined {
    return this.all(name).at(-1)?.read;
  }

  /**
   * What is in force of a task's option: `task_annotations`, then the task's own, then the app's setting of the same
   * meaning. Absent: Celery's default holds.
   */
  optionOf(task: CeleryTask, name: string): EffectivePython {
    const annotated = this.#annotation(task, name);
    if (annotated) return annotated;
    const own = task.option(name);
    if (own.state !== 'absent') return own;
    const setting = taskOption(name)?.setting;
    return setting === undefined ? own : this.effective(setting);
  }

  #annotation(task: CeleryTask, name: string): EffectivePython | undefined {
    const annotations = this.effective('task_annotations');
    if (annotations.state === 'absent') return undefined;
    const { setting } = annotations;
    const unknown = (reason: string): EffectivePython => ({ state: 'unknown', reason, setting, losers: [] });
    if (annotations.state === 'unknown') return setting ? unknown(annotations.reason) : undefined;
    const { value } = annotations;
    if (value.type === 'none') return undefined;
    if (value.type !== 'dict') return unknown('task_annotations is no dict');
    for (const key of value.value) {
      const applies = key.key === '*' || key.key?.split('.').pop() === task.name;
      if (!applies) continue;
      if (key.value.state === 'unknown') return unknown(key.value.reason);
      const item = key.value.type === 'dict' ? itemOf(key.value, name) : undefined;
      if (!item) continue;
      return item.value.state === 'known'
        ? { state: 'known', value: item.value, setting: annotations.setting, losers: [] }
        : unknown(item.value.reason);
    }
    return undefined;
  }

  /**
   * Edits that set names which are not set yet, in the place and style in which most of the app's settings are written.
   * None where no such place is in view.
   *
   * @param values present names with their values as Python writes them
   */
  insert(...values: readonly (readonly [name: string, value: string])[]): FileEdit[] {
    const container = this.#container;
    if (!container) return [];
    const { naming } = this;
    const onApp = container.kind !== 'module' && container.kind !== 'class' && typeof naming === 'object';
    const named = values.map(([name, value]) => {
      const known = celerySetting(name);
      return [(known && celeryNameFor(known, onApp ? 'new' : naming)) ?? name, value] as const;
    });
    switch (container.kind) {
      case 'keywords':
        return insertItems(
          container.list,
          named.map(([name, value]) => writtenArgument(container.list, name, value)),
        );
      case 'entries':
        return insertItems(
          container.list,
          named.map(([name, value]) => writtenEntry(container.list, name, value)),
        );
      case 'statements': {
        const { file, behind, target } = container;
        return insertStatements(
          file,
          behind,
          named.map(([name, value]) => `${target}.conf.${name} = ${value}`),
        );
      }
    }
    const { file } = container.module;
    const lines = named.map(([name, value]) => `${name}${this.#sign(file)}${value}`);
    const related = this.#beside(container, values[0]?.[0]);
    if (related) return insertStatements(file, related, lines);
    if (container.kind === 'class') {
      const last = container.definition.body[container.definition.body.length - 1];
      return last ? insertStatements(file, last.span, lines) : [];
    }
    const head = lastOfHead(container.module.tree.body);
    if (head) return insertStatements(file, head.span, ['', ...lines]);
    return [file.edit(0, 0, lines.map((line) => line + file.lines.lineBreak).join(''))];
  }

  /** The statement behind which a setting goes: its nearest relative by name, else the last setting. */
  #beside(container: Container, name: string | undefined) {
    const here = this.settings.filter(
      (setting) =>
        setting.carrier === 'assignment' &&
        (container.kind === 'module' || container.kind === 'class') &&
        setting.file === container.module.file &&
        setting.sure &&
        (container.kind === 'module' ||
          (setting.span.start > container.definition.span.start && setting.span.end <= container.definition.span.end)),
    );
    const prefix = /^[a-z]+_/.exec(name ?? '')?.[0];
    const related = here.findLast((setting) => prefix !== undefined && setting.name.startsWith(prefix));
    return (related ?? here[here.length - 1])?.span;
  }

  /** ` = `, or `=` where the file's settings are written so. */
  #sign(file: ConfigFile): string {
    const beside = this.settings.find((setting) => setting.file === file && setting.carrier === 'assignment');
    return beside && file.text[beside.nameSpan.end] === '=' ? '=' : ' = ';
  }
}

function isStronger(unseen: Unseen, { setting, strength }: OrderedSetting): boolean {
  if (unseen.at < 0) return false;
  if (unseen.strength !== strength) return unseen.strength > strength;
  return unseen.file !== setting.file || unseen.at > setting.span.start;
}

function isSameValue(a: PythonValue, b: PythonValue): boolean {
  if (a === b) return true;
  return a.state === 'known' && b.state === 'known' && a.type === b.type && a.value === b.value;
}
