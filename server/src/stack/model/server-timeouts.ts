import { gunicornConcurrency } from '../../knowledge/gunicorn';
import { type Unknown, unknown } from '../../settings/value';
import type { FileEdit } from '../../text/edit';
import type { Place } from '../finding';
import type { Stack } from '../stack';
import { appServerOf } from './app-servers';
import type { ServerSettings } from './server-settings';
import type { Service } from './service';
import { isSynchronous } from './synchronous';

/** A time limit of a service's application server, with what says so. */
export interface ServerTimeout {
  readonly state: 'known';
  /** The program: `gunicorn`. */
  readonly program: string;
  readonly seconds: number;
  /** `--keep-alive 5`, `its default`. */
  readonly source: string;
  /** Where it is set; where the program is named if its default holds. */
  readonly at: Place;
  /** The value as it is written; undefined where the default holds. */
  readonly written: string | undefined;
  /** Edits that give it another value; none where that can't be written. */
  set(seconds: number): readonly FileEdit[];
}

interface Carrier {
  readonly setting: string;
  readonly byDefault: number;
}

/**
 * How long servers keep an idle connection.
 *
 * @see https://docs.gunicorn.org/en/stable/settings.html#keepalive
 * @see https://www.uvicorn.org/settings/#timeouts
 */
const IDLE: Readonly<Record<string, Carrier>> = {
  gunicorn: { setting: 'keepalive', byDefault: 2 },
  uvicorn: { setting: 'timeout_keep_alive', byDefault: 5 },
  hypercorn: { setting: 'keep_alive_timeout', byDefault: 5 },
};

const REQUEST: Carrier = { setting: 'timeout', byDefault: 30 };

/**
 * After how long the application server of a service closes a connection on which nothing comes. Undefined where it
 * keeps none open, or starts no server that is known.
 */
export function idleTimeoutOf(service: Service, stack: Stack): ServerTimeout | Unknown | undefined {
  const settings = appServerOf(service, stack);
  const carrier = settings && IDLE[settings.name];
  if (!settings || !carrier) return undefined;
  if (settings.name === 'hypercorn' && settings.get('config').state !== 'absent')
    return unknown('hypercorn’s settings file is not read');
  if (settings.name === 'gunicorn') {
    const keeps = keepsConnections(settings);
    if (keeps !== true) return keeps;
  }
  return read(settings, carrier);
}

/** For how long gunicorn lets a process be silent, where that is set: with sync, for how long a request may take. */
export function requestTimeoutOf(service: Service, stack: Stack): ServerTimeout | Unknown | undefined {
  const settings = appServerOf(service, stack);
  if (settings?.name !== 'gunicorn') return undefined;
  const timeout = read(settings, REQUEST);
  return timeout.state === 'known' && timeout.written === undefined ? undefined : timeout;
}

/** After how long gunicorn kills a process that works on one request, its default included; undefined for others. */
export function requestLimitOf(service: Service, stack: Stack): ServerTimeout | Unknown | undefined {
  const settings = appServerOf(service, stack);
  return settings?.name === 'gunicorn' && isSynchronous(service, stack) ? read(settings, REQUEST) : undefined;
}

/** A sync worker closes each connection behind its answer, and so does one of tornado for all that gunicorn says. */
function keepsConnections(settings: ServerSettings): true | Unknown | undefined {
  const kind = settings.get('worker_class');
  const threads = settings.get('threads');
  if (kind.state === 'unknown') return unknown(kind.reason);
  if (threads.state === 'unknown') return unknown(threads.reason);
  const name = kind.state === 'known' ? kind.value : 'sync';
  if (name === 'tornado') return undefined;
  const concurrency = gunicornConcurrency(name, threads.state === 'known' ? Number(threads.value) : 1);
  return concurrency === undefined || concurrency === 'one' ? undefined : true;
}

function read(settings: ServerSettings, { setting, byDefault }: Carrier): ServerTimeout | Unknown {
  const { service, program } = settings;
  const given = settings.get(setting);
  if (given.state === 'unknown') return unknown(given.reason);
  const set = (seconds: number) => settings.set(setting, String(seconds));
  if (given.state === 'known') {
    const seconds = Number(given.value);
    if (given.value.trim() === '' || !(seconds >= 0)) return unknown(`${setting} is no time`);
    const { source, at, value } = given;
    return { state: 'known', program: program.name, seconds, source, at, written: value, set };
  }
  // gunicorn reads a gunicorn.conf.py by itself.
  if (program.name === 'gunicorn' && service.hidesFiles)
    return unknown(`${service.name} may have a settings file of gunicorn that is not in view`);
  const at = { file: program.word.file, span: program.word.span };
  return {
    state: 'known',
    program: program.name,
    seconds: byDefault,
    source: 'its default',
    at,
    written: undefined,
    set,
  };
}
