import type { ConfigFile } from '../../settings/file';
import { baseName, directoryOf, joinPath } from '../../text/paths';
import { variablesOf } from './dotenv';
import { ComposeProject } from './project';
import type { ComposeSource } from './source';

/** The names by which Compose finds a project's file, the preferred one first. */
export const BASE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'] as const;

/** The names of the file that Compose lays over it by itself; the first that is there counts. */
export const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
] as const;

const INCOMPLETE = 'the Compose file that this one is laid over is not in the workspace';

/**
 * The projects of a workspace. In each folder the file that Compose finds by its name makes one, with its override
 * file, or those that COMPOSE_FILE of `.env` lists. Any other Compose file of the folder is a project of its own where
 * it is complete, else it is laid over the folder's base. One that is not complete and lies in a folder below other
 * Compose files may be laid over these. A file that others include, or only extend, is none.
 *
 * @param previous projects of an earlier stack with the same paths: taken over where their files are the same
 *   and, where a file has changed in one service, service by service
 * @see https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/
 */
export function readComposeProjects(
  files: Iterable<ConfigFile>,
  source: ComposeSource,
  previous: readonly ComposeProject[],
): readonly ComposeProject[] {
  const folders = new Map<string, ConfigFile[]>();
  for (const file of files) {
    if (file.kind !== 'compose') continue;
    const folder = directoryOf(file.path);
    const list = folders.get(folder);
    if (list) list.push(file);
    else folders.set(folder, [file]);
  }
  const build = builder(source, previous);
  const mains: ComposeProject[] = [];
  const left: { folder: string; file: ConfigFile; base: readonly ConfigFile[] }[] = [];
  for (const [folder, all] of [...folders].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const chosen = chosenFiles(folder, all, source);
    if (chosen.length > 0) {
      const whole = build(chosen, folder);
      const below = [...folders.keys()].some((other) => other !== folder && isWithin(folder, other));
      mains.push(below && !isComplete(whole) ? build(chosen, folder, undefined, INCOMPLETE) : whole);
    }
    const base = chosen.slice(0, 1);
    for (const file of all.sort((a, b) => (a.path < b.path ? -1 : 1))) left.push({ folder, file, base });
  }
  const taken = new Set(mains.flatMap((project) => project.configFiles));
  const others = left
    .filter(({ file }) => !taken.has(file))
    .map(({ folder, file, base }) => {
      const alone = build([file], folder);
      return { file, alone, project: () => placed(alone, file, base, folder, build) };
    });
  const named = namedBy([...mains, ...others.map(({ alone }) => alone)]);
  return [
    ...mains.filter(({ main }) => !named.included.has(main.path)),
    ...others
      .filter(({ file }) => !named.included.has(file.path) && !named.extended.has(file.path))
      .map(({ project }) => project()),
  ];
}

type Build = (files: readonly ConfigFile[], folder: string, overlay?: ConfigFile, partial?: string) => ComposeProject;

function builder(source: ComposeSource, previous: readonly ComposeProject[]): Build {
  const keyOf = (files: readonly ConfigFile[], overlay: boolean, partial: boolean) =>
    `${overlay ? 'o' : ''}${partial ? 'p' : ''}${files.map(({ path }) => path).join('\n')}`;
  const reusable = new Map(
    previous.map((project) => [
      keyOf(project.configFiles, project.overlay !== undefined, project.partial !== undefined),
      project,
    ]),
  );
  return (files, folder, overlay, partial) => {
    const old = reusable.get(keyOf(files, overlay !== undefined, partial !== undefined));
    if (old && [...old.files].every((file) => source.get(file.path) === file)) return old;
    const next = overlay || partial !== undefined ? undefined : old?.goOn(files[0]!, source);
    if (next) return next;
    return new ComposeProject(files, folder, source, overlay, partial);
  };
}

function isWithin(folder: string, other: string): boolean {
  return other === '' || folder.startsWith(`${other}/`);
}

/** The files that `docker compose up` reads in a folder. */
function chosenFiles(folder: string, files: readonly ConfigFile[], source: ComposeSource): readonly ConfigFile[] {
  const listed = listedFiles(folder, source);
  if (listed) return listed;
  const first = (names: readonly string[]) => {
    for (const name of names) {
      const file = files.find((one) => baseName(one.path) === name);
      if (file) return [file];
    }
    return [];
  };
  const base = first(BASE_NAMES);
  return base.length === 0 ? [] : [...base, ...first(OVERRIDE_NAMES)];
}

/** The files of COMPOSE_FILE in the folder's `.env`; undefined where it says nothing, or names one out of view. */
function listedFiles(folder: string, source: ComposeSource): readonly ConfigFile[] | undefined {
  const path = joinPath(folder, '.env');
  const dotenv = path === undefined ? undefined : source.get(path);
  if (!dotenv?.text.includes('COMPOSE_FILE')) return undefined;
  const variables = variablesOf(dotenv);
  const list = variables.get('COMPOSE_FILE')?.value;
  if (list?.state !== 'known' || list.value === '') return undefined;
  const separator = variables.get('COMPOSE_PATH_SEPARATOR')?.value;
  const parts = list.value.split(separator?.state === 'known' ? separator.value : /[:;]/);
  const files = parts.map((part) => {
    const named = joinPath(folder, part.trim());
    return named === undefined ? undefined : source.get(named);
  });
  return files.every((file) => file !== undefined) ? files : undefined;
}

/** A Compose file that its folder doesn't start with: by itself, over the base, or by itself but not whole. */
function placed(
  alone: ComposeProject,
  file: ConfigFile,
  base: readonly ConfigFile[],
  folder: string,
  build: Build,
): ComposeProject {
  if (isComplete(alone)) return alone;
  if (base.length > 0) return build([...base, file], folder, file);
  return build([file], folder, undefined, INCOMPLETE);
}

/** Whether every service says what it runs. */
function isComplete(project: ComposeProject): boolean {
  const services = [...project.services.values()];
  return (
    services.length > 0 &&
    services.every((service) => service.isBuilt || service.get('image') !== undefined || service.unseen !== undefined)
  );
}

/** The Compose files that others include, and those that others extend. Of files in a circle the first stays. */
function namedBy(projects: readonly ComposeProject[]): {
  readonly included: ReadonlySet<string>;
  readonly extended: ReadonlySet<string>;
} {
  const included = new Set<string>();
  const extended = new Set<string>();
  const before = new Map<string, ComposeProject>();
  for (const project of projects) {
    const { path: main } = project.main;
    const own = new Set(project.configFiles.map(({ path }) => path));
    for (const path of project.included)
      if (!own.has(path) && !before.get(path)?.included.has(main)) included.add(path);
    before.set(main, project);
    for (const path of project.extended) if (!own.has(path)) extended.add(path);
  }
  return { included, extended };
}
