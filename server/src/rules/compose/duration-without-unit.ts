import type { ComposeScalar } from '../../stack/compose/node';
import type { ComposeService } from '../../stack/compose/service';
import { fixWith } from '../fixes';
import { composeRule } from '../rule';

/** Where a service has a time. */
const PLACES: readonly (readonly string[])[] = [
  ['stop_grace_period'],
  ['healthcheck', 'interval'],
  ['healthcheck', 'timeout'],
  ['healthcheck', 'start_period'],
  ['healthcheck', 'start_interval'],
];

export default composeRule({
  summary: 'Compose refuses a time that has no unit',
  severity: 'error',
  from: 'development',
  settings: ['stop_grace_period', 'interval', 'timeout', 'start_period', 'start_interval'],
  why: 'A time is a text with a unit, such as 60s or 1m30s. Of a number without one Compose can’t tell what it means and refuses the whole project.',
  price: 'None.',
  unless: 'Nothing: no service of the project starts.',
  sources: [
    'https://docs.docker.com/reference/compose-file/extension/#specifying-durations',
    'https://docs.docker.com/reference/compose-file/services/#stop_grace_period',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    stop_grace_period: 60
                       ^^ error: has no unit
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    stop_grace_period: 60s
`,
    },
  ],
  *check(project) {
    for (const service of project.services.values()) {
      for (const path of PLACES) {
        const node = numberAt(service, path);
        if (!node) continue;
        const key = path.at(-1)!;
        const { text } = node.text;
        yield {
          at: node.place,
          setting: key,
          value: text,
          message: `${text} has no unit: Compose refuses it. For seconds write ${text}s.`,
          fixes: fixWith(`Set ${key} to ${text}s`, 'safe', edits(node)),
        };
      }
    }
  },
});

/** The value at a path that is a plain number other than 0. */
function numberAt(service: ComposeService, path: readonly string[]): ComposeScalar | undefined {
  const node = service.get(...path);
  if (node?.kind !== 'scalar' || node.value.state !== 'known') return undefined;
  return /^\d+(\.\d+)?$/.test(node.text.text) && !/^0+(\.0+)?$/.test(node.text.text) ? node : undefined;
}

function edits(node: ComposeScalar) {
  if (node.variables.length > 0 || node.origin.through.length > 0) return [];
  const { end } = node.text.spanOf(0, node.text.text.length);
  return [node.file.edit(end, end, 's')];
}
