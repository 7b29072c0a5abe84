import type { ConfigFile } from '../../settings/file';
import { readCommandFlags } from '../../settings/flags/programs';
import type { PyExpression, PyStatement } from '../../syntax/python/tree';
import { dottedName } from '../../syntax/python/tree';
import { bodiesOf } from '../../syntax/python/walk';
import { directoryOf } from '../../text/paths';
import type { FileSource } from '../nginx/configuration';
import { type ImportTarget, Modules, PythonModule } from '../python/modules';
import type { Stack } from '../stack';
import { type ByName, loadedByName } from './loaded-by-name';
import { modulePaths } from './module-paths';
import type { Service } from './service';
import { runningServices } from './services';
import { runningWorkerOf } from './workers';

/** The Python of the workspace that a service's program loads. */
export interface Code {
  readonly files: ReadonlySet<ConfigFile>;
  /** Paths of modules whose text is needed and not held. */
  readonly wanted: readonly string[];
  /** Whether there may be more: some of it is not held, or loads modules by names that it puts together. */
  readonly open: boolean;
}

/** More modules than a program of the workspace has; what is imported beyond them is not followed. */
const MOST_MODULES = 2_000;

/** Programs whose first argument names the module of an application: `package.module:app`, or its file. */
const SERVERS = new Set(['gunicorn', 'uvicorn', 'hypercorn', 'daphne', 'fastapi']);

interface Kept {
  readonly code: Code;
  /** Which files there were. */
  readonly names: object;
}

type Codes = Map<string, Kept>;

/** By the settings, what the last stack's programs load: the next one differs in a file or two. */
const last = new WeakMap<object, Codes>();

interface OfStack {
  readonly byService: Map<Service, Code | undefined>;
  readonly codes: Codes;
  readonly before: Codes | undefined;
}

const stacks = new WeakMap<Stack, OfStack>();

/**
 * The modules that a service's program imports, from the one that its command line names: that of the application, or
 * of the worker's app with its tasks. Undefined where the program names none that is in view.
 */
export function codeOf(service: Service, stack: Stack): Code | undefined {
  let known = stacks.get(stack);
  if (!known) {
    known = { byService: new Map(), codes: new Map(), before: last.get(stack.settings) };
    stacks.set(stack, known);
    last.set(stack.settings, known.codes);
  }
  if (!known.byService.has(service)) known.byService.set(service, readCode(service, stack, known));
  return known.byService.get(service);
}

/** Services of the same program load the same. */
function readCode(service: Service, stack: Stack, { codes, before }: OfStack): Code | undefined {
  const entries = entriesOf(service, stack);
  if (entries.length === 0) return undefined;
  const variable = service.environment.get('DJANGO_SETTINGS_MODULE')?.value;
  const settings = variable?.state === 'known' ? variable.value : undefined;
  const following = { entries, settings, answers: service.role === 'api' };
  const key = JSON.stringify(following);
  let kept = codes.get(key);
  if (!kept) {
    const { source, names } = stack;
    const old = before?.get(key);
    const code = (old?.names === names ? renewed(old.code, source) : undefined) ?? followed(following, source);
    kept = { code, names };
    codes.set(key, kept);
  }
  return kept.code;
}

/** The same code with the present texts of its modules; undefined where one of them loads others than before. */
function renewed(code: Code, source: FileSource): Code | undefined {
  if (code.wanted.some((path) => source.get(path))) return undefined;
  let changed = false;
  const files: ConfigFile[] = [];
  for (const file of code.files) {
    const now = source.get(file.path);
    if (now !== file) {
      if (now?.kind !== 'python' || !loadsTheSame(file, now)) return undefined;
      changed = true;
    }
    files.push(now);
  }
  return changed ? { ...code, files: new Set(files) } : code;
}

function loadsTheSame(before: ConfigFile, now: ConfigFile): boolean {
  return loadsOf(before).key === loadsOf(now).key;
}

/** Modules whose text tells which service uses which client. */
export function wantedCode(stack: Stack): readonly string[] {
  if (stack.mongoClients.length === 0 && stack.redisClients.length === 0) return [];
  return runningServices(stack).flatMap((service) => codeOf(service, stack)?.wanted ?? []);
}

