import { accumulates, defaultOf, directive, type RedisDirective } from '../../knowledge/redis/directives';
import type { ConfigFile } from '../../settings/file';
import { insertRedis, type RedisSetting, redisSettings } from '../../settings/redis-conf';
import { RedisFlag, type RedisFlagProblem } from '../../settings/redis-flags';
import { type Known, known, type Unknown, unknown } from '../../settings/value';
import type { FileEdit } from '../../text/edit';
import { ContainerView } from '../compose/container-view';
import type { ComposeService } from '../compose/service';
import type { Overridden } from '../effective';
import type { Place } from '../finding';
import { type RedisCommand, redisCommandOf } from './command';
import { type RedisFileNames, resolveRedisInclude } from './includes';

/** What is in force of a directive; without a setting, it is Redis' default. */
export type EffectiveRedis =
  | { readonly state: 'known'; readonly value: string; readonly setting: RedisSetting | undefined }
  | { readonly state: 'unknown'; readonly reason: string; readonly setting?: RedisSetting }
  /** Nothing sets it and it has no default. */
  | { readonly state: 'absent' };

export interface RedisInclude {
  readonly setting: RedisSetting;
  /** Undefined where it leads out of the workspace, or a template fills it in. */
  readonly paths: readonly string[] | undefined;
}

/** A snapshot is taken when that many seconds have passed and that many keys have changed. */
export interface SavePoint {
  readonly seconds: number;
  readonly changes: number;
}

export interface RedisFileSource extends RedisFileNames {
  get(path: string): ConfigFile | undefined;
}

/** Redis stops at nothing when files include each other; a depth that no real configuration has ends it here. */
const MOST_DEPTH = 16;
const MOST_FILES = 1_000;

type Step = RedisSetting | { readonly unseen: string };

/**
 * A Redis or Valkey server as its configuration file describes it, with everything that this includes, or as a Compose
 * service starts it: with a configuration file, with flags that win over it, or with neither. Immutable.
 */
export class RedisServer {
  /** Every configuration file that takes part, the main one first. */
  readonly files: ReadonlySet<ConfigFile>;
  readonly includes: readonly RedisInclude[];
  /** Every directive in the order in which Redis reads them. */
  readonly settings: readonly RedisSetting[];
  readonly #byName = new Map<string, { setting: RedisSetting; at: number }[]>();
  readonly #lastUnseen: { readonly at: number; readonly reason: string } | undefined;

  private constructor(
    /** The configuration file or, where none is in view, the Compose file with the service. */
    readonly main: ConfigFile,
    builder: Builder,
    /** How a service starts it; undefined for a file that stands alone. */
    readonly command: RedisCommand | undefined,
  ) {
    this.files = builder.files;
    this.includes = builder.includes;
    const settings: RedisSetting[] = [];
    for (const [at, step] of builder.steps.entries()) {
      if ('unseen' in step) {
        this.#lastUnseen = { at, reason: step.unseen };
        continue;
      }
      settings.push(step);
      const list = this.#byName.get(step.name);
      if (list) list.push({ setting: step, at });
      else this.#byName.set(step.name, [{ setting: step, at }]);
    }
    this.settings = settings;
  }

  static from(main: ConfigFile, source: RedisFileSource): RedisServer {
    const builder = new Builder(main.path, source, undefined);
    builder.read(main, 0);
    return new RedisServer(main, builder, undefined);
  }

  /** The server that a service starts. */
  static started(command: RedisCommand, source: RedisFileSource): RedisServer {
    const { configuration, service } = command;
    const file = configuration?.path === undefined ? undefined : source.get(configuration.path);
    const builder = new Builder(file?.path ?? service.file.path, source, service);
    if (file) builder.read(file, 0);
    else if (configuration)
      builder.steps.push({ unseen: configuration.unseen ?? 'its configuration file is not in view' });
    builder.steps.push(...command.steps);
    return new RedisServer(file ?? service.file, builder, command);
  }

  /** The Compose service that starts it. */
  get service(): ComposeService | undefined {
    return this.command?.service;
  }

  /** Its configuration file; undefined where flags alone describe it. */
  get configuration(): ConfigFile | undefined {
    return this.files.has(this.main) ? this.main : undefined;
  }

  /** Where it is told of as a whole: what starts it, or the beginning of its file. */
  get place(): Place {
    return this.command?.place ?? { file: this.main, span: { start: 0, end: 0 } };
  }

  /** Every file that it was read from, those of its Compose project included. */
  get sources(): ReadonlySet<ConfigFile> {
    return this.command ? new Set([...this.files, ...this.command.service.project.files]) : this.files;
  }

