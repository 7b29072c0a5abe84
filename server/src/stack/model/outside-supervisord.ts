import { programsOfFile } from '../../settings/command/file-programs';
import type { ConfigFile } from '../../settings/file';
import { known, unknown } from '../../settings/value';
import { insertAfter } from '../../settings/write-lines';
import type { IniSection } from '../../syntax/ini/parse';
import type { OutsideParts, StopTime } from './outside';

/** What supervisord waits where nothing is said, in seconds. @see https://supervisord.org/configuration.html */
const SUPERVISORD_WAITS = 10;

/** The programs that supervisord's configuration starts. */
export function ofSupervisord(file: ConfigFile): readonly OutsideParts[] {
  return programsOfFile(file).flatMap(({ program, name, copies }) => {
    const at = program.word.span.start;
    const section = file.supervisord.sections.find(({ span }) => span.start <= at && at < span.end);
    if (!section) return [];
    const numprocs = entryOf(section, 'numprocs');
    const place = numprocs && { file, span: numprocs.value.source };
    return {
      name: name ?? program.name,
      programs: [program],
      workingFolder: entryOf(section, 'directory')?.value.text.trim(),
      environmentUnseen: 'supervisord hands its own variables on',
      replicas: !place
        ? { state: 'absent' }
        : copies === undefined
          ? { ...unknown('numprocs is not known'), place }
          : { ...known(copies), place },
      stop: stopWait(file, section),
    };
  });
}

function entryOf(section: IniSection, key: string) {
  return section.entries.findLast((entry) => entry.key === key);
}

function stopWait(file: ConfigFile, section: IniSection): StopTime | undefined {
  const entry = entryOf(section, 'stopwaitsecs');
  const signal = entryOf(section, 'stopsignal');
  const command = entryOf(section, 'command');
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
