import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  type CompletionList,
  ConfigurationTarget,
  commands,
  DiagnosticSeverity,
  SnippetString,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import {
  assert,
  assertEqual,
  close,
  eventually,
  findingsOf,
  hoverText,
  inWorkspace,
  open,
  rangeOf,
  replace,
  ruleOf,
  startExtension,
  waitForFinding,
  waitForFindings,
  waitForNoFinding,
} from './editor';

const rule = 'nginx/worker-connections';

describe('editing', () => {
  before(startExtension);
  afterEach(close);

  it('recognises the languages', async () => {
    const languages = {
      'nginx/nginx.conf': 'nginx',
      'nginx/conf.d/api.conf': 'nginx',
      'redis/redis.conf': 'redis-conf',
      'host/sysctl.d/99-stack.conf': 'sysctl',
      'host/limits.d/99-stack.conf': 'limits',
      'mongo/mongod.conf': 'yaml',
    };
    for (const [path, language] of Object.entries(languages)) {
      assertEqual((await workspace.openTextDocument(inWorkspace(path))).languageId, language);
    }
  });

  it('underlines the value that is too low', async () => {
    const document = await open('nginx/nginx.conf');
    const finding = await waitForFinding(document, rule);
    assertEqual(document.getText(finding.range), '512');
    assertEqual(finding.severity, DiagnosticSeverity.Warning);
    assert(typeof finding.code === 'object', 'The finding has no link to its page.');
    assert(finding.message.includes('512'), finding.message);
  });

  it('finds faults in a file that another one includes', async () => {
    const document = await open('nginx/conf.d/api.conf');
    await waitForFindings(document.uri, (findings) => findings.some((each) => ruleOf(each).startsWith('nginx/')));
  });

  it('shows the tiers on hover', async () => {
    const document = await open('nginx/nginx.conf');
    await waitForFinding(document, rule);
    const text = (await hoverText(document, rangeOf(document, 'worker_connections'))).replace(/(\d),(?=\d{3})/g, '$1');
    for (const part of ['production', 'development', 'high-traffic', '1024', '10000', '20000']) {
      assert(text.includes(part), `“${part}” is missing in: ${text}`);
    }
    assert(text.includes('|'), `The tiers are not in a table: ${text}`);
  });

  it('sees an edit before it is saved', async () => {
    const document = await open('nginx/nginx.conf');
    await waitForFinding(document, rule);
    await replace(document, 'worker_connections 512', 'worker_connections 10000');
    await waitForNoFinding(document, rule);
    await replace(document, 'worker_connections 10000', 'worker_connections 600');
    const finding = await waitForFinding(document, rule);
    assertEqual(document.getText(finding.range), '600');
  });

  it('offers tiers as quick fixes and applies the preferred one', async () => {
    const document = await open('nginx/nginx.conf');
    const finding = await waitForFinding(document, rule);
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
      CodeActionKind.QuickFix.value,
    );
    const titles = actions.map(({ title }) => title);
    for (const number of ['10000', '20000']) {
      assert(
        titles.some((title) => title.replace(',', '').includes(number)),
        `No fix to ${number}: ${titles.join('; ')}`,
      );
    }
    const preferred = actions.find(({ isPreferred }) => isPreferred);
    assert(preferred?.edit, `No preferred fix with an edit: ${titles.join('; ')}`);
    assert(await workspace.applyEdit(preferred.edit), 'VS Code refused the fix.');
    assert(document.getText().includes('worker_connections 10000;'), document.getText());
    await waitForNoFinding(document, rule);
  });

  it('fixes on save what is safe to fix', async () => {
    const uri = inWorkspace('saved.nginx.conf');
    const text = await workspace.fs.readFile(inWorkspace('nginx/nginx.conf'));
    await workspace.fs.writeFile(uri, text);
    const configuration = workspace.getConfiguration('editor');
    const onSave = { 'source.fixAll.headroom': 'explicit' };
    await configuration.update('codeActionsOnSave', onSave, ConfigurationTarget.Workspace);
    try {
      const document = await open('saved.nginx.conf');
      await waitForFinding(document, rule);
      await replace(document, 'pid /var/run/nginx.pid;', 'pid /run/nginx.pid;');
      assert(await document.save(), 'VS Code did not save.');
      const saved = new TextDecoder().decode(await workspace.fs.readFile(uri));
      assert(saved.includes('worker_connections 10000;'), saved);
      assert(saved.includes('pid /run/nginx.pid;'), saved);
    } finally {
      await configuration.update('codeActionsOnSave', undefined, ConfigurationTarget.Workspace);
      await workspace.fs.delete(uri);
    }
  });

  it('completes a setting with its tiers', async () => {
    const document = await open('nginx/nginx.conf');
    await waitForFinding(document, rule);
    await replace(document, 'worker_connections 512;', 'worker_connections 512;\n    multi_');
    const items = await complete(document, 'multi_', (labels) => labels.includes('multi_accept'));
    assert(items.length > 0);
  });

  it('completes and inserts a snippet', async () => {
    const document = await open('nginx/nginx.conf');
    const prefix = 'headroom nginx events production';
    await replace(document, 'events {\n    worker_connections 512;\n}\n', '\n');
    const items = await complete(document, '\n\n\n', (labels) => labels.includes(prefix));
    const snippet = items.find((item) => labelOf(item) === prefix)?.insertText;
    assert(snippet instanceof SnippetString, 'The completion is no snippet.');
    const editor = window.activeTextEditor!;
    await editor.insertSnippet(snippet, rangeOf(document, '\n\n\n').start.translate(1));
    assert(/events \{\n\s+worker_connections 10000;/.test(document.getText()), document.getText());
  });

  it('says nothing about an untouched file of another kind', async () => {
    const document = await open('headroom.yaml');
    const other = await open('nginx/nginx.conf');
    await waitForFinding(other, rule);
    assertEqual(findingsOf(document.uri).length, 0);
  });
});

const labelOf = ({ label }: CompletionItem) => (typeof label === 'string' ? label : label.label);

/** The completions behind a text. VS Code reads snippet files on first use, hence the asking again. */
async function complete(document: TextDocument, text: string, condition: (labels: string[]) => boolean) {
  const position = rangeOf(document, text).end;
  const ask = () =>
    commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', document.uri, position);
  const list = await eventually(ask, ({ items }) => condition(items.map(labelOf)));
  return list.items;
}
