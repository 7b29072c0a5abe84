import type { ConfigFile } from '../../settings/file';
import type { FileSource } from '../nginx/configuration';
import type { CeleryApp } from './celery';
import { mentionsCelery } from './celery-facts';
import { Modules } from './modules';
import { readCeleryApps } from './read-celery';

/** What the Python files of a workspace say of Celery, of clients and of application servers. Immutable. */
export interface PythonStack {
  readonly celeryApps: readonly CeleryApp[];
  /** Modules whose text is needed and not held. */
  readonly wanted: readonly string[];
  /** Every Python file that there was, and every other one that was looked into. */
  readonly files: ReadonlySet<ConfigFile>;
  /** Those on which the apps rest. */
  readonly celeryFiles: ReadonlySet<ConfigFile>;
}

export const NO_PYTHON: PythonStack = { celeryApps: [], wanted: [], files: new Set(), celeryFiles: new Set() };

/** Reads the Python files; what rests on files that are the same is taken over from the stack before. */
export function readPython(files: Iterable<ConfigFile>, source: FileSource, previous: PythonStack): PythonStack {
  const python = [...files].filter(({ kind }) => kind === 'python');
  if (python.length === 0) return NO_PYTHON;
  const holds = (set: ReadonlySet<ConfigFile>) => [...set].every((file) => source.get(file.path) === file);
  if (python.every((file) => previous.files.has(file)) && holds(previous.files)) return previous;
  const modules = new Modules(source);
  const celery = modules.record(() => {
    const relevant = python.filter(mentionsCelery);
    const same = relevant.every((file) => previous.celeryFiles.has(file)) && holds(previous.celeryFiles);
    if (same && relevant.length > 0) return undefined;
    return readCeleryApps(relevant, modules, previous.celeryApps);
  });
  const kept = celery.result === undefined;
  const celeryFiles = kept ? previous.celeryFiles : new Set([...python.filter(mentionsCelery), ...celery.files]);
  return {
    celeryApps: celery.result ?? previous.celeryApps,
    wanted: kept ? previous.wanted : [...modules.wanted],
    files: new Set([...python, ...celeryFiles]),
    celeryFiles,
  };
}

/** What of it may be taken over after these files have changed. */
export function withoutFiles(python: PythonStack, changed: readonly string[]): PythonStack {
  const touches = ({ path }: ConfigFile) => changed.includes(path);
  if (![...python.files].some(touches)) return python;
  return [...python.celeryFiles].some(touches) ? NO_PYTHON : { ...python, files: new Set() };
}
