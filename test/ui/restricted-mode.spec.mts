import { expect, test } from './workbench.mjs';

test.use({ trustEverything: false });

test('everything works in a folder that is not trusted', async ({ workbench, page }) => {
  await page.getByRole('button', { name: /No, I don.t trust/ }).click({ timeout: 60_000 });
  await expect(page.locator('.statusbar-item', { hasText: 'Restricted Mode' })).toBeVisible();
  await workbench.squiggleUnder('512', 'warning');
  await workbench.quickFix('512', '10000');
  await expect(workbench.line('worker_connections')).toContainText('10000;');
});
