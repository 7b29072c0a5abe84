import { knownImage } from '../../knowledge/compose/images';
import { versionOfTag } from '../../stack/compose/image';
import type { ComposeProject } from '../../stack/compose/project';
import type { ComposeService } from '../../stack/compose/service';
import type { Place } from '../../stack/finding';
import type { Stack } from '../../stack/stack';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'An image’s tag doesn’t tell the version of its program',
  severity: 'hint',
  settings: ['image'],
  why: 'Without a tag, or with `latest`, the next pull may bring another major version, with other defaults, and two hosts may run two versions. What depends on the version is judged as if it were the newest.',
  price: 'New versions come only when somebody asks for them.',
  unless: 'headroom.yaml tells the versions, or a digest holds the image fast.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#image',
    'https://docs.docker.com/dhi/core-concepts/digests/',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  store:
    image: redis
           ^^^^^ hint: no version
    command: redis-server --maxmemory 512mb --maxmemory-policy noeviction --appendonly yes
    restart: unless-stopped
    volumes: ["./store:/data"]
    mem_limit: 1g
    logging: {driver: local}
`,
      good: `
//- compose.yml
services:
  store:
    image: redis:7.4
    command: redis-server --maxmemory 512mb --maxmemory-policy noeviction --appendonly yes
    restart: unless-stopped
    volumes: ["./store:/data"]
    mem_limit: 1g
    logging: {driver: local}
`,
    },
  ],
  *check(stack) {
    for (const project of stack.composeProjects) {
      const loose = looseImages(project, stack);
      const [first, ...others] = loose;
      if (!first) continue;
      yield {
        at: first.place,
        setting: 'image',
        value: first.name,
        message: `${loose.length === 1 ? `The image of ${first.service.name} tells` : `The images of ${listed(loose.map(({ service }) => service.name))} tell`} no version: what depends on it is judged as if it were the newest, and a pull may bring another one.`,
        related: others.map(({ place, service }) => ({ ...place, message: `Nor does this tag of ${service.name}.` })),
      };
    }
  },
});

interface LooseImage {
  readonly service: ComposeService;
  readonly name: string;
  readonly place: Place;
}

/** The images of programs that we know whose tag tells no version, and of which headroom.yaml says nothing. */
function looseImages(project: ComposeProject, stack: Stack): readonly LooseImage[] {
  return [...project.services.values()].flatMap((service) => {
    const { image } = service;
    const program = image && !service.isBuilt ? knownImage(image.path)?.versionOf : undefined;
    if (!image || program === undefined || stack.version(program) !== undefined) return [];
    if (image.tagUnknown || image.digest !== undefined || !project.judges(image.place)) return [];
    if (image.tag !== undefined && versionOfTag(image.tag) !== undefined) return [];
    return [{ service, name: image.tag === undefined ? image.path : `${image.path}:${image.tag}`, place: image.place }];
  });
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
