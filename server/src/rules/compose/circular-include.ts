import { composeRule } from '../rule';

export default composeRule({
  summary: 'Compose files include each other in a circle',
  severity: 'error',
  from: 'development',
  settings: ['include'],
  why: 'Compose reads what a file includes before the file itself. Files that include each other would never come to an end, so it refuses the whole project.',
  price: 'None.',
  unless: 'There is no case for it: Compose starts nothing.',
  sources: ['https://docs.docker.com/reference/compose-file/include/'],
  examples: [
    {
      bad: `
//- compose.yml
include:
  - database/compose.yml
services:
  app:
    image: example/app:1.4
//- database/compose.yml
include:
  - ../compose.yml
    ^^^^^^^^^^^^^^ error: included by itself
services:
  database:
    image: example/database:2.1
`,
      good: `
//- compose.yml
include:
  - database/compose.yml
services:
  app:
    image: example/app:1.4
//- database/compose.yml
services:
  database:
    image: example/database:2.1
`,
    },
  ],
  *check({ problems }) {
    for (const { kind, certain, message, file, span } of problems)
      if (kind === 'include' && certain)
        yield { at: { file, span }, message: `${message} Compose refuses the project.` };
  },
});
