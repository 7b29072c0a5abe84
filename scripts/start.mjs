// @ts-check
// npm start: builds and packages the extension and opens it in a real VS Code on a copy of the sample stack. That is
// the desktop's VS Code where `code` is on the PATH, else a VS Code in the browser. Ctrl-C ends everything.
//
//   PORT=8080 npm start          a port of one's own choice for the VS Code in the browser
//   npm start -- --browser       in the browser even where there is a desktop VS Code

import { installPackages } from './prerequisites.mjs';

// Leaving is no failure: what was started ends and is removed as this process exits.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(0));

installPackages();
// These need the packages.
const { packageExtension } = await import('./package.mjs');
const { findDesktop, openDesktop } = await import('./desktop.mjs');
const { ensureVSCode } = await import('./vscode.mjs');
const { copySamples, packagedExtension, quietSettings, serveVSCode, workbenchAddress } = await import(
  './workbench.mjs'
);

const file = 'nginx/nginx.conf';
const samples = copySamples();
process.once('exit', samples.dispose);

const desktop = process.argv.includes('--browser') ? undefined : findDesktop();
if (desktop) {
  console.log('Building and packaging the extension.');
  await packageExtension();
  console.log(`Opening ${desktop} on a copy of the samples. Ctrl-C, or closing its window, ends it.`);
  await openDesktop(desktop, { extension: packagedExtension, folder: samples.folder, file });
  process.exit(0);
} else {
  console.log('Building and packaging the extension.');
  const [vscode] = await Promise.all([ensureVSCode(), packageExtension()]);
  const server = await serveVSCode(vscode, {
    ...(process.env.PORT && { port: Number(process.env.PORT) }),
    extension: packagedExtension,
    settings: { ...quietSettings, 'editor.minimap.enabled': true },
    endWhenUnused: false,
  });
  console.log(`
VS Code ${vscode.version} with Headroom is open on a copy of the samples:

  ${workbenchAddress(server, samples.folder, file)}

Ctrl-C ends it.`);
}
