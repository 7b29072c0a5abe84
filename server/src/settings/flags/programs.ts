import { CELERY_BEAT, CELERY_GLOBAL, CELERY_MULTI, CELERY_WORKER } from '../../knowledge/flags/celery';
import type { FlagGrammar } from '../../knowledge/flags/grammar';
import { flagOf } from '../../knowledge/flags/grammar';
import { GUNICORN } from '../../knowledge/flags/gunicorn';
import { DAPHNE, HYPERCORN, NGINX, UWSGI } from '../../knowledge/flags/servers';
import { FASTAPI, UVICORN } from '../../knowledge/flags/uvicorn';
import type { CommandWord } from '../command/command-line';
import type { StartedProgram } from '../command/program';
import { CommandFlags } from './command-flags';

const GRAMMARS: Readonly<Record<string, FlagGrammar>> = {
  gunicorn: GUNICORN,
  uvicorn: UVICORN,
  hypercorn: HYPERCORN,
  daphne: DAPHNE,
  uwsgi: UWSGI,
  nginx: NGINX,
  'nginx-debug': NGINX,
  openresty: NGINX,
};

const SUBCOMMANDS: Readonly<Record<string, FlagGrammar>> = {
  worker: CELERY_WORKER,
  beat: CELERY_BEAT,
  multi: CELERY_MULTI,
};

/** Every rule about a program asks for them. */
const known = new WeakMap<StartedProgram, CommandFlags | typeof NONE>();
const NONE = Symbol('none');

/**
 * The settings on the command line of a program: celery with its worker, beat or multi, gunicorn, uvicorn, fastapi,
 * hypercorn, daphne, uwsgi, nginx. Undefined for another program or subcommand, or one that can't be told.
 */
export function readCommandFlags(program: StartedProgram): CommandFlags | undefined {
  let flags = known.get(program);
  if (flags === undefined) {
    flags = read(program) ?? NONE;
    known.set(program, flags);
  }
  return flags === NONE ? undefined : flags;
}

function read(program: StartedProgram): CommandFlags | undefined {
  const { name, line, word, args } = program;
  if (name === 'celery') return readCelery(program);
  if (name === 'fastapi') {
    const [subcommand, ...rest] = args;
    if (subcommand?.text !== 'run' && subcommand?.text !== 'dev') return undefined;
    const sections = [{ grammar: FASTAPI, args: rest, anchor: subcommand }];
    return new CommandFlags(`fastapi ${subcommand.text}`, line, word, sections);
  }
  if (!Object.hasOwn(GRAMMARS, name)) return undefined;
  const grammar = GRAMMARS[name]!;
  return new CommandFlags(grammar.program, line, word, [{ grammar, args, anchor: word }]);
}

function readCelery({ line, word, args }: StartedProgram): CommandFlags | undefined {
  const at = subcommandAt(args);
  const subcommand = at === undefined ? undefined : args[at];
  if (at === undefined || !subcommand || !Object.hasOwn(SUBCOMMANDS, subcommand.text)) return undefined;
  const grammar = SUBCOMMANDS[subcommand.text]!;
  return new CommandFlags(grammar.program, line, word, [
    { grammar: CELERY_GLOBAL, args: args.slice(0, at), anchor: word },
    { grammar, args: args.slice(at + 1), anchor: subcommand },
  ]);
}

/** The index of the first word that is neither a global option nor the value of one. */
function subcommandAt(args: readonly CommandWord[]): number | undefined {
  for (let at = 0; at < args.length; at++) {
    const { text, value, mayBeSeveral } = args[at]!;
    if (!text.startsWith('-')) return value.state === 'known' && !mayBeSeveral ? at : undefined;
    const flag = flagOf(CELERY_GLOBAL, text);
    if (flag && flag.type !== 'none') at++;
  }
  return undefined;
}
