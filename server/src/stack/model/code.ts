import type { ConfigFile } from '../../settings/file';
import { readCommandFlags } from '../../settings/flags/programs';
import type { PyStatement } from '../../syntax/python/tree';
import { bodiesOf } from '../../syntax/python/walk';
import type { ComposeService } from '../compose/service';
import type { FileSource } from '../nginx/configuration';
import { type ImportTarget, Modules, PythonModule } from '../python/modules';
import type { Stack } from '../stack';
import { startedServices } from './services';
import { modulePaths, workersOf } from './workers';

/** The Python of the workspace that a service's program loads. */
export interface Code {
  readonly files: ReadonlySet<ConfigFile>;
  /** Paths of modules whose text is needed and not held. */
  readonly wanted: readonly string[];
}

/** More modules than a program of the workspace has; what is imported beyond them is not followed. */
const MOST_MODULES = 2_000;

/** Programs whose first argument names the module of an application, as `package.module:app`. */
const SERVERS = new Set(['gunicorn', 'uvicorn', 'hypercorn', 'daphne']);

interface Kept {
  readonly entries: readonly string[];
  readonly code: Code;
}

const kept = new WeakMap<ComposeService, Kept>();

/**
 * The modules that a service's program imports, from the one that its command line names: that of the application, or
 * of the worker's app with its tasks. Undefined where the program names none that is in view.
 */
export function codeOf(service: ComposeService, stack: Stack): Code | undefined {
  const entries = entriesOf(service, stack);
  if (entries.length === 0) return undefined;
  const { source } = service.project;
  const before = kept.get(service);
  if (before && sameTexts(before.entries, entries) && holds(before.code, source)) return before.code;
  const code = followed(entries, source);
  kept.set(service, { entries, code });
  return code;
}

/** Modules whose text tells which service uses which client. */
export function wantedCode(stack: Stack): readonly string[] {
  if (stack.mongoClients.length === 0 && stack.redisClients.length === 0) return [];
  return startedServices(stack).flatMap((service) => codeOf(service, stack)?.wanted ?? []);
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

function holds({ files, wanted }: Code, source: FileSource): boolean {
  return [...files].every((file) => source.get(file.path) === file) && wanted.every((path) => !source.get(path));
}

/** Workspace paths of the modules with which a service's program begins. */
function entriesOf(service: ComposeService, stack: Stack): readonly string[] {
  if (service.role === 'celery-worker') {
    const app = workersOf(stack).find((worker) => worker.service === service)?.app;
    return app ? [...new Set([app.place.file.path, ...app.tasks.map(({ file }) => file.path)])] : [];
  }
  const [program] = service.programs;
  if (!program || !SERVERS.has(program.name)) return [];
  const named = readCommandFlags(program)?.positionals[0]?.value;
  if (named?.state !== 'known') return [];
  const shown = shownModule(service, modulePaths(named.value, false));
  return shown === undefined ? [] : [shown];
}

/** The workspace path of the only module that the service's containers show under one of these names. */
function shownModule(service: ComposeService, paths: readonly string[]): string | undefined {
  const workdir = service.workingFolder;
  const folders = workdir === undefined ? ['/app', '/code', '/srv', '/usr/src/app', '/opt/app'] : [workdir];
  for (const path of paths)
    for (const folder of folders) {
      const shown = service.mountedFile(`${folder === '/' ? '' : folder}/${path}`);
      if (shown.state === 'file') return shown.path;
    }
  return undefined;
}

function followed(entries: readonly string[], source: FileSource): Code {
  const modules = new Modules(source);
  const files = new Set<ConfigFile>();
  const pending: ConfigFile[] = [];
  const add = (file: ConfigFile | undefined) => {
    if (file?.kind !== 'python' || files.has(file) || files.size >= MOST_MODULES) return;
    files.add(file);
    pending.push(file);
  };
  for (const path of entries) {
    const file = source.get(path);
    if (file?.kind === 'python') add(file);
    else modules.want(path);
  }
  for (let next = pending.pop(); next; next = pending.pop())
    for (const target of importsOf(next, modules)) if (target.kind === 'module') add(target.module.file);
  return { files, wanted: [...modules.wanted] };
}

/** Where the imports of a module lead, those inside functions included. */
function importsOf(file: ConfigFile, modules: Modules): readonly ImportTarget[] {
  const found: ImportTarget[] = [];
  const pending: PyStatement[] = [...PythonModule.of(file).tree.body];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'import') for (const { name } of next.modules) found.push(modules.find(file, 0, name));
    else if (next.kind === 'from') {
      const from = modules.find(file, next.level, next.module);
      found.push(from);
      for (const { name } of next.names) {
        const inside = modules.inside(from, name);
        if (inside) found.push(inside);
      }
    } else pending.push(...bodiesOf(next));
  }
  return found;
}
