import type { CommandWord } from '../../settings/command/command-line';
import type { ComposeService } from '../../stack/compose/service';
import { composeRule } from '../rule';

/** What is meant for a shell: in a password a dollar sign may stand for itself. */
const SUBSTITUTION = /\$\([^)]+\)|\$\{[A-Za-z_][^}]*\}|(?<![^=:,/@])\$[A-Z_][A-Z0-9_]{2,}(?![a-z])|`[^`]+`/;

export default composeRule({
  summary: 'The program gets a variable’s name instead of its value',
  severity: 'warning',
  from: 'development',
  settings: ['command', 'entrypoint'],
  why: 'With `$$` Compose leaves a dollar sign for whoever comes next, but no shell comes next: the program gets `$REDIS_PASSWORD` or `$(nproc)` as it is written. A password is then the name of its variable, and a number is refused.',
  price: 'A shell stands before the program; with `exec` the program takes its place.',
  unless: 'The program fills in variables of its arguments itself.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#command',
    'https://docs.docker.com/reference/compose-file/interpolation/',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  store:
    image: redis:7.4
    command: redis-server --requirepass $$REDIS_PASSWORD --maxmemory 512mb --maxmemory-policy noeviction
                                        ^^^^^^^^^^^^^^^^ warning: No shell fills it in
    restart: unless-stopped
    mem_limit: 1g
    logging: {driver: local}
`,
      good: `
//- .env
REDIS_PASSWORD=change-me
//- compose.yml
services:
  store:
    image: redis:7.4
    command: redis-server --requirepass \${REDIS_PASSWORD:?} --maxmemory 512mb --maxmemory-policy noeviction
    restart: unless-stopped
    mem_limit: 1g
    logging: {driver: local}
`,
    },
  ],
  *check(project) {
    for (const service of project.services.values()) {
      const words = directWords(service);
      for (const word of words) {
        const found = SUBSTITUTION.exec(word.text);
        if (!found) continue;
        yield {
          at: { file: word.file, span: word.part(found.index, found.index + found[0].length) },
          setting: service.command.state === 'written' ? 'command' : 'entrypoint',
          value: found[0],
          message: `No shell fills it in: the program gets ${found[0]} as it stands. With one $, Compose itself fills in a variable; a shell does behind sh -c.`,
        };
      }
    }
  },
});

/** The arguments of a command that starts a program of a known role itself, without a shell or a script before it. */
function directWords(service: ComposeService): readonly CommandWord[] {
  if (service.role === 'other') return [];
  const { entrypoint, command } = service;
  const part = command.state === 'written' ? command : entrypoint.state === 'written' ? entrypoint : undefined;
  if (!part || entrypoint.state === 'unknown') return [];
  const all = service.commandLine?.words ?? [];
  const program = all[0];
  if (program?.value.state !== 'known') return [];
  if (
    !/^(\S*\/)?(redis-server|valkey-server|mongod|mongos|celery|gunicorn|uvicorn|nginx|rabbitmq-server)$/.test(
      program.value.value,
    ) &&
    !program.value.value.startsWith('-')
  )
    return [];
  return all.slice(1);
}
