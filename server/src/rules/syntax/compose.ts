import { composeRule } from '../rule';

export default composeRule({
  summary: 'Compose cannot read this',
  severity: 'error',
  from: 'development',
  onlyOnCommandLine: true,
  why: 'Compose reads the whole file before it starts anything: one mistake of YAML, or a key that stands twice, and no service starts.',
  unless: 'The file is rendered by a template engine first; give it a name that says so (`.template`, `.j2`, `.erb`).',
  sources: [
    'https://yaml.org/spec/1.2.2/',
    'https://docs.docker.com/reference/compose-file/fragments/',
    'https://docs.docker.com/reference/compose-file/',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    image: example/app:1.5
    ^^^^^ error: a second time
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.5
`,
    },
  ],
  *check({ problems }) {
    for (const { kind, certain, message, file, span } of problems)
      if (certain && (kind === 'syntax' || kind === 'alias' || kind === 'shape') && !TEMPLATE.test(file.text))
        yield { at: { file, span }, message };
  },
});

/** A line or a value that begins with what a template engine replaces, which no YAML begins with. */
const TEMPLATE = /^[ \t]*(- |[\w.-]+: *)?(\{%|\{\{)/m;
