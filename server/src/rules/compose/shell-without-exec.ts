import { baseHasDash } from '../../knowledge/compose/images';
import type { StartedProgram } from '../../settings/command/program';
import type { Severity } from '../../settings/project';
import type { Role } from '../../stack/compose/role';
import { roleOfProgram } from '../../stack/compose/role';
import type { ComposeService } from '../../stack/compose/service';
import { fixWith } from '../fixes';
import { composeRule } from '../rule';

/** What is lost where the signal to stop doesn't arrive. */
const LOSSES: ReadonlyMap<Role, { readonly what: string; readonly severity: Severity }> = new Map([
  ['celery-worker', { what: 'its tasks are killed in the middle', severity: 'warning' }],
  ['redis', { what: 'what it has not yet saved is lost', severity: 'warning' }],
  ['mongodb', { what: 'it has to recover at the next start', severity: 'warning' }],
  ['rabbitmq', { what: 'what it has not yet saved is lost', severity: 'warning' }],
  ['api', { what: 'requests are cut off', severity: 'information' }],
  ['nginx', { what: 'requests are cut off', severity: 'information' }],
]);

export default composeRule({
  summary: 'A shell in front of the program swallows the signal to stop',
  severity: 'warning',
  settings: ['command', 'entrypoint'],
  why: 'Docker stops a container with SIGTERM for its first process. With `sh -c "celery …"` that is the shell, which waits for the program and passes nothing on: the program never hears that it is to end, goes on for the whole stop_grace_period and is then killed. `exec` makes the program the first process. An init process (`init: true`) doesn’t help: it signals the shell too.',
  price: 'None: behind `exec` the shell has nothing more to do.',
  unless: 'The shell sets a trap that passes the signal on.',
  sources: [
    'https://docs.docker.com/reference/dockerfile/#exec-form-entrypoint-example',
    'https://docs.docker.com/reference/compose-file/services/#stop_grace_period',
    'https://docs.celeryq.dev/en/stable/userguide/workers.html#stopping-the-worker',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  store:
    image: redis:7.4
    command: sh -c "redis-server --maxmemory 512mb --maxmemory-policy noeviction"
                    ^^^^^^^^^^^^ warning: never reaches
    restart: unless-stopped
    mem_limit: 1g
    logging: {driver: local}
`,
      good: `
//- compose.yml
services:
  store:
    image: redis:7.4
    command: sh -c "exec redis-server --maxmemory 512mb --maxmemory-policy noeviction"
    restart: unless-stopped
    mem_limit: 1g
    logging: {driver: local}
`,
    },
  ],
  *check(project) {
    for (const service of project.services.values()) {
      const { programs } = service;
      for (const [i, program] of programs.entries()) {
        const loss = LOSSES.get(roleOfProgram(program));
        if (!loss || program.shell?.name !== 'sh' || program.conditional || program.background || trapped(programs))
          continue;
        const dash = hasDash(service);
        const at = { file: program.word.file, span: program.word.span };
        if (dash === undefined) yield { at, unknown: 'the shell of the image is not known: some pass their place on' };
        if (!dash) continue;
        const grace = service.stopGracePeriod;
        const seconds =
          grace.state === 'known'
            ? `${grace.value / 1000} s`
            : grace.state === 'absent'
              ? '10 s'
              : 'the stop_grace_period';
        yield {
          at,
          severity: loss.severity,
          setting: 'command',
          value: program.name,
          message: `The shell gets the signal to stop, and it never reaches ${program.name}: after ${seconds} Docker kills it, and ${loss.what}. With exec in front, ${program.name} takes the shell’s place.`,
          fixes: fixWith('Put exec in front', 'review', i === programs.length - 1 ? withExec(program) : []),
        };
      }
    }
  },
});

function trapped(programs: readonly StartedProgram[]): boolean {
  return programs.some(({ name }) => name === 'trap');
}

/** Whether the container's `sh` is Debian's, which stays in front of its last command; undefined where it can't be told. */
function hasDash(service: ComposeService): boolean | undefined {
  const image = service.runtimeImage;
  return image && !image.tagUnknown ? baseHasDash(image.path, image.tag ?? '') : undefined;
}

function withExec({ line }: StartedProgram) {
  const first = line.words.find(({ text }) => !/^\w+=/.test(text));
  if (!first || line.words.some(({ text }) => text === 'exec')) return [];
  return [first.file.edit(first.span.start, first.span.start, 'exec ')];
}
