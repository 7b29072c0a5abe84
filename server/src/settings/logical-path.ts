import { directivesAt } from '../syntax/nginx/tree';
import type { Span } from '../text/span';
import type { ConfigFile } from './file';

/**
 * The blocks around a place, by their names and arguments: what stays the same when lines move, and so tells one
 * finding from another for longer than a line number does.
 */
export function logicalPath(file: ConfigFile, span: Span): string {
  if (file.kind !== 'nginx') return '';
  return directivesAt(file.nginx, span.start)
    .filter(({ block }) => block && block.open < span.start && span.start < block.end)
    .map(({ name, args }) => [name.value, ...args.map(({ value }) => value)].join(' '))
    .join(' > ');
}
