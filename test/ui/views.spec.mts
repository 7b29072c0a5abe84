import { expect, test } from './workbench.mjs';

test('the checklist leads to the place and mends it; the capacity follows', async ({ workbench, page }) => {
  await workbench.squiggleUnder('512', 'warning');
  await workbench.command('Headroom: Show Checklist');
  const item = page.locator('.pane-body .monaco-list-row', { hasText: 'worker_connections' });
  await expect(item).toContainText('missing');
  await expect(item).toHaveAttribute('aria-label', /^Set Nginx worker_connections 10000: missing\. 512 connections/);
  await item.click();
  await expect(page.locator('.statusbar-item', { hasText: 'Ln 8' })).toBeVisible();

  await workbench.command('Headroom: Show Capacity');
  const hop = workbench.preview().getByRole('button', { name: /^Connections of nginx/ });
  await expect(hop).toContainText('256 requests at once');
  await expect(hop).toContainText('narrowest');
  await workbench.picture('capacity');

  await item.hover();
  await item.getByRole('button', { name: 'Mend' }).click();
  await expect(item).toContainText('met');
  await expect(page.locator('.view-line', { hasText: 'worker_connections' })).toContainText('10000;');
  await expect(hop).toContainText('5,000 requests at once');

  // By the keyboard alone: to the next hop, and to where its number stands.
  await hop.focus();
  await page.keyboard.press('ArrowDown');
  await expect(workbench.preview().getByRole('button', { name: /^Open files of nginx/ })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  // The editor is the active one again.
  await expect(workbench.line('worker_connections')).toBeVisible();
});
