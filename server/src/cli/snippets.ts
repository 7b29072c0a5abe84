import { expandSnippet, type Snippet, snippets } from '../knowledge/snippets';
import { nearest } from '../text/nearest';
import { guess, readArguments } from './arguments';
import { Failure } from './failure';
import type { Command } from './main';

export const snippetsCommand: Command = {
  usage: 'snippets [NAME]',
  help: () => 'Lists the snippets, or prints the one of that name with its defaults filled in.\n',
  async run(args, terminal) {
    const [name, ...more] = readArguments(args, {}).positionals;
    if (more.length > 0) throw new Failure('snippets takes one name; put it in quotes where it has spaces');
    terminal.print(name === undefined ? list() : expandSnippet(find(name).body));
    return 0;
  },
};

function find(name: string): Snippet {
  const found = snippets.find(({ prefix }) => prefix === name) ?? snippets.find((snippet) => snippet.name.toLowerCase() === name.toLowerCase());
  if (!found) throw new Failure(`there is no snippet "${name}"${guess(nearest(name, snippets.map(({ prefix }) => prefix))) || '; headroom snippets lists them'}`);
  return found;
}

function list(): string {
  const width = Math.max(...snippets.map(({ prefix }) => prefix.length));
  const files = [...new Set(snippets.map(({ file }) => file))];
  const section = (file: string) => {
    const rows = snippets.filter((snippet) => snippet.file === file).map(({ prefix, description }) => `  ${prefix.padEnd(width)}  ${description}\n`);
    return `${file}\n${rows.join('')}`;
  };
  return files.map(section).join('\n');
}
