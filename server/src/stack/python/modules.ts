import type { ConfigFile } from '../../settings/file';
import type { PyClass, PyExpression, PyFunction, PythonTree } from '../../syntax/python/tree';
import { directoryOf, joinPath } from '../../text/paths';
import type { FileSource } from '../nginx/configuration';
import { type Bindings, bindingsOf } from './bindings';

/** One Python file with the names that it binds. The same for as long as its file is. */
export class PythonModule {
  readonly tree: PythonTree;
  readonly #local = new WeakMap<PyFunction | PyClass, Bindings>();
  #bindings: Bindings | undefined;
  #changed: ReadonlySet<string> | undefined;

  private constructor(readonly file: ConfigFile) {
    this.tree = file.python;
  }

  static of(file: ConfigFile): PythonModule {
    let module = modules.get(file);
    if (!module) {
      module = new PythonModule(file);
      modules.set(file, module);
    }
    return module;
  }

  get bindings(): Bindings {
    this.#bindings ??= bindingsOf(this.tree.body);
    return this.#bindings;
  }

  /** What a function or class of the module binds in its own body. */
  bindingsIn(definition: PyFunction | PyClass): Bindings {
    let found = this.#local.get(definition);
    if (!found) {
      found = bindingsOf(definition.body, definition.kind === 'function' ? definition : undefined);
      this.#local.set(definition, found);
    }
    return found;
  }

  /** Names whose values are changed where they are: by `name[…] = …`, `name.update(…)` and the like. */
  get changed(): ReadonlySet<string> {
    this.#changed ??= changedNames(this.tree);
    return this.#changed;
  }
}

const modules = new WeakMap<ConfigFile, PythonModule>();

const CHANGING = /^(append|extend|insert|update|setdefault|pop|popitem|clear|remove|add|discard|sort|reverse)$/;

function changedNames(tree: PythonTree): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { call } of tree.calls) {
    const { callee } = call;
    if (callee.kind === 'attribute' && CHANGING.test(callee.name)) {
      const base = baseName(callee.object);
      if (base !== undefined) names.add(base);
    }
  }
  for (const { target } of tree.changes) {
    const base = baseName(target);
    if (base !== undefined) names.add(base);
  }
  return names;
}

/** The name at the bottom of `name[…].x[…]`. */
function baseName(expression: PyExpression): string | undefined {
  let at = expression;
  while (at.kind === 'attribute' || at.kind === 'subscript' || at.kind === 'parenthesized')
    at = at.kind === 'parenthesized' ? at.inner : at.object;
  return at.kind === 'name' ? at.name : undefined;
}

/** Where an import leads. */
export type ImportTarget =
  | { readonly kind: 'module'; readonly module: PythonModule }
  /** A folder of the workspace: a package without code of its own. */
  | { readonly kind: 'folder'; readonly folder: string }
  /** A module of the workspace's own that is not there, or whose text is not held yet. */
  | { readonly kind: 'missing'; readonly name: string }
  /** A library. */
  | { readonly kind: 'external'; readonly name: string };

/** Libraries and modules of Python that no file of a workspace takes the place of, whatever its name. */
const LIBRARIES =
  /^(celery|kombu|billiard|pymongo|motor|mongoengine|bson|redis|aioredis|fakeredis|django|flask|fastapi|starlette|os|sys|datetime|multiprocessing|environ|decouple|logging|typing|json|functools|django_redis|flask_pymongo|gunicorn|psutil|pydantic|pydantic_settings)$/;

/** What was looked at to find something out. */
export interface Looked {
  readonly files: ReadonlySet<ConfigFile>;
  /** Paths of the workspace whose text is needed and not held. */
  readonly wanted: ReadonlySet<string>;
}

/** Finds modules by their names, and notes which files answered. */
export class Modules {
  /** The files that were looked at since the last `record` began. */
  #touched = new Set<ConfigFile>();
  #wanted = new Set<string>();
  readonly #found = new Map<string, { readonly result: ImportTarget } & Looked>();

