import { SHELL_WORDS } from '../../settings/command/word-language';
import { YamlText } from '../../settings/command/yaml-text';
import { splitShellWords } from '../../syntax/command-line/shell-words';
import { UNKNOWN_CHARACTER } from '../../text/mapped-text';
import { type StringCommand, stringCommands } from '../compose-commands';
import { fixWith } from '../fixes';
import { composeRule } from '../rule';

export default composeRule({
  summary: 'Compose drops a command from the first shell operator on',
  severity: 'error',
  from: 'development',
  settings: ['command', 'entrypoint'],
  why: 'No shell takes part when Compose starts a command that is a text: Compose splits it into words and stops at the first operator outside quotes. What follows `&&`, `;`, `|`, `>` or `&` is dropped without a word, so the second command never runs and the log is never written.',
  price: 'A shell stands before the program; `exec` in front of the last command lets the program take its place.',
  unless: 'Nothing: what stands behind the operator has no effect.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#command',
    'https://github.com/compose-spec/compose-go/blob/main/types/command.go',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  api:
    image: example/api:1.4
    restart: unless-stopped
    logging: {driver: local}
    command: python manage.py migrate && gunicorn app.wsgi
                                      ^^ error: never runs
`,
      good: `
//- compose.yml
services:
  api:
    image: example/api:1.4
    restart: unless-stopped
    logging: {driver: local}
    command: sh -c "python manage.py migrate && exec gunicorn app.wsgi"
`,
    },
  ],
  *check(project) {
    for (const command of stringCommands(project)) {
      const { cut } = command.split;
      if (!cut) continue;
      const rest = command.text.slice(cut.end).trim().replaceAll(UNKNOWN_CHARACTER, '…');
      const operator = command.text.slice(cut.start, cut.end);
      yield {
        at: { file: command.node.file, span: command.node.text.spanOf(cut.start, cut.end) },
        setting: command.key,
        message: `No shell reads this: Compose drops everything from "${operator}" on${rest === '' ? '' : `, and ${/[<>]/.test(operator) ? 'nothing is redirected' : `"${shortened(rest)}" never runs`}`}. Behind sh -c, in quotes, a shell reads all of it.`,
        fixes: fixWith('Let a shell read it: sh -c "…"', 'review', throughShell(command)),
      };
    }
  },
});

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

/** The whole command as the one argument of `sh -c`; as it stands where an entrypoint already ends in `-c`. */
function throughShell({ node, key, text, service }: StringCommand) {
  if (text.includes(UNKNOWN_CHARACTER) || node.variables.length > 0) return [];
  const script = withExec(text.trim().replace(/\s*\n\s*/g, ' '));
  const quoted = SHELL_WORDS.quote(
    script,
    node.yaml.style === 'double' ? '"' : node.yaml.style === 'single' ? "'" : '',
  );
  const behindShell = key === 'command' && endsInShell(service.get('entrypoint'));
  if (key === 'command' && !behindShell && service.entrypoint.state === 'written') return [];
  const source = new YamlText(node.file, node.yaml, node.text, { interpolated: true });
  return source.write(0, text.length, behindShell ? quoted : `sh -c ${quoted}`);
}

function endsInShell(entrypoint: ReturnType<StringCommand['service']['get']>): boolean {
  if (entrypoint?.kind !== 'list') return false;
  const last = entrypoint.items.at(-1);
  return last?.kind === 'scalar' && last.value.state === 'known' && /^-\w*c$/.test(last.value.value);
}

/** The script with `exec` before its last command, where that is plain: a signal then reaches the program itself. */
function withExec(script: string): string {
  let at = 0;
  for (;;) {
    const { cut } = splitShellWords(script.slice(at));
    if (!cut) break;
    const operator = script.slice(at + cut.start, at + cut.end);
    if (operator !== '&&' && operator !== ';') return script;
    at += cut.end;
  }
  const last = script.slice(at);
  if (at === 0 || /^\s*(exec\b|\w+=|\(|\{|if\b|while\b|for\b|$)/.test(last)) return script;
  return `${script.slice(0, at)}${/^\s*/.exec(last)![0]}exec ${last.trimStart()}`;
}
