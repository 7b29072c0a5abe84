import { commands, env, languages, UIKind, version, window, workspace } from 'vscode';
import { isAttached } from '../attached-files';
import type { Session } from '../headroom';

/**
 * Opens a document with what somebody needs to know who looks into a problem with Headroom: versions, settings and
 * counts. It names no file and quotes none.
 */
export const registerCollectDiagnostics = (session: Session) =>
  commands.registerCommand('headroom.collectDiagnostics', async () => {
    const document = await workspace.openTextDocument({ language: 'markdown', content: report(session) });
    await window.showTextDocument(document);
  });

function report({ client, context, runtime }: Session): string {
  const server = client.initializeResult?.serverInfo;
  const extension: { version: string } = context.extension.packageJSON;
  const attached = workspace.textDocuments.filter(isAttached);
  const findings = languages.getDiagnostics().flatMap(([, all]) => all.filter(({ source }) => source === 'headroom'));
  return `# Headroom: diagnostics

| what | value |
| --- | --- |
| Headroom | ${extension.version} |
| server | ${server ? `${server.name} ${server.version ?? ''}`.trim() : 'not running'} |
| runs in | ${runtime === 'node' ? `Node.js ${process.versions.node}` : 'a web worker'} |
| VS Code | ${version} (${env.appName}, ${env.uiKind === UIKind.Web ? 'in a browser' : 'desktop'}) |
| remote | ${env.remoteName ?? 'none'} |
| trusted workspace | ${workspace.isTrusted ? 'yes' : 'no'} |
| workspace folders | ${workspace.workspaceFolders?.length ?? 0} |
| open files that Headroom is told about | ${attached.length} (${count(attached.map((each) => each.languageId))}) |
| findings in the Problems panel | ${findings.length} (${count(findings.map((each) => ruleOf(each.code)))}) |

## Settings that are not at their default

\`\`\`json
${JSON.stringify(changedSettings(), undefined, 2)}
\`\`\`
`;
}

type Code = string | number | { value: string | number; target: unknown } | undefined;

const ruleOf = (code: Code) => String(typeof code === 'object' ? code.value : code);

/** “nginx: 2, yaml: 1”, the most frequent first. */
function count(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([name, times]) => `${name}: ${times}`).join(', ') || 'none';
}

/** Every `headroom.*` setting that the user or the workspace has set, with what is in force. */
function changedSettings(): Record<string, unknown> {
  const configuration = workspace.getConfiguration('headroom');
  const changed: Record<string, unknown> = {};
  const visit = (prefix: string, value: unknown) => {
    const found = prefix === '' ? undefined : configuration.inspect(prefix);
    const isSetting = found?.defaultValue !== undefined;
    if (isSetting) {
      const own = [found.globalValue, found.workspaceValue, found.workspaceFolderValue];
      if (own.some((each) => each !== undefined)) changed[`headroom.${prefix}`] = configuration.get(prefix);
    } else if (value !== null && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) visit(prefix === '' ? name : `${prefix}.${name}`, inner);
    }
  };
  visit('', JSON.parse(JSON.stringify(configuration)));
  return changed;
}
