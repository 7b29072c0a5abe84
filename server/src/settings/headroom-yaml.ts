import type { Span } from '../text/span';
import type { ConfigFile } from './file';
import type { PartialSettings } from './project';

/** A mistake in headroom.yaml, with its range. */
export interface ProjectProblem {
  readonly span: Span;
  readonly message: string;
  readonly fix?: { readonly title: string; readonly span: Span; readonly newText: string };
}

/** What a project's own file says, and what is wrong with it; the rest still counts. */
export interface ProjectFile {
  readonly file: ConfigFile;
  readonly settings: PartialSettings;
  readonly problems: readonly ProjectProblem[];
}

export function readProject(file: ConfigFile): ProjectFile {
  return { file, settings: {}, problems: [] };
}
