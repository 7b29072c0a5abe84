import { parseUnitLimit } from '../../knowledge/system/units';
import { programsOfFile } from '../../settings/command/file-programs';
import { unknown } from '../../settings/value';
import type { Unit } from '../system/unit';
import type { OutsideParts, StopTime } from './outside';
import { toldNumber } from './service';

/** What a unit starts and goes on running; one at most. */
export function ofUnit(unit: Unit): readonly OutsideParts[] {
  const last = (key: string) => unit.settings('Service', key).at(-1);
  const said = (key: string) => (last(key)?.value.state === 'known' ? last(key)!.text.trim() : undefined);
  // A drop-in may start something else, or change its variables.
  const isChanged = (key: string) => unit.settings('Service', key).some(({ file }) => file !== unit.main);
  if (said('Type') === 'oneshot' || isChanged('ExecStart')) return [];
  const hidden =
    ['EnvironmentFile', 'PassEnvironment'].find((key) => last(key)) ?? (isChanged('Environment') || undefined);
  const unseen = [...unit.files].some(({ systemd }) => systemd.unseen.length > 0);
  return [
    {
      name: unit.name,
      programs: programsOfFile(unit.main!).map(({ program }) => program),
      workingFolder: said('WorkingDirectory')?.replace(/^-/, ''),
      environmentUnseen: hidden || unseen ? `${unit.name} has variables that are not in view` : undefined,
      replicas: unit.name.includes('@')
        ? unknown('how many instances of the unit run is not known')
        : { state: 'absent' },
      cpuLimit: toldNumber(last('CPUQuota'), (text) =>
        /^\d+%$/.test(text) ? Number.parseInt(text, 10) / 100 : undefined,
      ),
      memoryLimit: toldNumber(last('MemoryMax'), bytes),
      stop: timeoutOf(unit),
      limitMemory: (mebibytes) => unit.insert('Service', 'MemoryMax', `${mebibytes}M`),
    },
  ];
}

/** 0 is no limit. */
function bytes(text: string): number | undefined {
  const limit = parseUnitLimit('LimitDATA', text);
  if (typeof limit === 'string') return undefined;
  return Number.isFinite(limit.soft) ? limit.soft : 0;
}

/** What systemd waits where neither the unit nor its own configuration says anything, in seconds. */
const SYSTEMD_WAITS = 90;

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
