import type { ConfigFile } from '../../settings/file';
import { composeDocuments } from '../../stack/compose/documents';
import { interpolate, type VariableUse } from '../../stack/compose/interpolate';
import type { ComposeProject } from '../../stack/compose/project';
import { scalarText } from '../../stack/compose/scalar-text';
import type { Place } from '../../stack/finding';
import type { Stack } from '../../stack/stack';
import type { YamlNode } from '../../syntax/yaml/tree';
import { MappedText } from '../../text/mapped-text';
import { touches } from '../../text/span';
import type { Links } from '../links';
import { code, placeLink } from '../markdown';
import { projectsOf } from './cursor';

const read = new WeakMap<ComposeProject, Map<ConfigFile, readonly VariableUse[]>>();

/** Every `$NAME` and `${NAME}` in the values of a Compose file, in defaults of others too, with what it is in a project. */
export function variablesIn(project: ComposeProject, file: ConfigFile): readonly VariableUse[] {
  const known = read.get(project) ?? new Map<ConfigFile, readonly VariableUse[]>();
  read.set(project, known);
  let uses = known.get(file);
  if (!uses) {
    uses = file.text.includes('$') ? collect(project, file) : [];
    known.set(file, uses);
  }
  return uses;
}

function collect(project: ComposeProject, file: ConfigFile): VariableUse[] {
  const context = project.contextOf(file);
  if (!context) return [];
  const uses: VariableUse[] = [];
  const take = (text: MappedText) => {
    for (const use of interpolate(text, file, context.variables).variables) {
      uses.push(use);
      const word = use.wordSpan;
      const written = word && file.text.slice(word.start, word.end);
      if (written?.includes('$')) take(MappedText.verbatim(written, word!));
    }
  };
  const pending: YamlNode[] = [...composeDocuments(file)];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === 'list') for (const item of node.items) pending.push(item);
    else if (node.kind === 'map') for (const { value } of node.entries) value && pending.push(value);
    else if (node.kind === 'scalar' && node.text.includes('$')) take(scalarText(file, node));
  }
  return uses.sort((a, b) => a.span.start - b.span.start);
}

export interface VariableAt {
  readonly project: ComposeProject;
  readonly use: VariableUse;
}

export function variableAt(stack: Stack, file: ConfigFile, offset: number): VariableAt | undefined {
  for (const project of projectsOf(stack, file)) {
    const [outer, ...others] = variablesIn(project, file).filter(({ span }) => touches(span, offset));
    // One in the default of another stands behind it.
    if (outer) return { project, use: others.findLast(({ span }) => span.end < outer.span.end) ?? outer };
  }
  return undefined;
}

/** Every use of a variable in the Compose files of a project. */
export function usesOf(project: ComposeProject, name: string): Place[] {
  return [...project.files]
    .filter(({ kind }) => kind === 'compose')
    .flatMap((file) => variablesIn(project, file).filter((use) => use.name === name))
    .map(({ file, nameSpan: span }) => ({ file, span }));
}

/** What nobody wants to see on a shared screen. */
export function isSecret(name: string, value: string): boolean {
  return /PASS|SECRET|TOKEN|KEY|CREDENTIAL|PRIVATE|SALT|DSN/i.test(name) || /:\/\/[^/\s]*:[^/\s]*@/.test(value);
}

/** What a variable is here, and what says so. */
export function variableCard({ use }: VariableAt, links: Links): string {
  const title = `**${use.name}** · variable of Compose`;
  const { value, origin, valuePlace } = use;
  if (value.state === 'unknown')
    return `${title}\n\nNot known: ${value.reason}. The shell that runs Compose may set it.`;
  const here = isSecret(use.name, value.value)
    ? '**Here** set'
    : `**Here** ${value.value === '' ? 'empty' : code(value.value)}`;
  const from =
    origin === 'default'
      ? 'by the default: no file in view sets it'
      : valuePlace
        ? `by ${placeLink(valuePlace.file, valuePlace.span.start, links)}`
        : '';
  return `${title}\n\n${here}, ${from}. A variable of the shell that runs Compose wins over it.`;
}
