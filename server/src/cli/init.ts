import { join, relative, resolve } from 'node:path';
import { listFolder, readFileIn, reasonOf, UnreadableFile } from '../disk/folder';
import { createFile } from '../disk/write';
import { loadStack } from '../stack/load';
import { type Listing, PROJECT_FILES } from '../stack/stack';
import { readArguments } from './arguments';
import { Failure } from './failure';
import type { Command } from './main';
import { projectText } from './project-text';

export const initCommand: Command = {
  usage: 'init [FOLDER]',
  help: () => `Writes a headroom.yaml into a folder, by default the working directory: what Headroom sees of the stack,
and what no file tells, as comments to fill in. A headroom.yaml that is there is left alone.
`,
  async run(args, terminal) {
    const { positionals } = readArguments(args, {});
    if (positionals.length > 1) throw new Failure('init takes one folder');
    const named = positionals[0] ?? '.';
    const folder = resolve(terminal.folder, named);
    const listing = await listingOf(folder, named);
    const present = PROJECT_FILES.find((name) => listing.paths.includes(name));
    if (present)
      throw new Failure(`${shown(join(folder, present), terminal.folder)}: it is there already and stays as it is`);
    const stack = await loadStack(listing, (path) => textOf(folder, path));
    const target = join(folder, PROJECT_FILES[0]);
    if (!(await writeNew(target, terminal.folder, projectText(stack))))
      throw new Failure(`${shown(target, terminal.folder)}: it is there already and stays as it is`);
    terminal.print(`${shown(target, terminal.folder)} written\n`);
    return 0;
  },
};

async function listingOf(folder: string, named: string): Promise<Listing> {
  try {
    return await listFolder(folder);
  } catch (error) {
    throw new Failure(`${named}: ${reasonOf(error)}`);
  }
}

async function textOf(folder: string, path: string): Promise<string | undefined> {
  try {
    return await readFileIn(folder, path);
  } catch (error) {
    // What can't be read tells nothing, and check says so.
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}

async function writeNew(target: string, folder: string, text: string): Promise<boolean> {
  try {
    return await createFile(target, text);
  } catch (error) {
    throw new Failure(`${shown(target, folder)}: ${reasonOf(error)}`);
  }
}

function shown(path: string, folder: string): string {
  return relative(folder, path) || '.';
}
