import { fixWith } from '../fixes';
import { composeRule } from '../rule';

export default composeRule({
  summary: 'restart has a value that Compose or Docker refuses',
  severity: 'error',
  from: 'development',
  settings: ['restart'],
  why: 'A restart policy is one of the texts "no", always, unless-stopped and on-failure, this one with a number of tries behind a colon if need be. Compose refuses true and false, and Docker refuses any other word when it makes the container.',
  price: 'None.',
  unless: 'Nothing: the service doesn’t start.',
  sources: ['https://docs.docker.com/reference/compose-file/services/#restart'],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    restart: true
             ^^^^ error: is no restart policy
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    restart: unless-stopped
`,
    },
  ],
  *check(project) {
    for (const service of project.services.values()) {
      const node = service.get('restart');
      if (node?.kind !== 'scalar' || node.isNull || node.value.state !== 'known') continue;
      const text = node.value.value;
      const isTruthValue = typeof node.yamlValue === 'boolean';
      if (!isTruthValue && /^(no|always|unless-stopped|on-failure(:\d+)?|)$/.test(text)) continue;
      // Older readers of YAML make a truth value of yes and on; what they meant is as clear.
      const wanted = /^(false|off)$/i.test(text) ? '"no"' : 'unless-stopped';
      const { span, file, variables } = node;
      yield {
        at: node.place,
        setting: 'restart',
        value: text,
        message: `${text} is no restart policy: there are "no", always, unless-stopped and on-failure.`,
        fixes: fixWith(
          `Set restart to ${wanted}`,
          'review',
          variables.length > 0 || node.origin.through.length > 0 ? [] : [file.edit(span.start, span.end, wanted)],
        ),
      };
    }
  },
});
