import { Disposable, StatusBarAlignment, type TextEditor, window } from 'vscode';
import { State } from 'vscode-languageclient';
import { type Counts, type Status, statusNotification, statusRequest } from '../../server/src/lsp/protocol';
import { isAttached } from './attached-files';
import type { Session } from './headroom';

/**
 * Shows the active file's profile and number of findings in the status bar; a click changes the profile.
 *
 * @returns `text` gives what is shown now
 */
export function showStatus({ client, output }: Session): Disposable & { text: () => string | undefined } {
  const item = window.createStatusBarItem('headroom.status', StatusBarAlignment.Right, 100);
  item.name = 'Headroom';
  item.command = 'headroom.selectProfile';
  let shown: string | undefined;

  const hide = () => {
    shown = undefined;
    item.hide();
  };
  const show = (status: Status) => {
    shown = item.text = label(status);
    item.tooltip = explain(status);
    item.show();
  };
  const uriOf = (editor: TextEditor) => client.code2ProtocolConverter.asUri(editor.document.uri);
  const isActive = (uri: string) => window.activeTextEditor && uriOf(window.activeTextEditor) === uri;

  const follow = (editor: TextEditor | undefined) =>
    ask(editor).catch((error: unknown) => output.error(`The status bar can’t be filled: ${error}`));
  const ask = async (editor: TextEditor | undefined) => {
    if (!editor || !isAttached(editor.document)) return hide();
    if (!client.isRunning()) return;
    const uri = uriOf(editor);
    const status = await client.sendRequest(statusRequest, { uri });
    // By now another editor may be in front, and it has asked for itself.
    if (!isActive(uri)) return;
    if (status) show(status);
    else hide();
  };

  const subscriptions = [
    item,
    client.onNotification(statusNotification, (status) => {
      if (isActive(status.uri)) show(status);
    }),
    window.onDidChangeActiveTextEditor(follow),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) void follow(window.activeTextEditor);
      else hide();
    }),
  ];
  return { text: () => shown, dispose: () => Disposable.from(...subscriptions).dispose() };
}

function label({ profile, counts }: Status): string {
  const total = counts.error + counts.warning + counts.information + counts.hint;
  return `$(dashboard) Headroom: ${profile}` + (total > 0 ? ` · ${total}` : '');
}

function explain({ profile, chosenBy, counts }: Status): string {
  return `Profile ${profile}, chosen by ${chosenBy}.
In this file: ${summarize(counts)}.
Click to choose another profile.`;
}

/** Counts in words, without the severities of which there are none: “1 error, 2 warnings”. */
export function summarize({ error, warning, information, hint }: Counts): string {
  const parts = [plural(error, 'error'), plural(warning, 'warning'), plural(information, 'recommendation')];
  return [...parts, plural(hint, 'hint')].filter((part) => part !== undefined).join(', ') || 'no findings';
}

const plural = (count: number, noun: string) =>
  count === 0 ? undefined : count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
