import type {
  Connection,
  Diagnostic,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { status } from '../features/status';
import type { Finding } from '../stack/finding';
import { type ClientSupport, type RuleLink, toDiagnostic } from './convert';
import type { Folder } from './folder';
import { statusNotification } from './protocol';
import type { Located, Session } from './session';

/** How long an opened document waits for others to be opened with it, in milliseconds. */
const OPEN_DELAY = 15;

/** How long it waits at most while others keep coming. */
const MOST_DELAY = 300;

/** How long nothing changes before the server rests, in milliseconds. */
const REST_DELAY = 4_000;

/** Runs a function in the next turn: a timer of Node.js takes a millisecond at least. */
const inNextTurn: (run: () => void) => void = globalThis.setImmediate ?? setTimeout;

/**
 * Brings findings to the client: by answering its requests where it can pull, else by publishing them. A report's
 * result id is a fingerprint of what it says, so nothing is remembered between requests.
 */
export class Diagnostics {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #onTouch: (() => void) | undefined;
  /** When opened documents are published at the latest. */
  #latest = 0;
  #urgent = false;
  #touches = 0;
  readonly #dirty = new Set<Folder>();
  /** What the client was last sent for each open document, so that it is sent only what is new. */
  readonly #sent = new Map<string, { readonly version: number; readonly print: string }>();

  constructor(
    private readonly connection: Connection,
    private readonly session: Session,
    private readonly client: ClientSupport,
    private readonly pulls: boolean,
    private readonly canRefresh: boolean,
    private readonly link: RuleLink,
    private readonly rest: (() => void) | undefined,
  ) {}

  /**
   * Something changed in the folder: its open documents are published as soon as no more changes are at hand, once for
   * all. Documents are often opened by the dozen, as when a workspace is restored: those wait a moment for the others.
   */
  touch(folder: Folder, cause: 'open' | 'change' = 'change'): void {
    this.#onTouch?.();
    this.#dirty.add(folder);
    this.#touches++;
    if (this.#urgent) return;
    clearTimeout(this.#timer);
    if (cause === 'change') {
      this.#urgent = true;
      this.#publishWhenQuiet();
      return;
    }
    const now = performance.now();
    if (this.#timer === undefined) this.#latest = now + MOST_DELAY;
    this.#timer = setTimeout(() => this.#publishDirty(), Math.min(OPEN_DELAY, this.#latest - now));
  }

  /** Messages are handled one in a turn: when two turns bring no change, none is left. */
  #publishWhenQuiet(turns = 0): void {
    const touches = this.#touches;
    inNextTurn(() => {
      if (this.#touches !== touches) this.#publishWhenQuiet();
      else if (turns === 0) this.#publishWhenQuiet(1);
      else this.#publishDirty();
    });
  }

  /** Has somebody told of every change, until the next one asks to be told; undefined ends it. */
  tell(listener: (() => void) | undefined): void {
    this.#onTouch = listener;
  }

  #publishDirty(): void {
    this.#timer = undefined;
    this.#urgent = false;
    const folders = [...this.#dirty];
    this.#dirty.clear();
    for (const folder of folders) {
      this.#publish(folder);
      void folder.complete();
    }
    clearTimeout(this.#rest);
    if (this.rest) this.#rest = setTimeout(this.rest, REST_DELAY);
  }

  /** Something changed that no edit of the client's explains: it has to ask again. */
  refresh(folder: Folder): void {
    if (this.pulls && this.canRefresh) void this.connection.languages.diagnostics.refresh();
    this.touch(folder);
  }

  #publish(folder: Folder): void {
    for (const document of folder.openDocuments) {
      const { path } = document;
      const file = folder.stack.file(path);
      if (!file) continue;
      // The status tells the profile as well, which may change without a finding.
      const { profile, chosenBy } = folder.stack.policyOf(file);
      const print = `${profile} ${chosenBy} ${fingerprintOf(folder.report.of(path))}`;
      const last = this.#sent.get(document.uri);
      const same = last?.print === print;
      if (same && last.version === document.version) continue;
      this.#sent.set(document.uri, { version: document.version, print });
      if (!this.pulls) {
        void this.connection.sendDiagnostics({
          uri: document.uri,
          version: document.version,
          diagnostics: this.of({ folder, path, file }),
        });
      }
      const shown = same ? undefined : status(folder.stack, folder.report, file);
      if (shown) void this.connection.sendNotification(statusNotification, { uri: document.uri, ...shown });
    }
  }

  /** Publishes what a scan found in files that are not open, for clients that can't pull. */
  publishAll(folder: Folder): void {
    if (this.pulls) return;
    for (const path of folder.report.paths) {
      void this.connection.sendDiagnostics({
        uri: folder.uriOf(path),
        diagnostics: this.of({ folder, path, file: folder.stack.file(path) }),
      });
    }
  }

  clear(uri: string): void {
    this.#sent.delete(uri);
    if (!this.pulls) void this.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  of({ folder, path }: Located): Diagnostic[] {
    return folder.report.of(path).map((finding) => toDiagnostic(finding, folder, this.client, this.link));
  }

  document(located: Located, previous: string | undefined): DocumentDiagnosticReport {
    const items = this.of(located);
    const resultId = fingerprint(items);
    return resultId === previous ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
  }

  workspace(previous: ReadonlyMap<string, string>): WorkspaceDiagnosticReport {
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for (const folder of this.session.workspaceFolders) {
      const paths = new Set(folder.report.paths);
      for (const path of paths) items.push(this.#workspaceItem(folder, path, previous));
      // Files that had findings when the client last asked, and have none now.
      for (const uri of previous.keys()) {
        const located = this.session.locate(uri);
        if (located.folder === folder && !paths.has(located.path))
          items.push(this.#workspaceItem(folder, located.path, previous));
      }
    }
    return { items };
  }

  #workspaceItem(
    folder: Folder,
    path: string,
    previous: ReadonlyMap<string, string>,
  ): WorkspaceDocumentDiagnosticReport {
    const uri = folder.uriOf(path);
    const version = folder.openDocument(path)?.version ?? null;
    return { uri, version, ...this.document({ folder, path, file: folder.stack.file(path) }, previous.get(uri)) };
  }
}

/** Tells whether two lists of findings say the same, without holding on to them. */
function fingerprintOf(findings: readonly Finding[]): string {
  return hashed(findings.length, (add) => {
    for (const { rule, severity, at, message } of findings) {
      add(`${rule} ${severity} ${at.span.start} ${at.span.end} ${message}`);
    }
  });
}

/** Tells whether two reports say the same. */
function fingerprint(items: readonly Diagnostic[]): string {
  return hashed(items.length, (add) => {
    for (const { code, severity, range, message } of items) {
      add(
        `${code} ${severity} ${range.start.line}:${range.start.character}-${range.end.line}:${range.end.character} ${message}`,
      );
    }
  });
}

/** FNV-1a over texts. */
function hashed(count: number, feed: (add: (text: string) => void) => void): string {
  let hash = 0x811c9dc5;
  feed((text) => {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  });
  return `${count}-${(hash >>> 0).toString(36)}`;
}
