import type { ConfigFile } from '../../settings/file';
import { mongodConf } from '../../settings/mongod-conf';
import type { Span } from '../../text/span';
import type { InlayHint } from '../inlay-hints';
import { easierMongod } from './units';

/** Sizes and times of a mongod.conf in easier units. */
export function mongodHints(file: ConfigFile, range: Span): InlayHint[] {
  return mongodConf(file).settings.flatMap(({ name, value, valueSpan }): InlayHint[] => {
    const offset = valueSpan.end;
    if (offset < range.start || offset > range.end) return [];
    const label = value.state === 'known' ? easierMongod(name, value.value) : undefined;
    return label === undefined ? [] : [{ offset, label: `= ${label}`, kind: 'units' }];
  });
}