  /** What Redis refuses of the command line. */
  get flagProblems(): readonly RedisFlagProblem[] {
    return this.command?.problems ?? [];
  }

  /** The version that the image's tag tells. */
  get imageVersion(): string | undefined {
    return this.service?.version('redis');
  }

  /** Whether a finding at this place is to be made here: one about an overlay's base is the base's own. */
  judges(place: Place): boolean {
    return this.service === undefined || place.file.kind !== 'compose' || this.service.project.judges(place);
  }

  /** Every directive of that name (an older name finds the present one's), in the order in which Redis reads them. */
  all(name: string): readonly RedisSetting[] {
    return (this.#byName.get(nameOf(name)) ?? []).map(({ setting }) => setting);
  }

  /**
   * The directives of that name that are in force: of one that accumulates (save, user, loadmodule, rename-command,
   * client-output-buffer-limit) all, of any other the last. `save ""` takes back those before it.
   */
  inForce(name: string): readonly RedisSetting[] {
    const all = this.all(name);
    if (!accumulates(nameOf(name))) return all.slice(-1);
    if (nameOf(name) !== 'save') return all;
    const reset = all.findLastIndex((setting) => setting.value.state === 'known' && setting.value.value === '');
    return reset < 0 ? all : all.slice(reset);
  }

  /**
   * The value in force. Of a directive that accumulates, the values of all that are in force, joined by blanks.
   *
   * @param version the version of Redis whose default holds; undefined for the newest
   */
  setting(name: string, version?: string): EffectiveRedis {
    const list = this.#byName.get(nameOf(name)) ?? [];
    const last = list[list.length - 1];
    const unseen = this.#lastUnseen;
    if (unseen && (!last || unseen.at > last.at || accumulates(nameOf(name)))) {
      return { state: 'unknown', reason: unseen.reason, ...(last ? { setting: last.setting } : {}) };
    }
    const conditional = list.find(({ setting }) => setting.entry.conditional);
    if (conditional && (conditional.at >= last!.at || accumulates(nameOf(name))))
      return { state: 'unknown', reason: 'a template’s condition decides', setting: conditional.setting };
    if (!last) {
      const value = defaultOf(nameOf(name), version);
      return value === undefined ? { state: 'absent' } : { state: 'known', value, setting: undefined };
    }
    const values = this.inForce(name).map((setting) => setting.value);
    const missing = values.find((value) => value.state === 'unknown');
    if (missing?.state === 'unknown') return { state: 'unknown', reason: missing.reason, setting: last.setting };
    const texts = values.map((value) => (value as Known<string>).value).filter((text) => text !== '');
    return { state: 'known', value: texts.join(' '), setting: last.setting };
  }

  /** When snapshots are taken; none where they are off. */
  get savePoints(): Known<readonly SavePoint[]> | Unknown {
    const effective = this.setting('save');
    if (effective.state !== 'known')
      return unknown(effective.state === 'unknown' ? effective.reason : 'nothing says so');
    const numbers = effective.value
      .split(/\s+/)
      .filter((text) => text !== '')
      .map(Number);
    if (numbers.length % 2 !== 0 || numbers.some((n) => !Number.isInteger(n) || n < 0))
      return unknown('Redis does not accept its value');
    return known(numbers.flatMap((seconds, i) => (i % 2 === 0 ? [{ seconds, changes: numbers[i + 1]! }] : [])));
  }

  /** What is known of a directive, by any of its names. */
  describe(name: string): RedisDirective | undefined {
    return directive(name);
  }

  /** Directives of which a later one of the same name takes the place. */
  get overridden(): readonly Overridden<RedisSetting>[] {
    const found: Overridden<RedisSetting>[] = [];
    for (const [name, list] of this.#byName) {
      if (list.length < 2 || accumulates(name) || name === 'include' || !directive(name)) continue;
      const { setting: winner } = list[list.length - 1]!;
      for (const { setting } of list.slice(0, -1)) if (!winner.entry.conditional) found.push({ setting, winner });
    }
    return found;
  }

  /**
   * Edits that put a value into force: a new one for the directive that wins, else a new line in the configuration file
   * or, where there is none, a new flag.
   *
   * @param value the arguments as they are written, quotes included
   */
  insert(name: string, value: string): FileEdit[] {
    const present = this.inForce(name);
    const last = present[present.length - 1];
    if (last && !accumulates(nameOf(name)) && !last.entry.conditional) return last.set(value);
    const { command, configuration } = this;
    const inFile = configuration && !(last instanceof RedisFlag);
    return command && !inFile ? command.insert([[nameOf(name), value]]) : insertRedis(this.main, nameOf(name), value);
  }
}

function nameOf(name: string): string {
  return directive(name)?.name ?? name.toLowerCase();
}

class Builder {
  readonly files = new Set<ConfigFile>();
  readonly includes: RedisInclude[] = [];
  readonly steps: Step[] = [];
  #count = 0;

