import { commands, Disposable, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import { GUIDE_PAGE, rulePageRequest, rulesRequest } from '../../../server/src/lsp/protocol';
import type { Session } from '../headroom';

const scheme = 'headroom-rule';

/** Shows a page in VS Code's Markdown preview: the given rule's, one that the user picks, or the tuning guide. */
export function registerExplainRule({ client }: Session): Disposable {
  const pages: TextDocumentContentProvider = {
    async provideTextDocumentContent(uri) {
      const page = await client.sendRequest(rulePageRequest, { id: ruleOf(uri) });
      return page?.markdown ?? `# ${ruleOf(uri)}\n\nThere is no rule of this name.\n`;
    },
  };
  const command = async (id?: string) => {
    const rule = id ?? (await pickRule());
    if (rule !== undefined) await show(rule);
  };
  const show = (page: string) =>
    commands.executeCommand('vscode.openWith', pageOf(page), 'vscode.markdown.preview.editor');
  const pickRule = async () => {
    const rules = await client.sendRequest(rulesRequest, {});
    const items = rules.map((rule) => ({ label: rule.id, description: rule.severity, detail: rule.summary }));
    const options = { title: 'Headroom: Explain Rule', placeHolder: 'Rule', matchOnDetail: true };
    return (await window.showQuickPick(items, options))?.label;
  };
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(scheme, pages),
    commands.registerCommand('headroom.explainRule', command),
    commands.registerCommand('headroom.openGuide', () => show(GUIDE_PAGE)),
  );
}

/**
 * The address of a rule's page; its ending makes VS Code take it for Markdown. Diagnostics link to it, and package.json
 * has VS Code open it in the same preview.
 */
const pageOf = (rule: string) => Uri.from({ scheme, path: `/${rule}.md` });
const ruleOf = (page: Uri) => page.path.slice(1).replace(/\.md$/, '');
