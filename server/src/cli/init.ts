import { join, relative, resolve } from 'node:path';
import { listFolder, readFileIn, reasonOf, UnreadableFile } from '../disk/folder';
import { createFile } from '../disk/write';
import { type FoundVersion, versionsOfImages, versionsOfRequirements } from '../settings/found-versions';
import { isCandidate } from '../settings/kind';
import { DEFAULT_SETTINGS, PROGRAMS, type Program, profileOfPath, WORKLOAD_AXES } from '../settings/project';
import { PROJECT_FILES } from '../stack/stack';
import { baseName } from '../text/paths';
import { readArguments } from './arguments';
import { Failure } from './failure';
import type { Command } from './main';

export const initCommand: Command = {
  usage: 'init [FOLDER]',
  help: () => `Writes a headroom.yaml into a folder, by default the working directory: with the profile that the
names of its files speak of, and the versions that image tags and requirements files name.
What no file tells stands there as a comment. A headroom.yaml that is there is left alone.
`,
  async run(args, terminal) {
    const { positionals } = readArguments(args, {});
    if (positionals.length > 1) throw new Failure('init takes one folder');
    const named = positionals[0] ?? '.';
    const folder = resolve(terminal.folder, named);
    const paths = await pathsIn(folder, named);
    const present = PROJECT_FILES.find((name) => paths.includes(name));
    if (present)
      throw new Failure(`${shown(join(folder, present), terminal.folder)}: it is there already and stays as it is`);
    const text = projectText(profileOf(paths), await versionsIn(folder, paths));
    const target = join(folder, PROJECT_FILES[0]);
    if (!(await writeNew(target, terminal.folder, text)))
      throw new Failure(`${shown(target, terminal.folder)}: it is there already and stays as it is`);
    terminal.print(`${shown(target, terminal.folder)} written\n`);
    return 0;
  },
};

async function pathsIn(folder: string, named: string): Promise<readonly string[]> {
  try {
    return (await listFolder(folder)).paths;
  } catch (error) {
    throw new Failure(`${named}: ${reasonOf(error)}`);
  }
}

async function writeNew(target: string, folder: string, text: string): Promise<boolean> {
  try {
    return await createFile(target, text);
  } catch (error) {
    throw new Failure(`${shown(target, folder)}: ${reasonOf(error)}`);
  }
}

/** The profile that all files' names agree on; `auto` where they speak of several. */
function profileOf(paths: readonly string[]): string {
  const profiles = new Set(
    paths.filter((path) => isCandidate(path) || isCompose(path)).map((path) => profileOfPath(path).profile),
  );
  return profiles.size > 1 ? 'auto' : ([...profiles][0] ?? 'production');
}

interface VersionIn extends FoundVersion {
  readonly file: string;
}

async function versionsIn(folder: string, paths: readonly string[]): Promise<VersionIn[]> {
  const found: VersionIn[] = [];
  for (const file of paths) {
    const read = isCompose(file)
      ? versionsOfImages
      : /^requirements[\w.-]*\.txt$/.test(baseName(file))
        ? versionsOfRequirements
        : undefined;
    if (!read) continue;
    try {
      found.push(...read(await readFileIn(folder, file)).map((version) => ({ ...version, file })));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
    }
  }
  return found;
}

function isCompose(path: string): boolean {
  return /^(docker-)?compose[\w.-]*\.ya?ml$/.test(baseName(path));
}

function projectText(profile: string, found: readonly VersionIn[]): string {
  const axes = Object.entries(WORKLOAD_AXES).map(
    ([axis, tiers]) => `${`#   ${axis}: ${tiers[0]}`.padEnd(28)} # ${tiers.join(' | ')}`,
  );
  return [
    '# How Headroom judges this stack. Every key is optional; headroom check --help and the editor tell more.',
    `${`profile: ${profile}`.padEnd(28)} # auto | development | production | high-traffic`,
    '',
    '# What kind of load the stack has; the first of each is the default.',
    '# workload:',
    ...axes,
    '',
    '# What no file tells of the machine; what is absent is unknown.',
    '# host:',
    '#   cpus: 8',
    '#   memory: 16g',
    '#   nofile: 65535',
    '#   kernel: "6.1"',
    '',
    ...versionLines(found),
    '',
    '# Prefixes of the routes that count as API.',
    `# apiRoutes: [${DEFAULT_SETTINGS.apiRoutes.map((route) => JSON.stringify(route)).join(', ')}]`,
    '',
    '# rules:',
    '#   nginx/multi-accept: off    # off | hint | information | warning | error',
    '',
    '# ignore: ["vendor/**"]',
    '',
  ].join('\n');
}

/** The versions that the files agree on; where they differ, a comment says so and nothing is chosen. */
function versionLines(found: readonly VersionIn[]): string[] {
  const lines: string[] = [];
  for (const program of PROGRAMS) {
    const named = found.filter((one) => one.program === program);
    const versions = [...new Set(named.map(({ version }) => version))];
    if (versions.length === 1)
      lines.push(`${`  ${program}: "${versions[0]}"`.padEnd(28)} # ${plainName(named[0]!.file)}`);
    else if (versions.length > 1) lines.push(`  # ${program}: ${versions.join(' and ')} are both in use`);
  }
  if (lines.some((line) => !line.trimStart().startsWith('#'))) return ['versions:', ...lines];
  const example: Program = 'nginx';
  return [
    '# Versions, where no file tells them; what is absent counts as the newest.',
    '# versions:',
    `#   ${example}: "1.28"`,
    ...lines,
  ];
}

/** A file's name as it may stand in a comment. */
function plainName(file: string): string {
  return file.replace(/[\x00-\x1f\x7f]/g, '?');
}

function shown(path: string, folder: string): string {
  return relative(folder, path) || '.';
}
