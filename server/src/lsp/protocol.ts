import type { ProgressToken, Range, WorkspaceEdit } from 'vscode-languageserver';
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

export type ItemState = 'missing' | 'unknown' | 'accepted' | 'met';
export type StateCounts = Readonly<Record<ItemState, number>>;

/** The guide's checklist held against one workspace folder. */
export interface ChecklistOfStack {
  /** The folder. */
  readonly uri: string;
  readonly name: string;
  readonly profiles: readonly Profile[];
  readonly items: readonly ChecklistItem[];
  readonly counts: StateCounts;
  readonly tiers: readonly { readonly profile: Profile; readonly counts: StateCounts; readonly reached: boolean }[];
  /** How far the stack has come, as a sentence. */
  readonly progress: string;
}

export interface ChecklistItem {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly guide: string;
  readonly state: ItemState;
  readonly reason: string;
  readonly points: readonly ChecklistPoint[];
  /** headroom/mendChecklistItem has something to write. */
  readonly mendable: boolean;
}

export interface ChecklistPoint {
  readonly state: ItemState;
  readonly text: string;
  readonly location?: ShownLocation;
  readonly rule?: string;
  /** The title of what mends it. */
  readonly fix?: string;
}

/** A place that a view shows and leads to. */
export interface ShownLocation {
  readonly uri: string;
  readonly range: Range;
  /** As it is shown: `nginx/nginx.conf:8`. */
  readonly label: string;
}

/** How much fits through each hop of one workspace folder's ways. */
export interface CapacityOfStack {
  /** The folder. */
  readonly uri: string;
  readonly name: string;
  readonly ways: readonly CapacityWay[];
}

export interface CapacityWay {
  readonly name: string;
  readonly hops: readonly CapacityHop[];
  /** The index of the hop that lets the least through; null where too few are known. */
  readonly narrowest: number | null;
}

export interface CapacityHop {
  readonly kind: string;
  readonly service: string;
  readonly title: string;
  /** The limit with its unit: `256 requests at once`. */
  readonly limit: string;
  readonly state: 'known' | 'unknown' | 'unlimited';
  /** The number, where it compares with those of other hops. */
  readonly value?: number;
  /** Why it is unknown. */
  readonly reason?: string;
  readonly sum: string;
  readonly terms: readonly ShownFact[];
  /** What may come at once from the hops before. */
  readonly load?: { readonly text: string; readonly sum: string; readonly share?: number };
  readonly alert?: string;
  readonly steps: readonly (ShownFact & { readonly kind: 'vertical' | 'horizontal' })[];
}

/** Something that a view says, with the place where it stands. */
export interface ShownFact {
  readonly text: string;
  readonly location?: ShownLocation;
}

export const capacityRequest = new RequestType<Record<string, never>, CapacityOfStack[], void>('headroom/capacity');

export const checklistRequest = new RequestType<{ profile?: Profile }, ChecklistOfStack[], void>('headroom/checklist');
export const checklistMarkdownRequest = new RequestType<Record<string, never>, { markdown: string }, void>(
  'headroom/checklistMarkdown',
);
export const mendChecklistItemRequest = new RequestType<{ uri: string; item: string }, WorkspaceEdit | null, void>(
  'headroom/mendChecklistItem',
);

/** The client says whether a view of whole stacks is open; only then it is told when what that shows may have changed. */
export const watchViewsNotification = new NotificationType<{ open: boolean }>('headroom/watchViews');
export const viewsChangedNotification = new NotificationType<Record<string, never>>('headroom/viewsChanged');

/** Asked of a client that says `initializationOptions.files`: it lists and reads what a server in a browser can't reach. */
export const listFilesRequest = new RequestType<{ uri: string }, { paths: string[] }, void>('headroom/listFiles');
export const readFileRequest = new RequestType<{ uri: string }, { text: string } | null, void>('headroom/readFile');
