import { commands, window, workspace } from 'vscode';
import { assert, assertEqual, close, eventually, open, type ShownItem, startExtension, waitForFinding } from './editor';

describe('checklist', () => {
  let api: Awaited<ReturnType<typeof startExtension>>;
  before(async () => {
    api = await startExtension();
    await commands.executeCommand('headroom.showChecklist');
  });
  after(() => commands.executeCommand('workbench.view.explorer'));

  const items = () => api.checklist();
  const find = (shown: readonly ShownItem[], id: string) => shown.find((item) => item.id === id);
  const connections = (shown: readonly ShownItem[]) => find(shown, 'worker-connections');

  it('shows the guide’s thirteen items', async () => {
    const shown = await eventually(items, (found) => found.length === 13);
    assertEqual(connections(shown)?.state, 'missing');
    assertEqual(find(shown, 'load-test')?.state, 'unknown');
    assert(connections(shown)?.mendable, 'There is nothing to mend it.');
  });

  it('follows an edit, and mends', async () => {
    const document = await open('nginx/nginx.conf');
    try {
      await waitForFinding(document, 'nginx/worker-connections');
      await eventually(items, (found) => connections(found)?.state === 'missing');
      const stack = { uri: workspace.workspaceFolders![0]!.uri.toString() };
      const row = { kind: 'item', stack, item: { id: 'worker-connections' } };
      assert(await commands.executeCommand<boolean>('headroom.mendChecklistItem', row), 'VS Code refused the edit.');
      await eventually(items, (found) => connections(found)?.state === 'met');
      assert(document.getText().includes('worker_connections 10000;'), document.getText());
    } finally {
      await close();
    }
    await eventually(items, (found) => connections(found)?.state === 'missing');
  });

  it('is written out as Markdown', async () => {
    await commands.executeCommand('headroom.exportChecklist');
    const { document } = window.activeTextEditor!;
    assertEqual(document.languageId, 'markdown');
    assert(/^# Tuning checklist\n\n## samples\n/.test(document.getText()), document.getText());
    await close();
  });
});
