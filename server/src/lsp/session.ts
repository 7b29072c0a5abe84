import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import type { ConfigFile } from '../settings/file';
import { Lines } from '../text/lines';
import type { FolderAccess } from './access';
import { DEFAULT_EDITOR_SETTINGS, type EditorSettings } from './editor-settings';
import { Folder } from './folder';
import { type Encoding, toSpan } from './positions';
import { canonicalUri, pathInFolder, splitUri } from './uris';

/** A file under the client's eyes: which folder it belongs to, and its present state. */
export interface Located {
  readonly folder: Folder;
  readonly path: string;
  /** Undefined where it is none of ours. */
  readonly file: ConfigFile | undefined;
}

/** The present state of everything the server knows: workspace folders, open documents, the editor's settings. */
export class Session {
  readonly #workspace = new Map<string, Folder>();
  /** Folders of documents that lie in no workspace folder: nothing of them is read from disk. */
  readonly #loose = new Map<string, Folder>();
  readonly #documents = new Map<string, { document: TextDocument; folder: Folder; path: string }>();
  #settings = new Map<string, EditorSettings>();
  encoding: Encoding = 'utf-16';

  constructor(
    private readonly access: FolderAccess,
    private readonly changed: (folder: Folder) => void,
    private readonly log: (message: string) => void,
  ) {}

  get folders(): readonly Folder[] {
    return [...this.#workspace.values(), ...this.#loose.values()];
  }

  get workspaceFolders(): readonly Folder[] {
    return [...this.#workspace.values()];
  }

  addFolder(uri: string): Folder {
    const key = canonicalUri(uri);
    const known = this.#workspace.get(key);
    if (known) return known;
    const folder: Folder = new Folder(
      uri,
      this.settingsOf(uri).stack,
      this.access,
      () => this.changed(folder),
      this.log,
    );
    this.#workspace.set(key, folder);
    this.#rehome();
    return folder;
  }

  removeFolder(uri: string): void {
    const key = canonicalUri(uri);
    this.#workspace.get(key)?.stop();
    this.#workspace.delete(key);
    this.#rehome();
  }

  /** Documents belong to the innermost folder that holds them; that may be another one now. */
  #rehome(): void {
    for (const entry of this.#documents.values()) {
      const home = this.#homeOf(entry.document.uri);
      if (home.folder === entry.folder) continue;
      void entry.folder.close(entry.path);
      entry.folder = home.folder;
      entry.path = home.path;
      this.#update(entry);
    }
  }

  #homeOf(uri: string): { folder: Folder; path: string } {
    let best: { folder: Folder; path: string } | undefined;
    for (const folder of this.#workspace.values()) {
      const path = pathInFolder(folder.uri, uri);
      if (path !== undefined && (!best || path.length < best.path.length)) best = { folder, path };
    }
    if (best) return best;
    const { folder: folderUri, path } = splitUri(uri);
    let folder = this.#loose.get(folderUri);
    if (!folder) {
      folder = new Folder(folderUri, this.settingsOf(folderUri).stack, undefined, () => {}, this.log);
      this.#loose.set(folderUri, folder);
    }
    return { folder, path };
  }

  settingsOf(folderUri: string): EditorSettings {
    return this.#settings.get(canonicalUri(folderUri)) ?? this.#settings.get('') ?? DEFAULT_EDITOR_SETTINGS;
  }

  /** Takes over the editor's settings: those of the key '' hold for every folder that has none of its own. */
  configure(settings: ReadonlyMap<string, EditorSettings>): void {
    this.#settings = new Map([...settings].map(([uri, value]) => [canonicalUri(uri), value]));
    for (const folder of this.folders) folder.configure(this.settingsOf(folder.uri).stack);
  }

  open(uri: string, languageId: string, version: number, text: string): Located {
    const home = this.#homeOf(uri);
    const entry = { document: TextDocument.create(uri, languageId, version, text), ...home };
    this.#documents.set(canonicalUri(uri), entry);
    this.#update(entry);
    return this.#located(entry);
  }

  /** Applies the client's changes; undefined for a document that was never opened. */
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): Located | undefined {
    const entry = this.#documents.get(canonicalUri(uri));
    if (!entry) return undefined;
    for (const change of changes) TextDocument.update(entry.document, [this.#inUtf16(entry.document, change)], version);
    this.#update(entry);
    return this.#located(entry);
  }

  #inUtf16(document: TextDocument, change: TextDocumentContentChangeEvent): TextDocumentContentChangeEvent {
    if (this.encoding === 'utf-16' || !('range' in change)) return change;
    const span = toSpan(new Lines(document.getText()), change.range, this.encoding);
    return { range: { start: document.positionAt(span.start), end: document.positionAt(span.end) }, text: change.text };
  }

  close(uri: string): Located | undefined {
    const key = canonicalUri(uri);
    const entry = this.#documents.get(key);
    if (!entry) return undefined;
    this.#documents.delete(key);
    void entry.folder.close(entry.path);
    return this.#located(entry);
  }

  #update(entry: { document: TextDocument; folder: Folder; path: string }): void {
    const { document, folder, path } = entry;
    folder.update({
      uri: document.uri,
      path,
      languageId: document.languageId,
      version: document.version,
      text: document.getText(),
    });
  }

  /** Where a URI lies, open or not. */
  locate(uri: string): Located {
    const entry = this.#documents.get(canonicalUri(uri)) ?? this.#homeOf(uri);
    return this.#located(entry);
  }

  /** The version of a document that is open. */
  versionOf(uri: string): number | undefined {
    return this.#documents.get(canonicalUri(uri))?.document.version;
  }

  #located({ folder, path }: { folder: Folder; path: string }): Located {
    return { folder, path, file: folder.stack.file(path) };
  }
}
