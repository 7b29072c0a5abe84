import type { ConfigFile } from '../../settings/file';
import type { FileSource } from '../nginx/configuration';
import type { CeleryApp } from './celery';
import { mentionsCelery } from './celery-facts';
import { Evaluator } from './evaluate';
import { type GunicornConfig, readGunicorn } from './gunicorn-files';
import { Modules } from './modules';
import type { MongoClientUse } from './mongo-clients';
import { type CeleryFile, readCeleryApps } from './read-celery';
import { type ClientsOfFile, readClients } from './read-clients';
import type { RedisClientUse } from './redis-clients';

/** What the Python files of a workspace say of Celery, of clients and of application servers. Immutable. */
export interface PythonStack {
  readonly celeryApps: readonly CeleryApp[];
  readonly mongoClients: readonly MongoClientUse[];
  readonly redisClients: readonly RedisClientUse[];
  readonly gunicornConfigs: readonly GunicornConfig[];
  /** Modules whose text is needed and not held. */
  readonly wanted: readonly string[];
  /** Every Python file that there was, and every other one that was looked into. */
  readonly files: ReadonlySet<ConfigFile>;
  /** Those on which the apps rest. */
  readonly celeryFiles: ReadonlySet<ConfigFile>;
  /** What files say of Celery, by the file. */
  readonly celeryByFile: ReadonlyMap<ConfigFile, CeleryFile>;
  /** What single files say, by the file. */
  readonly single: ReadonlyMap<ConfigFile, SingleFile>;
}

interface SingleFile {
  readonly files: ReadonlySet<ConfigFile>;
  readonly wanted: readonly string[];
  readonly clients: ClientsOfFile | undefined;
  readonly gunicorn: GunicornConfig | undefined;
}

export const NO_PYTHON: PythonStack = {
  celeryApps: [],
  mongoClients: [],
  redisClients: [],
  gunicornConfigs: [],
  wanted: [],
  files: new Set(),
  celeryFiles: new Set(),
  celeryByFile: new Map(),
  single: new Map(),
};

/** Reads the Python files; what rests on files that are the same is taken over from the stack before. */
export function readPython(files: Iterable<ConfigFile>, source: FileSource, previous: PythonStack): PythonStack {
  const python = [...files].filter(({ kind, path }) => kind === 'python' && !isTest(path));
  if (python.length === 0) return NO_PYTHON;
  const holds = (set: ReadonlySet<ConfigFile>) => [...set].every((file) => source.get(file.path) === file);
  const samePlaces = python.length === previous.single.size;
  if (samePlaces && python.every((file) => previous.files.has(file)) && holds(previous.files)) return previous;
  const single = new Map<ConfigFile, SingleFile>();
  for (const file of python) {
    const before = previous.single.get(file);
    single.set(file, before && holds(before.files) ? before : readSingle(file, source));
  }
  const celery = readCelery(python, source, previous, holds);
  const all = [...single.values()];
  return {
    ...celery,
    mongoClients: all.flatMap(({ clients }) => clients?.mongo ?? []),
    redisClients: all.flatMap(({ clients }) => clients?.redis ?? []),
    gunicornConfigs: all.flatMap(({ gunicorn }) => gunicorn ?? []),
    wanted: [...new Set([...celery.wanted, ...all.flatMap(({ wanted }) => wanted)])],
    files: new Set([...python, ...celery.celeryFiles, ...all.flatMap((one) => [...one.files])]),
    single,
  };
}

/** Apps and clients of tests are made for the test alone, and what it sets on others holds there only. */
function isTest(path: string): boolean {
  return /(^|\/)tests?\/|(^|\/)(conftest|test_[^/]*|[^/]*_tests?)\.py$/.test(path);
}

function readSingle(file: ConfigFile, source: FileSource): SingleFile {
  const modules = new Modules(source);
  const evaluator = new Evaluator(modules);
  const { result, files } = modules.record(() => ({
    clients: readClients(evaluator, file),
    gunicorn: readGunicorn(evaluator, file),
  }));
  return { ...result, files: new Set([file, ...files]), wanted: [...modules.wanted] };
}

function readCelery(
  python: readonly ConfigFile[],
  source: FileSource,
  previous: PythonStack,
  holds: (set: ReadonlySet<ConfigFile>) => boolean,
): Pick<PythonStack, 'celeryApps' | 'celeryFiles' | 'celeryByFile' | 'wanted'> {
  const relevant = python.filter(mentionsCelery);
  if (relevant.length === 0) return NO_PYTHON;
  const { celeryApps, celeryFiles, celeryByFile, wanted } = previous;
  const kept = relevant.every((file) => celeryFiles.has(file)) && holds(celeryFiles);
  if (kept) return { celeryApps, celeryFiles, celeryByFile, wanted };
  const keptOf = (file: ConfigFile) => {
    const before = celeryByFile.get(file);
    return before && holds(before.files) ? before : undefined;
  };
  const modules = new Modules(source);
  const { result, files } = modules.record(() => readCeleryApps(relevant, modules, celeryApps, keptOf));
  return {
    celeryApps: result.apps,
    celeryFiles: new Set([...relevant, ...files]),
    celeryByFile: result.byFile,
    wanted: [...modules.wanted],
  };
}

/** What of it may be taken over after these files have changed. */
export function withoutFiles(python: PythonStack, changed: readonly string[]): PythonStack {
  const touches = ({ path }: ConfigFile) => changed.includes(path);
  if (![...python.files].some(touches)) return python;
  const single = new Map([...python.single].filter(([, one]) => ![...one.files].some(touches)));
  const celeryByFile = new Map([...python.celeryByFile].filter(([, one]) => ![...one.files].some(touches)));
  const celery = [...python.celeryFiles].some(touches) ? NO_PYTHON : python;
  const { celeryApps, celeryFiles, wanted } = celery;
  return { ...NO_PYTHON, celeryApps, celeryFiles, celeryByFile, wanted, single };
}
