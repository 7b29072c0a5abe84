import { check, type Report } from '../rules/run';
import { ConfigFile } from '../settings/file';
import { type FileKind, isCandidate, PYTHON_MODULE } from '../settings/kind';
import type { PartialSettings } from '../settings/project';
import { completeStack, isKept, loadStack } from '../stack/load';
import { Stack } from '../stack/stack';
import type { FolderAccess } from './access';
import { uriInFolder } from './uris';

/** The languages in which files include files of any name. */
const INCLUDED: Partial<Record<FileKind, string>> = {
  nginx: 'nginx',
  redis: 'redis-conf',
  python: PYTHON_MODULE,
  compose: 'dockercompose',
};

/** A document as the editor has it now. */
export interface OpenDocument {
  readonly uri: string;
  readonly path: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

/** What one workspace folder looks like at this moment: the files on disk, and over them what the editor holds open. */
export class Folder {
  readonly #open = new Map<string, OpenDocument>();
  #stack: Stack;
  #report: { readonly stack: Stack; readonly report: Report } | undefined;
  #loading: Promise<void> | undefined;
  #stopped = false;

  /**
   * @param access undefined for a folder outside the workspace: only what is open there is known
   * @param changed called when files were read after the fact and answers may differ now
   */
  constructor(
    readonly uri: string,
    editor: PartialSettings,
    private readonly access: FolderAccess | undefined,
    private readonly changed: () => void,
    private readonly log: (message: string) => void,
  ) {
    this.#stack = Stack.of([], editor);
  }

  get stack(): Stack {
    return this.#stack;
  }

  /** The findings of the present stack. */
  get report(): Report {
    if (this.#report?.stack !== this.#stack) {
      const report = check(this.#stack, {
        inEditor: true,
        onCrash: (rule, error) =>
          this.log(`The rule ${rule} failed: ${error instanceof Error ? error.stack : String(error)}`),
      });
      this.#report = { stack: this.#stack, report };
    }
    return this.#report.report;
  }

  get openDocuments(): Iterable<OpenDocument> {
    return this.#open.values();
  }

  openDocument(path: string): OpenDocument | undefined {
    return this.#open.get(path);
  }

  /** The client's own spelling of a path's URI where it has the file open. */
  uriOf(path: string): string {
    return this.#open.get(path)?.uri ?? uriInFolder(this.uri, path);
  }

  /** Resolves once the files of the folder have been read. */
  ready(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Reads the whole folder again. What was read before a stop stays as it was. */
  reload(stop: () => boolean, progress: (done: number, of: number) => void): Promise<void> {
    this.#loading = this.#load(stop, progress);
    return this.#loading;
  }

  async #load(stopped: () => boolean = () => false, progress?: (done: number, of: number) => void): Promise<void> {
    const { access } = this;
    if (!access) return;
    const stop = () => this.#stopped || stopped();
    try {
      const listing = await access.list(this.uri, stop);
      const loaded = await loadStack(
        listing,
        (path) => this.#read(path),
        {},
        { stop, ...(progress ? { progress } : {}) },
      );
      if (stop()) return;
      // The editor's settings and documents may have changed meanwhile: they are laid over what was read.
      const editor = this.#stack.editorSettings;
      this.#stack = loaded.withEditorSettings(editor);
      for (const document of this.#open.values()) this.#put(document);
      await this.complete();
    } catch (error) {
      this.log(`The folder ${this.uri} can’t be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #read(path: string): Promise<string | undefined> {
    const open = this.#open.get(path);
    if (open) return Promise.resolve(open.text);
    return this.access ? this.access.read(this.uri, path) : Promise.resolve(undefined);
  }

  /** Takes over a document's new text. What it leads to is read by `complete`. */
  update(document: OpenDocument): void {
    this.#open.set(document.path, document);
    this.#put(document);
  }

  #put(document: OpenDocument): void {
    const before = this.#stack.file(document.path);
    if (before?.text === document.text && before.kind !== 'other') return;
    // A file that another one includes has that one's format, whatever its name says.
    const language = INCLUDED[before?.kind ?? 'other'] ?? document.languageId;
    const file = new ConfigFile(document.path, document.text, language, before);
    if (file.kind === 'other' && !before) return;
    // The old findings hold on to the old text: they go before the new one is read.
    this.#report = undefined;
    this.#stack = this.#stack.with(file);
  }

  /** Forgets the editor's text; what is on disk holds again. */
  async close(path: string): Promise<void> {
    this.#open.delete(path);
    await this.refresh([path]);
  }

  /** Reads files again that changed on disk. Those that are open in the editor stay as the editor has them. */
  async refresh(paths: readonly string[]): Promise<void> {
    const closed = paths.filter((path) => !this.#open.has(path));
    const texts = await Promise.all(
      closed.map(async (path) => [path, this.access ? await this.access.read(this.uri, path) : undefined] as const),
    );
    let listed: Set<string> | undefined;
    for (const [path, text] of texts) {
      if (this.#open.has(path)) continue;
      const before = this.#stack.file(path);
      if (text === undefined) this.#stack = this.#stack.without(path);
      else if (before || isCandidate(path)) {
        if (before?.text === text) continue;
        const file = new ConfigFile(path, text, INCLUDED[before?.kind ?? 'other']);
        if (before || isKept(file)) this.#stack = this.#stack.with(file);
      }
      if ((text !== undefined) !== this.#stack.listing.paths.includes(path)) {
        listed ??= new Set(this.#stack.listing.paths);
        if (text === undefined) listed.delete(path);
        else listed.add(path);
      }
    }
    if (listed) this.#stack = this.#stack.withListing({ paths: [...listed].sort(), links: this.#stack.listing.links });
    await this.complete();
    this.changed();
  }

  configure(editor: PartialSettings): void {
    this.#stack = this.#stack.withEditorSettings(editor);
  }

  /** Reads what new includes lead to. */
  async complete(): Promise<void> {
    if (this.#stack.wanted.length === 0) return;
    const before = this.#stack;
    const completed = await completeStack(
      before,
      (path) => this.#read(path),
      () => this.#stopped,
    );
    if (completed === before) return;
    const added = [...completed.files.values()].filter((file) => before.file(file.path) !== file);
    // Only files that nobody has changed in the meantime are put in.
    const fresh = added.filter((file) => this.#stack.file(file.path) === before.file(file.path));
    if (fresh.length === 0) return;
    this.#stack = this.#stack.with(...fresh);
    this.changed();
  }
}
