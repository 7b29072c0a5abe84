import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { insertLimit, limitsSettings, readLimits } from '../../server/src/settings/limits';
import { applyEdits, type TextEdit } from '../../server/src/text/edit';
import { corpusFiles, mended, prefixes, problemsOf, spansInside } from '../support/lines';

const fileOf = (text: string) => new ConfigFile('limits.conf', text);

/** Each entry as PAM reads it: domain, type, item, number. */
const read = (text: string) =>
  limitsSettings(fileOf(text)).map(
    (one) =>
      `${one.domain} ${one.types?.join('+')} ${one.name} ${one.limit?.state === 'known' ? one.limit.value : one.limit?.state}`,
  );

describe('grammar', () => {
  test.each([
    ['four fields', '*\tsoft  nofile 65535', ['* soft nofile 65535']],
    ['a comment at the end of the line', '* soft nofile 65535# all', ['* soft nofile 65535']],
    ['both limits', 'www-data - nofile 1000', ['www-data soft+hard nofile 1000']],
    ['in any case', '* SOFT NoFile 4000', ['* soft nofile 4000']],
    [
      'groups and ranges',
      '@web hard nproc 10\n1000:2000 soft core 0\n%adm - maxlogins 4',
      ['@web hard nproc 10', '1000:2000 soft core 0', '%adm soft+hard maxlogins 4'],
    ],
    [
      'no limit',
      '* - nofile unlimited\n* - nofile Infinity\n* - nofile -1\n* - nofile -5',
      Array(4).fill('* soft+hard nofile Infinity'),
    ],
    [
      'digits up to another character',
      '* soft nofile 64k\n* soft nofile 4,000\n* soft nofile 0x100\n* soft nofile +7',
      ['* soft nofile 64', '* soft nofile 4', '* soft nofile 0', '* soft nofile 7'],
    ],
    ['further fields are passed over', '* soft nofile 1000 extra words', ['* soft nofile 1000']],
    ['no limits for somebody', 'nobody -\n* soft nofile 1', ['* soft nofile 1']],
    ['CRLF', '* soft nofile 1\r\n* hard nofile 2\r\n', ['* soft nofile 1', '* hard nofile 2']],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected));

  test.each([
    ['* soft nofile', '* soft nofile|Only 3 fields stand here', undefined],
    ['nofile', 'nofile|Only one field stands here', undefined],
    ['*soft nofile 4000', '*soft nofile 4000|Only 3 fields stand here', '* soft nofile 4000'],
    ['* soft nofile = 4000', '=|"=" is read as the value', '* soft nofile 4000'],
    ['* soft,hard nofile 4000', 'soft,hard|The type is soft, hard or -', '* - nofile 4000'],
    ['* max nofile 4000', 'max|The type is soft, hard or -', undefined],
    ['* soft nofiles 4000', 'nofiles|PAM knows no item "nofiles"', '* soft nofile 4000'],
    ['* soft open_files 4000', 'open_files|PAM knows no item "open_files"', undefined],
    ['* soft nofile "4000"', '"4000"|This is no limit', undefined],
    ['* soft nofile many', 'many|This is no limit', undefined],
    ['\uFEFF* soft nofile 1', '\uFEFF|This file begins with', '* soft nofile 1'],
  ])('%j is told', (text, expected, after) => {
    const { problems } = readLimits(text);
    expect(problemsOf(text, problems, expected)).toBe(expected);
    expect(mended(text, problems)).toBe(after ?? text);
    expect(after === undefined ? [] : readLimits(after).problems).toEqual([]);
  });

  test('what PAM passes over in a value', () => {
    const text = '* soft nofile 64k';
    const { ignoredTail } = limitsSettings(fileOf(text))[0]!;
    expect(text.slice(ignoredTail!.start, ignoredTail!.end)).toBe('k');
    expect(limitsSettings(fileOf('* soft nofile unlimited'))[0]!.ignoredTail).toBeUndefined();
  });

  test('templates', () => {
    const file = fileOf(
      '* soft nofile {{ limits["x"] # no }}\n{% for u in users %}\n{{ u.name }} hard nofile {{ u.n }}\n{% endfor %}\n{{ rest }}\n',
    );
    expect(file.limits.problems).toEqual([]);
    expect(file.limits.unseen).toHaveLength(1);
    expect(limitsSettings(file).map((one) => [one.value.state, one.entry.domain.placeholder])).toEqual([
      ['unknown', false],
      ['unknown', true],
    ]);
  });
});

describe('writing', () => {
  const change = (text: string, edit: (file: ConfigFile) => TextEdit[]) => applyEdits(text, edit(fileOf(text)));

  test('sets and removes', () => {
    expect(change('* soft nofile 64k # why\r\n', (file) => limitsSettings(file)[0]!.set('65535'))).toBe(
      '* soft nofile 65535 # why\r\n',
    );
    expect(change('* soft nofile 1\n* hard nofile 2\n', (file) => limitsSettings(file)[0]!.remove())).toBe(
      '* hard nofile 2\n',
    );
    expect(change('* soft nofile 1 # why\n', (file) => limitsSettings(file)[0]!.remove())).toBe('# why\n');
  });

  test.each([
    ['an empty file', '', '*', 'soft', '* soft nofile 9\n'],
    [
      'behind the same domain and item',
      '* soft nofile 1\n* soft core 0\nroot soft nofile 1\n',
      '*',
      'hard',
      '* soft nofile 1\n* hard nofile 9\n* soft core 0\nroot soft nofile 1\n',
    ],
    [
      'in the columns of its neighbours',
      '*               soft    core            0\n',
      '*',
      'hard',
      '*               soft    core            0\n*               hard    nofile          9\n',
    ],
    ['with tabs', '*\tsoft\tcore\t0\n', 'root', 'hard', '*\tsoft\tcore\t0\nroot\thard\tnofile\t9\n'],
    [
      'before the shipped file’s end',
      '#*  soft  core  0\n\n# End of file\n',
      '*',
      '-',
      '#*  soft  core  0\n\n* - nofile 9\n# End of file\n',
    ],
    ['CRLF', '* soft core 0\r\n', '*', 'hard', '* soft core 0\r\n* hard nofile 9\r\n'],
  ] as const)('inserts: %s', (_, text, domain, type, expected) =>
    expect(change(text, (file) => insertLimit(file, domain, type, 'nofile', '9'))).toBe(expected),
  );
});

test('Headroom’s comments, also at the end of a line', () => {
  const file = fileOf(
    '* soft nofile 1 # headroom-ignore system/nofile -- small\n# headroom-ignore-next-line system/x\n* hard nofile 2\n',
  );
  expect(
    file.comments.suppressions.map(({ rules, scope }) => [rules[0], file.text.slice(scope.start, scope.end).trim()]),
  ).toEqual([
    ['system/nofile', '* soft nofile 1 # headroom-ignore system/nofile -- small'],
    ['system/x', '* hard nofile 2'],
  ]);
});

test('no prefix of a real file throws, and spans lie inside', () => {
  for (const [path, text] of corpusFiles('limits')) {
    for (const part of prefixes(text)) {
      const tree = readLimits(part);
      spansInside(part, path, [
        ...tree.comments,
        ...tree.entries.map(({ span }) => span),
        ...tree.problems.map(({ span }) => span),
      ]);
    }
  }
});
