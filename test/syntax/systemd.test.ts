import { describe, expect, test } from 'vitest';
import { parseUnitLimit } from '../../server/src/knowledge/system/units';
import { ConfigFile } from '../../server/src/settings/file';
import { insertUnitSetting, unitSettings } from '../../server/src/settings/systemd';
import { parseUnit } from '../../server/src/syntax/systemd/parse';
import { applyEdits, type TextEdit } from '../../server/src/text/edit';
import { mended, prefixes, problemsOf, spansInside } from '../support/lines';

const fileOf = (text: string) => new ConfigFile('a.service', text);
const read = (text: string) =>
  unitSettings(fileOf(text)).map(
    (one) => `${one.section.name}.${one.name}=${one.value.state === 'known' ? one.value.value : '?'}`,
  );

describe('grammar', () => {
  test.each([
    ['sections', '[Unit]\nA=1\n[Service]\nA = 2 \n', ['Unit.A=1', 'Service.A=2']],
    ['comments on their own lines', '[Service]\n# A=1\n ; B=2\nC=3 # no comment\n', ['Service.C=3 # no comment']],
    [
      'continued lines',
      '[Service]\nExecStart=/bin/x \\\n  -a \\\n  -b\nB=1\n',
      ['Service.ExecStart=/bin/x    -a    -b', 'Service.B=1'],
    ],
    ['a comment inside a continued line', '[Service]\nA=1 \\\n# not me\n 2\n', ['Service.A=1   2']],
    ['two backslashes end the line', '[Service]\nA=1\\\\\nB=2\n', ['Service.A=1\\\\', 'Service.B=2']],
    ['a continued line at the end', '[Service]\nA=1 \\', ['Service.A=1']],
    ['several of a key', '[Service]\nA=1\nA=\nA=2\n', ['Service.A=1', 'Service.A=', 'Service.A=2']],
    ['CRLF', '[Service]\r\nA=1 \\\r\n 2\r\n', ['Service.A=1   2']],
    ['a byte order mark', '\uFEFF[Service]\nA=1\n', ['Service.A=1']],
    ['indentation', '  [Service]\n  A=1\n', ['Service.A=1']],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected));

  test('where a continued value stands', () => {
    const text = '[Service]\nA=1 \\\n  2 \nB=3\n';
    const { value, span } = parseUnit(text).sections[0]!.entries[0]!;
    expect(text.slice(value.start, value.end)).toBe('1 \\\n  2');
    expect(text.slice(span.start, span.end)).toBe('A=1 \\\n  2');
  });

  test.each([
    ['[Service]\nLimitNOFILE\n', 'LimitNOFILE|There is no "="', undefined],
    ['A=1\n[Service]\n', 'A=1|This stands before the first section', undefined],
    ['[Service]\n=1\n', '=1|There is no key', undefined],
    ['[Service\nA=1\n', '[Service|The section’s name doesn’t end', '[Service]\nA=1\n'],
    ['[Service] # x\nA=1\n', ' # x|A comment can’t stand behind', undefined],
  ])('%j is told', (text, expected, after) => {
    const { problems } = parseUnit(text);
    expect(problemsOf(text, problems, expected)).toBe(expected);
    expect(mended(text, problems)).toBe(after ?? text);
  });

  test('templates and variables', () => {
    const file = fileOf(
      '[Service]\nLimitNOFILE={{ n }}\nExecStart=/bin/x ${ARG} $OTHER\n{% if x %}\nLimitNPROC=1\n{% endif %}\n{{ more }}\n',
    );
    expect(file.systemd.problems).toEqual([]);
    expect(file.systemd.unseen).toHaveLength(1);
    expect(unitSettings(file).map((one) => one.value.state)).toEqual(['unknown', 'unknown', 'unknown']);
  });
});

