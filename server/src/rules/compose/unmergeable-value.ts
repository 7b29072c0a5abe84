import { composeRule } from '../rule';

export default composeRule({
  summary: 'A value is laid over one of another shape',
  severity: 'error',
  from: 'development',
  why: 'A file that is laid over another, and a service over the one that it extends, can add to a map with a map and to a list with a list. Where one is a map and the other a list or a single value, Compose refuses the whole project.',
  price: 'None.',
  unless: 'There is no case for it: `!override` in front of the value replaces what stands below it.',
  sources: ['https://docs.docker.com/reference/compose-file/merge/'],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    ports: ["8080:80"]
//- compose.override.yml
services:
  app:
    ports:
      http: 8080
      ^^^^^^^^^^ error: can’t put this over
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    ports: ["8080:80"]
//- compose.override.yml
services:
  app:
    ports:
      - "8081:80"
`,
    },
  ],
  *check({ problems }) {
    for (const { kind, certain, message, file, span } of problems)
      if (kind === 'merge' && certain) yield { at: { file, span }, message };
  },
});
