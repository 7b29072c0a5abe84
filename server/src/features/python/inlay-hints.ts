import type { ConfigFile } from '../../settings/file';
import type { Stack } from '../../stack/stack';
import type { Span } from '../../text/span';
import type { InlayHint } from '../inlay-hints';
import { easierValue, knownOf } from './known';
import { type PythonPart, partsOf } from './parts';

/** Times and sizes in easier units, and what formulas of the number of CPUs come to on the host. */
export function pythonHints(stack: Stack, file: ConfigFile, range: Span): InlayHint[] {
  const { cpus } = stack.settings.host;
  return partsOf(stack, file).flatMap((part) => {
    const offset = part.setting.valueSpan.end;
    return offset < range.start || offset > range.end ? [] : hintOf(part, offset, cpus);
  });
}

function hintOf(part: PythonPart, offset: number, cpus: number | undefined): InlayHint[] {
  const { setting } = part;
  const { read } = setting;
  if (read.state === 'unknown') {
    if (!read.forCpus || cpus === undefined) return [];
    const label = `= ${read.forCpus(cpus)} for ${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`;
    return [{ offset, label, kind: 'totals', tooltip: '`host.cpus` of headroom.yaml says how many there are.' }];
  }
  const known = part.subject.kind === 'unread' ? undefined : knownOf(part);
  const label = known && easierValue(known.unit, setting, read);
  return label === undefined ? [] : [{ offset, label: `= ${label}`, kind: 'units' }];
}
