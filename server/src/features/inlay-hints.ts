import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';
import { composeHints } from './compose/inlay-hints';
import { isComposeKind } from './compose/kinds';
import { mongodHints } from './mongod/inlay-hints';
import { nginxHints } from './nginx/inlay-hints';
import { pythonHints } from './python/inlay-hints';
import { redisHints } from './redis/inlay-hints';
import { systemHints } from './system/inlay-hints';

/**
 * What can be turned off on its own, as `headroom.inlayHints.<kind>`.
 *
 * - totals: what several settings come to together
 * - units: a size, a time or a rate in a form that people read easily
 * - variables: what a variable of Compose stands for
 */
export const INLAY_HINT_KINDS = ['totals', 'units', 'variables'] as const;
export type InlayHintKind = (typeof INLAY_HINT_KINDS)[number];

/** A derived number beside a value. */
export interface InlayHint {
  /** Behind this offset. */
  readonly offset: number;
  readonly label: string;
  readonly kind: InlayHintKind;
  /** Markdown. */
  readonly tooltip?: string;
}

/** @param kinds those that are `false` are left out */
export function inlayHints(
  stack: Stack,
  file: ConfigFile,
  range: Span,
  kinds: Readonly<Partial<Record<string, boolean>>> = {},
): InlayHint[] {
  return hintsOf(stack, file, range)
    .filter(({ kind }) => kinds[kind] !== false)
    .sort((a, b) => a.offset - b.offset);
}

function hintsOf(stack: Stack, file: ConfigFile, range: Span): InlayHint[] {
  if (file.kind === 'nginx') return nginxHints(stack, file, range);
  if (file.kind === 'python') return pythonHints(stack, file, range);
  if (file.kind === 'redis') return redisHints(file, range);
  if (file.kind === 'mongod') return mongodHints(file, range);
  if (isComposeKind(file.kind)) return composeHints(stack, file, range);
  return file.kind === 'sysctl' || file.kind === 'limits' || file.kind === 'systemd' ? systemHints(file, range) : [];
}
