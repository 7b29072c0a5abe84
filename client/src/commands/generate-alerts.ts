import { commands, window, workspace } from 'vscode';
import { alertsRequest } from '../../../server/src/lsp/protocol';
import type { Session } from '../headroom';

/** Opens a new document with Prometheus alert rules for the stacks of the workspace. */
export const registerGenerateAlerts = ({ client }: Session) =>
  commands.registerCommand('headroom.generateAlerts', async () => {
    const { yaml } = await client.sendRequest(alertsRequest, {});
    await window.showTextDocument(await workspace.openTextDocument({ language: 'yaml', content: yaml }));
  });
