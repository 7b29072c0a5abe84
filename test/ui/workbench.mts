import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { ensureVSCode, root } from '../../scripts/vscode.mjs';
import {
  copySamples,
  packagedExtension,
  quietSettings,
  serveVSCode,
  workbenchAddress,
} from '../../scripts/workbench.mjs';

export { expect };

/** VS Code's workbench in the page, in words of its user. */
export class Workbench {
  constructor(
    readonly page: Page,
    /** The folder that is open: a copy of the samples. */
    readonly folder: string,
  ) {}

  readonly editor = () => this.page.locator('.editor-group-container.active .monaco-editor[role="code"]').first();
  readonly line = (text: string) => this.editor().locator('.view-line', { hasText: text });
  /** A word of the text as it is drawn. VS Code draws blanks as no-break spaces, which may hang on to it. */
  readonly word = (text: string) =>
    this.editor()
      .locator('.view-line span:not(:has(span))', { hasText: new RegExp(`^\\u00a0*${text}\\u00a0*$`) })
      .first();
  readonly squiggles = (severity: 'error' | 'warning' | 'info') => this.editor().locator(`.squiggly-${severity}`);
  readonly hover = () => this.page.locator('.monaco-hover:not(.hidden):has(.hover-row)').first();
  readonly tab = (name: string) => this.page.locator('.tab', { hasText: name }).first();
  /** What an editor without a text, such as Markdown's preview, shows. */
  readonly preview = () => this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  readonly problems = () => this.page.locator('.markers-panel .monaco-list-row[aria-level="2"]');
  readonly status = () => this.page.locator('.statusbar-item', { hasText: 'Headroom' });
  readonly choice = (text: string) =>
    this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  readonly suggestion = (text: string) =>
    this.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: text }).first();

  /** The squiggle that lies under a word, to a pixel or two. */
  async squiggleUnder(word: string, severity: 'error' | 'warning' | 'info'): Promise<void> {
    await expect(async () => {
      const wanted = await this.word(word).boundingBox({ timeout: 1_000 });
      const boxes = await Promise.all((await this.squiggles(severity).all()).map((each) => each.boundingBox()));
      const fits = boxes.some(
        (box) => box && wanted && Math.abs(box.x - wanted.x) < 2 && Math.abs(box.width - wanted.width) < 2,
      );
      expect(fits, `A ${severity} squiggle under ${word}`).toBe(true);
    }).toPass({ timeout: 60_000 });
  }

  /** Opens the light bulb's menu at a word and picks an entry. */
  async quickFix(word: string, title: string): Promise<void> {
    await this.word(word).click();
    await expect(this.editor().locator('.lightBulbWidget')).toBeVisible();
    const entry = this.page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first();
    // The menu closes by itself where the layout moves below it.
    await expect(async () => {
      if (!(await entry.isVisible())) await this.page.keyboard.press('Control+.');
      await expect(entry).toBeVisible({ timeout: 3_000 });
    }).toPass();
    await this.pick(entry);
  }

  /** Runs a command from the palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').first().fill(`>${title}`);
    await this.choice(title).click();
  }

  /** Clicks an entry of a menu until the menu has gone: it ignores the pointer at first, or until the pointer moves. */
  private async pick(entry: Locator): Promise<void> {
    await expect(async () => {
      const box = await entry.boundingBox({ timeout: 1_000 }).catch(() => null);
      if (box) {
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        await this.page.mouse.move(x, y, { steps: 3 });
        await this.page.mouse.click(x, y);
      }
      await expect(entry).toBeHidden({ timeout: 1_000 });
    }).toPass();
  }

  /** Keeps a picture in out/. */
  async picture(name: string): Promise<void> {
    mkdirSync(join(root, 'out'), { recursive: true });
    await this.page.screenshot({ path: join(root, `out/${name}.png`), animations: 'disabled' });
  }
}

type Server = Awaited<ReturnType<typeof serveVSCode>>;

interface Options {
  /** Whether VS Code takes every folder for trusted, or asks. */
  readonly trustEverything: boolean;
}

/** A test with the packaged extension installed in a VS Code as a user has it, nginx/nginx.conf being open. */
export const test = base.extend<{ workbench: Workbench }, { server: Server } & Options>({
  trustEverything: [true, { option: true, scope: 'worker' }],
  server: [
    async ({ trustEverything }, use) => {
      const vscode = await ensureVSCode(process.env.VSCODE_RELEASE === 'minimum' ? 'minimum' : 'stable');
      const extension = packagedExtension;
      // A folder that nobody has answered for is restricted; without the prompt there is no need to answer.
      const settings = { ...quietSettings, 'security.workspace.trust.startupPrompt': 'never' };
      const server = await serveVSCode(vscode, { extension, trustEverything, settings });
      await use(server);
      await server.dispose();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  workbench: async ({ page, server }, use) => {
    const samples = copySamples();
    await page.goto(workbenchAddress(server, samples.folder, 'nginx/nginx.conf'));
    await use(new Workbench(page, samples.folder));
    samples.dispose();
  },
});
