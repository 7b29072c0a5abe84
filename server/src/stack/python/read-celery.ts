import type { ConfigFile } from '../../settings/file';
import type { PyCall } from '../../syntax/python/tree';
import { bare } from '../../syntax/python/tree';
import { directoryOf } from '../../text/paths';
import type { Place } from '../finding';
import { CeleryApp } from './celery';
import { AppBuilder } from './celery-builder';
import { type AppCreation, type AppOperation, CeleryFacts, mentionsCelery } from './celery-facts';
import { type CeleryCall, type CeleryTask, TaskReader } from './celery-tasks';
import { Evaluator } from './evaluate';
import { type Looked, type Modules, PythonModule } from './modules';
import { bareSettingsNaming } from './settings-files';

/** What one file says of apps and tasks, and on which files that rests. */
export interface CeleryFile extends Looked {
  readonly creations: readonly AppCreation[];
  readonly operations: readonly AttributedOperation[];
  readonly tasks: readonly CeleryTask[];
  readonly calls: readonly CeleryCall[];
}

/**
 * The Celery apps of a workspace: each `Celery(…)` call, and each settings file of Celery that none of them reads.
 * Those of an earlier stack are taken over where no file that has to do with Celery has changed.
 *
 * @param keptOf what was read of a file before, where it still holds
 */
export function readCeleryApps(
  files: Iterable<ConfigFile>,
  modules: Modules,
  previous: readonly CeleryApp[],
  keptOf: (file: ConfigFile) => CeleryFile | undefined,
): { readonly apps: readonly CeleryApp[]; readonly byFile: ReadonlyMap<ConfigFile, CeleryFile> } {
  const relevant = [...files]
    .filter((file) => file.kind === 'python' && mentionsCelery(file))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const byFile = new Map<ConfigFile, CeleryFile>();
  if (relevant.length === 0) return { apps: [], byFile };
  const evaluator = new Evaluator(modules);
  const facts = new CeleryFacts(evaluator);
  const known = modules.record(() => {
    for (const file of relevant) byFile.set(file, keptOf(file) ?? collect(file, facts));
    for (const one of byFile.values()) modules.take(one);
  });
  const found = [...byFile.values()];
  const creations = found.flatMap((one) => one.creations);
  const operations = found.flatMap((one) => one.operations);
  const tasks = found.flatMap((one) => one.tasks);
  const calls = found.flatMap((one) => one.calls);
  const near = nearestOf(creations);
  const used = new Set<ConfigFile>(known.files);
  const built = creations.map((creation) => {
    const { result, files: touched } = modules.record(() => {
      const own = operations.filter(
        ({ app }) => app === creation.call || (app === 'current' && creations.length === 1),
      );
      const certain = !operations.some(({ app }) => app === undefined);
      const builder = new AppBuilder(facts);
      builder.ofCreation(
        creation,
        own.map(({ operation }) => operation).toSorted((a, b) => orderOf(a, creation) - orderOf(b, creation)),
        certain,
      );
      const mine = ({ app, file }: CeleryTask) =>
        app === 'any' ? near(file).includes(creation) : app === creation.call;
      return builder.finish(creation, tasks.filter(mine), calls);
    });
    for (const file of touched) used.add(file);
    const place = { file: creation.module.file, span: nameOfCallee(creation.call) };
    return { creation: creation.call as PyCall | undefined, place, files: [...touched, place.file], ...result };
  });
  // Where every app tells what it reads, a name from before Celery 4 in another file is the project's own.
  const told = built.length > 0 && built.every(({ open }) => open === undefined);
  const claimed = new Set(
    built.flatMap(({ ordered, unread }) => [
      ...ordered.map(({ setting }) => setting.file),
      ...unread.map(({ file }) => file),
    ]),
  );
  for (const file of relevant) {
    if (claimed.has(file)) continue;
    const naming = bareSettingsNaming(file);
    if (!naming || (told && naming.namespace === undefined && naming.open !== undefined)) continue;
    const { result, files: touched } = modules.record(() => {
      const builder = new AppBuilder(facts);
      builder.ofSettings(PythonModule.of(file), naming.namespace, naming.open);
      return builder.finish(undefined, [], []);
    });
    const first = result.ordered[0]?.setting;
    if (!first) continue;
    for (const one of touched) used.add(one);
    built.push({ creation: undefined, place: first.atName, files: [...touched, file], ...result });
  }
  const old = new Map(previous.map((app) => [keyOf(app.place), app]));
  const all = new Set([...relevant, ...used]);
  const apps = built.map((parts) => {
    const before = old.get(keyOf(parts.place));
    if (before && sameFiles(before.files, all)) return before;
    return new CeleryApp({ ...parts, files: all, settingsPlace: settingsPlaceOf(parts) });
  });
  return { apps, byFile };
}

