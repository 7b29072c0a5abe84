import { commands, ProgressLocation, window } from 'vscode';
import {
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageclient';
import { type ScanResult, scanRequest } from '../../../server/src/lsp/protocol';
import type { Session } from '../headroom';
import { summarize } from '../status-bar';

let scans = 0;

/** Has the server look at every file of the workspace, with progress and a way to stop, and says what it found. */
export const registerScanWorkspace = ({ client }: Session) =>
  commands.registerCommand('headroom.scanWorkspace', async () => {
    const result = await window.withProgress(
      { location: ProgressLocation.Notification, title: 'Headroom reads the workspace', cancellable: true },
      async (progress, cancellation) => {
        const workDoneToken = `headroom/scan/${++scans}`;
        let reached = 0;
        const report = (value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd) => {
          if (value.kind === 'end') return;
          // The server says how far it is, VS Code wants to hear how far it has come since.
          const percentage = value.percentage ?? reached;
          progress.report({ ...(value.message && { message: value.message }), increment: percentage - reached });
          reached = percentage;
        };
        const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, report);
        try {
          return await client.sendRequest(scanRequest, { workDoneToken }, cancellation);
        } catch (error) {
          if (cancellation.isCancellationRequested) return undefined;
          throw error;
        } finally {
          listener.dispose();
        }
      },
    );
    if (result) void tell(result);
    return result;
  });

async function tell({ files, errors, warnings, informations, hints }: ScanResult) {
  const total = errors + warnings + informations + hints;
  const where = `in ${files} ${files === 1 ? 'file' : 'files'}`;
  if (total === 0) {
    await window.showInformationMessage(`Headroom: no findings ${where}.`);
    return;
  }
  const counts = summarize({ error: errors, warning: warnings, information: informations, hint: hints });
  const message = `Headroom: ${total} ${total === 1 ? 'finding' : 'findings'} ${where} (${counts}).`;
  const open = 'Open Problems';
  if ((await window.showInformationMessage(message, open)) === open) {
    await commands.executeCommand('workbench.actions.view.problems');
  }
}
