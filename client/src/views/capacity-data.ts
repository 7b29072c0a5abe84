// What the capacity view shows. The page of the view reads it too, so nothing here takes VS Code.

/** How much fits through each hop of one workspace folder's ways. */
export interface Capacity {
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

/** A place in a file, as the Language Server Protocol has it. */
export interface ShownLocation {
  readonly uri: string;
  readonly range: { readonly start: Position; readonly end: Position };
  /** As it is shown: “nginx/nginx.conf:8”. */
  readonly label: string;
}

interface Position {
  readonly line: number;
  readonly character: number;
}

/** From the extension to the page: what to show now. */
export interface ShowMessage {
  readonly kind: 'show';
  readonly stacks: readonly Capacity[];
}

/** From the page to the extension. */
export type PageMessage =
  /** The page has been loaded and can show something. */
  | { readonly kind: 'ready' }
  /** The user wants to see a place. */
  | { readonly kind: 'open'; readonly location: ShownLocation };