  constructor(readonly source: FileSource) {}

  /** Paths of the workspace whose text is needed and not held. */
  get wanted(): ReadonlySet<string> {
    return this.#wanted;
  }

  want(path: string): void {
    this.#wanted.add(path);
  }

  /** Runs something and tells which files it looked at, and which it looked for. */
  record<T>(run: () => T): { readonly result: T } & Looked {
    const touched = this.#touched;
    const before = this.#wanted;
    this.#touched = new Set();
    this.#wanted = new Set();
    const result = run();
    const looked = { files: this.#touched, wanted: this.#wanted };
    this.#touched = touched;
    this.#wanted = before;
    this.take(looked);
    return { result, ...looked };
  }

  /** Takes note of what was looked at when something was recorded that still holds. */
  take({ files, wanted }: Looked): void {
    for (const file of files) this.#touched.add(file);
    for (const path of wanted) this.#wanted.add(path);
  }

  touch(module: PythonModule): PythonModule {
    this.#touched.add(module.file);
    return module;
  }

  /**
   * @param level the number of leading dots
   * @param name dotted, without them
   */
  find(from: ConfigFile, level: number, name: string): ImportTarget {
    const key = `${level} ${name} ${directoryOf(from.path)}`;
    const before = this.#found.get(key);
    if (before) {
      this.take(before);
      return before.result;
    }
    const found = this.record(() => this.#find(from, level, name));
    this.#found.set(key, found);
    return found.result;
  }

  #find(from: ConfigFile, level: number, name: string): ImportTarget {
    const parts = name === '' ? [] : name.split('.');
    if (level > 0) {
      const up = '../'.repeat(level - 1);
      const folder = joinPath(directoryOf(from.path), up);
      const found = folder === undefined ? undefined : this.#at(joinPath(folder, parts.join('/')));
      return found ?? { kind: 'missing', name: '.'.repeat(level) + name };
    }
    const top = parts[0] ?? '';
    if (top === '' || LIBRARIES.test(top)) return { kind: 'external', name };
    for (const root of this.#roots(from)) {
      const found = this.#at(joinPath(root, parts.join('/')));
      if (found && (found.kind !== 'folder' || parts.length > 1 || root !== directoryOf(from.path))) return found;
      if (parts.length > 1 && this.#at(joinPath(root, top))) return { kind: 'missing', name };
    }
    return { kind: 'external', name };
  }

  /**
   * The folders from which a file's absolute imports may be found, the nearest first; not those inside a package, unless
   * Django's manage.py is started there, which puts its own folder first.
   */
  #roots(from: ConfigFile): string[] {
    const roots: string[] = [];
    for (let folder = directoryOf(from.path); ; folder = directoryOf(folder)) {
      const has = (name: string) => this.source.has(folder === '' ? name : `${folder}/${name}`);
      if (!has('__init__.py') || has('manage.py')) roots.push(folder);
      if (folder === '') return roots;
    }
  }

  #at(path: string | undefined): ImportTarget | undefined {
    if (path === undefined) return undefined;
    for (const candidate of path === '' ? ['__init__.py'] : [`${path}.py`, `${path}/__init__.py`]) {
      if (!this.source.has(candidate)) continue;
      const file = this.source.get(candidate);
      if (file?.kind !== 'python') this.want(candidate);
      return file
        ? { kind: 'module', module: this.touch(PythonModule.of(file)) }
        : { kind: 'missing', name: candidate };
    }
    return this.source.hasFolder(path) ? { kind: 'folder', folder: path } : undefined;
  }

  /** A module or folder inside a package. */
  inside(target: ImportTarget, name: string): ImportTarget | undefined {
    if (target.kind === 'folder') return this.#at(joinPath(target.folder, name));
    if (target.kind !== 'module' || !target.module.file.path.endsWith('__init__.py')) return undefined;
    return this.#at(joinPath(directoryOf(target.module.file.path), name));
  }
}
