import type { ConfigFile } from '../../settings/file';
import type { MappedText } from '../../text/mapped-text';
import type { Place } from '../finding';

/** An image's name, taken apart. */
export interface Image {
  /** `docker.io` where none is written. */
  readonly registry: string;
  /** Without registry, tag and digest; an official image's without `library/`. */
  readonly path: string;
  /** Undefined where none is written: then it is `latest`, unless there is a digest. */
  readonly tag: string | undefined;
  /** Whether a tag is written that can't be told. */
  readonly tagUnknown: boolean;
  readonly digest: string | undefined;
  /** The whole name. */
  readonly place: Place;
  /** The tag's own place; that of the whole name where none is written. */
  readonly tagPlace: Place;
}

/**
 * Takes an image's name apart; undefined where the part that counts can't be told.
 *
 * @see https://docs.docker.com/reference/compose-file/services/#image
 */
export function readImage(written: MappedText, file: ConfigFile): Image | undefined {
  const { text } = written;
  const at = text.indexOf('@');
  const named = at < 0 ? text : text.slice(0, at);
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  if (name === '' || written.unknownIn(0, name.length) !== undefined) return undefined;
  const parts = name.split('/');
  const registry = parts.length > 1 && /[.:]|^localhost$/.test(parts[0]!) ? parts.shift()! : 'docker.io';
  // Mirrors keep the official images under the name that they have at Docker's own registry.
  const official = parts.indexOf('library');
  if (official >= 0 && official === parts.length - 2) parts.splice(0, official + 1);
  const tagUnknown = colon >= 0 && written.unknownIn(colon + 1, Math.max(colon + 2, named.length)) !== undefined;
  const place = { file, span: written.source };
  return {
    registry,
    path: parts.join('/'),
    tag: colon < 0 || tagUnknown ? undefined : named.slice(colon + 1),
    tagUnknown,
    digest: at < 0 ? undefined : text.slice(at + 1),
    place,
    tagPlace: colon < 0 ? place : { file, span: written.spanOf(colon + 1, named.length) },
  };
}

/** The version that a tag tells: the number that it begins with. `latest`, `alpine` and codenames tell none. */
export function versionOfTag(tag: string): string | undefined {
  return /^v?(\d+(?:\.\d+){0,3})(?![\w.])/.exec(tag)?.[1];
}
