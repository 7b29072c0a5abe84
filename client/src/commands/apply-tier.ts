import { commands, Uri, window, workspace } from 'vscode';
import type { Session } from '../headroom';
import { ApplyTierRequest, PROFILES, type Profile, type Scope } from '../protocol';
import { pickProfile } from './select-profile';

/**
 * Brings a file, or the whole stack, to one tier. From the command palette it asks for what it needs; from a code lens
 * or a code action it is called with the file's address, the tier and the scope. VS Code shows a preview where the
 * server asks for a confirmation.
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
    const chosen = scope ?? (given === undefined ? await pickScope() : 'file');
    if (!chosen) return false;
    const parameters = { uri: client.code2ProtocolConverter.asUri(uri), tier, scope: chosen };
    const edit = await client.protocol2CodeConverter.asWorkspaceEdit(
      await client.sendRequest(ApplyTierRequest, parameters),
    );
    if (!edit || edit.size === 0) {
      void window.showInformationMessage(nothingToChange(tier, chosen));
      return false;
    }
    return workspace.applyEdit(edit, { isRefactoring: true });
  });

const nothingToChange = (tier: Profile, scope: Scope) =>
  `Headroom: nothing in this ${scope} has to change for the tier ${tier}.`;

async function pickScope(): Promise<Scope | undefined> {
  const scopes: { label: string; description: string; scope: Scope }[] = [
    { label: 'This file', description: 'the active editor’s file only', scope: 'file' },
    { label: 'The whole stack', description: 'every file of the workspace folder, with a preview', scope: 'stack' },
  ];
  return (await window.showQuickPick(scopes, { title: 'Headroom: Apply Tier', placeHolder: 'Apply it to' }))?.scope;
}
