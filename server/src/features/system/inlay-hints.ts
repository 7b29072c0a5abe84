import { limitsItem } from '../../knowledge/system/limits';
import { sysctlKey } from '../../knowledge/system/sysctl';
import type { ConfigFile } from '../../settings/file';
import { limitsSettings } from '../../settings/limits';
import { sysctlSettings } from '../../settings/sysctl';
import { unitSettings } from '../../settings/systemd';
import { grouped } from '../../text/numbers';
import type { Span } from '../../text/span';
import type { InlayHint } from '../inlay-hints';
import { easierLimit } from './limits-hover';
import { easierForm } from './sysctl-units';
import { easierUnitLimit } from './unit';

/** Sizes, times and counts of sysctl, limits and unit files in easier units. */
export function systemHints(file: ConfigFile, range: Span): InlayHint[] {
  const hints =
    file.kind === 'sysctl' ? sysctlHints(file) : file.kind === 'limits' ? limitsHints(file) : unitHints(file);
  return hints.filter(({ offset }) => range.start <= offset && offset <= range.end);
}

function sysctlHints(file: ConfigFile): InlayHint[] {
  return sysctlSettings(file).flatMap((setting) => {
    const known = sysctlKey(setting.name);
    const label = known && setting.value.state === 'known' ? easierForm(known, setting.value.value) : undefined;
    // A remark at the end is part of the value for the kernel; the hint stands where people see the number end.
    return label === undefined
      ? []
      : [{ offset: setting.entry.remark?.start ?? setting.valueSpan.end, label: `= ${label}`, kind: 'units' }];
  });
}

function limitsHints(file: ConfigFile): InlayHint[] {
  return limitsSettings(file).flatMap((setting) => {
    const item = limitsItem(setting.name);
    const { limit } = setting;
    if (!item || limit?.state !== 'known' || !setting.types) return [];
    const easier = easierLimit(item, limit.value);
    const offset = setting.valueSpan.end;
    if (setting.ignoredTail)
      return [
        {
          offset,
          label: `= ${easier ?? grouped(limit.value)}`,
          kind: 'units',
          tooltip: 'PAM reads the digits and passes over what follows them.',
        },
      ];
    return easier === undefined ? [] : [{ offset, label: `= ${easier}`, kind: 'units' }];
  });
}

function unitHints(file: ConfigFile): InlayHint[] {
  return unitSettings(file).flatMap((setting) => {
    const label = setting.section.name === 'Service' ? easierUnitLimit(setting) : undefined;
    return label === undefined ? [] : [{ offset: setting.valueSpan.end, label: `= ${label}`, kind: 'units' }];
  });
}
