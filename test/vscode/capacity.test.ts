import { commands, ViewColumn, window, workspace } from 'vscode';
import { assertEqual, close, eventually, inWorkspace, openTabs, replace, startExtension } from './editor';

describe('capacity', () => {
  let api: Awaited<ReturnType<typeof startExtension>>;
  before(async () => {
    api = await startExtension();
  });
  after(() => commands.executeCommand('workbench.action.closeAllEditors'));

  it('shows the ways through the stack, and follows an edit', async () => {
    await commands.executeCommand('headroom.showCapacity');
    await eventually(openTabs, (tabs) => tabs.some((tab) => tab.includes('Capacity')));
    const connections = () =>
      api
        .capacity()
        ?.flatMap(({ ways }) => ways.flatMap(({ hops }) => hops))
        .find(({ title }) => title === 'Connections of nginx')?.limit;
    await eventually(connections, (limit) => limit === '256 requests at once');
    // Beside the page: what is out of sight follows nothing.
    const document = await workspace.openTextDocument(inWorkspace('nginx/nginx.conf'));
    await window.showTextDocument(document, ViewColumn.One);
    try {
      await replace(document, 'worker_connections 512', 'worker_connections 4096');
      await eventually(connections, (limit) => limit === '2,048 requests at once');
    } finally {
      await close();
    }
    await eventually(connections, (limit) => limit === '256 requests at once');
  });

  it('has one page, which goes when it is closed', async () => {
    await commands.executeCommand('headroom.showCapacity');
    const pages = window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ label }) => label === 'Capacity');
    assertEqual(pages.length, 1);
    await window.tabGroups.close(pages);
    await eventually(api.capacity, (stacks) => stacks === undefined);
  });
});
