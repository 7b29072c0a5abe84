// What the suites do with VS Code: open, look, wait.

import {
  commands,
  type Diagnostic,
  extensions,
  type Hover,
  languages,
  Range,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';

/** What the extension hands to whoever activates it. */
interface Api {
  readonly ready: Promise<void>;
  readonly runtime: 'node' | 'worker';
  status(): string | undefined;
  checklist(): readonly ShownItem[];
  capacity(): readonly ShownCapacity[] | undefined;
}

/** What the capacity view shows of a stack. */
export interface ShownCapacity {
  readonly ways: readonly { readonly hops: readonly { readonly title: string; readonly limit: string }[] }[];
}

/** A row of the checklist. */
export interface ShownItem {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly mendable: boolean;
}

export function assert(condition: unknown, message = 'It does not hold.'): asserts condition {
  if (!condition) throw new Error(message);
}

export function assertEqual<T>(actual: T, expected: T): void {
  assert(actual === expected, `It is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}.`);
}

/** The running extension, once its server has answered. */
export async function startExtension(): Promise<Api> {
  const extension = extensions.getExtension<Api>('headroom.headroom');
  assert(extension, 'The extension is not there.');
  const api = await extension.activate();
  await api.ready;
  return api;
}

export const inWorkspace = (path: string) => Uri.joinPath(workspace.workspaceFolders![0]!.uri, path);

/** Opens a file of the workspace in an editor. */
export async function open(path: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(inWorkspace(path));
  await window.showTextDocument(document);
  return document;
}

/** Closes the active editor and drops its unsaved changes. */
export const close = () => commands.executeCommand('workbench.action.revertAndCloseActiveEditor');

/** The only place of a text in a document. */
export function rangeOf(document: TextDocument, text: string): Range {
  const start = document.getText().indexOf(text);
  assert(start >= 0, `“${text}” is not in ${document.uri}.`);
  return new Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** Replaces the only place of a text, without saving. */
export async function replace(document: TextDocument, text: string, replacement: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, text), replacement);
  assert(await workspace.applyEdit(edit), 'VS Code refused the edit.');
}

export const ruleOf = ({ code }: Diagnostic) => String(typeof code === 'object' ? code.value : code);

export const findingsOf = (uri: Uri) => languages.getDiagnostics(uri).filter(({ source }) => source === 'headroom');

/** The findings of a rule in a document, as soon as there are any. */
export async function waitForFinding(document: TextDocument, rule: string): Promise<Diagnostic> {
  const all = await waitForFindings(document.uri, (findings) => findings.some((each) => ruleOf(each) === rule));
  return all.find((each) => ruleOf(each) === rule)!;
}

/** Waits until a document has no finding of a rule. */
export const waitForNoFinding = (document: TextDocument, rule: string) =>
  waitForFindings(document.uri, (findings) => !findings.some((each) => ruleOf(each) === rule));

/** The findings of a file, as soon as they fulfil a condition. */
export function waitForFindings(uri: Uri, condition: (findings: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const findings = findingsOf(uri);
      if (!condition(findings)) return;
      end();
      resolve(findings);
    };
    const subscription = languages.onDidChangeDiagnostics(look);
    const timer = setTimeout(() => {
      end();
      reject(new Error(`Not the findings that were waited for: ${findingsOf(uri).map(ruleOf).join(', ') || 'none'}.`));
    }, 10_000);
    const end = () => {
      clearTimeout(timer);
      subscription.dispose();
    };
    look();
  });
}

/** Asks again until the answer fulfils a condition, for what VS Code tells no event about. */
export async function eventually<T>(ask: () => T | PromiseLike<T>, condition: (answer: T) => unknown): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (condition(answer)) return answer;
    if (Date.now() > end) throw new Error(`The last answer was ${JSON.stringify(answer)}.`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** The text of all hovers at the start of a range. */
export async function hoverText(document: TextDocument, range: Range): Promise<string> {
  const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, range.start);
  const contents = hovers.flatMap((hover) => hover.contents);
  return contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
}

/** The titles of all open tabs. */
export const openTabs = () => window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
