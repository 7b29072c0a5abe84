import { composeBytes } from '../../knowledge/compose/units';
import type { Located } from '../../stack/compose/located';
import type { ComposeService } from '../../stack/compose/service';
import type { Place, Verdict } from '../../stack/finding';
import { fixWith } from '../fixes';
import { composeRule } from '../rule';

interface Twins {
  readonly short: string;
  readonly long: readonly string[];
  read(text: string): number | undefined;
}

const number = (text: string) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);

/** Two ways to say the same thing. */
const TWINS: readonly Twins[] = [
  { short: 'scale', long: ['deploy', 'replicas'], read: number },
  { short: 'cpus', long: ['deploy', 'resources', 'limits', 'cpus'], read: number },
  { short: 'mem_limit', long: ['deploy', 'resources', 'limits', 'memory'], read: composeBytes },
  { short: 'mem_reservation', long: ['deploy', 'resources', 'reservations', 'memory'], read: composeBytes },
  { short: 'pids_limit', long: ['deploy', 'resources', 'limits', 'pids'], read: number },
];

export default composeRule({
  summary: 'The same limit is set twice, to different values',
  severity: 'error',
  from: 'development',
  settings: TWINS.flatMap(({ short, long }) => [short, long.at(-1)!]),
  why: 'mem_limit, cpus, pids_limit and scale say the same as keys of `deploy`. Compose refuses a project in which the two differ: "can’t set distinct values". A `limits` block without the key counts as a different value too.',
  price: 'None.',
  unless: 'Nothing: no service of the project starts.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#mem_limit',
    'https://github.com/compose-spec/compose-go/blob/main/loader/validate.go',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    mem_limit: 512m
               ^^^^ error: deploy.resources.limits.memory says 1g
    deploy:
      resources:
        limits:
          memory: 1g
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    deploy:
      resources:
        limits:
          memory: 1g
`,
    },
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    cpus: 2
          ^ error: deploy.resources.limits has no cpus
    deploy:
      resources:
        limits:
          memory: 1g
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    deploy:
      resources:
        limits:
          cpus: "2"
          memory: 1g
`,
    },
  ],
  *check(project) {
    for (const service of project.services.values()) {
      for (const twins of TWINS) {
        const found = judge(service, twins);
        if (found) yield found;
      }
    }
  },
});

function judge(service: ComposeService, { short, long, read }: Twins): Verdict | undefined {
  const one = service.setting(short);
  if (one.state !== 'known') return undefined;
  const value = read(one.value);
  // 0 is the same as nothing.
  if (value === undefined || (value === 0 && short !== 'scale')) return undefined;
  const other = service.setting(...long);
  if (other.state === 'unknown') return undefined;
  const name = long.join('.');
  if (other.state === 'known') {
    const otherValue = read(other.value);
    if (otherValue === undefined || otherValue === value) return undefined;
    return verdict(service, short, one, {
      message: `${name} says ${other.value}, ${short} says ${one.value}: Compose refuses a service in which they differ.`,
      other: other.place,
      fixes: [
        ...fixWith(`Remove ${short}: ${name} stays ${other.value}`, 'review', service.remove([short])),
        ...fixWith(`Set ${name} to ${one.value}`, 'review', service.set(long, one.value)),
      ],
    });
  }
  const block = service.get(...long.slice(0, -1));
  if (short === 'scale' || block?.kind !== 'map' || block.unseen !== undefined) return undefined;
  return verdict(service, short, one, {
    message: `${long.slice(0, -1).join('.')} has no ${long.at(-1)}, which counts as a value other than ${one.value}: Compose refuses ${short} beside it.`,
    other: block.place,
    fixes: fixWith(`Set ${name} to ${one.value} instead of ${short}`, 'review', [
      ...service.remove([short]),
      ...service.set(long, one.value),
    ]),
  });
}

function verdict(
  service: ComposeService,
  short: string,
  one: Extract<Located<string>, { state: 'known' }>,
  { message, other, fixes }: { message: string; other: Place; fixes: Verdict['fixes'] },
): Verdict {
  return {
    at: one.place,
    setting: short,
    value: one.value,
    message,
    related: [{ ...other, message: `The other value of ${service.name}.` }],
    fixes: fixes ?? [],
  };
}
