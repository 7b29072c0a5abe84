import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { listFolder, MOST_BYTES, MOST_ENTRIES, readFileIn, reasonOf, UnreadableFile } from '../disk/folder';
import { ConfigFile } from '../settings/file';
import { looksLikeNginx } from '../settings/kind';
import type { PartialSettings } from '../settings/project';
import { completeStack, loadStack } from '../stack/load';
import { type Listing, PROJECT_FILES, Stack } from '../stack/stack';
import { Failure } from './failure';
import type { Terminal } from './terminal';

/** A folder that is judged as one stack. */
export interface Workspace {
  /** The folder, absolute. */
  readonly root: string;
  readonly stack: Stack;
  /** The paths of which something is said; undefined for all of them. */
  readonly selected: ReadonlySet<string> | undefined;
  /** The text that came through a pipe. */
  readonly piped?: string;
  /** Where a path of the stack lies on disk. */
  onDisk(path: string): string;
  /** How a path of the stack is shown: relative to the working directory, with forward slashes. */
  shown(path: string): string;
}

export interface OpenOptions {
  /** What the command line chooses wins over headroom.yaml and comments. */
  readonly forced: PartialSettings;
  /** A file that stands in for each workspace's own headroom.yaml. */
  readonly config: string | undefined;
}

/** A text that comes through a pipe, with the name that it would have. */
export interface PipedText {
  readonly text: string;
  readonly name: string | undefined;
}

/** The path within its workspace of a text that has none of its own. */
const UNNAMED = '<stdin>';

/** What could not be read on the way; the run says so and ends with exit code 2. */
export interface Opened {
  readonly workspaces: readonly Workspace[];
  readonly unreadable: readonly string[];
}

/**
 * Opens the workspaces of some paths. A folder is one, with its own headroom.yaml. A file belongs to the nearest folder
 * above it with a headroom.yaml or a .git, else to its own folder: so its includes lead somewhere, and files that
 * include it are known; but only of the file itself something is said.
 *
 * @throws Failure when one of the paths can't be read
 */
export async function openWorkspaces(
  paths: readonly string[],
  options: OpenOptions,
  terminal: Terminal,
): Promise<Opened> {
  const roots = new Map<string, Set<string> | undefined>();
  const pipes: string[] = [];
  for (const path of paths) {
    const full = resolve(terminal.folder, path);
    const kind = await kindOnDisk(full, path);
    if (kind === 'folder') roots.set(full, undefined);
    else if (kind === 'pipe') pipes.push(path);
    else {
      const file = await realpath(full);
      const root = rootOf(dirname(file));
      if (!roots.has(root)) roots.set(root, new Set());
      roots.get(root)?.add(slashed(relative(root, file)));
    }
  }
  const config = await readConfig(options, terminal);
  const unreadable: string[] = [];
  const workspaces: Workspace[] = [];
  for (const [root, selected] of roots) {
    workspaces.push(await new Opening(root, options, config, terminal, unreadable).open(selected));
  }
  for (const path of pipes) {
    const text = await readFile(resolve(terminal.folder, path), 'utf8');
    workspaces.push(
      await new Opening(rootOf(terminal.folder), options, config, terminal, unreadable, path).openAlone(text),
    );
  }
  return { workspaces, unreadable };
}

/**
 * Opens the workspace of a text that comes through a pipe. With a name it takes that file's place; without one it
 * stands alone, judged by the headroom.yaml of the working directory.
 */
export async function openPiped({ text, name }: PipedText, options: OpenOptions, terminal: Terminal): Promise<Opened> {
  const config = await readConfig(options, terminal);
  const unreadable: string[] = [];
  if (name === undefined) {
    const opening = new Opening(rootOf(terminal.folder), options, config, terminal, unreadable);
    return { workspaces: [await opening.openAlone(text)], unreadable };
  }
  const full = resolve(terminal.folder, name);
  const root = rootOf(dirname(full));
  const opening = new Opening(root, options, config, terminal, unreadable);
  return { workspaces: [await opening.openOver(slashed(relative(root, full)), text)], unreadable };
}

interface Config {
  readonly path: string;
  readonly text: string;
}

async function readConfig({ config }: OpenOptions, terminal: Terminal): Promise<Config | undefined> {
  if (config === undefined) return undefined;
  const path = resolve(terminal.folder, config);
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch (error) {
    throw new Failure(`${config}: ${reasonOf(error)}`);
  }
}

/** Reads one workspace. */
class Opening {
  constructor(
    readonly root: string,
    readonly options: OpenOptions,
    readonly config: Config | undefined,
    readonly terminal: Terminal,
    readonly unreadable: string[],
    /** How a text without a path is shown. */
    readonly unnamed: string = UNNAMED,
  ) {}

