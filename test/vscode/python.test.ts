import { type CodeAction, CodeActionKind, type CompletionList, commands, workspace } from 'vscode';
import {
  assert,
  assertEqual,
  close,
  eventually,
  findingsOf,
  hoverText,
  open,
  rangeOf,
  replace,
  startExtension,
  waitForFinding,
  waitForNoFinding,
} from './editor';

const rule = 'celery/prefetch-multiplier';

describe('Python', () => {
  before(startExtension);
  afterEach(close);

  it('keeps its language, and shows a card on a setting of Celery', async () => {
    const document = await open('app/celeryconfig.py');
    assertEqual(document.languageId, 'python');
    await waitForFinding(document, rule);
    const text = await hoverText(document, rangeOf(document, 'worker_prefetch_multiplier'));
    for (const part of ['**worker_prefetch_multiplier** · Celery', '**Here** `8`', '| fast | 4 |', '**Why**'])
      assert(text.includes(part), `“${part}” is missing in: ${text}`);
  });

  it('applies the preferred quick fix', async () => {
    const document = await open('app/celeryconfig.py');
    const finding = await waitForFinding(document, rule);
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
      CodeActionKind.QuickFix.value,
    );
    const preferred = actions.find(({ isPreferred }) => isPreferred);
    assert(preferred?.edit, `No preferred fix with an edit: ${actions.map(({ title }) => title).join('; ')}`);
    assert(await workspace.applyEdit(preferred.edit), 'VS Code refused the fix.');
    assert(document.getText().includes('worker_prefetch_multiplier = 1\n'), document.getText());
    await waitForNoFinding(document, rule);
  });

  it('completes a keyword of a client', async () => {
    const document = await open('app/db.py');
    await waitForFinding(document, 'mongodb/max-pool-size');
    await replace(document, '    w=1,\n', '    w=1,\n    minPool\n');
    const position = rangeOf(document, 'minPool').end;
    const list = await eventually(
      () => commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', document.uri, position),
      ({ items }) => items.some(({ label }) => (typeof label === 'string' ? label : label.label) === 'minPoolSize'),
    );
    assert(list.items.length > 0);
  });

  it('shows nothing in a file that has nothing for us', async () => {
    const { status } = await startExtension();
    const ours = await open('app/celeryconfig.py');
    await waitForFinding(ours, rule);
    await eventually(status, (text) => text !== undefined);
    const other = await open('app/main.py');
    await eventually(status, (text) => text === undefined);
    assertEqual(findingsOf(other.uri).length, 0);
    assertEqual(await hoverText(other, rangeOf(other, 'read_order')), '');
  });
});
