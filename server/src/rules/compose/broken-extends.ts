import { composeRule } from '../rule';

export default composeRule({
  summary: 'A service extends one that isn’t there, or itself',
  severity: 'error',
  from: 'development',
  settings: ['extends'],
  why: 'Compose lays a service over the one that it extends while it reads the files. Without "file:" it looks in the same file, and neither in those that it includes nor in those that are laid over one another. A name that isn’t there, or a circle, makes it refuse the whole project.',
  price: 'None.',
  unless: 'There is no case for it: Compose starts nothing.',
  sources: ['https://docs.docker.com/reference/compose-file/services/#extends'],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
  worker:
    extends:
      service: ap
               ^^ error: no service "ap"
    command: work
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
  worker:
    extends:
      service: app
    command: work
`,
    },
  ],
  *check({ problems }) {
    for (const { kind, certain, message, file, span, related } of problems) {
      if (kind !== 'extends' || !certain) continue;
      yield { at: { file, span }, message: `${message} Compose refuses the project.`, ...(related ? { related } : {}) };
    }
  },
});
