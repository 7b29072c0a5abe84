import { parseConnectionString } from '../../settings/connection-string';
import type { ClientUrl } from './clients';
import { PythonSetting } from './setting';
import { contentOf, type PythonDict, type PythonValue } from './value';

/** A value as a connection string; undefined for a mere host. */
export function urlOf(value: PythonValue): ClientUrl | undefined {
  const text = contentOf(value);
  const parsed = text && parseConnectionString(text.content.text);
  if (!text || !parsed) return undefined;
  return { ...text, parsed, assumed: value.state === 'known' ? value.assumed : [] };
}

/** Whether a part that can't be told may hold options: one behind the hosts. */
export function mayHideOptions({ content, parsed }: ClientUrl): boolean {
  return content.unknownIn(parsed.hostsEnd, content.text.length) !== undefined;
}

/** The entries of a dict that is handed over as keywords. */
export function dictSettings(dict: PythonDict, nameOf: (written: string) => string): PythonSetting[] {
  return dict.value.flatMap((item) =>
    item.key === undefined
      ? []
      : [
          new PythonSetting({
            name: nameOf(item.key),
            written: item.key,
            file: item.file,
            span: item.span,
            nameSpan: item.keySpan,
            expression: item.expression,
            read: item.value,
            carrier: 'entry',
            sure: true,
          }),
        ],
  );
}
