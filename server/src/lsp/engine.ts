import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { FolderAccess } from './access';
import type { ClientSupport } from './convert';
import { Diagnostics } from './diagnostics';
import { type EditorSettings, readEditorSettings } from './editor-settings';
import type { Folder } from './folder';
import { registerFeatures } from './handlers';
import type { Encoding } from './positions';
import { remoteAccess } from './remote-access';
import { registerRequests } from './requests';
import { type Located, Session } from './session';
import { canonicalUri } from './uris';
import { registerViews } from './views';

/** What the program around the server brings along. */
export interface Platform {
  /** How files are reached; absent: through the client. */
  readonly access?: FolderAccess;
  /** The address of a rule's page. */
  readonly rulePage: (rule: string) => string | undefined;
  /** Called when nothing has changed for a moment. */
  readonly rest?: () => void;
}

/** What a client may say of itself when it starts the server. */
interface InitializationOptions {
  /** `command`: rules' pages open by the client's command headroom.explainRule. */
  readonly rulePages?: 'command';
  /** The client answers headroom/listFiles and headroom/readFile. */
  readonly files?: boolean;
  /** `contributed`: the client offers the snippets by itself, from snippets/*.json. */
  readonly snippets?: 'contributed';
  /** Where a web worker loads dist/engine.js from; absent: from beside its own file. */
  readonly engine?: string;
}

/** What handlers work with. */
export interface Server {
  readonly connection: Connection;
  readonly session: Session;
  readonly client: ClientSupport;
  readonly diagnostics: Diagnostics;
  readonly log: (message: string) => void;
  /**
   * Answers a request about one document: from the text that the request was asked about, or not at all.
   *
   * @returns undefined where the document is none of ours
   */
  about<T>(
    uri: string,
    token: CancellationToken,
    answer: (located: Located & { file: NonNullable<Located['file']> }) => T,
  ): Promise<T | undefined>;
}

/** Patterns of the files whose changes on disk matter, for clients that leave watching to the server. */
const WATCHED = [
  '**/*.{conf,nginx,yml,yaml,service,template,tmpl,j2,erb,py,sh,ini}',
  '**/{sites-available,sites-enabled,conf.d}/*',
  '**/{requirements*.txt,requirements/*.txt,constraints*.txt,pyproject.toml,pylock*.toml}',
  '**/{poetry,uv,pdm,Pipfile}.lock',
  '**/{.env,.env.*,*.env,Procfile*,Dockerfile,Dockerfile.*,*.Dockerfile,Containerfile}',
];

/** Registers everything that answers, and begins to read the workspace. */
export function start(connection: Connection, platform: Platform, params: InitializeParams, encoding: Encoding): void {
  const { capabilities } = params;
  const options = (params.initializationOptions ?? {}) as InitializationOptions;
  const client: ClientSupport = {
    encoding,
    relatedInformation:
      capabilities.textDocument?.publishDiagnostics?.relatedInformation ??
      capabilities.textDocument?.diagnostic?.relatedInformation ??
      false,
    codeDescription:
      capabilities.textDocument?.publishDiagnostics?.codeDescriptionSupport ??
      capabilities.textDocument?.diagnostic?.codeDescriptionSupport ??
      false,
    documentChanges: capabilities.workspace?.workspaceEdit?.documentChanges ?? false,
    createFiles: capabilities.workspace?.workspaceEdit?.resourceOperations?.includes('create') ?? false,
    annotations: capabilities.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    snippets: capabilities.textDocument?.completion?.completionItem?.snippetSupport ?? false,
    ownSnippets: options.snippets === 'contributed',
  };
  const pulls = capabilities.textDocument?.diagnostic !== undefined;
  const log = (message: string) => connection.console.error(message);
  const access = platform.access ?? (options.files ? remoteAccess(connection) : NO_FILES);
  const session = new Session(access, (folder) => diagnostics.refresh(folder), log);
  session.encoding = encoding;
  const inClient = options.rulePages === 'command';
  const link = inClient
    ? (rule: string) => `command:headroom.explainRule?${encodeURIComponent(JSON.stringify([rule]))}`
    : platform.rulePage;
  // The link of a diagnostic can't run a command in VS Code, but it can open a document of the client's.
  const pageLink = inClient ? (rule: string) => `headroom-rule:/${rule}.md` : platform.rulePage;
  const diagnostics = new Diagnostics(
    connection,
    session,
    client,
    pulls,
    capabilities.workspace?.diagnostics?.refreshSupport ?? false,
    pageLink,
    platform.rest,
  );
  const server: Server = {
    connection,
    session,
    client,
    diagnostics,
    log,
    async about(uri, token, answer) {
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      const before = session.versionOf(uri);
      await session.locate(uri).folder.ready();
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      if (session.versionOf(uri) !== before)
        throw new ResponseError(LSPErrorCodes.ContentModified, 'the document has changed since');
      const { file, ...rest } = session.locate(uri);
      return file ? answer({ ...rest, file }) : undefined;
    },
  };
  for (const folder of params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri }] : []))
    session.addFolder(folder.uri);
  registerDocuments(server);
  registerFeatures(server, link);
  registerRequests(server);
  registerViews(server);
  void initialized(server, params);
}

