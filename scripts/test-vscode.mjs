// @ts-check
// Runs the suite of test/vscode/ in the extension host of a real VS Code.
//
//   node scripts/test-vscode.mjs              the extension host of Node.js, as on the desktop and on remote machines
//   node scripts/test-vscode.mjs --web        the web worker extension host, as on vscode.dev
//   … --minimum                               the oldest VS Code that the extension supports

import { createReadStream, mkdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './build.mjs';
import { compiledSuite, compileSuite, printResults, readReport, tallyResults } from './integration-suite.mjs';
import { describeTally, skipped } from './suite.mjs';
import { ensureVSCode, root } from './vscode.mjs';
import { copySamples, findChromium, launchChromium, serveVSCode, workbenchAddress } from './workbench.mjs';

/** How long the whole suite may take, from the opening of the page. */
const patience = 180_000;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const web = process.argv.includes('--web');
  await bundle();
  const tally = await testInVSCode(process.argv.includes('--minimum') ? 'minimum' : 'stable', web ? 'web' : 'node');
  console.log(tally.note ? `${tally.note}: ${describeTally(tally)}` : describeTally(tally));
  process.exitCode = tally.failed === 0 ? 0 : 1;
}

/**
 * Opens a copy of the samples in VS Code with the extension of dist/, and runs the suite.
 *
 * @param {import('./vscode.mjs').Release} release
 * @param {'node' | 'web'} host
 * @returns {Promise<import('./suite.mjs').Tally>}
 */
export async function testInVSCode(release, host) {
  if (!findChromium()) return skipped('Chromium is not installed');
  const web = host === 'web';
  const started = Date.now();
  const [vscode] = await Promise.all([ensureVSCode(release), compileSuite()]);
  const samples = copySamples();
  /** @type {(() => unknown)[]} */
  const cleanUp = [samples.dispose];
  try {
    const server = await serveVSCode(vscode);
    cleanUp.unshift(server.dispose);
    const browser = await launchChromium();
    cleanUp.unshift(() => browser.close());
    // From a remote place VS Code doesn't start web workers, so the extension comes over http as a web extension does;
    // the page's own policy would forbid that address.
    const files = web ? await serveProject() : undefined;
    if (files) cleanUp.unshift(files.close);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, bypassCSP: web });

    const uri = (/** @type {string} */ path) =>
      files
        ? { scheme: 'http', authority: files.authority, path }
        : { scheme: 'vscode-remote', authority: server.authority, path: join(root, path) };
    await addDevelopmentOptions(page, { extensions: [uri('/')], extensionTestsPath: uri(compiledSuite) });
    const heard = collectConsole(page);
    const ended = waitForEnd(page, browser);
    await page.goto(workbenchAddress(server, samples.folder));
    const end = await ended;

    const results = readReport(samples.folder);
    if (results) {
      printResults(results);
    } else {
      const picture = join(root, 'out/test-vscode.png');
      mkdirSync(join(root, 'out'), { recursive: true });
      await page.screenshot({ path: picture }).catch(() => {});
      console.error(
        `The suite left no report (${end}); see ${picture}. The page’s console said last:\n${heard().slice(-3_000)}`,
      );
    }
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    return { ...tallyResults(results), note: `VS Code ${vscode.version}, ${seconds} s` };
  } finally {
    for (const each of cleanUp) await each();
  }
}

/**
 * VS Code calls a function of the page with the suite's exit code when it has run.
 *
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Browser} browser
 * @returns {Promise<string>} how it ended
 */
function waitForEnd(page, browser) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(`after ${patience / 1000} s it was still running`), patience);
    const end = (/** @type {string} */ how) => {
      clearTimeout(timer);
      resolve(how);
    };
    page.on('crash', () => end('the page crashed'));
    browser.on('disconnected', () => end('the browser ended'));
    page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => end(`exit code ${code}`)).catch(reject);
    page.exposeFunction('codeAutomationLog', () => {}).catch(reject);
  });
}

/** @param {import('playwright-core').Page} page */
function collectConsole(page) {
  let text = '';
  page.on('console', (message) => {
    text = `${text}${message.text()}\n`.slice(-100_000);
  });
  return () => text;
}

/**
 * Adds options to the configuration that the page carries for the workbench, before the workbench reads it. A published
 * VS Code takes its development options from there only.
 *
 * @param {import('playwright-core').Page} page
 * @param {Record<string, unknown>} options
 */
async function addDevelopmentOptions(page, options) {
  await page.addInitScript(`
    if (window === top) {
      new MutationObserver((_, observer) => {
        const carrier = document.getElementById('vscode-workbench-web-configuration');
        if (!carrier) return;
        observer.disconnect();
        const configuration = JSON.parse(carrier.dataset.settings);
        Object.assign(configuration.developmentOptions ??= {}, ${JSON.stringify(options)});
        carrier.dataset.settings = JSON.stringify(configuration);
      }).observe(document, { childList: true, subtree: true });
    }
  `);
}

/**
 * The project's files, for any page on this machine.
 *
 * @returns {Promise<{ authority: string, close: () => void }>}
 */
function serveProject() {
  /** @type {Record<string, string>} */
  const types = { '.js': 'text/javascript', '.json': 'application/json', '.map': 'application/json' };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(root, normalize(path));
    const found = file.startsWith(root) && statSync(file, { throwIfNoEntry: false })?.isFile();
    response.writeHead(found ? 200 : 404, {
      'Access-Control-Allow-Origin': '*',
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    });
    if (found) createReadStream(file).pipe(response);
    else response.end();
  });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ authority: `127.0.0.1:${port}`, close });
    });
  });
}