/** Workspace paths of the modules with which a service's program begins. */
function entriesOf(service: Service, stack: Stack): readonly string[] {
  if (service.role === 'celery-worker') {
    const app = runningWorkerOf(service, stack)?.app;
    return app ? [...new Set([app.place.file.path, ...app.tasks.map(({ file }) => file.path)])] : [];
  }
  let entries = served.get(service);
  if (!entries) {
    entries = applicationOf(service);
    served.set(service, entries);
  }
  return entries;
}

/** A service stays the same for as long as its files do, and no other comes or goes. */
const served = new WeakMap<Service, readonly string[]>();

function applicationOf(service: Service): readonly string[] {
  const program = service.programs.find(({ name }) => SERVERS.has(name));
  const named = program && !program.conditional ? readCommandFlags(program)?.positionals[0]?.value : undefined;
  if (named?.state !== 'known') return [];
  // `fastapi run` is given a file.
  const paths = program!.name === 'fastapi' ? [named.value.replace(/^\.\//, '')] : modulePaths(named.value, false);
  const shown = service.fileAt(paths);
  return shown === undefined ? [] : [shown];
}

interface Following {
  readonly entries: readonly string[];
  /** The settings module of Django that the service's environment names. */
  readonly settings: string | undefined;
  /** Whether the program answers requests. */
  readonly answers: boolean;
}

function followed({ entries, settings, answers }: Following, source: FileSource): Code {
  const modules = new Modules(source);
  const files = new Set<ConfigFile>();
  const pending: ConfigFile[] = [];
  const add = (file: ConfigFile) => {
    if (file.kind !== 'python' || files.has(file) || files.size >= MOST_MODULES) return;
    files.add(file);
    pending.push(file);
    addPath(packageOf(file.path));
  };
  const addPath = (path: string | undefined) => {
    if (path === undefined || !source.has(path)) return;
    const file = source.get(path);
    if (file?.kind === 'python') add(file);
    else modules.want(path);
  };
  for (const path of entries) addPath(path);
  const [first] = files;
  const named = first && settings !== undefined ? [modules.find(first, 0, settings)] : [];
  const follow = (target: ImportTarget) => {
    if (target.kind === 'module') add(target.module.file);
  };
  for (const target of named) follow(target);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const from = next;
    const { imports, installed, routes } = loadsOf(from);
    for (const { level, module, names } of imports) {
      const target = modules.find(from, level, module);
      follow(target);
      for (const name of names) {
        const inside = modules.inside(target, name);
        if (inside) follow(inside);
      }
    }
    for (const name of answers ? [...installed, ...routes] : installed) follow(modules.find(from, 0, name));
  }
  const wanted = [...modules.wanted];
  return { files, wanted, open: wanted.length > 0 || [...files].some((file) => loadsOf(file).byName) };
}

/** The file that is loaded before a module: that of its package, or of the one around that. */
function packageOf(path: string): string | undefined {
  const folder = directoryOf(path.endsWith('/__init__.py') ? directoryOf(path) : path);
  return folder === '' ? undefined : `${folder}/__init__.py`;
}

interface Import {
  readonly level: number;
  readonly module: string;
  /** What is taken from it: maybe modules inside. */
  readonly names: readonly string[];
}

interface Loads extends ByName {
  readonly imports: readonly Import[];
  /** The same text for the same modules. */
  readonly key: string;
}

/** A file never changes, and every service that loads it asks. */
const loads = new WeakMap<ConfigFile, Loads>();

function loadsOf(file: ConfigFile): Loads {
  let found = loads.get(file);
  if (!found) {
    const read = { imports: readImports(file), ...loadedByName(file) };
    found = { ...read, key: JSON.stringify(read) };
    loads.set(file, found);
  }
  return found;
}

/** What a module imports, inside functions too, but not what only a type checker reads. */
function readImports(file: ConfigFile): readonly Import[] {
  const found: Import[] = [];
  const pending: PyStatement[] = [...PythonModule.of(file).tree.body];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'import') {
      for (const { name } of next.modules) found.push({ level: 0, module: name, names: [] });
    } else if (next.kind === 'from') {
      const { level, module } = next;
      found.push({ level, module, names: next.names.map(({ name }) => name) });
    } else if (next.kind === 'if') {
      for (const { condition, body } of next.branches) if (!isForTypes(condition)) pending.push(...body);
    } else pending.push(...bodiesOf(next));
  }
  return found;
}

/** `if TYPE_CHECKING:` */
function isForTypes(condition: PyExpression | undefined): boolean {
  return condition !== undefined && /(^|\.)TYPE_CHECKING$/.test(dottedName(condition) ?? '');
}
