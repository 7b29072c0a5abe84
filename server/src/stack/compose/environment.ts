import type { Place } from '../finding';
import { rawVariablesOf, variablesOf } from './dotenv';
import { type Located, located } from './located';
import { listOf, pairsOf } from './merge';
import type { ComposeNode } from './node';
import type { ComposeService } from './service';
import { workspacePath } from './source';
import type { Variable, Variables } from './variables';

/** A variable inside a service's containers. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly keyPlace: Place;
  /** Unknown for a name alone: it then comes from the shell that runs Compose. */
  readonly value:
    | Located<string>
    | { readonly state: 'known'; readonly value: string; readonly place: Place; readonly node: undefined };
  readonly origin: 'environment' | 'env_file' | 'dockerfile';
  /** The value in the model; undefined where a file of variables or a Dockerfile sets it. */
  readonly node: ComposeNode | undefined;
}

/** The variables of `environment`, below them those of `env_file`, of which the later wins, and of its Dockerfile. */
export function readEnvironment(service: ComposeService): {
  readonly variables: ReadonlyMap<string, EnvironmentVariable>;
  readonly unseen: string | undefined;
} {
  const variables = new Map<string, EnvironmentVariable>();
  let unseen: string | undefined;
  for (const variable of service.build?.environment.values() ?? [])
    variables.set(variable.name, fromFile(variable, 'dockerfile'));
  for (const reference of envFiles(service)) {
    const file = reference.path === undefined ? undefined : service.project.source.get(reference.path);
    if (!file) {
      if (reference.required) unseen ??= `the file of variables ${reference.text} is not in the workspace`;
      continue;
    }
    service.project.take(file);
    const set = reference.raw ? rawVariablesOf(file) : variablesOf(file, reference.variables);
    for (const variable of set.values()) variables.set(variable.name, fromFile(variable, 'env_file'));
  }
  const node = service.get('environment');
  const map = node && pairsOf(node);
  if (map?.kind === 'map') {
    unseen ??= map.unseen;
    for (const { key, keyPlace, value } of map.entries.values())
      variables.set(key, { name: key, keyPlace, value: variableValue(key, value), origin: 'environment', node: value });
  } else if (map && map.kind !== 'scalar') unseen ??= 'its environment can’t be read';
  return { variables, unseen };
}

function fromFile({ name, value, place }: Variable, origin: EnvironmentVariable['origin']): EnvironmentVariable {
  const held = value.state === 'known' ? { ...value, place, node: undefined } : { ...value, place };
  return { name, keyPlace: place, value: held, origin, node: undefined };
}

function variableValue(name: string, node: ComposeNode): EnvironmentVariable['value'] {
  const value = located(node);
  if (value.state !== 'absent') return value;
  // A name alone takes the value that Compose itself has of it: `.env` too.
  const context = node.kind === 'scalar' ? node.context : undefined;
  const variable = context?.variables.get(name);
  if (variable?.value.state === 'known') return { ...variable.value, place: variable.place, node: undefined };
  return { state: 'unknown', reason: `${name} comes from the shell that runs Compose`, place: node.place, node };
}

export interface EnvFileReference {
  /** As it is written. */
  readonly text: string;
  readonly place: Place;
  /** The workspace path; undefined where it leads out of the workspace or can't be told. */
  readonly path: string | undefined;
  readonly required: boolean;
  /** `format: raw`: its lines are taken as they stand. */
  readonly raw: boolean;
  /** What variables in it are filled in with. */
  readonly variables: Variables;
}

export function envFiles(service: ComposeService): readonly EnvFileReference[] {
  const node = service.get('env_file');
  const list = node && (node.kind === 'map' ? undefined : listOf(node));
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) => {
    const target = item.kind === 'map' ? item.get('path') : item;
    if (target?.kind !== 'scalar') return [];
    const value = located(target);
    const required = item.kind !== 'map' || !/^(false|no|off|n)$/i.test(textOf(item.get('required')));
    const path = value.state === 'known' ? workspacePath(target.context.folder, value.value) : undefined;
    const raw = item.kind === 'map' && textOf(item.get('format')) === 'raw';
    const text = value.state === 'known' ? value.value : target.text.text;
    return [{ text, place: target.place, path, required, raw, variables: target.context.variables }];
  });
}

function textOf(node: ComposeNode | undefined): string {
  const value = located(node);
  return value.state === 'known' ? value.value : '';
}
