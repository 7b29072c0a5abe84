import { type ExtensionContext, type LogOutputChannel, Uri, window } from 'vscode';
import { type BaseLanguageClient, type LanguageClientOptions, RevealOutputChannelOn } from 'vscode-languageclient';
import type { CapacityOfStack, ChecklistItem } from '../../server/src/lsp/protocol';
import { documentSelector } from './attached-files';
import { registerApplyTier } from './commands/apply-tier';
import { registerCollectDiagnostics } from './commands/collect-diagnostics';
import { registerExplainRule } from './commands/explain-rule';
import { registerGenerateAlerts } from './commands/generate-alerts';
import { registerGenerateLoadTest } from './commands/generate-load-test';
import { registerRestartServer } from './commands/restart-server';
import { registerScanWorkspace } from './commands/scan-workspace';
import { registerSelectProfile } from './commands/select-profile';
import { answerForFiles } from './files';
import { showStatus } from './status-bar';
import { showCapacity } from './views/capacity';
import { showChecklist } from './views/checklist';
import { Views } from './views/watch';

/** Where the extension and its server run: beside a file system, or in a browser. */
export type Runtime = 'node' | 'worker';

/** What the extension tells whoever activates it. */
export interface Api {
  /** Fulfilled once the language server has answered; rejected where it doesn't start. */
  readonly ready: Promise<void>;
  readonly runtime: Runtime;
  /** What the status bar shows; undefined while it shows nothing. */
  status(): string | undefined;
  /** What the checklist shows, of every stack. */
  checklist(): readonly ChecklistItem[];
  /** What the capacity view shows, of every stack; undefined while it is closed. */
  capacity(): readonly CapacityOfStack[] | undefined;
}

/** What the commands work with. */
export interface Session {
  readonly context: ExtensionContext;
  readonly runtime: Runtime;
  readonly client: BaseLanguageClient;
  readonly output: LogOutputChannel;
}

/** Starts the language server, and everything of the extension that is not the server's: commands, views and the status bar. */
export function startHeadroom(
  context: ExtensionContext,
  runtime: Runtime,
  createClient: (options: LanguageClientOptions) => BaseLanguageClient,
): Api {
  const output = window.createOutputChannel('Headroom', { log: true });
  const client = createClient({
    documentSelector,
    diagnosticCollectionName: 'headroom',
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    // Links to rules' pages; what a hover quotes of a user's file can call nothing else.
    markdown: { isTrusted: { enabledCommands: ['headroom.explainRule'] } },
    initializationOptions: {
      rulePages: 'command',
      snippets: 'contributed',
      files: runtime === 'worker',
      // A worker of VS Code's doesn't know its own address, and so not the one of the file beside it.
      engine: Uri.joinPath(context.extensionUri, 'dist/engine.js').toString(true),
    },
  });
  if (runtime === 'worker') answerForFiles(client);
  const session: Session = { context, runtime, client, output };
  const status = showStatus(session);
  const views = new Views(session);
  const checklist = showChecklist(session, views);
  const capacity = showCapacity(session, views);
  context.subscriptions.push(
    output,
    status,
    registerScanWorkspace(session),
    registerApplyTier(session),
    registerExplainRule(session),
    registerSelectProfile(session),
    registerGenerateAlerts(session),
    registerGenerateLoadTest(session),
    registerRestartServer(session),
    registerCollectDiagnostics(session),
    views,
    checklist,
    capacity,
  );
  const ready = client.start();
  // The language client itself says what went wrong; here it only must not become an unhandled rejection.
  ready.catch((error: unknown) => output.error(String(error)));
  return { ready, runtime, status: status.text, checklist: checklist.items, capacity: capacity.stacks };
}
