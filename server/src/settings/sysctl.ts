import { parseSysctl } from '../syntax/sysctl/parse';
import type { SysctlEntry, SysctlTree } from '../syntax/sysctl/tree';
import type { FileEdit } from '../text/edit';
import type { ConfigFile } from './file';
import { LineSetting } from './setting';
import { known, unknown } from './value';
import { append, insertAfter } from './write-lines';

/** One assignment of a sysctl file. */
export class SysctlSetting extends LineSetting {
  constructor(
    file: ConfigFile,
    readonly entry: SysctlEntry,
  ) {
    const { key, value, conditional } = entry;
    const at = value ?? { start: entry.span.end, end: entry.span.end, value: '', placeholder: false };
    const reading = conditional
      ? unknown('it stands inside a template’s condition')
      : at.placeholder
        ? unknown('a template fills it in')
        : known(at.value);
    super(
      canonicalKey(key.value),
      file,
      entry.span,
      { start: key.start, end: key.end },
      { start: at.start, end: at.end },
      reading,
    );
  }

  /** The key holds `*`, `?` or `[`: it stands for every key that it matches. */
  get pattern(): boolean {
    return /[*?[]/.test(this.entry.key.value);
  }

  /** `-key` without a value: patterns leave the key alone. */
  get exclusion(): boolean {
    return this.entry.value === undefined;
  }

  /** Errors of this line are ignored. */
  get lenient(): boolean {
    return this.entry.dash !== undefined;
  }

  /** A template's condition decides whether the line is there. */
  get conditional(): boolean {
    return this.entry.conditional;
  }

  /** A template fills in the key. */
  get nameless(): boolean {
    return this.entry.key.placeholder;
  }

  /** Edits that put what was meant as a comment, behind the value, on a line of its own before it. */
  moveRemark(): FileEdit[] {
    const { entry, file } = this;
    if (!entry.remark) return [];
    const { lines, text } = file;
    const start = lines.startOf(lines.lineAt(entry.span.start));
    const remark = text.slice(entry.remark.start, entry.remark.end).trim();
    return [
      file.edit(start, start, lines.indentAt(entry.span.start) + remark + lines.lineBreak),
      file.edit(entry.remark.start, entry.remark.end, ''),
    ];
  }

  override set(value: string): FileEdit[] {
    const { entry, file } = this;
    if (!entry.value) return [file.edit(entry.span.end, entry.span.end, ` = ${value}`)];
    // What was meant as a comment stays: numbers are read up to the blank before it.
    const end = entry.remark?.start ?? entry.value.end;
    if (entry.value.start < end)
      return file.text.slice(entry.value.start, end) === value ? [] : [file.edit(entry.value.start, end, value)];
    if (value === '') return [];
    const blank = file.text[entry.equals - 1] === ' ' ? ' ' : '';
    return [file.edit(entry.equals + 1, entry.value.end, blank + value)];
  }
}

export function readSysctl(text: string): SysctlTree {
  return parseSysctl(text);
}

/** Every assignment of the file, in its order. */
export function sysctlSettings(file: ConfigFile): readonly SysctlSetting[] {
  return file.sysctl.entries.map((entry) => new SysctlSetting(file, entry));
}

/**
 * The one spelling of a key: with dots between its parts. A key whose first separator is a slash is written the other
 * way round, with dots standing for themselves: `net/ipv4/conf/eth0.1/forwarding` is `net.ipv4.conf.eth0/1.forwarding`.
 */
export function canonicalKey(written: string): string {
  const separator = /[./]/.exec(written)?.[0];
  if (separator !== '/') return written;
  return written.replace(/[./]/g, (c) => (c === '/' ? '.' : '/')).replace(/^\.+/, '');
}

/** The key as the file below /proc/sys that it names. */
export function pathOfKey(canonical: string): string {
  return canonical.replace(/[./]/g, (c) => (c === '.' ? '/' : '.'));
}

/** Adds an assignment in the file's own style: beside its nearest relative, else at the end. */
export function insertSysctl(file: ConfigFile, key: string, value: string): FileEdit[] {
  const settings = sysctlSettings(file).filter((setting) => !setting.exclusion && !setting.entry.conditional);
  const beside = nearestRelative(key, settings);
  const model = beside ?? settings[settings.length - 1];
  const slashes = model !== undefined && /[./]/.exec(model.entry.key.value)?.[0] === '/';
  const written = slashes ? pathOfKey(key) : key;
  const line = `${model ? file.lines.indentAt(model.span.start) : ''}${written}${signOf(file, settings, model, written.length)}${value}`;
  return beside ? [insertAfter(file, beside.span.end, [line])] : [append(file, [line])];
}

/** The last of those settings that share the most leading parts with the key; undefined where none shares two. */
function nearestRelative(key: string, settings: readonly SysctlSetting[]): SysctlSetting | undefined {
  const parts = partsOf(key);
  let best: SysctlSetting | undefined;
  let most = 2;
  for (const setting of settings) {
    const shared = sharedParts(parts, partsOf(setting.name));
    if (shared >= most) {
      best = setting;
      most = shared;
    }
  }
  return best;
}

function partsOf(key: string): string[] {
  return key.split(/[._]/);
}

function sharedParts(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && a[count] === b[count]) count++;
  return count;
}

/** The sign with the blanks round it that a line of this key length gets among its neighbours. */
function signOf(
  file: ConfigFile,
  settings: readonly SysctlSetting[],
  model: SysctlSetting | undefined,
  length: number,
): string {
  if (!model) return ' = ';
  const { key, equals, value } = model.entry;
  const before = file.text.slice(key.end, equals);
  const after = value && value.start < value.end ? file.text.slice(equals + 1, value.start) : before === '' ? '' : ' ';
  const column = (setting: SysctlSetting) => file.lines.positionAt(setting.entry.equals).column;
  const aligned = before.length > 1 && settings.filter((other) => column(other) === column(model)).length > 1;
  if (!aligned) return `${before.length > 1 ? ' ' : before}=${after}`;
  const indent = file.lines.indentAt(model.span.start).length;
  return `${' '.repeat(Math.max(1, column(model) - indent - length))}=${after}`;
}
