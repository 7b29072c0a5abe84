import type { ConfigFile } from '../../settings/file';
import type { Stack } from '../../stack/stack';
import type { Span } from '../../text/span';
import { projectsOf } from './cursor';
import { mentionsOf } from './mentions';

/** The files of the workspace that a Compose file names. */
export function composeLinks(stack: Stack, file: ConfigFile): { span: Span; targets: string[] }[] {
  const found = projectsOf(stack, file).flatMap((project) => mentionsOf(project).files);
  const links = new Map(
    found
      // The name of a service that is extended is no path.
      .filter((one) => one.file === file && one.service?.span.start !== one.span.start)
      .map(({ span, path }) => [span.start, { span, targets: [stack.listing.links.get(path) ?? path] }]),
  );
  return [...links.values()].sort((a, b) => a.span.start - b.span.start);
}
