import type { StartedProgram } from '../../settings/command/program';
import type { ConfigFile } from '../../settings/file';
import type { FileEdit } from '../../text/edit';
import type { Place } from '../finding';
import type { CeleryApp } from '../python/celery';
import type { EffectivePython } from '../python/setting';
import type { Stack } from '../stack';
import { modulePaths } from './module-paths';
import { type Given, ServerSettings } from './server-settings';
import { isComposed, type Service } from './service';
import { runningServices } from './services';

/** A number with what says so; unknown with the reason. */
export type Count =
  | { readonly state: 'known'; readonly value: number; readonly source: string; readonly at: Place }
  | { readonly state: 'unknown'; readonly reason: string; readonly at: Place };

/**
 * A service that runs `celery worker`, with what its command line, its environment and its app's settings say
 * together. Immutable.
 */
export class Worker {
  readonly settings: ServerSettings;
  readonly #concurrency = new Map<number | undefined, Count>();

  constructor(
    readonly service: Service,
    readonly program: StartedProgram,
    /** The app that `-A` names; undefined where it is not in view, or can't be told. */
    readonly app: CeleryApp | undefined,
    /** Why there is none. */
    readonly appUnseen: string,
  ) {
    this.settings = new ServerSettings(service, program, 'celery', (name) => this.inApp(name));
  }

  get name(): string {
    return this.service.name;
  }

  /** Where the program is named. */
  get place(): Place {
    return { file: this.program.word.file, span: this.program.word.span };
  }

  /** What the app's settings say, whatever the command line does. */
  inApp(name: string): EffectivePython {
    if (this.app) return this.app.effective(name);
    return { state: 'unknown', reason: this.appUnseen, setting: undefined, losers: [] };
  }

  get(name: string): Given {
    return this.settings.get(name);
  }

  /** A setting as a number; absent where its default holds, `unless` another source that is not in view sets it. */
  number(name: string): Count | { readonly state: 'absent'; readonly unless?: string } {
    const given = this.get(name);
    if (given.state === 'absent') return given;
    if (given.state === 'unknown') return { state: 'unknown', reason: given.reason, at: given.at ?? this.place };
    const value = Number(given.value);
    return Number.isFinite(value) && given.value.trim() !== ''
      ? { ...given, value }
      : { state: 'unknown', reason: `${given.value} is no number`, at: given.at };
  }

  /** A limit in seconds that holds for every task that states none of its own. */
  seconds(name: 'task_time_limit' | 'task_soft_time_limit'): ReturnType<Worker['number']> {
    return this.number(name);
  }

  /**
   * Edits that put a value into force: over the flag or variable that wins, in the app's settings where these win, else
   * as a new flag. None where it can't be written.
   */
  set(name: string, value: string): readonly FileEdit[] {
    return this.settings.set(name, value);
  }

  /** The pool in force by its own name; undefined where it is not known. */
  get pool(): string | undefined {
    const given = this.get('worker_pool');
    // Outside of images, hardly anybody sets it by a variable.
    if (given.state === 'absent')
      return given.unless === undefined || !isComposed(this.service) ? 'prefork' : undefined;
    return given.state === 'known' ? given.value : undefined;
  }

  /**
   * How many tasks it works on at once: the most that it scales up to, its concurrency, or one for each CPU of the host.
   *
   * @param hostCpus undefined where nobody says
   */
  concurrency(hostCpus: number | undefined): Count {
    let count = this.#concurrency.get(hostCpus);
    if (!count) {
      count = this.#readConcurrency(hostCpus);
      this.#concurrency.set(hostCpus, count);
    }
    return count;
  }

  #readConcurrency(hostCpus: number | undefined): Count {
    const at = this.place;
    if (this.pool === 'solo') return { state: 'known', value: 1, source: 'the solo pool', at };
    // No settings file has a word for it.
    const scale = new ServerSettings(this.service, this.program, 'celery').get('autoscale');
    if (scale.state === 'unknown') return { state: 'unknown', reason: scale.reason, at: scale.at ?? at };
    if (scale.state === 'known') {
      const bounds = scale.value.split(',').map(Number);
      const most = Math.max(...bounds);
      return most > 0
        ? { ...scale, value: most }
        : { state: 'unknown', reason: '--autoscale can’t be read', at: scale.at };
    }
    const given = this.number('worker_concurrency');
    if (given.state === 'unknown') return given;
    if (given.state === 'known' && given.value !== 0)
      return Number.isInteger(given.value) && given.value > 0
        ? given
        : { state: 'unknown', reason: `${given.value} is no number of processes`, at: given.at };
    if (given.state === 'absent' && given.unless !== undefined) return { state: 'unknown', reason: given.unless, at };
    if (hostCpus === undefined)
      return {
        state: 'unknown',
        reason: 'Celery takes one for each CPU of the host, and host.cpus of headroom.yaml does not tell their number',
        at,
      };
    return {
      state: 'known',
      value: hostCpus,
      source: `one for each of ${hostCpus} CPUs (host.cpus of headroom.yaml)`,
      at,
    };
  }
}

