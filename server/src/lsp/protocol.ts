// What a client and the server say to each other beside the Language Server Protocol; docs/language-server.md describes
// it. Our own client reads it from here.

import {
  NotificationType,
  type ProgressToken,
  type Range,
  RequestType,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import type { Profile } from '../knowledge/tiers';

export type { Profile };

/** How many findings of each severity. */
export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly information: number;
  readonly hint: number;
}

/** What holds for one open file. */
export interface Status {
  readonly uri: string;
  readonly profile: Profile;
  /** Completes “chosen by …”. */
  readonly chosenBy: string;
  readonly counts: Counts;
}

export interface ScanResult {
  /** The number of files that were read. */
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly informations: number;
  readonly hints: number;
}

/** The server tells it after each look at an open file; a client asks for it when an editor comes to the front. */
export const statusNotification = new NotificationType<Status>('headroom/status');
export const statusRequest = new RequestType<{ uri: string }, Status | null, void>('headroom/status');

/** Looks at every file of the workspace; reports progress, and can be cancelled. */
export const scanRequest = new RequestType<{ workDoneToken?: ProgressToken }, ScanResult, void>('headroom/scan');

export type Scope = 'file' | 'stack';

/** The edits that bring a file, or the whole stack, to a tier; null where nothing has to change. */
export const applyTierRequest = new RequestType<
  { uri: string; tier: Profile; scope: Scope },
  WorkspaceEdit | null,
  void
>('headroom/applyTier');

/** The edit that writes a profile to the project's headroom.yaml, which it creates where there is none. */
export const setProfileRequest = new RequestType<
  { uri: string; profile: Profile | 'auto' },
  WorkspaceEdit | null,
  void
>('headroom/setProfile');

export interface RuleSummary {
  readonly id: string;
  readonly summary: string;
  readonly severity: string;
}

export const rulesRequest = new RequestType<Record<string, never>, RuleSummary[], void>('headroom/rules');

/** The id under which the tuning guide is a page like those of the rules. */
export const GUIDE_PAGE = 'guide';

/** A rule's documentation page; null where no rule has that id. */
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
  /** In a few words. */
  readonly name: string;
  /** Names of settings stand in backticks. */
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

/** A file of Prometheus rules for the stacks of all workspace folders. */
export const alertsRequest = new RequestType<Record<string, never>, { yaml: string }, void>('headroom/alerts');

/** A shell script that loads an address; null where the text is none. */
export const loadTestRequest = new RequestType<{ address: string }, { script: string } | null, void>(
  'headroom/loadTest',
);

export const checklistRequest = new RequestType<{ profile?: Profile }, ChecklistOfStack[], void>('headroom/checklist');
export const checklistMarkdownRequest = new RequestType<Record<string, never>, { markdown: string }, void>(
  'headroom/checklistMarkdown',
);

/** The edit that brings one item of a folder in order; null where nothing can be written. */
export const mendChecklistItemRequest = new RequestType<{ uri: string; item: string }, WorkspaceEdit | null, void>(
  'headroom/mendChecklistItem',
);

/** The client says whether a view of whole stacks is open; only then it is told when what that shows may have changed. */
export const watchViewsNotification = new NotificationType<{ open: boolean }>('headroom/watchViews');
export const viewsChangedNotification = new NotificationType<Record<string, never>>('headroom/viewsChanged');

/** Asked of a client that says `initializationOptions.files`: it lists and reads what a server in a browser can't reach. */
export const listFilesRequest = new RequestType<{ uri: string }, { paths: string[] }, void>('headroom/listFiles');
export const readFileRequest = new RequestType<{ uri: string }, { text: string } | null, void>('headroom/readFile');
