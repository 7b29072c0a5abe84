import { mongodOption } from '../../knowledge/mongodb/mongod-options';
import type { ConfigFile } from '../../settings/file';
import { type MongodConf, type MongodSetting, mongodConf } from '../../settings/mongod-conf';
import type { FileEdit } from '../../text/edit';
import type { ComposeService } from '../compose/service';
import type { Place } from '../finding';
import { type MongodCommand, mongodCommandOf } from './command';

/** What is in force of an option; without a setting, it is mongod's default. */
export type EffectiveMongod =
  | { readonly state: 'known'; readonly value: string; readonly setting: MongodSetting | undefined }
  | { readonly state: 'unknown'; readonly reason: string; readonly setting?: MongodSetting }
  /** Nothing sets it and it has no default. */
  | { readonly state: 'absent' };

export interface MongodFileSource {
  get(path: string): ConfigFile | undefined;
}

/**
 * A mongod as its configuration file describes it, or as a Compose service starts it: with a configuration file, with
 * flags that win over it, or with neither. Immutable.
 */
export class MongodServer {
  /** The configuration file, where one is in view. */
  readonly files: ReadonlySet<ConfigFile>;
  readonly conf: MongodConf | undefined;

  private constructor(
    readonly configuration: ConfigFile | undefined,
    /** How a service starts it; undefined for a file that stands alone. */
    readonly command: MongodCommand | undefined,
  ) {
    this.files = new Set(configuration ? [configuration] : []);
    this.conf = configuration && mongodConf(configuration);
  }

  static from(configuration: ConfigFile): MongodServer {
    return new MongodServer(configuration, undefined);
  }

  /** The server that a service starts. */
  static started(command: MongodCommand, source: MongodFileSource): MongodServer {
    const path = command.configuration?.path;
    const file = path === undefined ? undefined : source.get(path);
    return new MongodServer(file?.kind === 'mongod' ? file : undefined, command);
  }

  /** The configuration file or, where none is in view, the Compose file with the service. */
  get main(): ConfigFile {
    return this.configuration ?? this.command!.service.file;
  }

  get service(): ComposeService | undefined {
    return this.command?.service;
  }

  /** Every file that it was read from, those of its Compose project included. */
  get sources(): ReadonlySet<ConfigFile> {
    return this.command ? new Set([...this.files, ...this.command.service.project.files]) : this.files;
  }

  /** The version that the image's tag tells. */
  get imageVersion(): string | undefined {
    return this.service?.version('mongodb');
  }

  /** Everything that is set, flags behind the file: they win. */
  get settings(): readonly MongodSetting[] {
    return [...(this.conf?.settings ?? []), ...(this.command?.flags ?? [])];
  }

  /** Whether a finding at this place is to be made here: one about an overlay's base is the base's own. */
  judges(place: Place): boolean {
    return this.service === undefined || place.file.kind !== 'compose' || this.service.project.judges(place);
  }

  /** The value in force. */
  setting(name: string): EffectiveMongod {
    const setting = this.settings.findLast((one) => one.name === name);
    const unseen = this.#unseen(name, setting);
    if (unseen !== undefined) return { state: 'unknown', reason: unseen, ...(setting ? { setting } : {}) };
    if (setting)
      return setting.value.state === 'known'
        ? { state: 'known', value: setting.value.value, setting }
        : { state: 'unknown', reason: setting.value.reason, setting };
    const standard = mongodOption(name)?.default;
    return standard === undefined ? { state: 'absent' } : { state: 'known', value: standard, setting: undefined };
  }

  /** Why something that is not in view may set it. */
  #unseen(name: string, setting: MongodSetting | undefined): string | undefined {
    const { command, conf } = this;
    if (command?.unseen !== undefined) return command.unseen;
    if (setting && command?.flags.some((flag) => flag === setting)) return undefined;
    if (command?.configuration && !this.configuration)
      return command.configuration.unseen ?? 'its configuration file is not in view';
    const expanded = conf?.expanded.find((group) => group === '' || name === group || name.startsWith(`${group}.`));
    if (expanded !== undefined) return 'a program or an address gives its value when mongod starts';
    return conf && this.configuration!.yaml.problems.length > 0 && !conf.ini && !setting
      ? 'the file can’t be read as a whole'
      : undefined;
  }

  /**
   * Edits that put a value into force: a new one for the setting that wins, else a new line in the configuration file
   * or, where there is none, a new flag.
   */
  insert(name: string, value: string): FileEdit[] {
    const effective = this.setting(name);
    if (effective.state === 'unknown' && !effective.setting) return [];
    const setting = effective.state === 'absent' ? undefined : effective.setting;
    if (setting) return setting.set(value);
    return this.conf ? this.conf.insert(name, value) : (this.command?.insert(name, value) ?? []);
  }
}

/**
 * The servers of a workspace: those that services start, and each mongod.conf with which none does. Those of an earlier
 * stack are taken over where their files are the same.
 */
export function readMongodServers(
  files: Iterable<ConfigFile>,
  source: MongodFileSource,
  services: Iterable<ComposeService>,
  previous: readonly MongodServer[],
): readonly MongodServer[] {
  const started: MongodServer[] = [];
  for (const service of services) {
    const old = previous.find((server) => server.service === service);
    const command = old?.command ?? mongodCommandOf(service);
    if (!command) continue;
    started.push(old && isCurrent(old, source) ? old : MongodServer.started(command, source));
  }
  const inServices = new Set(started.flatMap((server) => [...server.files]));
  const alone = [...files]
    .filter((file) => file.kind === 'mongod' && !inServices.has(file))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(
      (file) =>
        previous.find(({ configuration, command }) => configuration === file && !command) ?? MongodServer.from(file),
    );
  return [...alone, ...started];
}

function isCurrent(server: MongodServer, source: MongodFileSource): boolean {
  const path = server.command?.configuration?.path;
  const file = path === undefined ? undefined : source.get(path);
  return server.configuration === (file?.kind === 'mongod' ? file : undefined);
}
