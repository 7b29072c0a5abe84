import type { ConfigFile } from '../../settings/file';
import type { ComposeProject } from '../../stack/compose/project';
import type { ComposeService } from '../../stack/compose/service';
import type { Place } from '../../stack/finding';
import type { Stack } from '../../stack/stack';
import { type Span, touches } from '../../text/span';
import type { Hover } from '../hover';
import type { Links } from '../links';
import { code, placeLink } from '../markdown';
import { environmentCard, readerOf } from './server-card';
import { usesOf } from './variables';

/** A name in a file of variables, with the places that take it. */
export interface DotenvName {
  readonly name: string;
  readonly span: Span;
  /** Where Compose fills it in. */
  readonly uses: readonly Place[];
  /** The services that get it from this file. */
  readonly services: readonly ComposeService[];
}

export function dotenvAt(stack: Stack, file: ConfigFile, offset: number): DotenvName | undefined {
  const entry = file.dotenv.entries.find(({ nameSpan }) => touches(nameSpan, offset));
  if (!entry) return undefined;
  const { name, nameSpan } = entry;
  const projects = stack.composeProjects.filter(({ overlay, files }) => overlay === undefined && files.has(file));
  return {
    name,
    span: nameSpan,
    uses: projects.flatMap((project) => (fillsIn(project, file) ? usesOf(project, name) : [])),
    services: projects.flatMap((project) =>
      [...project.services.values()].filter((service) => {
        const variable = service.environment.get(name);
        return variable?.origin === 'env_file' && variable.keyPlace.file === file;
      }),
    ),
  };
}

function fillsIn(project: ComposeProject, file: ConfigFile): boolean {
  return project.variableFiles.has(file.path);
}

/** On the name of a variable: who takes it, and what a program makes of it. */
export function dotenvHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const at = dotenvAt(stack, file, offset);
  if (!at) return undefined;
  const { name, span, uses, services } = at;
  const lines: string[] = [];
  if (uses.length > 0) {
    const places = uses.slice(0, 6).map((use) => placeLink(use.file, use.span.start, links));
    lines.push(
      `Filled in at ${places.join(', ')}${uses.length > 6 ? ` and ${uses.length - 6} more places` : ''}. A variable of the shell that runs Compose wins over it.`,
    );
  }
  if (services.length > 0) {
    const names = services.slice(0, 8).map((one) => code(one.name));
    lines.push(
      `In the environment of ${names.join(', ')}${services.length > 8 ? ` and ${services.length - 8} more` : ''}.`,
    );
  }
  const readers = services.flatMap((service) => readerOf(stack, service, name) ?? []);
  const card = readers[0] && environmentCard(stack, file, name, readers[0], links);
  if (lines.length === 0) return undefined;
  return {
    span,
    markdown:
      card === undefined ? `**${name}** · variable\n\n${lines.join('  \n')}` : `${card}\n\n${lines.join('  \n')}`,
  };
}
