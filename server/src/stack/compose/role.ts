import { knownImage, type Role } from '../../knowledge/compose/images';
import type { CommandWord } from '../../settings/command/command-line';
import type { StartedProgram } from '../../settings/command/program';
import type { Place } from '../finding';
import type { ComposeService } from './service';

export type { Role };

/** What a service is, and what says so. */
export interface ServiceRole {
  readonly role: Role;
  /** Undefined for `other`. */
  readonly evidence: Place | undefined;
}

const OTHER: ServiceRole = { role: 'other', evidence: undefined };

/** Programs that are what they are called. */
const PROGRAMS: Readonly<Record<string, Role>> = {
  nginx: 'nginx',
  openresty: 'nginx',
  'redis-server': 'redis',
  'valkey-server': 'redis',
  'keydb-server': 'redis',
  mongod: 'mongodb',
  'rabbitmq-server': 'rabbitmq',
  gunicorn: 'api',
  uvicorn: 'api',
  hypercorn: 'api',
  daphne: 'api',
  uwsgi: 'api',
  granian: 'api',
  fastapi: 'api',
  waitress: 'api',
  'waitress-serve': 'api',
};

/** What a program is, by its name and arguments; `other` for one that is known to be none of ours. */
export function roleOfProgram({ name, args }: StartedProgram): Role {
  const texts = args.map((word) => word.text);
  if (name === 'celery') return celeryRole(texts);
  if ((name === 'redis-server' || name === 'valkey-server') && texts.includes('--sentinel')) return 'other';
  if (name === 'flask') return texts.includes('run') ? 'api' : 'other';
  if (/^(python[\d.]*|manage\.py|django-admin)$/.test(name)) return texts.includes('runserver') ? 'api' : 'other';
  return Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name]! : 'other';
}

function celeryRole(args: readonly string[]): Role {
  const command = args.find((text) =>
    /^(worker|beat|multi|flower|events|inspect|control|status|shell|purge)$/.test(text),
  );
  if (command === 'worker' || command === 'multi') return 'celery-worker';
  return command === 'beat' ? 'celery-beat' : 'other';
}

/** What a service is: by the program that it starts, else by its image. What can't be told is `other`. */
export function roleOf(service: ComposeService): ServiceRole {
  const image = service.runtimeImage;
  const known = image && knownImage(image.path);
  const ofImage: ServiceRole = known ? { role: known.role, evidence: image.place } : OTHER;
  const { programs } = service;
  for (const program of programs) {
    const role = roleOfProgram(program);
    if (role !== 'other') return { role, evidence: { file: program.word.file, span: program.word.span } };
  }
  if (!known) return OTHER;
  // Another program of the same image is no server: its client, a shell.
  const foreign =
    programs.length > 0 && programs.every(({ name, word }) => !isForEntrypoint(word) && !/\.sh$/.test(name));
  return foreign ? OTHER : ofImage;
}

/** Whether an image's entrypoint takes the word for an argument of its server: an option, or a configuration file. */
function isForEntrypoint(word: CommandWord): boolean {
  return word.text.startsWith('-') || /\.conf$/.test(word.text);
}
