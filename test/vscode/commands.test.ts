import { commands, extensions, type TextDocument, Uri, version, window, workspace } from 'vscode';
import {
  assert,
  assertEqual,
  close,
  eventually,
  inWorkspace,
  open,
  openTabs,
  ruleOf,
  startExtension,
  waitForFinding,
  waitForFindings,
  waitForNoFinding,
} from './editor';

const rule = 'nginx/worker-connections';

interface ScanResult {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
}

describe('commands', () => {
  let api: Awaited<ReturnType<typeof startExtension>>;
  before(async () => {
    api = await startExtension();
  });
  afterEach(close);

  it('are all registered', async () => {
    const registered = new Set(await commands.getCommands(true));
    const extension = extensions.getExtension('headroom.headroom')!;
    const contributed: { command: string }[] = extension.packageJSON.contributes.commands;
    for (const { command } of contributed) assert(registered.has(command), `${command} is not registered.`);
  });

  it('show the profile and the number of findings in the status bar', async () => {
    await open('nginx/nginx.conf');
    await eventually(api.status, (text) => text && /^\$\(dashboard\) Headroom: production · \d+$/.test(text));
    await close();
    await eventually(api.status, (text) => text === undefined);
  });

  it('scan the workspace', async () => {
    const closed = inWorkspace('closed.nginx.conf');
    await workspace.fs.writeFile(closed, await workspace.fs.readFile(inWorkspace('nginx/nginx.conf')));
    try {
      const result = await commands.executeCommand<ScanResult>('headroom.scanWorkspace');
      assert(result.files > 1, `Only ${result.files} files were read.`);
      assert(result.warnings > 0, 'No warning was found.');
      await waitForFindings(closed, (findings) => findings.some((each) => ruleOf(each) === rule));
    } finally {
      await workspace.fs.delete(closed);
    }
    await waitForFindings(closed, (findings) => findings.length === 0);
  });

  it('apply a tier to a file', async () => {
    const document = await open('nginx/nginx.conf');
    await waitForFinding(document, rule);
    const applied = commands.executeCommand<boolean>(
      'headroom.applyTier',
      document.uri.toString(),
      'high-traffic',
      'file',
    );
    // It asks how first; this takes the first answer, as soon as there is one.
    const accept = async () => {
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return document.getText();
    };
    await eventually(accept, (text) => text.includes('worker_connections 20000;'));
    assert(await applied, 'The command says that nothing was applied.');
    await waitForNoFinding(document, rule);
  });

  it('show a rule’s page', async () => {
    await open('nginx/nginx.conf');
    await commands.executeCommand('headroom.explainRule', rule);
    await eventually(openTabs, (tabs) => tabs.some((tab) => tab.includes('worker-connections')));
    const page = await workspace.openTextDocument(Uri.parse(`headroom-rule:/${rule}.md`));
    assert(page.getText().includes('worker_connections'), `The page says: ${page.getText()}`);
  });

  it('write the profile to headroom.yaml', async () => {
    const file = inWorkspace('headroom.yaml');
    const before = await workspace.fs.readFile(file);
    const document = await open('nginx/nginx.conf');
    try {
      await waitForFinding(document, rule);
      assert(await commands.executeCommand<boolean>('headroom.selectProfile', 'development'), 'Nothing was written.');
      const text = new TextDecoder().decode(await workspace.fs.readFile(file));
      assert(/^profile: development\b/m.test(text), text);
      await eventually(api.status, (shown) => shown?.includes('development'));
    } finally {
      await workspace.fs.writeFile(file, before);
    }
    await eventually(api.status, (shown) => shown?.includes('production'));
  });

  it('generate Prometheus alert rules', async () => {
    await commands.executeCommand('headroom.generateAlerts');
    const text = window.activeTextEditor?.document.getText() ?? '';
    assert(/expr: sum\(nginx_connections_active\) > \d+\n/.test(text), `No rule for nginx:\n${text}`);
  });

  it('generate a load test', async () => {
    await commands.executeCommand('headroom.generateLoadTest', 'localhost:8080');
    const text = window.activeTextEditor?.document.getText() ?? '';
    assert(text.includes("-c 200 'http://localhost:8080/'"), `No run with 200 at once:\n${text}`);
  });

  it('open the guide', async () => {
    await commands.executeCommand('headroom.openGuide');
    await eventually(openTabs, (tabs) => tabs.some((tab) => tab.includes('guide')));
  });

  it('restart the server', async () => {
    const document = await open('nginx/nginx.conf');
    await waitForFinding(document, rule);
    await commands.executeCommand('headroom.restartServer');
    await waitForFinding(document, rule);
  });

  it('collect what a report of a problem needs', async () => {
    const document = await open('nginx/nginx.conf');
    await waitForFinding(document, rule);
    await commands.executeCommand('headroom.collectDiagnostics');
    const report = window.activeTextEditor!.document;
    assertEqual(report.languageId, 'markdown');
    for (const part of [version, `${rule}: `, 'nginx: ']) assert(report.getText().includes(part), report.getText());
    assert(!report.getText().includes('worker_processes'), 'The report quotes a file.');
  });

  it('have left no error in the output channel', async () => {
    const show = (await commands.getCommands()).find((id) => /^workbench\.action\.output\.show\..*headroom/i.test(id));
    assert(show, 'There is no output channel.');
    await commands.executeCommand(show);
    const isOutput = ({ uri }: TextDocument) => uri.scheme === 'output' && /headroom/i.test(uri.path);
    const [output] = await eventually(
      () => workspace.textDocuments.filter(isOutput),
      (found) => found.length > 0,
    );
    const errors = output!
      .getText()
      .split('\n')
      .filter((line) => line.includes('[error]'));
    assertEqual(errors.join('\n'), '');
  });
});
