import { expect, test } from './workbench.mjs';

test.use({ trustEverything: false });

test('everything works in a folder that is not trusted', async ({ workbench, page }) => {
  const restricted = page.locator('.statusbar-item', { hasText: 'Restricted Mode' });
  await expect(restricted).toBeVisible({ timeout: 60_000 });
  await workbench.squiggleUnder('512', 'warning');
  await workbench.quickFix('512', '10000');
  await expect(workbench.line('worker_connections')).toContainText('10000;');
});
