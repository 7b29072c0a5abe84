import type { ProgressToken, WorkspaceEdit } from 'vscode-languageserver';
import { NotificationType, RequestType } from 'vscode-languageserver';
import type { Profile } from '../knowledge/tiers';

/** Headroom's own requests, beside those of the protocol. They are described in docs/language-server.md. */

export interface Status {
  readonly uri: string;
  readonly profile: Profile;
  /** Completes "chosen by …". */
  readonly chosenBy: string;
  readonly counts: {
    readonly error: number;
    readonly warning: number;
    readonly information: number;
    readonly hint: number;
  };
}

export interface ScanResult {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly informations: number;
  readonly hints: number;
}

export const statusRequest = new RequestType<{ uri: string }, Status | null, void>('headroom/status');
export const statusNotification = new NotificationType<Status>('headroom/status');
export const scanRequest = new RequestType<{ workDoneToken?: ProgressToken }, ScanResult, void>('headroom/scan');
export const applyTierRequest = new RequestType<
  { uri: string; tier: Profile; scope: 'file' | 'stack' },
  WorkspaceEdit | null,
  void
>('headroom/applyTier');
export const setProfileRequest = new RequestType<
  { uri: string; profile: Profile | 'auto' },
  WorkspaceEdit | null,
  void
>('headroom/setProfile');
export const rulesRequest = new RequestType<
  Record<string, never>,
  { id: string; summary: string; severity: string }[],
  void
>('headroom/rules');
export const rulePageRequest = new RequestType<{ id: string }, { markdown: string } | null, void>('headroom/rulePage');

/** Asked of a client that says `initializationOptions.files`: it lists and reads what a server in a browser can't reach. */
export const listFilesRequest = new RequestType<{ uri: string }, { paths: string[] }, void>('headroom/listFiles');
export const readFileRequest = new RequestType<{ uri: string }, { text: string } | null, void>('headroom/readFile');
