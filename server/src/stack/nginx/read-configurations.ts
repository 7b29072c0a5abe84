import type { ConfigFile } from '../../settings/file';
import type { ComposeProject } from '../compose/project';
import { type FileSource, isWhole, NginxConfiguration } from './configuration';
import { type NginxContainer, nginxContainers } from './containers';
import type { Parameters } from './parameters';

/**
 * Every nginx configuration of a workspace: each main file with its includes, the files that a container's own main file
 * includes, and the fragments left over.
 *
 * @param previous those of an earlier stack with the same paths: taken over where they still say what their files say
 */
export function readNginxConfigurations(
  files: ReadonlyMap<string, ConfigFile>,
  source: FileSource,
  projects: readonly ComposeProject[],
  previous: readonly NginxConfiguration[],
): readonly NginxConfiguration[] {
  const nginx = [...files.values()].filter((file) => file.kind === 'nginx');
  if (nginx.length === 0) return [];
  const containers = nginxContainers(projects);
  const ofMain = new Map<string, NginxContainer[]>();
  for (const container of containers) {
    if (container.main === undefined) continue;
    const list = ofMain.get(container.main);
    if (list) list.push(container);
    else ofMain.set(container.main, [container]);
  }
  const reuse = new Reusable(previous, source);
  const build = (main: ConfigFile) => {
    const runs = ofMain.get(main.path) ?? [];
    const view = runs[0]?.view;
    const parameters = parametersThatCount(main, runs);
    return reuse.take(main, view?.key, parameters) ?? NginxConfiguration.from(main, source, view, parameters);
  };
  const configurations = nginx.filter(isWhole).map(build);
  const included = new Set<ConfigFile>();
  const add = (configuration: NginxConfiguration) => {
    configurations.push(configuration);
    for (const part of configuration.files) included.add(part);
  };
  for (const configuration of configurations) for (const file of configuration.files) included.add(file);
  for (const container of containers) {
    const held = container.parts.map((path) => source.get(path)).filter((file) => file !== undefined);
    const [first, ...rest] = held.filter((file) => file.kind === 'nginx' && !isWhole(file));
    if (!first || [first, ...rest].every((file) => included.has(file))) continue;
    const { view } = container;
    const old = reuse.take(first, view.key, NONE);
    add(old && !old.whole ? old : NginxConfiguration.ofParts([first, ...rest], source, view));
  }
  // Of the fragments, those that include come first, so that what they include is read as part of them.
  const left = nginx.filter((file) => !included.has(file));
  for (const file of [...left.filter(mayInclude), ...left]) if (!included.has(file)) add(build(file));
  return configurations;
}

const NONE: readonly (Parameters | undefined)[] = [];

/** What the services that run a configuration give nginx. To stay in the foreground says nothing unless the file says it too. */
function parametersThatCount(main: ConfigFile, runs: readonly NginxContainer[]): readonly (Parameters | undefined)[] {
  const counts = runs.some(
    ({ parameters }) =>
      parameters &&
      (parameters.unseen !== undefined ||
        parameters.directives.some(({ inText }) => inText.name.value !== 'daemon' || main.text.includes('daemon'))),
  );
  return counts ? runs.map(({ parameters }) => parameters) : NONE;
}

/** The configurations of an earlier stack. */
class Reusable {
  readonly #byMain = new Map<ConfigFile, NginxConfiguration[]>();

  constructor(
    previous: readonly NginxConfiguration[],
    readonly source: FileSource,
  ) {
    for (const configuration of previous) {
      const list = this.#byMain.get(configuration.main);
      if (list) list.push(configuration);
      else this.#byMain.set(configuration.main, [configuration]);
    }
  }

  /** The one of that main file that was read in the same surroundings and whose files are all as they were. */
  take(
    main: ConfigFile,
    containerKey: string | undefined,
    parameters: readonly (Parameters | undefined)[],
  ): NginxConfiguration | undefined {
    return this.#byMain
      .get(main)
      ?.find(
        (old) =>
          old.containerKey === containerKey &&
          old.parameters.length === parameters.length &&
          old.parameters.every((one, i) => one === parameters[i]) &&
          [...old.files].every((file) => this.source.get(file.path) === file),
      );
  }
}

const includers = new WeakMap<ConfigFile, boolean>();

function mayInclude(file: ConfigFile): boolean {
  let may = includers.get(file);
  if (may === undefined) {
    may = file.text.includes('include');
    includers.set(file, may);
  }
  return may;
}
