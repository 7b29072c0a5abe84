import type { ComposeProject } from '../../stack/compose/project';
import { BASE_NAMES } from '../../stack/compose/projects';
import type { ComposeService } from '../../stack/compose/service';
import type { Place } from '../../stack/finding';
import { nearest } from '../../text/nearest';
import { fixWith } from '../fixes';
import { stackRule } from '../rule';

const STARTED_WITH: ReadonlySet<string> = new Set(BASE_NAMES);

export default stackRule({
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
  *check({ composeProjects }) {
    for (const project of composeProjects) {
      // A file of another name is given to Compose together with others, as often as not.
      if (!project.complete || !STARTED_WITH.has(project.main.name)) continue;
      // So may be those beside it, which then define what this one names.
      const others = composeProjects.filter((other) => other !== project);
      for (const service of project.services.values()) {
        if (service.unseen !== undefined) continue;
        for (const verdict of ofService(project, service, others)) if (project.judges(verdict.at)) yield verdict;
      }
    }
  },
});

function* ofService(project: ComposeProject, service: ComposeService, others: readonly ComposeProject[]) {
  const isService = (name: string) => [project, ...others].some(({ services }) => services.has(name));
  for (const { service: name, place, node } of service.dependsOn) {
    const required = node.kind === 'map' ? node.get('required') : undefined;
    if (required !== undefined || isService(name)) continue;
    yield missing(
      'service',
      name,
      place,
      [...project.services.keys()].filter((other) => other !== service.name),
    );
  }
  for (const { name, keyPlace } of service.networks.networks) {
    if (name === 'default' || [project, ...others].some(({ networks }) => networks.has(name))) continue;
    yield missing('network', name, keyPlace, project.networks.keys());
  }
  const mode = service.networkMode;
  const name = mode.state === 'known' ? /^service:(.*)$/s.exec(mode.value)?.[1] : undefined;
  if (mode.state === 'known' && name !== undefined && !isService(name)) yield missing('service', name, mode.place, []);
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
