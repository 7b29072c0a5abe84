import type { ComposeNode, ComposeScalar } from '../../stack/compose/node';
import type { Verdict } from '../../stack/finding';
import { fixWith } from '../fixes';
import { composeRule } from '../rule';

export default composeRule({
  summary: 'An item of a command is no text: Compose refuses it',
  severity: 'error',
  from: 'development',
  settings: ['command', 'entrypoint'],
  why: 'Every item of a command that is a list has to be a text. YAML makes a number of 4, a truth value of true, and a map of an item with a colon and a blank in it; Compose then refuses the whole project.',
  price: 'None.',
  unless: 'Nothing: no service of the project starts.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#command',
    'https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    command: ["serve", "--workers", 4]
                                    ^ error: a number
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    command: ["serve", "--workers", "4"]
`,
    },
  ],
  *check(project) {
    for (const service of project.services.values()) {
      for (const key of ['entrypoint', 'command'] as const) {
        const node = service.get(key);
        if (node?.kind !== 'list') continue;
        for (const item of node.items) {
          const found = judge(item, key);
          if (found) yield found;
        }
      }
    }
  },
});

function judge(item: ComposeNode, key: string): Verdict | undefined {
  if (item.kind === 'map' || item.kind === 'list') {
    const why = item.kind === 'map' ? ': a colon before a blank makes a map of it. In quotes it is a text' : '';
    return {
      at: item.place,
      setting: key,
      message: `Compose refuses this item, a ${item.kind}, where a text has to stand${why}.`,
    };
  }
  const kind = item.kind === 'scalar' ? kindOf(item) : undefined;
  if (item.kind !== 'scalar' || kind === undefined) return undefined;
  const { file, yaml } = item;
  const written = file.text.slice(yaml.span.start, yaml.span.end);
  const quoted = `"${written}"`;
  return {
    at: item.place,
    setting: key,
    value: written,
    message:
      kind === 'nothing'
        ? 'Compose refuses an item without a value: write "" for an empty argument.'
        : `Compose refuses this item: without quotes it is ${kind}, and every item has to be a text.`,
    fixes: fixWith(
      kind === 'nothing' ? 'Make it an empty text' : `Put ${written} into quotes`,
      kind === 'nothing' ? 'review' : 'safe',
      written === '' || written.includes('"') || item.origin.through.length > 0
        ? []
        : [file.edit(yaml.span.start, yaml.span.end, kind === 'nothing' ? '""' : quoted)],
    ),
  };
}

/** What YAML makes of a plain scalar, where that is no text. Variables are filled in afterwards, as text. */
function kindOf({ yaml }: ComposeScalar): string | undefined {
  if (yaml.style !== 'plain' || yaml.tag) return undefined;
  if (yaml.value === null) return 'nothing';
  if (typeof yaml.value === 'boolean') return 'a truth value';
  return typeof yaml.value === 'number' || typeof yaml.value === 'bigint' ? 'a number' : undefined;
}
