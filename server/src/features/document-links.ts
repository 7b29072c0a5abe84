import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';
import { composeLinks } from './compose/document-links';
import { redisLinks } from './redis/document-links';

export interface DocumentLink {
  readonly span: Span;
  /** A workspace path. */
  readonly target: string;
  readonly tooltip: string;
}

/** How many files a tooltip names. */
const MOST_NAMED = 12;

/** The values that name other files of the workspace. Of several files that one include reads, the first is opened. */
export function documentLinks(stack: Stack, file: ConfigFile): DocumentLink[] {
  if (file.kind === 'redis') return redisLinks(stack, file).map(({ span, targets }) => linkTo(span, targets));
  if (file.kind === 'compose') return composeLinks(stack, file).map(({ span, targets }) => linkTo(span, targets));
  if (file.kind !== 'nginx') return [];
  const byStart = new Map<number, { span: Span; targets: Set<string> }>();
  for (const configuration of stack.nginxOf(file)) {
    for (const { setting, target } of configuration.includes) {
      const [word] = setting.args;
      if (setting.file !== file || !word || target.paths.length === 0) continue;
      const quote = word.quote === '' ? 0 : 1;
      const span = { start: word.start + quote, end: word.end - quote };
      const link = byStart.get(span.start) ?? { span, targets: new Set<string>() };
      for (const path of target.paths) link.targets.add(stack.listing.links.get(path) ?? path);
      byStart.set(span.start, link);
    }
  }
  return [...byStart.values()].map(({ span, targets }) => linkTo(span, [...targets]));
}

function linkTo(span: Span, targets: readonly string[]): DocumentLink {
  return { span, target: targets[0]!, tooltip: tooltipOf(targets) };
}

function tooltipOf(paths: readonly string[]): string {
  if (paths.length === 1) return `Open ${paths[0]}`;
  const more = paths.length > MOST_NAMED ? `, and ${paths.length - MOST_NAMED} more` : '';
  return `Open the first of ${paths.length} files: ${paths.slice(0, MOST_NAMED).join(', ')}${more}`;
}
