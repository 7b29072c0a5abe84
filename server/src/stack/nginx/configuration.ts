import { type Context, childContext } from '../../knowledge/nginx/contexts';
import { variantIn, variants } from '../../knowledge/nginx/directives';
import type { ConfigFile } from '../../settings/file';
import type { Directive } from '../../syntax/nginx/tree';
import type { ContainerView } from '../compose/container-view';
import { type FileNames, holdsNoSettings, type IncludeTarget, resolveInclude, setsOnly } from './includes';
import { NginxParameter, type Parameter, type Parameters } from './parameters';
import { Scope, type Whole } from './scope';
import { NginxSetting } from './setting';

/** Files that a configuration may include before it is taken for a loop of another kind. */
const MOST_FILES = 5_000;

/** The files of a workspace, to follow includes in. */
export interface FileSource extends FileNames {
  get(path: string): ConfigFile | undefined;
}

export interface Include {
  readonly setting: NginxSetting;
  readonly target: IncludeTarget;
  /** The include that closes a loop: it is not followed. */
  readonly loop: boolean;
}

/** Why the outermost scope of what an image's own main file includes is not all in view. */
export const IMAGE_MAIN_UNSEEN = 'the image’s own nginx.conf is not in the workspace';

/**
 * One nginx configuration as nginx would build it: a main file with everything that it includes, or a fragment whose
 * main file lies elsewhere.
 */
export class NginxConfiguration {
  readonly root: Scope;
  readonly includes: readonly Include[];
  /** Every file that takes part, the main one first. */
  readonly files: ReadonlySet<ConfigFile>;
  readonly #byName = new Map<string, NginxSetting[]>();
  readonly #byKind = new Map<Context, Scope[]>();
  readonly #everything: readonly NginxSetting[];
  readonly #containerKey: string | undefined;
  #extras = new Map<(configuration: NginxConfiguration) => unknown, unknown>();

  private constructor(
    readonly main: ConfigFile,
    /** Whether this is a whole configuration: events and http stand in it. */
    readonly whole: boolean,
    builder: Builder,
    /** What each service that starts nginx with it gives on the command line, where that counts. */
    readonly parameters: readonly (Parameters | undefined)[] = NO_PARAMETERS,
  ) {
    this.root = builder.root;
    this.includes = builder.includes;
    this.files = builder.files;
    this.#byName = builder.byName;
    this.#byKind = builder.byKind;
    this.#everything = builder.everything;
    this.#containerKey = builder.container?.key;
  }

  /**
   * @param container the container in which nginx reads the file, where one is known: it decides what includes find
   * @param parameters what each service that runs it gives nginx on the command line
   */
  static from(
    main: ConfigFile,
    source: FileSource,
    container?: ContainerView,
    parameters: readonly (Parameters | undefined)[] = NO_PARAMETERS,
  ): NginxConfiguration {
    const whole = isWhole(main);
    const builder = new Builder(main, whole ? 'main' : contextOfFragment(main), source, container);
    if (!whole) builder.root.markUnseen('the file that includes this one is not in the workspace');
    builder.lay(parameters);
    builder.fill(main, builder.root, main.nginx.directives);
    return new NginxConfiguration(main, whole, builder, parameters);
  }

  /** What a command line gives nginx, by itself. */
  static ofParameters(file: ConfigFile, source: FileSource, parameters: Parameters): NginxConfiguration {
    const builder = new Builder(file, 'main', source, undefined);
    builder.lay([parameters]);
    return new NginxConfiguration(file, false, builder);
  }

  /**
   * The files that a main file which is not in the workspace, an image's own, includes in `http`.
   *
   * @param parts one at least, in the order in which nginx reads them
   */
  static ofParts(
    parts: readonly [ConfigFile, ...ConfigFile[]],
    source: FileSource,
    container: ContainerView,
  ): NginxConfiguration {
    const builder = new Builder(parts[0], 'http', source, container);
    builder.root.markUnseen(IMAGE_MAIN_UNSEEN);
    for (const file of parts) {
      if (file.nginx.template) builder.root.markUnseen(`${file.path} is a template`);
      builder.fill(file, builder.root, file.nginx.directives);
    }
    return new NginxConfiguration(parts[0], false, builder);
  }

