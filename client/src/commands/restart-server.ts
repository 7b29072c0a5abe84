import { commands } from 'vscode';
import type { Session } from '../headroom';

/** Ends the language server and starts it anew, with nothing remembered. */
export const registerRestartServer = ({ client, output }: Session) =>
  commands.registerCommand('headroom.restartServer', async () => {
    output.info('The server is restarted on request.');
    if (client.isRunning()) await client.stop();
    await client.start();
  });
