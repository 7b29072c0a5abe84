import { programsOfFile } from '../../settings/command/file-programs';
import type { StartedProgram } from '../../settings/command/program';
import type { ConfigFile } from '../../settings/file';
import type { CommandFlags } from '../../settings/flags/command-flags';
import { readCommandFlags } from '../../settings/flags/programs';
import { insertAfter } from '../../settings/write-lines';
import type { IniSection } from '../../syntax/ini/parse';
import type { FileEdit } from '../../text/edit';
import type { Place } from '../finding';
import type { CeleryApp } from '../python/celery';
import { numberOf } from '../python/value';
import type { Stack } from '../stack';
import type { Unit } from '../system/unit';
import { appsNamed, type Count } from './workers';

/** How long a worker of Celery has to end, by what starts it outside containers. */
export interface StopTime {
  /** `supervisord`, `systemd`. */
  readonly by: string;
  /** The setting that decides: `stopwaitsecs`, `TimeoutStopSec`. */
  readonly setting: string;
  readonly seconds: number;
  /** Undefined where the default holds. */
  readonly at: Place | undefined;
  readonly written: string | undefined;
  set(seconds: number): readonly FileEdit[];
}

/** A worker of Celery that supervisord or systemd starts. */
export class SupervisedWorker {
  constructor(
    readonly name: string,
    readonly program: StartedProgram,
    readonly flags: CommandFlags,
    readonly stop: StopTime,
    /** The app that `-A` names, where only one can be meant. */
    readonly app: CeleryApp | undefined,
  ) {}

  get place(): Place {
    return { file: this.program.word.file, span: this.program.word.span };
  }

  /** A number that its command line or its app sets; undefined where none does, or that can't be told. */
  number(name: string): Count | undefined {
    const flag = this.flags.get(name);
    if (flag.state === 'unknown') return undefined;
    if (flag.state === 'known') {
      const value = Number(flag.value);
      const { use, atValue } = flag.setting;
      return Number.isFinite(value)
        ? { state: 'known', value, source: `${use.spelling} ${flag.value}`, at: atValue }
        : undefined;
    }
    const inForce = this.app?.effective(name);
    const value = inForce?.state === 'known' ? numberOf(inForce.value) : undefined;
    if (inForce?.state !== 'known' || value === undefined) return undefined;
    const { setting } = inForce;
    return { state: 'known', value, source: `${setting.written} = ${setting.text}`, at: setting.atValue };
  }

  /** Whether only prefork's limits can hold; another pool knows none. */
  get isPrefork(): boolean {
    const flag = this.flags.get('worker_pool');
    if (flag.state !== 'absent') return flag.state === 'known' && /^(prefork|processes)$/.test(flag.value);
    return this.app?.effective('worker_pool').state === 'absent';
  }
}

/** The workers of Celery that supervisord and systemd start, as far as it is known how long each has to end. */
export function supervisedWorkers(stack: Stack): readonly SupervisedWorker[] {
  const supervised = [...stack.files.values()].flatMap((file) =>
    file.kind === 'supervisord' && !stack.ignores(file.path) ? ofSupervisord(file, stack) : [],
  );
  return [...supervised, ...stack.units.flatMap((unit) => ofUnit(unit, stack))];
}

function worker(name: string, program: StartedProgram, stop: StopTime, stack: Stack): SupervisedWorker[] {
  const flags = program.name === 'celery' && !program.conditional ? readCommandFlags(program) : undefined;
  if (flags?.kind !== 'celery worker') return [];
  const named = flags.option('--app')?.value;
  const apps = named?.state === 'known' ? appsNamed(stack.celeryApps, named.value) : [];
  return [new SupervisedWorker(name, program, flags, stop, apps.length === 1 ? apps[0] : undefined)];
}

/** What supervisord waits where nothing is said, in seconds. @see https://supervisord.org/configuration.html */
const SUPERVISORD_WAITS = 10;

function ofSupervisord(file: ConfigFile, stack: Stack): SupervisedWorker[] {
  return programsOfFile(file).flatMap(({ program, name }) => {
    const at = program.word.span.start;
    const section = file.supervisord.sections.find(({ span }) => span.start <= at && at < span.end);
    const stop = section && stopWait(file, section);
    return stop ? worker(name ?? program.name, program, stop, stack) : [];
  });
}

function stopWait(file: ConfigFile, section: IniSection): StopTime | undefined {
  const entry = section.entries.findLast(({ key }) => key === 'stopwaitsecs');
  const signal = section.entries.findLast(({ key }) => key === 'stopsignal');
  const command = section.entries.findLast(({ key }) => key === 'command');
  // With another signal than TERM and INT a worker does not wait for its tasks.
  if (!command || (signal && !/^(TERM|INT)$/i.test(signal.value.text.trim()))) return undefined;
  const written = entry?.value.text.trim();
  if (written !== undefined && !/^\d+$/.test(written)) return undefined;
  const sign = file.text.slice(command.keySpan.end, command.value.source.start);
  return {
    by: 'supervisord',
    setting: 'stopwaitsecs',
    seconds: written === undefined ? SUPERVISORD_WAITS : Number(written),
    at: entry && { file, span: entry.value.source },
    written,
    set: (seconds) =>
      entry
        ? [file.edit(entry.value.source.start, entry.value.source.end, String(seconds))]
        : [insertAfter(file, command.span.end, [`stopwaitsecs${sign.trim() === '' ? '=' : sign}${seconds}`])],
  };
}

/** What systemd waits where neither the unit nor its own configuration says anything, in seconds. */
const SYSTEMD_WAITS = 90;

function ofUnit(unit: Unit, stack: Stack): SupervisedWorker[] {
  const { main } = unit;
  if (!main || stack.ignores(main.path)) return [];
  const stop = timeoutOf(unit);
  return stop ? programsOfFile(main).flatMap(({ program }) => worker(unit.name, program, stop, stack)) : [];
}

/** @see https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#TimeoutStopSec= */
function timeoutOf(unit: Unit): StopTime | undefined {
  const ending = ['ExecStop', 'KillSignal', 'KillMode', 'TimeoutSec'];
  if (ending.some((key) => unit.settings('Service', key).length > 0)) return undefined;
  const all = unit.settings('Service', 'TimeoutStopSec');
  const setting = all.at(-1);
  if (setting && setting.value.state === 'unknown') return undefined;
  const written = setting?.value.state === 'known' ? setting.value.value : undefined;
  const seconds = written === undefined ? SYSTEMD_WAITS : timeSpan(written);
  if (seconds === undefined) return undefined;
  return {
    by: 'systemd',
    setting: 'TimeoutStopSec',
    seconds,
    at: setting?.atValue,
    written,
    set: (wanted) => unit.insert('Service', 'TimeoutStopSec', String(wanted)),
  };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, sec: 1, min: 60, m: 60, h: 3600, hr: 3600 };

/** A number with one unit at most; undefined for anything else, `infinity` and 0 included: both are no limit. */
function timeSpan(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+)\s*([a-z]*)$/.exec(text.trim()) ?? [];
  const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  const seconds = number === undefined || factor === undefined ? undefined : Number(number) * factor;
  return seconds === 0 ? undefined : seconds;
}