  constructor(
    readonly mainPath: string,
    readonly source: RedisFileSource,
    readonly service: ComposeService | undefined,
  ) {}

  read(file: ConfigFile, depth: number): void {
    this.files.add(file);
    this.#count++;
    const settings = redisSettings(file);
    const steps: { at: number; step: RedisSetting | undefined }[] = settings.map((setting) => ({
      at: setting.span.start,
      step: setting,
    }));
    for (const span of file.redis.unseen) steps.push({ at: span.start, step: undefined });
    if (file.redis.unseen.length > 0) steps.sort((a, b) => a.at - b.at);
    for (const { step } of steps) {
      if (!step) this.steps.push({ unseen: 'a template writes lines that may set it' });
      else if (step.name === 'include') this.#include(step, depth);
      else this.steps.push(step);
    }
  }

  #include(setting: RedisSetting, depth: number): void {
    const argument = setting.argument(0);
    const paths = argument?.state === 'known' && setting.args.length === 1 ? this.#resolve(argument.value) : undefined;
    this.includes.push({ setting, paths });
    if (!paths) {
      this.steps.push({
        unseen: `the file ${argument?.state === 'known' ? `${argument.value} ` : ''}that it includes is not in the workspace`,
      });
      return;
    }
    for (const path of paths) {
      const file = this.source.get(path);
      if (file && depth < MOST_DEPTH && this.#count < MOST_FILES) this.read(file, depth + 1);
      else this.steps.push({ unseen: `what ${path} sets is not known` });
    }
  }

  /** Inside a container, a path leads to what is mounted there; a relative one is taken from the images' own folder. */
  #resolve(pattern: string): readonly string[] | undefined {
    const found = this.service && new ContainerView(this.service, '/data').find(pattern);
    if (!found) return resolveRedisInclude(pattern, this.mainPath, this.source);
    const whole = found.unseen === undefined && (found.state === 'found' || found.state === 'empty');
    return whole ? found.paths : undefined;
  }
}

/**
 * The servers of a workspace: those that services start, and each redis.conf that no other one includes and no service
 * starts with. Those of an earlier stack are taken over where their files are the same.
 */
export function readRedisServers(
  files: Iterable<ConfigFile>,
  source: RedisFileSource,
  services: Iterable<ComposeService>,
  previous: readonly RedisServer[],
): readonly RedisServer[] {
  const started = startedServers(services, source, previous);
  const candidates = [...files].filter((file) => file.kind === 'redis').sort((a, b) => (a.path < b.path ? -1 : 1));
  const old = new Map(previous.filter(({ command }) => !command).map((server) => [server.main, server]));
  const build = (main: ConfigFile) => {
    const known = old.get(main);
    return known && isCurrent(known, source) ? known : RedisServer.from(main, source);
  };
  const servers = new Map(candidates.map((main) => [main, build(main)]));
  const included = new Set<ConfigFile>();
  for (const [main, server] of servers) {
    for (const file of server.files) if (file !== main) included.add(file);
  }
  // Files that only include each other: the first of them stands for all.
  const mains = candidates.filter((file) => !included.has(file));
  const covered = new Set(mains.flatMap((main) => [...servers.get(main)!.files]));
  for (const file of candidates) {
    if (covered.has(file)) continue;
    mains.push(file);
    for (const part of servers.get(file)!.files) covered.add(part);
  }
  const inServices = new Set(started.flatMap((server) => [...server.files]));
  return [...mains.filter((file) => !inServices.has(file)).map((main) => servers.get(main)!), ...started];
}

function startedServers(
  services: Iterable<ComposeService>,
  source: RedisFileSource,
  previous: readonly RedisServer[],
): RedisServer[] {
  const old = new Map(previous.map((server) => [server.service, server]));
  const started: RedisServer[] = [];
  for (const service of services) {
    const known = old.get(service);
    const command = known?.command ?? redisCommandOf(service);
    if (!command) continue;
    started.push(known && isCurrent(known, source) ? known : RedisServer.started(command, source));
  }
  return started;
}

function isCurrent(server: RedisServer, source: RedisFileSource): boolean {
  return [...server.files].every((file) => source.get(file.path) === file);
}
