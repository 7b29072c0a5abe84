import { ConfigFile } from '../../server/src/settings/file';
import type { ComposeNode } from '../../server/src/stack/compose/node';
import type { ComposeProject } from '../../server/src/stack/compose/project';
import type { ComposeService } from '../../server/src/stack/compose/service';
import { Stack } from '../../server/src/stack/stack';

/** Texts by their paths. */
export type Files = Readonly<Record<string, string>>;

export function stackOf(files: Files): Stack {
  return Stack.of(Object.entries(files).map(([path, text]) => new ConfigFile(path, text)));
}

export function projectsOf(files: Files): readonly ComposeProject[] {
  return stackOf(files).composeProjects;
}

/** The project of a compose.yaml, with other files beside it. */
export function projectOf(text: string, files: Files = {}): ComposeProject {
  const project = projectsOf({ 'compose.yaml': text, ...files })[0];
  if (!project) throw new Error('no project');
  return project;
}

/** The service `a` of a compose.yaml whose text below `a:` is given. */
export function serviceOf(body: string, files: Files = {}): ComposeService {
  const indented = body.replace(/^(?=.)/gm, '    ');
  const service = projectOf(`services:\n  a:\n${indented}\n`, files).service('a');
  if (!service) throw new Error('no service');
  return service;
}

/** A value of the model as plain data; `?` for what can't be told. */
export function plain(node: ComposeNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'unknown') return '?';
  if (node.kind === 'scalar') return node.isNull ? null : node.value.state === 'known' ? node.value.value : '?';
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}

/** What is written where a value counts. */
export function written(node: ComposeNode | undefined): string | undefined {
  return node && `${node.file.path}: ${node.file.text.slice(node.span.start, node.span.end)}`;
}