  /** Every file that it was read from, those with the command lines included. */
  get sources(): ReadonlySet<ConfigFile> {
    const files = this.parameters.flatMap((one) => one?.directives.map(({ file }) => file) ?? []);
    return files.length > 0 ? new Set([...this.files, ...files]) : this.files;
  }

  /** What decides which files it is made of, besides the main file and the names of the workspace. */
  get containerKey(): string | undefined {
    return this.#containerKey;
  }

  /** Every directive of that name, wherever it stands. */
  all(name: string): readonly NginxSetting[] {
    return this.#byName.get(name) ?? [];
  }

  /** Every directive, in the order in which nginx reads them. */
  everything(): readonly NginxSetting[] {
    return this.#everything;
  }

  /** Every scope of that kind. */
  scopes(kind: Context): readonly Scope[] {
    return this.#byKind.get(kind) ?? [];
  }

  get http(): Scope | undefined {
    return this.scopes('http')[0];
  }

  get events(): Scope | undefined {
    return this.scopes('events')[0];
  }

  /** Something computed from the configuration, once: zones, upstreams, routes. */
  derive<T>(compute: (configuration: NginxConfiguration) => T): T {
    if (!this.#extras.has(compute)) this.#extras.set(compute, compute(this));
    return this.#extras.get(compute) as T;
  }
}

/** Whether the file is one that nginx starts with, by its content, else by its name. */
export function isWhole(file: ConfigFile): boolean {
  const { directives } = file.nginx;
  if (
    directives.some(
      (d) => d.block && (d.name.value === 'events' || d.name.value === 'http' || d.name.value === 'stream'),
    )
  )
    return true;
  return (
    /^nginx\.conf(\.|$)/.test(file.name) &&
    directives.every((d) => d.name.value === 'include' || variantIn(d.name.value, 'main'))
  );
}

/** In which context a file that another one includes stands, as far as its own directives tell. */
export function contextOfFragment(file: ConfigFile): Context | undefined {
  const candidates: Context[] = ['http', 'server', 'location', 'upstream', 'main', 'stream', 'stream-server'];
  const names = new Set(
    file.nginx.directives
      .map((d) => d.name.value)
      .filter((name) => name !== 'include' && variants(name).some((v) => !v.thirdParty)),
  );
  if (names.size === 0) return undefined;
  const fitting = candidates.filter((context) => [...names].every((name) => variantIn(name, context) !== undefined));
  if (fitting.length === 1) return fitting[0];
  if (names.has('location') && fitting.includes('server')) return 'server';
  if (
    fitting.includes('http') &&
    ['server', 'upstream', 'map', 'limit_req_zone', 'log_format', 'proxy_cache_path', 'geo'].some((name) =>
      names.has(name),
    )
  )
    return 'http';
  return undefined;
}

class Builder implements Whole {
  readonly root: Scope;
  readonly includes: Include[] = [];
  readonly files = new Set<ConfigFile>();
  readonly byName = new Map<string, NginxSetting[]>();
  readonly byKind = new Map<Context, Scope[]>();
  readonly everything: NginxSetting[] = [];
  unseen = false;
  readonly #open: ConfigFile[] = [];
  #count = 0;

  constructor(
    readonly main: ConfigFile,
    kind: Context | undefined,
    readonly source: FileSource,
    readonly container: ContainerView | undefined,
  ) {
    this.root = new Scope(kind, undefined, undefined, main, this);
    if (kind) this.byKind.set(kind, [this.root]);
  }

  /**
   * Lays what command lines give over the outermost scope, which nginx reads before its file. What only some of them
   * give is not certain.
   */
  lay(all: readonly (Parameters | undefined)[]): void {
    const { root } = this;
    for (const parameters of all) if (parameters?.unseen !== undefined) root.markUnseen(parameters.unseen);
    const [first] = all;
    const seen = new Set<string>();
    for (const parameters of all) {
      for (const parameter of parameters?.directives ?? []) {
        const { directive } = parameter;
        const text = textOf(parameter);
        const shared = all.every((other) => other?.directives.some((one) => textOf(one) === text));
        if (shared ? parameters !== first : seen.has(text)) continue;
        seen.add(text);
        const made = shared ? directive : { ...directive, conditional: true };
        this.#take(new NginxParameter(parameters!, parameter, made, root, this.everything.length), root);
      }
    }
  }

