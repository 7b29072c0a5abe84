import { stringCommands } from '../compose-commands';
import { composeRule } from '../rule';

export default composeRule({
  summary: 'Compose can’t split the command into words',
  severity: 'error',
  from: 'development',
  settings: ['command', 'entrypoint'],
  why: 'Compose splits a command that is a text into words, with the quotes of a shell. A quote that is not closed, or a parenthesis outside quotes, makes it refuse the whole project with "invalid command line string".',
  price: 'None.',
  unless: 'Nothing: no service of the project starts.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#command',
    'https://github.com/mattn/go-shellwords',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    command: serve --greeting "good day
                              ^^^^^^^^^ error: is not closed
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    command: serve --greeting "good day"
`,
    },
  ],
  *check(project) {
    for (const { key, node, split } of stringCommands(project)) {
      const { problem } = split;
      if (!problem) continue;
      yield {
        at: { file: node.file, span: node.text.spanOf(problem.span.start, problem.span.end) },
        setting: key,
        message: problem.message,
      };
    }
  },
});
