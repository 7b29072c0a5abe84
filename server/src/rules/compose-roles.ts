import type { ComposeProject } from '../stack/compose/project';
import type { Role } from '../stack/compose/role';
import type { ComposeService } from '../stack/compose/service';
import type { Stack } from '../stack/stack';

/** What a service is called in messages. */
export const ROLE_NAMES: Readonly<Record<Exclude<Role, 'other'>, string>> = {
  nginx: 'nginx',
  api: 'the API',
  'celery-worker': 'a Celery worker',
  'celery-beat': 'Celery beat',
  redis: 'Redis',
  mongodb: 'MongoDB',
  rabbitmq: 'RabbitMQ',
};

/**
 * Whether the file may be for a swarm (`docker stack deploy`), which reads some keys its own way: it ignores
 * container_name, shares a published port among replicas and restarts by deploy.restart_policy.
 */
export function mayBeForSwarm({ project }: ComposeService): boolean {
  let answer = known.get(project);
  if (answer === undefined) {
    answer = looksLikeSwarm(project);
    known.set(project, answer);
  }
  return answer;
}

const known = new WeakMap<ComposeProject, boolean>();

function looksLikeSwarm(project: ComposeProject): boolean {
  if (project.configFiles.some(({ name }) => /stack|swarm/i.test(name))) return true;
  for (const one of project.services.values()) {
    const deploy = one.get('deploy');
    if (deploy?.kind !== 'map') continue;
    const keys = ['placement', 'update_config', 'rollback_config', 'endpoint_mode', 'mode'];
    if (keys.some((key) => deploy.entries.has(key))) return true;
  }
  return [...project.networks.values()].some(
    ({ node }) => node.kind === 'map' && scalarText(node.get('driver')) === 'overlay',
  );
}

function scalarText(node: ReturnType<ComposeService['get']>): string | undefined {
  return node?.kind === 'scalar' ? node.text.text : undefined;
}

/**
 * Each service that is started by itself, in the project that is to judge it, for which a claim holds under every file
 * that is laid over its project as well: what the base leaves to the file for production is not missing.
 */
export function* servicesWhere(stack: Stack, claim: (service: ComposeService) => boolean): Iterable<ComposeService> {
  for (const project of stack.composeProjects) yield* servicesOfWhere(project, stack, claim);
}

/** Those of one project. */
export function* servicesOfWhere(
  project: ComposeProject,
  stack: Stack,
  claim: (service: ComposeService) => boolean,
): Iterable<ComposeService> {
  const overlays = project.overlay
    ? []
    : stack.composeProjects.filter((other) => other.overlay !== undefined && other.main === project.main);
  for (const service of project.services.values()) {
    if (!service.active || !project.judges(service.place) || !claim(service)) continue;
    const variants = overlays.map((overlay) => overlay.service(service.name));
    if (variants.every((variant) => variant === undefined || claim(variant))) yield service;
  }
}
