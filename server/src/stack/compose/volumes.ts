import { UNKNOWN_CHARACTER } from '../../text/mapped-text';
import type { Place } from '../finding';
import { located } from './located';
import type { ComposeMap, ComposeNode, ComposeScalar } from './node';
import { workspacePath } from './source';

/** One item of `volumes`. */
export interface ServiceVolume {
  readonly place: Place;
  readonly node: ComposeNode;
  /** `unknown` where a variable without a value decides whether it is a path or a name. */
  readonly type: 'bind' | 'volume' | 'tmpfs' | 'other' | 'unknown';
  /** The path or the volume's name as it is written, variables filled in; undefined for an anonymous volume. */
  readonly source: string | undefined;
  readonly sourcePlace: Place;
  /** Of a path, where it leads in the workspace; undefined where it leads out of it or can't be told. */
  readonly path: string | undefined;
  /** Inside the container, without a slash at its end. */
  readonly target: string;
  readonly targetPlace: Place;
  readonly readOnly: boolean;
}

export interface ServiceVolumes {
  readonly volumes: readonly ServiceVolume[];
  /** Why there may be more, or others. */
  readonly unseen: string | undefined;
}

/** The mounts of a service; of several at one place the last counts. */
export function readVolumes(node: ComposeNode | undefined): ServiceVolumes {
  if (!node || (node.kind === 'scalar' && node.isNull)) return { volumes: [], unseen: undefined };
  if (node.kind !== 'list') return { volumes: [], unseen: 'the volumes can’t be read' };
  let { unseen } = node;
  const found = new Map<string, ServiceVolume>();
  for (const item of node.items) {
    const volume = item.kind === 'map' ? longVolume(item) : item.kind === 'scalar' ? shortVolume(item) : undefined;
    if (volume) found.set(volume.target, volume);
    else unseen ??= 'a volume in the list can’t be told';
  }
  return { volumes: [...found.values()], unseen };
}

/** `[source:]target[:options]`. The colon behind a single letter belongs to a path of Windows. */
function shortVolume(node: ComposeScalar): ServiceVolume | undefined {
  if (node.refused !== undefined) return undefined;
  const { text } = node.text;
  const cuts: number[] = [];
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    const from = cuts.length === 0 ? 0 : cuts[cuts.length - 1]! + 1;
    if (!(at - from === 1 && /[A-Za-z]/.test(text[from]!))) cuts.push(at);
  }
  const ends = [...cuts, text.length];
  const part = (i: number) => {
    const from = i === 0 ? 0 : ends[i - 1]! + 1;
    const to = ends[i]!;
    return { text: text.slice(from, to), place: { file: node.file, span: node.text.spanOf(from, to) } };
  };
  const whole = ends.length === 1;
  const target = part(whole ? 0 : 1);
  if (target.text === '' || target.text.includes(UNKNOWN_CHARACTER) || ends.length > 3) return undefined;
  const source = whole ? undefined : part(0);
  if (source?.text === '') return undefined;
  const options = ends.length > 2 ? part(2).text.split(',') : [];
  return {
    place: node.place,
    node,
    ...readSource(source?.text, node),
    sourcePlace: source?.place ?? node.place,
    target: withoutSlash(target.text),
    targetPlace: target.place,
    readOnly: options.includes('ro'),
  };
}

function readSource(source: string | undefined, node: ComposeScalar): Pick<ServiceVolume, 'type' | 'source' | 'path'> {
  if (source === undefined) return { type: 'volume', source, path: undefined };
  if (source.startsWith(UNKNOWN_CHARACTER)) return { type: 'unknown', source, path: undefined };
  if (!/^[./~]|^\\\\|^[A-Za-z]:/.test(source)) return { type: 'volume', source, path: undefined };
  return { type: 'bind', source, path: pathOf(source, node) };
}

function pathOf(source: string, node: ComposeScalar): string | undefined {
  return source.includes(UNKNOWN_CHARACTER) ? undefined : workspacePath(node.context.folder, source);
}

function longVolume(node: ComposeMap): ServiceVolume | undefined {
  const target = located(node.get('target'));
  const type = located(node.get('type'));
  const source = node.get('source');
  if (target.state !== 'known' || target.value === '' || type.state === 'unknown' || node.unseen !== undefined)
    return undefined;
  const scalar = source?.kind === 'scalar' && !source.isNull ? source : undefined;
  const text = scalar?.text.text;
  const name = type.state === 'known' ? type.value : 'volume';
  const kind = name === 'bind' || name === 'volume' || name === 'tmpfs' ? name : 'other';
  const readOnly = located(node.get('read_only'));
  return {
    place: node.place,
    node,
    type: kind,
    source: text,
    sourcePlace: scalar?.place ?? node.place,
    path: kind === 'bind' && scalar && text !== undefined ? pathOf(text, scalar) : undefined,
    target: withoutSlash(target.value),
    targetPlace: target.place,
    readOnly: readOnly.state === 'known' && /^(true|yes|on|y)$/i.test(readOnly.value),
  };
}

export function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
}