  fill(file: ConfigFile, scope: Scope, directives: readonly Directive[]): void {
    this.files.add(file);
    this.#open.push(file);
    if (!file.nginx.balanced) scope.markUnseen('a brace is missing in this file');
    this.#add(file, scope, directives);
    this.#open.pop();
  }

  #add(file: ConfigFile, scope: Scope, directives: readonly Directive[]): void {
    for (const directive of directives) {
      this.#take(new NginxSetting(file, directive, scope, this.everything.length), scope);
    }
  }

  #take(setting: NginxSetting, scope: Scope): void {
    const { directive, name } = setting;
    scope.settings.push(setting);
    this.everything.push(setting);
    const list = this.byName.get(name);
    if (list) list.push(setting);
    else this.byName.set(name, [setting]);
    if (directive.block) this.#enter(setting, scope);
    else if (name === 'include') this.#include(setting, scope);
  }

  #enter(setting: NginxSetting, parent: Scope): void {
    const { directive, file } = setting;
    const block = directive.block!;
    if (block.opaque) return;
    // What a block of another module holds is not nginx's own, whatever it is called.
    const kind = parent.kind
      ? childContext(parent.kind, directive.name.value)
      : parent.opener
        ? undefined
        : childOfUnknown(directive);
    const scope = new Scope(kind, parent, setting, file, this);
    parent.children.push(scope);
    if (kind) {
      const list = this.byKind.get(kind);
      if (list) list.push(scope);
      else this.byKind.set(kind, [scope]);
    }
    if (directive.conditional) scope.markUnseen('it stands inside a template’s condition');
    if (block.close < 0) scope.markUnseen('this block is not closed');
    this.#add(file, scope, block.directives);
  }

  #include(setting: NginxSetting, scope: Scope): void {
    const path = setting.argument(0);
    if (path?.state !== 'known' || setting.args.length !== 1) {
      scope.markUnseen('an include whose name a template fills in');
      if (path) this.includes.push({ setting, target: { paths: [], state: 'unknown' }, loop: false });
      return;
    }
    const target = this.container?.find(path.value) ?? resolveInclude(path.value, this.main.path, this.source);
    const opened = target.paths.map((p) => this.source.get(p)).filter((f) => f !== undefined);
    if (target.unseen !== undefined) scope.markUnseen(target.unseen);
    const loop = opened.some((file) => this.#open.includes(file));
    this.includes.push({ setting, target, loop });
    if (target.state !== 'found' && target.state !== 'empty') {
      if (!holdsNoSettings(path.value) && !setsOnly(path.value))
        scope.markUnseen(`the file ${path.value} is not in the workspace`);
      return;
    }
    for (const file of opened) {
      if (this.#open.includes(file)) continue;
      if (++this.#count > MOST_FILES) {
        scope.markUnseen('more files are included than Headroom follows');
        return;
      }
      if (file.nginx.template) scope.markUnseen(`${file.path} is a template`);
      this.fill(file, scope, file.nginx.directives);
    }
  }
}

const NO_PARAMETERS: readonly undefined[] = [];

function textOf({ directive: { name, args } }: Parameter): string {
  return [name, ...args].map(({ value }) => value).join(' ');
}

/** The context of a block in a file whose own context is unknown, where its name leaves one only. */
function childOfUnknown(directive: Directive): Context | undefined {
  const name = directive.name.value;
  if (name === 'location') return 'location';
  if (name === 'events' || name === 'http' || name === 'limit_except') return name as Context;
  if (name === 'server' || name === 'upstream') {
    // mail and stream know them too, but a file of their own that nobody includes is all but always http's.
    return childContext('http', name);
  }
  return undefined;
}
