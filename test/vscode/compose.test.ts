import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  type CompletionList,
  commands,
  type InlayHint,
  type Location,
  type LocationLink,
  Range,
  workspace,
} from 'vscode';
import {
  assert,
  assertEqual,
  close,
  eventually,
  hoverText,
  inWorkspace,
  open,
  rangeOf,
  replace,
  startExtension,
  waitForFinding,
  waitForNoFinding,
} from './editor';

const rule = 'compose/restart';

describe('Compose files', () => {
  before(startExtension);
  afterEach(close);

  it('show the tiers of a flag inside a shell’s text', async () => {
    const document = await open('compose.yml');
    await waitForFinding(document, rule);
    const text = await hoverText(document, rangeOf(document, '--concurrency'));
    for (const part of ['worker_concurrency', '2 × CPUs + 1', 'in force', 'celeryconfig.py']) {
      assert(text.includes(part), `“${part}” is missing in: ${text}`);
    }
  });

  it('offer a quick fix that is written in the file’s own style', async () => {
    const document = await open('compose.yml');
    const finding = await waitForFinding(document, rule);
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
      CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ isPreferred }) => isPreferred);
    assert(fix?.edit, `No preferred fix: ${actions.map(({ title }) => title).join('; ')}`);
    assert(await workspace.applyEdit(fix.edit), 'VS Code refused the fix.');
    const text = document.getText().replaceAll('\r', '');
    assert(/ {2}celery_beat:\n( {4}.*\n)*? {4}restart: unless-stopped\n/.test(text), text);
    await waitForNoFinding(document, rule);
  });

  it('offer the guide’s numbers', async () => {
    const document = await open('compose.yml');
    await waitForFinding(document, rule);
    await replace(document, 'soft: 1024', 'soft: ');
    const position = rangeOf(document, 'soft: ').end;
    const ask = () =>
      commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', document.uri, position);
    const labelOf = ({ label }: CompletionItem) => (typeof label === 'string' ? label : label.label);
    await eventually(ask, ({ items }) => items.some((item) => labelOf(item).startsWith('65535')));
  });

  it('lead from a variable to the line that sets it, and show its value', async () => {
    const document = await open('compose.yml');
    await waitForFinding(document, rule);
    const variable = rangeOf(document, 'API_WORKERS');
    const found = await commands.executeCommand<(Location | LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      variable.start,
    );
    const targets = found.map((one) => ('targetUri' in one ? one.targetUri : one.uri).toString());
    assertEqual(targets.join(), inWorkspace('.env').toString());
    const whole = new Range(0, 0, document.lineCount, 0);
    const hints = await commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, whole);
    const labels = hints.map(({ label }) =>
      typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
    );
    assert(
      labels.some((label) => label.includes('2 containers = 32 tasks at once')),
      labels.join('; '),
    );
  });
});
