import type { ConfigFile } from '../../settings/file';
import { SysctlSetting } from '../../settings/sysctl';
import type { Stack } from '../../stack/stack';
import type { Host } from '../../stack/system/host';
import { type Span, touches } from '../../text/span';

/** A key or value of a sysctl file under the cursor. */
export interface SysctlAtCursor {
  readonly setting: SysctlSetting;
  readonly part: 'key' | 'value';
  readonly span: Span;
}

export function sysctlAt(file: ConfigFile, offset: number): SysctlAtCursor | undefined {
  const entry = file.sysctl.entries.find(({ span }) => touches(span, offset));
  if (!entry) return undefined;
  const { key, value } = entry;
  const setting = new SysctlSetting(file, entry);
  if (touches(key, offset)) return { setting, part: 'key', span: { start: key.start, end: key.end } };
  return value && touches(value, offset)
    ? { setting, part: 'value', span: { start: value.start, end: value.end } }
    : undefined;
}

/** The hosts whose configuration the file is part of. */
export function hostsOf(stack: Stack, file: ConfigFile): readonly Host[] {
  return stack.hosts.filter((host) => host.files.has(file));
}

/** Every line that sets the key under the cursor, and those that one reader or the other leaves in force. */
export function sysctlAssignments(
  stack: Stack,
  file: ConfigFile,
  offset: number,
): { all: SysctlSetting[]; inForce: SysctlSetting[]; origin: Span } | undefined {
  const at = sysctlAt(file, offset);
  if (at?.part !== 'key' || at.setting.pattern || at.setting.nameless) return undefined;
  const hosts = hostsOf(stack, file);
  const inForce = hosts.flatMap((host) =>
    (['procps', 'systemd'] as const).flatMap((reader) => {
      const effective = host.effective(at.setting.name, reader);
      return effective.state !== 'absent' && effective.setting ? [effective.setting] : [];
    }),
  );
  return {
    all: unique(hosts.flatMap((host) => host.settings(at.setting.name))),
    inForce: unique(inForce),
    origin: at.span,
  };
}

export function sameLine(a: { file: ConfigFile; span: Span }, b: { file: ConfigFile; span: Span }): boolean {
  return a.file === b.file && a.span.start === b.span.start;
}

function unique(settings: readonly SysctlSetting[]): SysctlSetting[] {
  return settings.filter((setting, i) => settings.findIndex((other) => sameLine(other, setting)) === i);
}
