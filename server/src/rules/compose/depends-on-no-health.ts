import type { Dependency } from '../../stack/compose/networking';
import type { Role } from '../../stack/compose/role';
import type { ComposeService } from '../../stack/compose/service';
import type { FileEdit } from '../../text/edit';
import { fixWith } from '../fixes';
import { composeRule } from '../rule';

/** Services that need a while until they answer. */
const SLOW: ReadonlySet<Role> = new Set<Role>(['redis', 'mongodb', 'rabbitmq']);

export default composeRule({
  summary: 'A service doesn’t wait until its database or broker is ready',
  severity: 'hint',
  settings: ['depends_on', 'condition'],
  why: 'depends_on waits until the other container has started, not until the program in it answers. After a reboot of the host the application then fails against a database that still recovers. The other service has a health check already: with `condition: service_healthy` Compose waits for it.',
  price: 'The start takes as long as the health check needs.',
  unless: 'The application itself tries again until the other answers.',
  sources: ['https://docs.docker.com/compose/how-tos/startup-order/'],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    depends_on:
      - broker
        ^^^^^^ hint: only until the container has started
  broker:
    image: rabbitmq:4.0
    restart: unless-stopped
    healthcheck:
      test: ["CMD", "rabbitmq-diagnostics", "-q", "ping"]
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    depends_on:
      broker:
        condition: service_healthy
  broker:
    image: rabbitmq:4.0
    restart: unless-stopped
    healthcheck:
      test: ["CMD", "rabbitmq-diagnostics", "-q", "ping"]
`,
    },
  ],
  *check(project) {
    for (const service of project.services.values()) {
      const early = service.dependsOn.filter((dependency) => comesTooEarly(service, dependency));
      const [first, ...others] = early;
      if (!first) continue;
      const names = early.map((dependency) => dependency.service).join(', ');
      yield {
        at: first.place,
        setting: 'depends_on',
        value: first.service,
        message: `${service.name} waits only until the container has started, not until ${names} ${early.length === 1 ? 'answers' : 'answer'}. ${early.length === 1 ? 'Its' : 'Their'} health check can tell: condition: service_healthy.`,
        related: others.map(({ place, service: name }) => ({ ...place, message: `The same holds for ${name}.` })),
        fixes: fixWith('Wait until it is healthy', 'review', waiting(service, early)),
      };
    }
  },
});

function comesTooEarly(service: ComposeService, { service: name, condition }: Dependency): boolean {
  const other = service.project.service(name);
  const check = other?.healthcheck;
  if (!other || !check || !SLOW.has(other.role) || check.disabled.state === 'unknown') return false;
  if (check.test === undefined || (check.disabled.state === 'known' && check.disabled.value)) return false;
  return condition.state === 'absent' || (condition.state === 'known' && condition.value === 'service_started');
}

/** Edits that make the service wait: in a map by its condition, in a list of lines by a map in its place. */
function waiting(service: ComposeService, early: readonly Dependency[]): readonly FileEdit[] {
  const node = service.get('depends_on');
  if (node?.kind === 'map')
    return early.flatMap(({ service: name }) => service.set(['depends_on', name, 'condition'], 'service_healthy'));
  const [part] = node?.kind === 'list' ? node.parts : [];
  if (part?.yaml.kind !== 'list' || part.yaml.flow || node?.kind !== 'list' || node.parts.length > 1) return [];
  const key = service.root.entries.get('depends_on')?.keyPlace;
  if (!key || key.file !== part.context.file) return [];
  const { file } = part.context;
  const { lines, text } = file;
  const columnOf = (offset: number) => lines.positionAt(offset).column;
  const edits: FileEdit[] = [];
  for (const item of part.yaml.items) {
    const hyphen = /-[ \t]+$/.exec(text.slice(Math.max(0, item.span.start - 80), item.span.start))?.[0];
    const rest = text.slice(item.span.end, lines.endOf(lines.lineAt(item.span.end)));
    if (item.kind !== 'scalar' || item.style !== 'plain' || hyphen === undefined || rest.trim() !== '') return [];
    const start = item.span.start - hyphen.length;
    // A list may stand as far left as its key, a map may not.
    const shift = columnOf(start) > columnOf(key.span.start) ? 0 : 2;
    const condition = early.some(({ service: name }) => name === item.text) ? 'service_healthy' : 'service_started';
    const inner = `${lines.lineBreak}${' '.repeat(columnOf(start) + shift + 2)}condition: ${condition}`;
    edits.push(file.edit(start, item.span.end, `${' '.repeat(shift)}${item.text}:${inner}`));
  }
  return edits;
}
