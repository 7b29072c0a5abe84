import type { ComposeProject } from '../../stack/compose/project';
import { BASE_NAMES } from '../../stack/compose/projects';
import type { ComposeService } from '../../stack/compose/service';
import type { Place } from '../../stack/finding';
import { nearest } from '../../text/nearest';
import { fixWith } from '../fixes';
import { composeRule, type Verdicts } from '../rule';

const STARTED_WITH: ReadonlySet<string> = new Set(BASE_NAMES);

export default composeRule({
  summary: 'A service names a service, network or volume that isn’t there',
  severity: 'error',
  from: 'development',
  settings: ['depends_on', 'networks', 'network_mode'],
  why: 'Compose looks every name up before it starts anything: depends_on among the services, networks among the networks of the top level. One name that isn’t there makes it refuse the whole project.',
  price: 'None.',
  unless:
    'Another file that is given with `-f` defines the name; then put both into COMPOSE_FILE of `.env`, and Headroom reads them together.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#depends_on',
    'https://docs.docker.com/reference/compose-file/networks/',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    depends_on:
      - cashe
        ^^^^^ error: no service "cashe"
  cache:
    image: example/cache:1.4
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    depends_on:
      - cache
  cache:
    image: example/cache:1.4
`,
    },
  ],
  *check(project) {
    // A file of another name is given to Compose together with others, as often as not.
    if (!project.complete || !STARTED_WITH.has(project.main.name)) return;
    for (const service of project.services.values()) {
      if (service.unseen !== undefined) continue;
      yield* inDependencies(project, service);
      yield* inNetworks(project, service);
      yield* inNetworkMode(project, service);
    }
  },
});

function* inDependencies(project: ComposeProject, service: ComposeService): Verdicts {
  for (const { service: name, place, node } of service.dependsOn) {
    const required = node.kind === 'map' ? node.get('required') : undefined;
    if (project.services.has(name) || required !== undefined) continue;
    yield missing(
      'service',
      name,
      place,
      [...project.services.keys()].filter((other) => other !== service.name),
    );
  }
}

function* inNetworks(project: ComposeProject, service: ComposeService): Verdicts {
  for (const { name, keyPlace } of service.networks.networks) {
    if (name === 'default' || project.networks.has(name)) continue;
    yield missing('network', name, keyPlace, project.networks.keys());
  }
}

function* inNetworkMode(project: ComposeProject, service: ComposeService): Verdicts {
  const mode = service.networkMode;
  const name = mode.state === 'known' ? /^service:(.*)$/s.exec(mode.value)?.[1] : undefined;
  if (mode.state === 'known' && name !== undefined && !project.services.has(name))
    yield missing('service', name, mode.place, []);
}

function missing(what: 'service' | 'network', name: string, place: Place, there: Iterable<string>) {
  const meant = nearest(name, there);
  const written = place.file.text.slice(place.span.start, place.span.end);
  const edit =
    written === name && meant !== undefined ? [place.file.edit(place.span.start, place.span.end, meant)] : [];
  const where = what === 'network' ? 'The top level has no network' : 'The project has no service';
  return {
    at: place,
    message: `${where} "${name}": Compose refuses the project.${meant === undefined ? '' : ` Is ${meant} meant?`}`,
    fixes: meant === undefined ? [] : fixWith(`Replace it with ${meant}`, 'review', edit),
  };
}
