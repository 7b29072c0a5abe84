import type { ConfigFile } from '../../settings/file';
import type { ComposeProject } from '../compose/project';
import type { Stack } from '../stack';

/** One way in which the Compose projects of a folder are run. */
export interface Deployment {
  /** The stack as it is there. */
  readonly stack: Stack;
  /** The file that is laid over the base of its folder; undefined where all bases run alone. */
  readonly overlay: ConfigFile | undefined;
}

const read = new WeakMap<Stack, readonly Deployment[]>();

/**
 * The bases alone, then each overlay with its base beside the other bases: `docker compose -f compose.yml -f
 * compose.prod.yml up`. Where there is no overlay, the stack itself is the only one.
 */
export function deploymentsOf(stack: Stack): readonly Deployment[] {
  let deployments = read.get(stack);
  if (!deployments) {
    // What has been chosen to run is one deployment.
    const overlaid = stack.composeProjects.filter(
      (project) => project.overlay && stack.runs(project) === undefined && !stack.ignores(project.overlay.path),
    );
    deployments =
      overlaid.length === 0
        ? [{ stack, overlay: undefined }]
        : [
            { stack: stack.running(isBase), overlay: undefined },
            ...overlaid.map((project) => ({
              stack: stack.running((one) => one === project || (isBase(one) && one.main !== project.main)),
              overlay: project.overlay,
            })),
          ];
    read.set(stack, deployments);
  }
  return deployments;
}

/** Whether a configuration file is read because of the overlay alone: no base has a service whose containers show it. */
export function isReadBy(overlay: ConfigFile, file: ConfigFile, stack: Stack): boolean {
  if (file.kind !== 'nginx' && file.kind !== 'redis' && file.kind !== 'mongod') return false;
  const shows = (project: ComposeProject) =>
    [...project.services.values()].some((service) => service.containerPathsOf(file).length > 0);
  return (
    stack.composeProjects.some((project) => project.overlay === overlay && shows(project)) &&
    !stack.composeProjects.some((project) => isBase(project) && shows(project))
  );
}

function isBase({ overlay }: ComposeProject): boolean {
  return overlay === undefined;
}

/** The deployment with the overlay that is for production by its name, where there is exactly one. */
export function productionOf(stack: Stack): Deployment | undefined {
  const named = deploymentsOf(stack).filter(({ overlay }) =>
    /(^|[^a-z])prod(uction)?([^a-z]|$)/i.test(overlay?.name ?? ''),
  );
  return named.length === 1 ? named[0] : undefined;
}

/** The stack as it is in that deployment; where there is none, as it is. */
export function inProduction(stack: Stack): Stack {
  return productionOf(stack)?.stack ?? stack;
}
