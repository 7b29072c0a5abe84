import { commands, Uri, window, workspace } from 'vscode';
import { TextDocumentEdit, type WorkspaceEdit } from 'vscode-languageclient';
import { applyTierRequest, type Scope } from '../../../server/src/lsp/protocol';
import type { Session } from '../headroom';
import { PROFILES, pickProfile } from './select-profile';

const title = 'Headroom: Apply Tier';

/**
 * Brings a file, or the whole stack, to one tier. From the command palette it asks for what it needs; from a code lens
 * or a code action it is called with the file's address and, where known, the tier and the scope.
 */
export const registerApplyTier = ({ client }: Session) =>
  commands.registerCommand('headroom.applyTier', async (address?: string, given?: string, scope?: Scope) => {
    const uri = address === undefined ? window.activeTextEditor?.document.uri : Uri.parse(address);
    if (!uri) {
      void window.showInformationMessage('Headroom: open a configuration file first, then apply a tier to it.');
      return false;
    }
    const tier = PROFILES.find((profile) => profile === given) ?? (await pickProfile('Tier to apply'));
    if (!tier) return false;
    const chosen = scope ?? (await pickScope());
    if (!chosen) return false;
    const parameters = { uri: client.code2ProtocolConverter.asUri(uri), tier, scope: chosen };
    const edit = await client.sendRequest(applyTierRequest, parameters);
    const changes = edit ? countChanges(edit) : 0;
    if (!edit || changes === 0) {
      void window.showInformationMessage(`Headroom: nothing in this ${chosen} has to change for the tier ${tier}.`);
      return false;
    }
    const selective = await pickWay(changes, chosen);
    if (selective === undefined) return false;
    const confirmed = await client.protocol2CodeConverter.asWorkspaceEdit(withConfirmation(edit, selective));
    return workspace.applyEdit(confirmed, { isRefactoring: true });
  });

async function pickScope(): Promise<Scope | undefined> {
  const scopes: { label: string; description: string; scope: Scope }[] = [
    { label: 'This file', description: 'nothing but this file changes', scope: 'file' },
    { label: 'The whole stack', description: 'every file of the workspace folder', scope: 'stack' },
  ];
  return (await window.showQuickPick(scopes, { title, placeHolder: 'Apply it to' }))?.scope;
}

/** Asks whether all changes shall be made, or whether the user wants to see and choose them; undefined: neither. */
async function pickWay(changes: number, scope: Scope): Promise<boolean | undefined> {
  const all = changes === 1 ? 'Make the one change' : `Make all ${changes} changes`;
  const ways = [
    { label: all, description: 'one Undo takes them back', selective: false },
    { label: 'Look at them and choose', description: 'in VS Code’s refactor preview', selective: true },
  ];
  // To a whole stack they change more than numbers: looking at them comes first.
  if (scope === 'stack') ways.reverse();
  return (await window.showQuickPick(ways, { title, placeHolder: 'How' }))?.selective;
}

/**
 * VS Code previews changes whose annotation asks for a confirmation, and makes only those of them that the user ticks;
 * other changes it makes at once.
 */
function withConfirmation(edit: WorkspaceEdit, needsConfirmation: boolean): WorkspaceEdit {
  const annotations = Object.entries(edit.changeAnnotations ?? {});
  const changed = annotations.map(([id, annotation]) => [id, { ...annotation, needsConfirmation }]);
  return { ...edit, changeAnnotations: Object.fromEntries(changed) };
}

function countChanges({ changes = {}, documentChanges = [] }: WorkspaceEdit): number {
  const lists = [...Object.values(changes), ...documentChanges.filter(TextDocumentEdit.is).map(({ edits }) => edits)];
  return lists.reduce((sum, list) => sum + list.length, 0);
}
