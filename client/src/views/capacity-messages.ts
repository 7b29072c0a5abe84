import type { CapacityOfStack, ShownLocation } from '../../../server/src/lsp/protocol';

/** From the extension to the page of the capacity view: what to show now. */
export interface ShowMessage {
  readonly kind: 'show';
  readonly stacks: readonly CapacityOfStack[];
}

/** From the page to the extension. */
export type PageMessage =
  /** The page has been loaded and can show something. */
  | { readonly kind: 'ready' }
  /** The user wants to see a place. */
  | { readonly kind: 'open'; readonly location: ShownLocation };