const read = new WeakMap<Stack, readonly Worker[]>();

/** The workers of every Compose project that stands for itself, and those that the machine itself runs. */
export function workersOf(stack: Stack): readonly Worker[] {
  let workers = read.get(stack);
  if (!workers) {
    workers = runningServices(stack).flatMap((service) => workerOf(service, stack) ?? []);
    read.set(stack, workers);
  }
  return workers;
}

interface Kept {
  readonly app: CeleryApp | undefined;
  readonly unseen: string;
  readonly worker: Worker | undefined;
}

const kept = new WeakMap<Service, Kept>();

/** The worker among all that run which a service runs. */
export function runningWorkerOf(service: Service, stack: Stack): Worker | undefined {
  return workersOf(stack).find((worker) => worker.service === service);
}

/** The same worker for as long as its service and its app are the same. */
export function workerOf(service: Service, stack: Stack): Worker | undefined {
  if (service.role !== 'celery-worker') return undefined;
  const program = service.programs.find(({ name }) => name === 'celery');
  if (!program || program.conditional) return undefined;
  const found = appOf(service, program, stack);
  const before = kept.get(service);
  if (before?.app === found.app && before?.unseen === found.unseen) return before.worker;
  const settings = new ServerSettings(service, program, 'celery');
  const worker =
    settings.flags?.kind === 'celery worker' ? new Worker(service, program, found.app, found.unseen) : undefined;
  kept.set(service, { ...found, worker });
  return worker;
}

interface FoundApp {
  readonly app: CeleryApp | undefined;
  readonly unseen: string;
}

/** The app of `-A NAME` or `--app=NAME`: the one that is made in the module NAME, or taken over there from another. */
function appOf(service: Service, program: StartedProgram, stack: Stack): FoundApp {
  const none = (unseen: string): FoundApp => ({ app: undefined, unseen });
  const flag = new ServerSettings(service, program, 'celery').flags?.option('--app')?.value;
  if (!flag) return none('no -A names its app');
  if (flag.state === 'unknown') return none(flag.reason);
  const written = flag.value;
  const fitting = appsNamed(stack.celeryApps, written);
  const near = fitting.filter((app) => isNear(app, service));
  const chosen = near.length > 0 ? near : fitting;
  const [app] = chosen;
  if (app && chosen.length === 1) return { app, unseen: '' };
  return none(
    chosen.length > 1 ? `several apps of the workspace may be ${written}` : `the app ${written} is not in view`,
  );
}

/** By the list of apps, those that each `-A` may name: many services name the same. */
const fittingOf = new WeakMap<readonly CeleryApp[], Map<string, readonly CeleryApp[]>>();

/** The apps that `-A` may name. */
export function appsNamed(all: readonly CeleryApp[], written: string): readonly CeleryApp[] {
  const known = fittingOf.get(all) ?? new Map<string, readonly CeleryApp[]>();
  fittingOf.set(all, known);
  let fitting = known.get(written);
  if (!fitting) {
    const paths = modulePaths(written);
    const named = ({ path }: ConfigFile) => paths.some((module) => isModule(path, module));
    const apps = all.filter(({ kind }) => kind === 'app');
    const made = apps.filter((app) => named(app.place.file));
    fitting = made.length > 0 ? made : apps.filter((app) => [...app.files].some(named));
    known.set(written, fitting);
  }
  return fitting;
}

function isModule(path: string, module: string): boolean {
  return path === module || path.endsWith(`/${module}`);
}

/** Whether the app's files lie below the folder that the service is built from, or in one that it mounts. */
function isNear(app: CeleryApp, service: Service): boolean {
  return service.shows(app.place.file);
}