async function initialized(server: Server, params: InitializeParams): Promise<void> {
  const { connection, session, diagnostics } = server;
  const { workspace } = params.capabilities;
  if (workspace?.didChangeConfiguration?.dynamicRegistration) {
    void connection.client.register(DidChangeConfigurationNotification.type, { section: 'headroom' });
  }
  if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
    void connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: WATCHED.map((globPattern) => ({ globPattern })),
    });
  }
  if (workspace?.workspaceFolders) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const folder of removed) session.removeFolder(folder.uri);
      for (const folder of added) session.addFolder(folder.uri);
      for (const folder of session.folders) diagnostics.refresh(folder);
    });
  }
  const pullsSettings = workspace?.configuration ?? false;
  const configure = async (pushed: unknown) => {
    session.configure(pullsSettings ? await pullSettings(server) : new Map([['', readEditorSettings(pushed)]]));
    for (const folder of session.folders) diagnostics.refresh(folder);
  };
  connection.onDidChangeConfiguration(({ settings }) =>
    configure((settings as { headroom?: unknown } | undefined)?.headroom),
  );
  if (pullsSettings) await configure(undefined);
  for (const folder of session.workspaceFolders) void load(server, folder);
}

/** Reads a folder, then lets the client ask again: what lies in other files may change what is said of an open one. */
async function load({ diagnostics }: Server, folder: Folder): Promise<void> {
  await folder.ready();
  diagnostics.refresh(folder);
}

async function pullSettings({ connection, session }: Server): Promise<Map<string, EditorSettings>> {
  const folders = session.workspaceFolders;
  const sections = await connection.workspace.getConfiguration([
    { section: 'headroom' },
    ...folders.map((folder) => ({ scopeUri: folder.uri, section: 'headroom' })),
  ]);
  return new Map(
    ['', ...folders.map((folder) => canonicalUri(folder.uri))].map((uri, i) => [uri, readEditorSettings(sections[i])]),
  );
}

function registerDocuments({ connection, session, diagnostics, log }: Server): void {
  connection.onDidOpenTextDocument(({ textDocument }) => {
    diagnostics.touch(
      session.open(textDocument.uri, textDocument.languageId, textDocument.version, textDocument.text).folder,
      'open',
    );
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const located = session.change(textDocument.uri, textDocument.version, contentChanges);
    if (located) diagnostics.touch(located.folder);
    else log(`A change of ${textDocument.uri} came before it was opened.`);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    session.close(textDocument.uri);
    diagnostics.clear(textDocument.uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const byFolder = new Map<Folder, string[]>();
    for (const { uri } of changes) {
      const { folder, path } = session.locate(uri);
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
    }
    for (const [folder, paths] of byFolder) void folder.refresh(paths).catch((error: unknown) => log(String(error)));
  });
}

const NO_FILES: FolderAccess = {
  list: async () => ({ paths: [], links: new Map() }),
  read: async () => undefined,
};
