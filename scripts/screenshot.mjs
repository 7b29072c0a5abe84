// @ts-check
// Takes the README's picture, docs/screenshot.png: the sample stack's nginx.conf in a real VS Code, with a hover and
// the Problems panel open.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageExtension } from './package.mjs';
import { ensureVSCode, root } from './vscode.mjs';
import {
  copySamples,
  launchChromium,
  packagedExtension,
  quietSettings,
  serveVSCode,
  workbenchAddress,
} from './workbench.mjs';

/** What the picture may weigh, in bytes. */
const ceiling = 400 * 1024;

/** Tried one after another until the picture is light enough: the more pixels, the sharper on a fine screen. */
const scales = [2, 1.5, 1];

const settings = {
  ...quietSettings,
  'breadcrumbs.enabled': false,
  'editor.fontSize': 14,
  'editor.hover.delay': 100,
  'editor.occurrencesHighlight': 'off',
  'editor.renderLineHighlight': 'none',
  'window.commandCenter': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.layoutControl.enabled': false,
};

const [vscode] = await Promise.all([ensureVSCode(), packageExtension()]);
const samples = copySamples();
const server = await serveVSCode(vscode, { extension: packagedExtension, settings });
const browser = await launchChromium();
try {
  const picture = await takeLightPicture();
  mkdirSync(join(root, 'docs'), { recursive: true });
  writeFileSync(join(root, 'docs/screenshot.png'), picture);
  console.log(`docs/screenshot.png, ${Math.ceil(picture.length / 1024)} KB`);
} finally {
  await browser.close();
  await server.dispose();
  samples.dispose();
}

async function takeLightPicture() {
  for (const scale of scales) {
    const picture = await takePicture(scale);
    if (picture.length <= ceiling) return picture;
  }
  throw new Error(`At no scale is the picture within ${ceiling} bytes.`);
}

/** @param {number} deviceScaleFactor */
async function takePicture(deviceScaleFactor) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 780 }, deviceScaleFactor });
  await page.goto(workbenchAddress(server, samples.folder, 'nginx/nginx.conf'));
  const editor = page.locator('.monaco-editor[role="code"]').first();
  await editor.locator('.squiggly-warning').first().waitFor({ timeout: 60_000 });
  // The side bar shows nothing of the extension's.
  await page.keyboard.press('Control+B');
  await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel .monaco-list-row[aria-level="2"]').first().waitFor();
  await editor.locator('.view-line span:not(:has(span))', { hasText: /^\u00a0*512$/ }).hover();
  await page.locator('.monaco-hover:not(.hidden) table').first().waitFor();
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  await page.close();
  return picture;
}
