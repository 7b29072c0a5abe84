import type { FileKind } from '../../settings/kind';

const KINDS: ReadonlySet<FileKind> = new Set(['compose', 'dockerfile', 'dotenv', 'procfile', 'supervisord', 'shell']);

/** Whether a file is one of Compose, or one in which command lines and what is filled into them stand. */
export function isComposeKind(kind: FileKind): boolean {
  return KINDS.has(kind);
}
