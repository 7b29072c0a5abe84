import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './workbench.mjs';

test('a fault is seen, explained, mended and saved', async ({ workbench, page }) => {
  await workbench.squiggleUnder('512', 'warning');

  await workbench.word('512').hover();
  await expect(workbench.hover()).toContainText('worker_connections');
  await expect(workbench.hover()).toContainText('high-traffic');
  await expect(workbench.hover().locator('table').first()).toBeVisible();
  await workbench.picture('hover');

  await workbench.hover().getByText('nginx/worker-connections').first().click();
  await expect(workbench.preview().locator('h1')).toHaveText('nginx/worker-connections');
  await workbench.tab('nginx.conf').click();

  await page.keyboard.press('Control+Shift+M');
  // The panel draws only the rows that fit in, so the others go.
  await page.getByPlaceholder(/^Filter \(e\.g\. text/).fill('worker-connections');
  const problem = workbench.problems().filter({ hasText: 'nginx/worker-connections' });
  await expect(problem).toBeVisible();
  await expect(problem).toContainText('headroom');

  await workbench.quickFix('512', '10000');
  await expect(workbench.line('worker_connections')).toContainText('10000;');
  await expect(problem).toHaveCount(0);

  await page.keyboard.press('Control+S');
  const saved = () => readFileSync(join(workbench.folder, 'nginx/nginx.conf'), 'utf8');
  await expect.poll(saved).toContain('    worker_connections 10000;\n');
  await workbench.picture('mended');
});

test('the profile is chosen in the status bar', async ({ workbench }) => {
  await expect(workbench.status()).toContainText(/Headroom: production · \d+/, { timeout: 60_000 });
  await workbench.status().click();
  await workbench.choice('development').click();
  await expect(workbench.status()).toContainText('Headroom: development');
  const project = () => readFileSync(join(workbench.folder, 'headroom.yaml'), 'utf8');
  await expect.poll(project).toMatch(/^profile: development\b/m);
});

test('a snippet is typed and its number is the profile’s', async ({ workbench, page }) => {
  await workbench.squiggleUnder('512', 'warning');
  await workbench.line('worker_rlimit_nofile').click();
  await page.keyboard.press('End');
  await page.keyboard.type('\nheadroom nginx ev');
  await page.keyboard.press('Control+Space');
  await expect(workbench.suggestion('headroom nginx events high-traffic')).toBeVisible();
  await workbench.suggestion('headroom nginx events high-traffic').click();
  await expect(workbench.line('worker_connections 20000;')).toBeVisible();
});
