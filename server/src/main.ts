import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { diskAccess } from './disk/access';
import { serve } from './lsp/server';

const HELP = `Headroom language server ${version}

usage: headroom-language-server --stdio | --node-ipc

  --stdio       speak the Language Server Protocol on standard input and output
  --node-ipc    speak it with the Node.js process that started this one
  --version     print the version
`;

const args = process.argv.slice(2);
if (args.includes('--version')) process.stdout.write(`${version}\n`);
else if (args.includes('--help') || args.includes('-h')) process.stdout.write(HELP);
else if (
  !args.some(
    (arg) => arg === '--stdio' || arg === '--node-ipc' || arg.startsWith('--socket') || arg.startsWith('--pipe'),
  )
) {
  process.stderr.write(`headroom-language-server: say how to speak to it: --stdio or --node-ipc\n\n${HELP}`);
  process.exitCode = 2;
} else {
  const connection = createConnection(ProposedFeatures.all);
  const pages = join(__dirname, '..', 'docs', 'rules');
  const hasPages = existsSync(pages);
  serve(connection, {
    access: diskAccess,
    rulePage: (rule) => (hasPages ? pathToFileURL(join(pages, `${rule}.md`)).href : undefined),
    rest: giveBackMemory(),
  });
}

/**
 * Collects garbage when the server rests and has grown since: V8 itself keeps what many opened files or keystrokes made
 * it take, for it sees no need while nothing happens. The room for young objects it gives back with a collection that
 * comes when nothing was allocated for five seconds.
 */
function giveBackMemory(): () => void {
  let kept = 0;
  return () => {
    if (process.memoryUsage().heapTotal < kept * 1.3) return;
    setFlagsFromString('--expose-gc');
    setFlagsFromString('--compact-on-every-full-gc');
    const collect: (options?: { type: 'minor' }) => void = runInNewContext('gc');
    collect();
    setFlagsFromString('--no-compact-on-every-full-gc');
    kept = process.memoryUsage().heapUsed;
    setTimeout(() => collect({ type: 'minor' }), 6_000);
  };
}
