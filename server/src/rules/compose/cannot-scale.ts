import type { Located } from '../../stack/compose/located';
import type { ComposePort } from '../../stack/compose/networking';
import type { ComposeProject } from '../../stack/compose/project';
import type { ComposeService } from '../../stack/compose/service';
import type { Fix, Place, Verdict } from '../../stack/finding';
import { mayBeForSwarm } from '../compose-roles';
import { fixWith } from '../fixes';
import { composeRule } from '../rule';

export default composeRule({
  summary: 'A fixed name or host port keeps a service at one container',
  severity: 'information',
  guide: 'Scaling strategy › Horizontal scaling',
  settings: ['container_name', 'ports'],
  why: 'The name of a container and a port of the host exist once. With a fixed container_name Compose refuses to start a second container, and with a fixed host port the second one fails with "port is already allocated". `docker compose up --scale api=5` then does not work when it is needed.',
  price:
    'Without a fixed name, containers are called project-service-1, -2 and so on; scripts that use the old name need the new one. Without a host port, only the proxy and other services reach it.',
  unless: 'The service is to run once, ever.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#container_name',
    'https://docs.docker.com/reference/compose-file/deploy/#replicas',
    'https://docs.docker.com/reference/cli/docker/compose/up/',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    container_name: shop-app
                    ^^^^^^^^ error: 3 containers
    deploy:
      replicas: 3
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    deploy:
      replicas: 3
`,
    },
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    ports:
      - "8000:8000"
         ^^^^^^^^^ error: 2 containers
    deploy:
      replicas: 2
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    ports:
      - "8000"
    deploy:
      replicas: 2
`,
    },
  ],
  *check(project) {
    for (const service of project.services.values()) {
      const count = replicasOf(service);
      if (count <= 1 && service.role !== 'api' && service.role !== 'celery-worker') continue;
      const name = service.setting('container_name');
      const port = fixedPort(service, count);
      if ((name.state !== 'known' && !port) || mayBeForSwarm(service)) continue;
      const found = count > 1 ? refused(service, name, port) : held(project, service, name, port);
      if (found) yield found;
    }
  },
});

/** How many containers the files ask for; 1 where that can't be told. */
function replicasOf(service: ComposeService): number {
  const { replicas } = service;
  return replicas.state === 'known' ? replicas.value : 1;
}

/** A published port with fewer host ports than containers. */
function fixedPort(service: ComposeService, replicas: number): ComposePort | undefined {
  const mode = service.networkMode;
  if (mode.state !== 'absent') return undefined;
  return service.ports.ports.find(({ published, target }) => {
    if (!published) return false;
    const width = published.last - published.first + 1;
    return width < Math.max(2, replicas) * (target.last - target.first + 1);
  });
}

function refused(service: ComposeService, name: Located<string>, port: ComposePort | undefined): Verdict | undefined {
  const { replicas } = service;
  const related =
    replicas.state === 'known' ? [{ ...replicas.place, message: 'So many containers are asked for.' }] : [];
  const count = replicasOf(service);
  if (name.state === 'known')
    return {
      at: name.place,
      severity: 'error',
      setting: 'container_name',
      value: name.value,
      message: `${service.name} is to run ${count} containers, but only one can be called ${name.value}: Compose refuses the project.`,
      related,
      fixes: withoutName(service),
    };
  if (!port) return undefined;
  return {
    at: placeOf(port),
    severity: 'error',
    setting: 'ports',
    message: `${service.name} is to run ${count} containers, but port ${portText(port)} of the host can go to one only: the others fail with "port is already allocated".`,
    related,
    fixes: withoutHostPort(port),
  };
}

/** What would keep a service of a kind that is scaled from a second container. */
function held(
  project: ComposeProject,
  service: ComposeService,
  name: Located<string>,
  port: ComposePort | undefined,
): Verdict | undefined {
  const { role } = service;
  if (role !== 'api' && role !== 'celery-worker') return undefined;
  const proxied = role === 'api' && [...project.services.values()].some((one) => one.role === 'nginx');
  if (name.state === 'known')
    return {
      at: name.place,
      setting: 'container_name',
      value: name.value,
      message: `With a fixed name ${service.name} can have one container only: \`docker compose up --scale ${service.name}=5\` is refused.`,
      related:
        port && proxied ? [{ ...placeOf(port), message: 'This port of the host can go to one container only.' }] : [],
      fixes: withoutName(service),
    };
  // Without a proxy before it, the port is the way in.
  if (!port || !proxied) return undefined;
  return {
    at: placeOf(port),
    setting: 'ports',
    message: `With port ${portText(port)} of the host ${service.name} can have one container only: a second one fails with "port is already allocated". nginx reaches it without a host port.`,
    fixes: withoutHostPort(port),
  };
}

function withoutName(service: ComposeService): Fix[] {
  return fixWith('Remove container_name', 'review', service.remove(['container_name']));
}

function portText({ published }: ComposePort): string {
  return published!.first === published!.last ? String(published!.first) : `${published!.first}-${published!.last}`;
}

/** Inside the quotes of a short port. */
function placeOf({ node, place }: ComposePort): Place {
  return node.kind === 'scalar' ? { file: node.file, span: node.text.spanOf(0, node.text.text.length) } : place;
}

/** Edits that leave the port of the container alone: Docker then picks one of the host for each. */
function withoutHostPort({ node }: ComposePort): Fix[] {
  if (node.kind !== 'scalar' || node.variables.length > 0 || node.origin.through.length > 0) return [];
  const { text } = node.text;
  const colon = text.lastIndexOf(':');
  if (colon < 0) return [];
  const { start, end } = node.text.spanOf(0, colon + 1);
  return fixWith('Let Docker pick the host port', 'review', [node.file.edit(start, end, '')]);
}
