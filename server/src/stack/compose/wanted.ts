import { joinPath } from '../../text/paths';
import { dockerfilePath, ignoreFiles } from './dockerfile';
import { envFiles } from './environment';
import type { ComposeProject } from './project';

/** A file that a project needs, with the language in which it is read. */
export interface WantedFile {
  readonly path: string;
  readonly language: 'dockercompose' | 'dotenv' | 'dockerfile' | 'plaintext';
}

/** The files of the workspace that a project reads besides its own: held or not, there or not. */
export function wantedBy(project: ComposeProject): readonly WantedFile[] {
  let wanted = known.get(project);
  if (!wanted) {
    wanted = collect(project);
    known.set(project, wanted);
  }
  return wanted;
}

const known = new WeakMap<ComposeProject, readonly WantedFile[]>();

function collect(project: ComposeProject): readonly WantedFile[] {
  const found = new Map<string, WantedFile>();
  const want = (path: string | undefined, language: WantedFile['language']) => {
    if (path !== undefined) found.set(path, { path, language });
  };
  for (const path of project.included) want(path, 'dockercompose');
  for (const path of project.extended) want(path, 'dockercompose');
  for (const path of project.variableFiles) want(path, 'dotenv');
  want(joinPath(project.folder, '.env'), 'dotenv');
  for (const service of project.services.values()) {
    for (const { path } of envFiles(service)) want(path, 'dotenv');
    const built = service.isBuilt ? dockerfilePath(service) : undefined;
    want(built?.path, 'dockerfile');
    for (const path of built ? ignoreFiles(built) : []) want(path, 'plaintext');
  }
  return [...found.values()].filter(({ path }) => project.source.has(path));
}