  async open(selected: ReadonlySet<string> | undefined): Promise<Workspace> {
    const listing = await this.#list();
    const progress = new Progress(this.terminal);
    let stack = await loadStack(listing, this.#read, {}, { progress: (done, of) => progress.show(done, of) });
    progress.end();
    for (const path of selected ?? []) {
      if (isRead(stack.file(path))) continue;
      const file = namedFile(path, await this.#readNamed(path));
      if (file) stack = await completeStack(stack.with(file), this.#read);
      else this.terminal.note(`${this.#shown(path)}: not configuration that Headroom reads`);
    }
    return this.#workspace(stack, selected);
  }

  /** The workspace with a text in the place of one of its files. */
  async openOver(path: string, text: string): Promise<Workspace> {
    const listed = existsSync(this.root) ? await this.#list() : { paths: [], links: new Map<string, string>() };
    const listing = listed.paths.includes(path)
      ? listed
      : { paths: [...listed.paths, path].sort(), links: listed.links };
    const read = (one: string) => (one === path ? Promise.resolve(text) : this.#read(one));
    let stack = await loadStack(listing, read);
    if (!isRead(stack.file(path))) {
      const file = namedFile(path, text);
      if (file) stack = await completeStack(stack.with(file), read);
      else this.terminal.note(`${this.#shown(path)}: not configuration that Headroom reads`);
    }
    return { ...this.#workspace(stack, new Set([path])), piped: text };
  }

  /** A text without a name, with nothing around it but the project's own file. */
  async openAlone(text: string): Promise<Workspace> {
    const project = PROJECT_FILES.find((name) => existsSync(join(this.root, name)));
    const projectText = project === undefined ? undefined : await this.#read(project);
    const file = namedFile(UNNAMED, text);
    if (!file && text.trim() !== '')
      this.terminal.note(`${this.unnamed}: not configuration that Headroom knows; --stdin-filename says what it is`);
    const files = [file, projectText === undefined ? undefined : new ConfigFile(project!, projectText)].filter(
      (one) => one !== undefined,
    );
    return { ...this.#workspace(Stack.of(files), new Set([UNNAMED])), piped: text };
  }

  #workspace(loaded: Stack, selected: ReadonlySet<string> | undefined): Workspace {
    let stack = loaded;
    if (this.config) stack = stack.without(...PROJECT_FILES).with(new ConfigFile(PROJECT_FILES[0], this.config.text));
    if (Object.keys(this.options.forced).length > 0) stack = stack.withForced(this.options.forced, 'the command line');
    return {
      root: this.root,
      stack,
      selected,
      onDisk: (path) => this.#onDisk(path),
      shown: (path) => this.#shown(path),
    };
  }

  async #list(): Promise<Listing> {
    try {
      const listing = await listFolder(this.root);
      if (listing.truncated)
        this.terminal.note(`${this.#shown('')}: more than ${MOST_ENTRIES} files; the rest is left out`);
      return listing;
    } catch (error) {
      throw new Failure(`${this.#shown('')}: ${reasonOf(error)}`);
    }
  }

  readonly #read = async (path: string): Promise<string | undefined> => {
    try {
      return await readFileIn(this.root, path);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      // What is no text, or lies elsewhere, has nothing to say to us; what is kept from us might.
      if (error.reason === reasonOf({ code: 'EACCES' })) this.unreadable.push(`${this.#shown(path)}: ${error.reason}`);
      return undefined;
    }
  };

  async #readNamed(path: string): Promise<string> {
    try {
      return await readFileIn(this.root, path);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      throw new Failure(`${this.#shown(path)}: ${error.reason}`);
    }
  }

  #onDisk(path: string): string {
    return this.config && path === PROJECT_FILES[0] ? this.config.path : join(this.root, path);
  }

  #shown(path: string): string {
    if (path === UNNAMED) return this.unnamed;
    return slashed(relative(this.terminal.folder, this.#onDisk(path))) || '.';
  }
}

/** Whether the file is there as something that rules judge. */
function isRead(file: ConfigFile | undefined): boolean {
  return file !== undefined && file.kind !== 'other';
}

/** A file that somebody named: its content tells what it is where its name doesn't. */
function namedFile(path: string, text: string): ConfigFile | undefined {
  const file = new ConfigFile(path, text);
  if (isRead(file)) return file;
  return looksLikeNginx(text) ? new ConfigFile(path, text, 'nginx') : undefined;
}

async function kindOnDisk(full: string, path: string): Promise<'folder' | 'file' | 'pipe'> {
  try {
    const found = await stat(full);
    if (found.isDirectory()) return 'folder';
    // As a shell's <(command) gives them.
    if (!found.isFile()) return 'pipe';
    if (found.size > MOST_BYTES) throw new Failure(`${path}: it is larger than ${MOST_BYTES / 1024 / 1024} MB`);
    return 'file';
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${path}: ${reasonOf(error)}`);
  }
}

/** The workspace of a file in the folder: the nearest one above it that says it is a project's, else the folder. */
function rootOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if ([...PROJECT_FILES, '.git'].some((name) => existsSync(join(at, name)))) return at;
    if (dirname(at) === at) return folder;
  }
}

function slashed(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** Tells on a terminal how far a long scan has come; a short one says nothing. */
class Progress {
  readonly #start = Date.now();
  #shown = 0;

  constructor(readonly terminal: Terminal) {}

  show(done: number, of: number): void {
    const now = Date.now();
    if (!this.terminal.interactive || now - this.#start < 500 || now - this.#shown < 100) return;
    this.#shown = now;
    process.stderr.write(`\r\x1b[K${done} of ${of} files read`);
  }

  end(): void {
    if (this.#shown > 0) process.stderr.write('\r\x1b[K');
  }
}
