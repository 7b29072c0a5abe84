import type { Place } from '../finding';
import type { ComposeScalar } from './node';

/** An image's name, taken apart. */
export interface Image {
  /** `docker.io` where none is written. */
  readonly registry: string;
  /** Without registry, tag and digest; an official image's without `library/`. */
  readonly path: string;
  /** Undefined where none is written: then it is `latest`, unless there is a digest. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  readonly place: Place;
  /** The tag's own place; that of the whole name where none is written. */
  readonly tagPlace: Place;
  readonly node: ComposeScalar;
}

/**
 * Takes an image's name apart; undefined where it, or the part that counts, can't be told. A tag that can't be told is
 * undefined and `tagUnknown`.
 *
 * @see https://docs.docker.com/reference/compose-file/services/#image
 */
export function readImage(node: ComposeScalar): (Image & { readonly tagUnknown: boolean }) | undefined {
  const { text } = node.text;
  const at = text.indexOf('@');
  const named = at < 0 ? text : text.slice(0, at);
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  if (name === '' || node.refused !== undefined || node.text.unknownIn(0, name.length) !== undefined) return undefined;
  const parts = name.split('/');
  const host = parts.length > 1 && /[.:]|^localhost$/.test(parts[0]!) ? parts.shift()! : 'docker.io';
  if (host === 'docker.io' && parts.length > 1 && parts[0] === 'library') parts.shift();
  const tagUnknown = colon >= 0 && node.text.unknownIn(colon + 1, named.length) !== undefined;
  const tag = colon < 0 || tagUnknown ? undefined : named.slice(colon + 1);
  return {
    registry: host,
    path: parts.join('/'),
    tag,
    digest: at < 0 ? undefined : text.slice(at + 1),
    place: node.place,
    tagPlace: colon < 0 ? node.place : { file: node.file, span: node.text.spanOf(colon + 1, named.length) },
    node,
    tagUnknown,
  };
}

/** The version that a tag tells: the number that it begins with. `latest`, `alpine` and codenames tell none. */
export function versionOfTag(tag: string): string | undefined {
  return /^v?(\d+(?:\.\d+){0,3})(?![\w.])/.exec(tag)?.[1];
}
