import { commands, type Uri, type WorkspaceEdit, window, workspace } from 'vscode';
import { type Profile, setProfileRequest } from '../../../server/src/lsp/protocol';
import type { Session } from '../headroom';

/** From the lightest load to the heaviest. */
export const PROFILES = ['development', 'production', 'high-traffic'] as const satisfies readonly Profile[];

const descriptions: Record<Profile | 'auto', string> = {
  auto: 'by each file’s name and place, else production',
  development: 'a developer’s machine: only what breaks or loses data is reported',
  production: 'the guide’s numbers for a service in use',
  'high-traffic': 'the guide’s numbers for heavy load',
};

/** Asks for a profile, or takes the given one, and writes it to the project's headroom.yaml. */
export const registerSelectProfile = ({ client }: Session) =>
  commands.registerCommand('headroom.selectProfile', async (given?: string) => {
    const uri = window.activeTextEditor?.document.uri ?? workspace.workspaceFolders?.[0]?.uri;
    if (!uri) {
      void window.showInformationMessage('Headroom: open a folder first; the profile is written to its headroom.yaml.');
      return false;
    }
    const choices = ['auto', ...PROFILES] as const;
    const profile = choices.find((choice) => choice === given) ?? (await pick(choices, 'Profile of this project'));
    if (!profile) return false;
    const parameters = { uri: client.code2ProtocolConverter.asUri(uri), profile };
    const edit = await client.protocol2CodeConverter.asWorkspaceEdit(
      await client.sendRequest(setProfileRequest, parameters),
    );
    return edit ? applyAndSave(edit) : false;
  });

/** Asks for one of the guide's profiles. */
export const pickProfile = (placeHolder: string) => pick(PROFILES, placeHolder);

async function pick<T extends Profile | 'auto'>(choices: readonly T[], placeHolder: string): Promise<T | undefined> {
  const items = choices.map((choice) => ({ label: choice, description: descriptions[choice], choice }));
  return (await window.showQuickPick(items, { title: 'Headroom', placeHolder }))?.choice;
}

/** Applies an edit and saves the files that had no other changes of the user's. */
async function applyAndSave(edit: WorkspaceEdit): Promise<boolean> {
  const name = (uri: Uri) => uri.toString();
  const unsaved = new Set(workspace.textDocuments.filter((each) => each.isDirty).map((each) => name(each.uri)));
  if (!(await workspace.applyEdit(edit))) return false;
  const touched = edit.entries().map(([uri]) => name(uri));
  for (const document of workspace.textDocuments) {
    if (touched.includes(name(document.uri)) && !unsaved.has(name(document.uri))) await document.save();
  }
  return true;
}
