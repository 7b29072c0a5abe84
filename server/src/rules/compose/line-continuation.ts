import { type StringCommand, stringCommands } from '../compose-commands';
import { fixWith } from '../fixes';
import { composeRule } from '../rule';

export default composeRule({
  summary: 'A backslash at the end of a line becomes an argument',
  severity: 'error',
  from: 'development',
  settings: ['command', 'entrypoint'],
  why: 'In a shell, a backslash at the end of a line joins it with the next. No shell reads a command that is a text: the backslash makes the line break, or the blank that YAML folds it into, an argument of its own, and the program refuses it. Line breaks need no backslash here, for Compose splits the text at blanks and line breaks alike.',
  price: 'None.',
  unless: 'The program takes an empty argument and ignores it.',
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
    command: >
      serve \\
            ^ error: an argument
      --port 8000
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    command: >
      serve
      --port 8000
`,
    },
  ],
  *check(project) {
    for (const command of stringCommands(project)) {
      const [first, ...others] = continuations(command);
      if (first === undefined) continue;
      const { node, key } = command;
      const place = (at: number) => ({ file: node.file, span: { start: at, end: at + 1 } });
      yield {
        at: place(first),
        setting: key,
        message:
          'No shell reads this: the backslash makes an argument of the end of the line, which the program gets and most refuse. Line breaks need no backslash here.',
        related: others.map((at) => ({ ...place(at), message: 'The same holds here.' })),
        fixes: fixWith(
          others.length > 0 ? `Remove the ${others.length + 1} backslashes` : 'Remove the backslash',
          'safe',
          [first, ...others].map((at) => node.file.edit(blankBefore(node.file.text, at), at + 1, '')),
        ),
      };
    }
  },
});

/** Where in the file a backslash outside quotes ends a line of a block. */
function continuations({ node, text, split }: StringCommand): readonly number[] {
  if (node.yaml.style !== 'block' || !text.includes('\\')) return [];
  const { words, cut } = split;
  const { file } = node;
  const found: number[] = [];
  for (const match of text.matchAll(/\\[ \n]/g)) {
    if (cut && match.index >= cut.start) break;
    const word = words.find(({ start, end }) => start <= match.index && match.index < end);
    if (!word || word.quoted.some(({ start, end }) => start <= match.index && match.index < end)) continue;
    const at = node.text.spanOf(match.index, match.index + 1).start;
    if (file.text[at] === '\\' && /^\\[ \t]*\r?\n/.test(file.text.slice(at, at + 40))) found.push(at);
  }
  return found;
}

function blankBefore(text: string, at: number): number {
  let start = at;
  while (start > 0 && /[ \t]/.test(text[start - 1]!)) start--;
  return /[\r\n]/.test(text[start - 1] ?? '\n') ? at : start;
}