describe('limits, as systemd 252 reads them', () => {
  test.each([
    ['1000', { soft: 1000, hard: 1000 }],
    ['1000:2000', { soft: 1000, hard: 2000 }],
    ['1000:infinity', { soft: 1000, hard: Number.POSITIVE_INFINITY }],
    ['infinity', { soft: Number.POSITIVE_INFINITY, hard: Number.POSITIVE_INFINITY }],
    ['+1000', { soft: 1000, hard: 1000 }],
    ['0x100', { soft: 256, hard: 256 }],
    ['010', { soft: 8, hard: 8 }],
  ])('%s', (value, expected) => expect(parseUnitLimit('LimitNOFILE', value)).toEqual(expected));

  test.each([
    '1000:500',
    '64K',
    'unlimited',
    '',
    '1000 : 2000',
    '65,535',
    '-1',
    '1000 # c',
    '"1000"',
    '1000:',
    ':1000',
    '18446744073709551616',
    '1:2:3',
  ])('%j is ignored', (value) =>
    expect(parseUnitLimit('LimitNOFILE', value)).toMatch(/^systemd (ignores|takes) .*\.$/),
  );

  test('sizes of other limits have units', () => {
    expect(parseUnitLimit('LimitMEMLOCK', '64M')).toEqual({ soft: 64 * 2 ** 20, hard: 64 * 2 ** 20 });
    expect(typeof parseUnitLimit('LimitNPROC', '10%')).toBe('string');
    expect(typeof parseUnitLimit('LimitNICE', '-25')).toBe('string');
  });
});

describe('writing', () => {
  const change = (text: string, edit: (file: ConfigFile) => TextEdit[]) => applyEdits(text, edit(fileOf(text)));

  test('sets and removes, continuation lines included', () => {
    const text = '[Service]\r\n# c\r\nLimitNOFILE = 1 \\\r\n  2\r\nB=1\r\n';
    expect(change(text, (file) => unitSettings(file)[0]!.set('9'))).toBe(
      '[Service]\r\n# c\r\nLimitNOFILE = 9\r\nB=1\r\n',
    );
    expect(change(text, (file) => unitSettings(file)[0]!.remove())).toBe('[Service]\r\n# c\r\nB=1\r\n');
    expect(change('[Service]\nLimitNOFILE=\n', (file) => unitSettings(file)[0]!.set('9'))).toBe(
      '[Service]\nLimitNOFILE=9\n',
    );
  });

  test.each([
    [
      'beside its relatives',
      '[Service]\nLimitNPROC=1\nExecStart=/x\n\n[Install]\nA=1\n',
      '[Service]\nLimitNPROC=1\nLimitNOFILE=9\nExecStart=/x\n\n[Install]\nA=1\n',
    ],
    [
      'at the section’s end',
      '[Service]\nExecStart=/x\n\n[Install]\nA=1\n',
      '[Service]\nExecStart=/x\nLimitNOFILE=9\n\n[Install]\nA=1\n',
    ],
    ['in a new section', '[Unit]\nA=1\n', '[Unit]\nA=1\n\n[Service]\nLimitNOFILE=9\n'],
    ['in an empty section', '[Service]\n', '[Service]\nLimitNOFILE=9\n'],
    ['in an empty file', '', '[Service]\nLimitNOFILE=9\n'],
    ['with the file’s sign', '[Service]\nUser = x\n', '[Service]\nUser = x\nLimitNOFILE = 9\n'],
    [
      'behind a continued line',
      '[Service]\nExecStart=/x \\\n -a\n',
      '[Service]\nExecStart=/x \\\n -a\nLimitNOFILE=9\n',
    ],
  ])('inserts %s', (_, text, expected) =>
    expect(change(text, (file) => insertUnitSetting(file, 'Service', 'LimitNOFILE', '9'))).toBe(expected),
  );
});

test('Headroom’s comments hold for their section', () => {
  const file = fileOf('[Service]\n# headroom-ignore system/x -- a\nA=1\n[Install]\nB=1\n');
  const [one] = file.comments.suppressions;
  expect(file.text.slice(one!.scope.start, one!.scope.end)).toBe('# headroom-ignore system/x -- a\nA=1\n');
});

test('no prefix throws, and spans lie inside', () => {
  const text =
    '\uFEFF[Unit]\r\n# c\r\n[Service\r\nExecStart=/x \\\r\n; c\r\n -a ${B} \\\\\r\n=1\r\nLimitNOFILE = {{ a }} \\\r\n[X] # y\rA=1\n';
  for (const part of prefixes(text, 1_000)) {
    const tree = parseUnit(part);
    const entries = tree.sections.flatMap((section) => [
      section.span,
      section.header,
      ...section.entries.flatMap(({ span, key, value }) => [span, key, value]),
    ]);
    spansInside(part, 'unit', [...tree.comments, ...entries, ...tree.problems.map(({ span }) => span)]);
  }
});

test('linear time', () => {
  parseUnit(`[Service]\nA=1 \\\n${'# c\nx \\\n'.repeat(50_000)}`);
  parseUnit('[a]\n'.repeat(100_000));
});
