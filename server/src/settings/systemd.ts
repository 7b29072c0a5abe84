import { parseUnit } from '../syntax/systemd/parse';
import type { UnitEntry, UnitSection, UnitTree } from '../syntax/systemd/tree';
import type { FileEdit } from '../text/edit';
import type { ConfigFile } from './file';
import { LineSetting } from './setting';
import { known, unknown } from './value';
import { append, insertAfter } from './write-lines';

/** One assignment of a unit file. Its name is the key, without the section. */
export class UnitSetting extends LineSetting {
  constructor(
    file: ConfigFile,
    readonly section: UnitSection,
    readonly entry: UnitEntry,
  ) {
    const { key, value, conditional } = entry;
    const reading =
      conditional || section.conditional
        ? unknown('it stands inside a template’s condition')
        : value.placeholder
          ? unknown('a template fills it in')
          : known(value.value);
    super(
      key.value,
      file,
      entry.span,
      { start: key.start, end: key.end },
      { start: value.start, end: value.end },
      reading,
    );
  }
}

export function readUnit(text: string): UnitTree {
  return parseUnit(text);
}

/** Every assignment of the file, in its order. */
export function unitSettings(file: ConfigFile): readonly UnitSetting[] {
  return file.systemd.sections.flatMap((section) =>
    section.entries.map((entry) => new UnitSetting(file, section, entry)),
  );
}

/** Adds an assignment to a section: behind its relatives of the same prefix, else at the section's end, else in a new one. */
export function insertUnitSetting(file: ConfigFile, section: string, key: string, value: string): FileEdit[] {
  const sections = file.systemd.sections.filter((one) => one.name === section && !one.conditional);
  const entries = sections.flatMap((one) => one.entries).filter((entry) => !entry.conditional);
  const prefix = /^[A-Z][a-z]+/.exec(key)?.[0] ?? key;
  const beside =
    entries.findLast((entry) => entry.key.value === key) ??
    entries.findLast((entry) => entry.key.value.startsWith(prefix));
  const line = `${key}${signOf(file, beside ?? entries[entries.length - 1])}${value}`;
  const last = sections[sections.length - 1];
  if (!last) {
    const blank = file.text.trim() === '' ? [] : [''];
    return [append(file, [...blank, `[${section}]`, line])];
  }
  const behind = beside ?? last.entries[last.entries.length - 1];
  return [insertAfter(file, behind ? behind.span.end : last.header.end, [line])];
}

function signOf(file: ConfigFile, model: UnitEntry | undefined): string {
  if (!model) return '=';
  const before = file.text.slice(model.key.end, model.equals) === '' ? '' : ' ';
  return `${before}=${/^[ \t]/.test(file.text.slice(model.equals + 1)) ? ' ' : ''}`;
}
