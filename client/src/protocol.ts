// What the client and the server say to each other beside the Language Server Protocol.

import { NotificationType, type ProgressToken, RequestType, type URI, type WorkspaceEdit } from 'vscode-languageclient';
import type { Capacity, ShownLocation } from './views/capacity-data';

export const PROFILES = ['development', 'production', 'high-traffic'] as const;
export type Profile = (typeof PROFILES)[number];

/** How many findings of each severity. */
export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly information: number;
  readonly hint: number;
}

/** What holds for one open file. */
export interface Status {
  readonly uri: URI;
  readonly profile: Profile;
  /** Completes “chosen by …”. */
  readonly chosenBy: string;
  readonly counts: Counts;
}

/** The server tells it after each look at an open file; the client asks for it when an editor comes to the front. */
export const StatusNotification = new NotificationType<Status>('headroom/status');
export const StatusRequest = new RequestType<{ uri: URI }, Status | null, void>('headroom/status');

export interface ScanResult {
  /** The number of files that were read. */
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly informations: number;
  readonly hints: number;
}

/** Looks at every file of the workspace; reports progress, and can be cancelled. */
export const ScanRequest = new RequestType<{ workDoneToken?: ProgressToken }, ScanResult, void>('headroom/scan');

export type Scope = 'file' | 'stack';

/** The edits that bring a file, or the whole stack, to a tier; null where nothing has to change. */
export const ApplyTierRequest = new RequestType<{ uri: URI; tier: Profile; scope: Scope }, WorkspaceEdit | null, void>(
  'headroom/applyTier',
);

/** The edit that writes a profile to the project's headroom.yaml, which it creates where there is none. */
export const SetProfileRequest = new RequestType<{ uri: URI; profile: Profile | 'auto' }, WorkspaceEdit | null, void>(
  'headroom/setProfile',
);

export interface RuleSummary {
  readonly id: string;
  readonly summary: string;
  readonly severity: string;
}

export const RulesRequest = new RequestType<Record<string, never>, RuleSummary[], void>('headroom/rules');

/** A rule's documentation page; null where no rule has that id. */
export const RulePageRequest = new RequestType<{ id: string }, { markdown: string } | null, void>('headroom/rulePage');

export type ItemState = 'missing' | 'unknown' | 'accepted' | 'met';
export type StateCounts = Readonly<Record<ItemState, number>>;

/** The guide's checklist held against one workspace folder. */
export interface Checklist {
  readonly uri: URI;
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

export const CapacityRequest = new RequestType<Record<string, never>, Capacity[], void>('headroom/capacity');

export const ChecklistRequest = new RequestType<{ profile?: Profile }, Checklist[], void>('headroom/checklist');
export const ChecklistMarkdownRequest = new RequestType<Record<string, never>, { markdown: string }, void>(
  'headroom/checklistMarkdown',
);

/** The edit that brings one item of a folder in order; null where nothing can be written. */
export const MendChecklistItemRequest = new RequestType<{ uri: URI; item: string }, WorkspaceEdit | null, void>(
  'headroom/mendChecklistItem',
);

/** Told to the server when the first view of whole stacks opens or the last one closes. */
export const WatchViewsNotification = new NotificationType<{ open: boolean }>('headroom/watchViews');
/** Told by the server, while a view is open, when what it shows may have changed. */
export const ViewsChangedNotification = new NotificationType<Record<string, never>>('headroom/viewsChanged');

/** Asked by a server without a file system: the addresses of all files below a folder. */
export const ListFilesRequest = new RequestType<{ uri: URI }, { paths: URI[] }, void>('headroom/listFiles');

/** Asked by a server without a file system: a file's text; null where it has none to give. */
export const ReadFileRequest = new RequestType<{ uri: URI }, { text: string } | null, void>('headroom/readFile');
