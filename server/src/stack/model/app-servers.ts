import { gunicornConcurrency } from '../../knowledge/gunicorn';
import { known, unknown } from '../../settings/value';
import { baseName } from '../../text/paths';
import type { Stack } from '../stack';
import type { Fact } from './fact';
import { type FileSettings, type Given, NO_FILE, ServerSettings } from './server-settings';
import { isComposed, type Service } from './service';

export interface ServerFacts {
  readonly processes: Fact;
  /** Requests that one process works on at once. */
  readonly perProcess: Fact;
}

/** The processes of a service's application server, and what each of them does at once. */
export function serverFacts(service: Service, stack: Stack): ServerFacts {
  const settings = appServerOf(service, stack);
  return settings ? SERVERS[settings.name]!(settings) : unknownServer(service);
}

/** The settings of the application server that a service starts; undefined where it starts none that is known. */
export function appServerOf(service: Service, stack: Stack): ServerSettings | undefined {
  const program = service.programs.find(({ name }) => Object.hasOwn(SERVERS, name));
  if (!program || program.conditional) return undefined;
  return new ServerSettings(service, program, program.name, filesOf(service, program.name, stack));
}

function unknownServer(service: Service): ServerFacts {
  const reason = `what ${service.name} starts is no server whose processes Headroom can count`;
  return {
    processes: { amount: unknown(reason), noun: 'process', source: 'number of processes', at: service.place },
    perProcess: { amount: unknown(reason), noun: 'request', source: 'requests of each process' },
  };
}

/** Servers by the name of their program. */
const SERVERS: Readonly<Record<string, (settings: ServerSettings) => ServerFacts>> = {
  gunicorn: (settings) => ({
    processes: numberOf(settings, 'workers', 'process', 1),
    perProcess: ofGunicornWorker(settings),
  }),
  uvicorn: eventLoop,
  fastapi: eventLoop,
  hypercorn: (settings) => ({ processes: numberOf(settings, 'workers', 'process', 1), perProcess: UNBOUNDED }),
  daphne: ({ program }) => ({
    processes: {
      amount: known(1),
      noun: 'process',
      source: 'daphne is one process',
      at: { file: program.word.file, span: program.word.span },
    },
    perProcess: UNBOUNDED,
  }),
  uwsgi: (settings) => ({
    processes: numberOf(settings, 'processes', 'process', 1),
    perProcess: numberOf(settings, 'threads', 'thread', 1),
  }),
};

const UNBOUNDED: Fact = {
  amount: { state: 'unlimited' },
  noun: 'request',
  source: 'an event loop takes as many requests as come',
};

function eventLoop(settings: ServerSettings): ServerFacts {
  const limit = settings.get('limit_concurrency');
  return {
    processes: numberOf(settings, 'workers', 'process', 1),
    perProcess: limit.state === 'absent' ? UNBOUNDED : toFact(limit, 'request', 'limit_concurrency'),
  };
}

/** A worker of gunicorn does one request at a time, or one in each thread, or as many as it takes connections. */
function ofGunicornWorker(settings: ServerSettings): Fact {
  const kind = settings.get('worker_class');
  const threads = settings.get('threads');
  if (kind.state === 'unknown') return toFact(kind, 'request', 'worker_class');
  if (threads.state === 'unknown') return toFact(threads, 'thread', 'threads');
  const count = threads.state === 'known' ? Number(threads.value) : 1;
  switch (gunicornConcurrency(kind.state === 'known' ? kind.value : 'sync', count)) {
    case 'one':
      return kind.state === 'known'
        ? { amount: known(1), noun: 'request', source: `${kind.source}: one request at a time`, at: kind.at }
        : { amount: known(1), noun: 'request', source: 'sync by gunicorn’s default: one request at a time' };
    case 'threads':
      return numberOf(settings, 'threads', 'thread', 1);
    case 'many': {
      if (kind.state === 'known' && /uvicorn|tornado/i.test(kind.value))
        return { ...UNBOUNDED, source: `${kind.source}: ${UNBOUNDED.source}`, at: kind.at };
      return numberOf(settings, 'worker_connections', 'connection', 1000);
    }
  }
  const reason = 'what a worker of this class does at once is not known';
  return {
    amount: unknown(reason),
    noun: 'request',
    source: 'worker_class',
    ...(kind.state === 'known' ? { at: kind.at } : {}),
  };
}

/** A number among a server's settings. */
export function numberOf(settings: ServerSettings, setting: string, noun: string, byDefault: number): Fact {
  const given = settings.get(setting);
  if (given.state !== 'absent') return toFact(given, noun, setting);
  const { word } = settings.program;
  return {
    amount: known(byDefault),
    noun,
    source: `${byDefault} by the default of ${settings.program.name}${given.unless === undefined ? '' : `, as far as is known: ${given.unless}`}`,
    at: { file: word.file, span: word.span },
  };
}

function toFact(given: Exclude<Given, { state: 'absent' }>, noun: string, name: string): Fact {
  const at = given.at ? { at: given.at } : {};
  if (given.state === 'unknown') return { amount: unknown(given.reason), noun, source: name, ...at };
  const number = Number(given.value);
  if (!Number.isInteger(number) || number < 0)
    return { amount: unknown(`${name} is no number that counts`), noun, source: given.source, ...at };
  return { amount: known(number), noun, source: given.source, ...at };
}

const GUNICORN_FILE = 'gunicorn.conf.py';

/** gunicorn reads the gunicorn.conf.py of its folder by itself, or the one that `-c` names. */
function filesOf(service: Service, name: string, stack: Stack): FileSettings {
  if (name !== 'gunicorn') return NO_FILE;
  const program = service.programs.find((one) => one.name === name)!;
  const chosen = new ServerSettings(service, program, name).flags?.get('config');
  const inService = stack.gunicornConfigs.filter(({ file }) => service.shows(file));
  const named = chosen?.state === 'known' ? baseName(chosen.value.replace(/^(file|python):/, '')) : undefined;
  const found = inService.filter(({ file }) =>
    named === undefined && !isComposed(service)
      ? file.path === service.fileAt([GUNICORN_FILE])
      : file.name === (named ?? GUNICORN_FILE),
  );
  if (chosen?.state === 'absent' && found.length === 0) return NO_FILE;
  const [config] = found;
  if (config && found.length === 1 && chosen?.state !== 'unknown') return (setting) => config.effective(setting);
  const reason = 'the settings file of gunicorn is not in view';
  return () => ({ state: 'unknown', reason, setting: undefined, losers: [] });
}
