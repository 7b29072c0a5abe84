import { compareVersions } from '../../knowledge/nginx/versions';
import type { ComposeProject } from '../compose/project';
import type { NginxConfiguration } from './configuration';
import { nginxContainers } from './containers';

/**
 * The versions of nginx that read a configuration. The oldest decides whether something works everywhere, the newest
 * whether something is gone. Undefined stands for a version that is not known, and counts as the newest there is.
 */
export interface NginxVersions {
  readonly oldest: string | undefined;
  readonly newest: string | undefined;
}

/**
 * @param stated what headroom.yaml says: it holds where no service runs the configuration, and for a service whose image
 *   tells no version
 */
export function nginxVersions(
  configuration: NginxConfiguration,
  projects: readonly ComposeProject[],
  stated: string | undefined,
): NginxVersions {
  const told = toldBy(projects).get(configuration.main.path);
  if (!told) return { oldest: stated, newest: stated };
  const versions = told.map((version) => version ?? stated);
  const known = versions.filter((version) => version !== undefined).sort(compareVersions);
  return { oldest: known[0], newest: versions.includes(undefined) ? undefined : known.at(-1) };
}

const read = new WeakMap<readonly ComposeProject[], ReadonlyMap<string, readonly (string | undefined)[]>>();

/** By the path of the first file of a configuration, what the images of the services tell that run it. */
function toldBy(projects: readonly ComposeProject[]): ReadonlyMap<string, readonly (string | undefined)[]> {
  let told = read.get(projects);
  if (!told) {
    told = readTold(projects);
    read.set(projects, told);
  }
  return told;
}

function readTold(projects: readonly ComposeProject[]): ReadonlyMap<string, readonly (string | undefined)[]> {
  const told = new Map<string, (string | undefined)[]>();
  for (const { service, main, parts } of nginxContainers(projects)) {
    const version = service.version('nginx');
    for (const path of main === undefined ? parts : [main]) {
      const list = told.get(path);
      if (list) list.push(version);
      else told.set(path, [version]);
    }
  }
  return told;
}
