import type { ComposeProject } from '../../stack/compose/project';
import { BASE_NAMES } from '../../stack/compose/projects';
import type { ComposeService } from '../../stack/compose/service';
import { fixWith } from '../fixes';
import { composeRule, type Verdicts } from '../rule';

export default composeRule({
  summary: 'Compose refuses this combination of keys in a service',
  severity: 'error',
  from: 'development',
  settings: ['image', 'build', 'network_mode', 'networks', 'healthcheck'],
  why: 'A service needs an image or something to build one from; it takes part in networks or has a network_mode, not both; and the list of its health check begins with CMD, CMD-SHELL or NONE. Compose checks this before it starts anything, and refuses the whole project.',
  price: 'None.',
  unless:
    'Another file that is given with `-f` completes the service; then put both into COMPOSE_FILE of `.env`, and Headroom reads them together.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/',
    'https://github.com/compose-spec/compose-go/blob/main/loader/validate.go',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    network_mode: host
                  ^^^^ error: network_mode and networks
    networks: [back]
networks:
  back:
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    network_mode: host
networks:
  back:
`,
    },
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    healthcheck:
      test: ["curl", "--fail", "http://localhost:8000/health"]
              ^^^^ error: begins with
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    healthcheck:
      test: ["CMD", "curl", "--fail", "http://localhost:8000/health"]
`,
    },
  ],
  *check(project) {
    for (const service of project.services.values()) {
      if (service.unseen !== undefined) continue;
      yield* withoutImage(project, service);
      yield* twoNetworks(service);
      yield* healthcheck(service);
    }
  },
});

const STARTED_WITH: ReadonlySet<string> = new Set(BASE_NAMES);

function* withoutImage(project: ComposeProject, service: ComposeService): Verdicts {
  if (!STARTED_WITH.has(project.main.name) || !project.complete || project.overlay) return;
  if (['image', 'build', 'extends', 'provider'].some((key) => service.root.entries.has(key))) return;
  yield {
    at: service.place,
    message: `${service.name} has neither an image nor something to build one from: Compose refuses the project.`,
  };
}

function* twoNetworks(service: ComposeService): Verdicts {
  const mode = service.networkMode;
  const networks = service.networks.networks;
  if (mode.state !== 'known' || mode.value === '' || networks.length === 0) return;
  yield {
    at: mode.place,
    setting: 'network_mode',
    value: mode.value,
    message: `${service.name} has both network_mode and networks: Compose refuses the project.`,
    related: [{ ...networks[0]!.keyPlace, message: 'Its networks stand here.' }],
    fixes: [
      ...fixWith('Remove networks', 'review', service.remove(['networks'])),
      ...fixWith('Remove network_mode', 'review', service.remove(['network_mode'])),
    ],
  };
}

function* healthcheck(service: ComposeService): Verdicts {
  const test = service.healthcheck?.test;
  const first = test?.kind === 'list' ? test.items[0] : undefined;
  if (first?.kind !== 'scalar' || first.value.state !== 'known') return;
  if (/^(CMD|CMD-SHELL|NONE)$/.test(first.value.value)) return;
  const { start } = first.span;
  const quote = /^["']/.exec(first.file.text.slice(start))?.[0] ?? '';
  const flow = test?.kind === 'list' && test.parts.every(({ yaml }) => yaml.flow);
  yield {
    at: { file: first.file, span: first.text.spanOf(0, first.text.text.length) },
    setting: 'test',
    value: first.value.value,
    message: `The list of a health check begins with CMD, CMD-SHELL or NONE, not with ${first.value.value}: Compose refuses the project.`,
    fixes:
      flow && first.origin.through.length === 0
        ? fixWith('Put CMD in front', 'review', [first.file.edit(start, start, `${quote}CMD${quote}, `)])
        : [],
  };
}
