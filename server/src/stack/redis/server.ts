import { accumulates, defaultOf, directive, type RedisDirective } from '../../knowledge/redis/directives';
import type { ConfigFile } from '../../settings/file';
import { insertRedis, type RedisSetting, redisSettings } from '../../settings/redis-conf';
import { type Known, known, type Unknown, unknown } from '../../settings/value';
import type { FileEdit } from '../../text/edit';
import type { Overridden } from '../effective';
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

/** A Redis or Valkey server as its configuration file describes it, with everything that this includes. Immutable. */
export class RedisServer {
  /** Every file that takes part, the main one first. */
  readonly files: ReadonlySet<ConfigFile>;
  readonly includes: readonly RedisInclude[];
  /** Every directive in the order in which Redis reads them. */
  readonly settings: readonly RedisSetting[];
  readonly #byName = new Map<string, { setting: RedisSetting; at: number }[]>();
  readonly #lastUnseen: { readonly at: number; readonly reason: string } | undefined;

  private constructor(
    readonly main: ConfigFile,
    builder: Builder,
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
    const builder = new Builder(main, source);
    builder.read(main, 0);
    return new RedisServer(main, builder);
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
   * Edits that put a value into force: a new one for the directive that wins, else a new line in the main file.
   *
   * @param value the arguments as they are written, quotes included
   */
  insert(name: string, value: string): FileEdit[] {
    const present = this.inForce(name);
    const last = present[present.length - 1];
    if (last && !accumulates(nameOf(name)) && !last.entry.conditional) return last.set(value);
    return insertRedis(this.main, nameOf(name), value);
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
    readonly main: ConfigFile,
    readonly source: RedisFileSource,
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
    const paths =
      argument?.state === 'known' && setting.args.length === 1
        ? resolveRedisInclude(argument.value, this.main.path, this.source)
        : undefined;
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
}

/** The servers of a workspace: each redis.conf that no other one includes. Those of an earlier stack are taken over where their files are the same. */
export function readRedisServers(
  files: Iterable<ConfigFile>,
  source: RedisFileSource,
  previous: readonly RedisServer[],
): readonly RedisServer[] {
  const candidates = [...files].filter((file) => file.kind === 'redis').sort((a, b) => (a.path < b.path ? -1 : 1));
  const old = new Map(previous.map((server) => [server.main, server]));
  const build = (main: ConfigFile) => {
    const known = old.get(main);
    const holds = known && [...known.files].every((file) => source.get(file.path) === file);
    return holds ? known : RedisServer.from(main, source);
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
  return mains.map((main) => servers.get(main)!);
}
