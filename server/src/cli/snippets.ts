import { expandSnippet, type Snippet, snippets } from '../knowledge/snippets';
import { nearest } from '../text/nearest';
import { guess, readArguments } from './arguments';
import { Failure } from './failure';
import type { Command } from './main';

export const snippetsCommand: Command = {
  usage: 'snippets [NAME]',
  help: () => `Lists the snippets, or prints the one of that name with its defaults filled in.
The name is what an editor expands; its first word, headroom, may be left out.
`,
  async run(args, terminal) {
    const name = readArguments(args, {}).positionals.join(' ');
    terminal.print(name === '' ? list() : expandSnippet(find(name).body));
    return 0;
  },
};

function find(name: string): Snippet {
  const prefixes = snippets.map(({ prefix }) => prefix);
  const whole = name.startsWith('headroom') ? name : `headroom ${name}`;
  const found = snippets.find(({ prefix }) => prefix === whole);
  if (!found)
    throw new Failure(
      `there is no snippet "${name}"${guess(nearest(whole, prefixes)) || '; headroom snippets lists them'}`,
    );
  return found;
}

function list(): string {
  const width = Math.max(...snippets.map(({ prefix }) => prefix.length));
  const files = [...new Set(snippets.map(({ file }) => file))];
  const section = (file: string) => {
    const rows = snippets
      .filter((snippet) => snippet.file === file)
      .map(({ prefix, description }) => `  ${prefix.padEnd(width)}  ${description}\n`);
    return `${file}\n${rows.join('')}`;
  };
  return files.map(section).join('\n');
}