/** The apps that lie nearest to a file, by the folders that they share with it: one repository may hold several projects. */
function nearestOf(creations: readonly AppCreation[]): (file: ConfigFile) => readonly AppCreation[] {
  const known = new Map<string, readonly AppCreation[]>();
  return ({ path }) => {
    const folder = directoryOf(path);
    let nearest = known.get(folder);
    if (!nearest) {
      const shared = creations.map(({ module }) => sharedFolders(directoryOf(module.file.path), folder));
      const most = Math.max(...shared);
      nearest = creations.filter((_, i) => shared[i] === most);
      known.set(folder, nearest);
    }
    return nearest;
  };
}

function sharedFolders(a: string, b: string): number {
  const others = b.split('/');
  const apart = a.split('/').findIndex((name, i) => name !== others[i]);
  return apart < 0 ? a.split('/').length : apart;
}

/** What an app is known by in the next stack, as long as its file is the same. */
function keyOf({ file, span }: Place): string {
  return `${file.path}\n${span.start}`;
}

function sameFiles(a: ReadonlySet<ConfigFile>, b: ReadonlySet<ConfigFile>): boolean {
  return a.size === b.size && [...a].every((file) => b.has(file));
}

interface AttributedOperation {
  readonly operation: AppOperation;
  readonly app: PyCall | 'current' | undefined;
}

function collect(file: ConfigFile, facts: CeleryFacts): CeleryFile {
  const { result, ...looked } = facts.evaluator.modules.record(() => {
    const operations = facts.operations(file).map((operation) => {
      const { app: expression, module, scope } = operation;
      return { operation, app: facts.creationOf({ expression, module, scope }) };
    });
    const reader = new TaskReader(facts, file);
    return { creations: facts.creations(file), operations, tasks: reader.tasks(), calls: reader.calls };
  });
  return { ...result, ...looked };
}

/** Operations in the app's own file come first, in the order of the text. */
function orderOf({ module, span }: AppOperation, creation: AppCreation): number {
  return module === creation.module ? span.start : Number.MAX_SAFE_INTEGER;
}

function nameOfCallee(call: PyCall) {
  const callee = bare(call.callee);
  return callee.kind === 'attribute' ? callee.nameSpan : callee.span;
}

/** At the first setting of the place where most of them stand. */
function settingsPlaceOf(parts: {
  readonly place: Place;
  readonly container: import('./celery-sources').Container | undefined;
  readonly ordered: readonly import('./celery').OrderedSetting[];
}): Place {
  const { container, ordered, place } = parts;
  if (!container || container.kind === 'statements') return place;
  const file = 'module' in container ? container.module.file : container.list.file;
  const within =
    container.kind === 'class'
      ? container.definition.span
      : container.kind === 'module'
        ? { start: 0, end: file.text.length }
        : container.list.span;
  const first = ordered
    .map(({ setting }) => setting)
    .filter((one) => one.file === file && one.span.start >= within.start && one.span.end <= within.end)
    .toSorted((a, b) => a.span.start - b.span.start)[0];
  return first ? first.atName : place;
}
