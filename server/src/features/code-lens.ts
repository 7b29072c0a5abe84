import type { Report } from '../rules/run';
import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';
import { composeLenses } from './compose/code-lens';
import { celeryLenses } from './python/code-lens';
import { lens, tally } from './tally';

export interface CodeLens {
  readonly span: Span;
  readonly title: string;
  /** The edge puts the file's address first: `headroom.applyTier(uri)`. */
  readonly command: 'headroom.applyTier';
}

/** Over the beginning of each configuration: how many of the guide's rules it meets. */
export function codeLenses(stack: Stack, report: Report, file: ConfigFile): CodeLens[] {
  if (stack.ignores(file.path)) return [];
  if (file.kind === 'compose') return composeLenses(stack, report, file);
  if (file.kind === 'python') return celeryLenses(stack, report, file);
  return file.kind === 'nginx' ? nginxLenses(stack, report, file) : [];
}

/** Over the first directive of each main file. */
function nginxLenses(stack: Stack, report: Report, file: ConfigFile): CodeLens[] {
  const first = file.nginx.directives[0];
  if (!first) return [];
  const configuration = stack.nginxOf(file).find(({ main, whole }) => main === file && whole);
  if (!configuration) return [];
  const policy = stack.policyOf(file);
  const paths = new Set([...configuration.files].map(({ path }) => path));
  const counted = tally(report, paths, policy, ({ judges }) => judges === 'nginx');
  return lens({ start: first.name.start, end: first.name.end }, counted, policy);
}
