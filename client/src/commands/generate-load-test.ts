import { commands, window, workspace } from 'vscode';
import { loadTestRequest } from '../../../server/src/lsp/protocol';
import type { Session } from '../headroom';

/**
 * Opens a new document with a script that loads an address step by step. It runs nothing: a load test can take down what
 * it is pointed at.
 */
export const registerGenerateLoadTest = ({ client }: Session) =>
  commands.registerCommand('headroom.generateLoadTest', async (given?: string) => {
    const script = async (address: string) => (await client.sendRequest(loadTestRequest, { address }))?.script;
    const address =
      given ??
      (await window.showInputBox({
        title: 'Generate Load Test',
        prompt: 'The address to load',
        value: 'http://localhost:80/',
        validateInput: async (text) =>
          (await script(text)) === undefined ? 'This is no http or https address.' : undefined,
      }));
    const content = address === undefined ? undefined : await script(address);
    if (content === undefined) return;
    await window.showTextDocument(await workspace.openTextDocument({ language: 'shellscript', content }));
  });
