import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { canonicalKey, insertSysctl, pathOfKey, sysctlSettings } from '../../server/src/settings/sysctl';
import { parseSysctl } from '../../server/src/syntax/sysctl/parse';
import { applyEdits } from '../../server/src/text/edit';
import { corpusFiles, mended, prefixes, problemsOf, spansInside } from '../support/lines';

/** Each entry as `key=value`, `key` for an exclusion, with its dash. */
const read = (text: string) =>
  parseSysctl(text).entries.map(
    ({ dash, key, value }) => `${dash ? '-' : ''}${key.value}${value ? `=${value.value}` : ''}`,
  );

describe('grammar', () => {
  test.each([
    ['blanks round the sign', ' net.core.somaxconn \t=  1 ', ['net.core.somaxconn=1']],
    ['none', 'net.core.somaxconn=1', ['net.core.somaxconn=1']],
    ['blanks inside the value stay', 'net.ipv4.tcp_rmem = 4096\t 87380  1', ['net.ipv4.tcp_rmem=4096\t 87380  1']],
    ['comments', '# a = 1\n ; b = 2\n\n', []],
    [
      'what looks like a comment at the end is part of the value',
      'net.core.somaxconn = 7 # seven',
      ['net.core.somaxconn=7 # seven'],
    ],
    ['further signs belong to the value', 'kernel.core_pattern = |/bin/x a=b', ['kernel.core_pattern=|/bin/x a=b']],
    ['nothing behind the sign', 'net.core.somaxconn =', ['net.core.somaxconn=']],
    ['a dash', '-net.core.somaxconn = 1', ['-net.core.somaxconn=1']],
    [
      'an exclusion',
      'net.ipv4.conf.*.rp_filter = 2\n-net.ipv4.conf.all.rp_filter',
      ['net.ipv4.conf.*.rp_filter=2', '-net.ipv4.conf.all.rp_filter'],
    ],
    ['slashes', 'net/core/somaxconn = 1', ['net/core/somaxconn=1']],
    ['CRLF', 'vm.swappiness = 1\r\nvm.max_map_count = 2\r\n', ['vm.swappiness=1', 'vm.max_map_count=2']],
    ['no final line break', 'vm.swappiness = 1', ['vm.swappiness=1']],
    ['a byte order mark is no part of the key', '\uFEFFvm.swappiness = 1', ['vm.swappiness=1']],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected));

  test.each([
    ['vm.swappiness 1', 'vm.swappiness 1|There is no "="', 'vm.swappiness = 1'],
    ['vm.swappiness: 1', 'vm.swappiness: 1|There is no "="', 'vm.swappiness = 1'],
    ['what is this', 'what is this|There is no "="', undefined],
    ['vm.swappiness = "1"', '"1"|The quotes become part', 'vm.swappiness = 1'],
    ["vm.swappiness = '1'", "'1'|The quotes become part", 'vm.swappiness = 1'],
    ['- vm.swappiness = 1', '- |With a blank behind the dash', '-vm.swappiness = 1'],
    ['sysctl -w vm.swappiness=1', 'sysctl -w |This is a command', 'vm.swappiness=1'],
    ['sudo sysctl vm.swappiness=1', 'sudo sysctl |This is a command', 'vm.swappiness=1'],
    ['net.core somaxconn = 1', 'net.core somaxconn|A key has no blanks', undefined],
    ['= 1', '= 1|There is no key', undefined],
    ['net.ipv4.tcp_rmem = 1 \\\n2 3', '\\|A sysctl line can’t go on + 2 3|There is no "="', undefined],
    ['\uFEFFvm.swappiness = 1', '\uFEFF|This file begins with', 'vm.swappiness = 1'],
  ])('%j is told', (text, expected, after) => {
    const { problems } = parseSysctl(text);
    expect(problemsOf(text, problems, expected)).toBe(expected);
    expect(mended(text, problems)).toBe(after ?? text);
    expect(after === undefined ? [] : parseSysctl(after).problems).toEqual([]);
  });

  test.each([
    'kernel.core_pattern = |/usr/lib/x "a" b',
    'vm.swappiness = 7 # seven',
    '-net.ipv4.conf.all.rp_filter',
    '# headroom',
    'kernel.x = ""',
    '',
  ])('%j is fine', (text) => expect(parseSysctl(text).problems).toEqual([]));

  test('the remark in a value', () => {
    const text = 'vm.swappiness = 7  # seven';
    const { remark } = parseSysctl(text).entries[0]!;
    expect(text.slice(remark!.start, remark!.end)).toBe('  # seven');
    expect(parseSysctl('kernel.core_pattern = a#b').entries[0]!.remark).toBeUndefined();
  });
});

describe('templates', () => {
  test('placeholders make values unknown', () => {
    const file = new ConfigFile(
      'sysctl.conf',
      'vm.swappiness = {{ a = "b" }}\nvm.max_map_count=${N}\nnet.core.somaxconn=1{% if x %}2{% endif %}\n',
    );
    expect(sysctlSettings(file).map((setting) => `${setting.name} ${setting.value.state}`)).toEqual([
      'vm.swappiness unknown',
      'vm.max_map_count unknown',
      'net.core.somaxconn known',
    ]);
    expect(file.sysctl.problems).toEqual([]);
  });

  test('conditions, loops and lines of the template’s own', () => {
    const text =
      '{% if x %}\nvm.swappiness = 1\n{% endif %}\n{{ more }}\n{# no = comment #}\n{% for k in list %}\n{{ k.name }} = {{ k.value }}\n{% endfor %}\nvm.max_map_count = 2\n';
    const tree = parseSysctl(text);
    expect(tree.problems).toEqual([]);
    expect(tree.unseen.map(({ start, end }) => text.slice(start, end))).toEqual(['{{ more }}']);
    expect(tree.entries.map(({ key, conditional }) => [key.value, key.placeholder, conditional])).toEqual([
      ['vm.swappiness', false, true],
      ['{{ k.name }}', true, true],
      ['vm.max_map_count', false, false],
    ]);
  });
});

describe('keys', () => {
  test.each([
    ['net.core.somaxconn', 'net.core.somaxconn', 'net/core/somaxconn'],
    ['net/core/somaxconn', 'net.core.somaxconn', 'net/core/somaxconn'],
    ['net/ipv4/conf/eth0.100/rp_filter', 'net.ipv4.conf.eth0/100.rp_filter', 'net/ipv4/conf/eth0.100/rp_filter'],
    ['net.ipv4.conf.eth0/100.rp_filter', 'net.ipv4.conf.eth0/100.rp_filter', 'net/ipv4/conf/eth0.100/rp_filter'],
    ['net.core/x', 'net.core/x', 'net/core.x'],
    ['swappiness', 'swappiness', 'swappiness'],
  ])('%s is %s', (written, canonical, path) => {
    expect(canonicalKey(written)).toBe(canonical);
    expect(pathOfKey(canonical)).toBe(path);
  });
});

describe('writing', () => {
  const change = (
    text: string,
    edit: (file: ConfigFile) => { span: { start: number; end: number }; newText: string }[],
  ) => applyEdits(text, edit(new ConfigFile('sysctl.conf', text)));

  test.each([
    ['vm.swappiness = 60 # sixty\n', 'vm.swappiness = 1 # sixty\n'],
    ['vm.swappiness=60\r\n', 'vm.swappiness=1\r\n'],
    ['vm.swappiness =\n', 'vm.swappiness = 1\n'],
    ['vm.swappiness=\n', 'vm.swappiness=1\n'],
    ['vm.swappiness   =   60', 'vm.swappiness   =   1'],
    ['vm.swappiness = 1\n', 'vm.swappiness = 1\n'],
  ])('sets %j', (text, expected) => expect(change(text, (file) => sysctlSettings(file)[0]!.set('1'))).toBe(expected));

  test('moves what was meant as a comment', () => {
    expect(change('  vm.swappiness = 60  # sixty\r\n', (file) => sysctlSettings(file)[0]!.moveRemark())).toBe(
      '  # sixty\n  vm.swappiness = 60\r\n'.replace('\n', '\r\n'),
    );
  });

  test.each([
    ['# a\nvm.swappiness = 60\n# b\n', '# a\n# b\n'],
    ['vm.swappiness = 60', ''],
    ['# a\r\nvm.swappiness = 60', '# a'],
    ['vm.swappiness = 60\r\nvm.x = 1\r\n', 'vm.x = 1\r\n'],
  ])('removes %j', (text, expected) =>
    expect(change(text, (file) => sysctlSettings(file)[0]!.remove())).toBe(expected),
  );

  test.each([
    ['an empty file', '', 'net.core.somaxconn', 'net.core.somaxconn = 1\n'],
    ['the file’s sign', 'vm.swappiness=60\n', 'net.core.somaxconn', 'vm.swappiness=60\nnet.core.somaxconn=1\n'],
    [
      'the file’s separators',
      'vm/swappiness = 60\n',
      'net.core.somaxconn',
      'vm/swappiness = 60\nnet/core/somaxconn = 1\n',
    ],
    ['no final line break', 'vm.swappiness = 60', 'net.core.somaxconn', 'vm.swappiness = 60\nnet.core.somaxconn = 1\n'],
    ['CRLF', 'vm.swappiness = 60\r\n', 'net.core.somaxconn', 'vm.swappiness = 60\r\nnet.core.somaxconn = 1\r\n'],
    [
      'beside its nearest relative',
      'net.core.rmem_max = 9\nnet.ipv4.tcp_rmem = 1 2 3\nnet.ipv4.tcp_fin_timeout = 9\n\n# memory\nvm.swappiness = 1\n',
      'net.ipv4.tcp_wmem',
      'net.core.rmem_max = 9\nnet.ipv4.tcp_rmem = 1 2 3\nnet.ipv4.tcp_fin_timeout = 9\nnet.ipv4.tcp_wmem = 1\n\n# memory\nvm.swappiness = 1\n',
    ],
    [
      'aligned',
      'net.core.rmem_max   = 9\nnet.core.wmem_max   = 9\n',
      'net.core.somaxconn',
      'net.core.rmem_max   = 9\nnet.core.wmem_max   = 9\nnet.core.somaxconn  = 1\n',
    ],
    [
      'behind a comment at the end of the file',
      '# nothing here',
      'vm.swappiness',
      '# nothing here\nvm.swappiness = 1\n',
    ],
  ])('inserts: %s', (_, text, key, expected) => {
    const after = change(text, (file) => insertSysctl(file, key, '1'));
    expect(after).toBe(expected);
    expect(
      sysctlSettings(new ConfigFile('sysctl.conf', after)).some(
        (setting) => setting.name === key && setting.text === '1',
      ),
    ).toBe(true);
  });
});

test('Headroom’s comments silence on lines of their own only', () => {
  const file = new ConfigFile(
    'sysctl.conf',
    '# headroom-ignore-next-line system/x -- a\nvm.swappiness = 1 # headroom-ignore system/y\n; headroom-ignore system/z\nvm.x = 1\n',
  );
  expect(
    file.comments.suppressions.map(({ rules, scope }) => [rules[0], file.text.slice(scope.start, scope.end).trim()]),
  ).toEqual([
    ['system/x', 'vm.swappiness = 1 # headroom-ignore system/y'],
    ['system/z', '; headroom-ignore system/z\nvm.x = 1'],
  ]);
});

describe('any text', () => {
  test('no prefix of a real file throws, and spans lie inside', () => {
    for (const [path, text] of corpusFiles('sysctl')) {
      for (const part of prefixes(text)) {
        const tree = parseSysctl(part);
        spansInside(part, path, [
          ...tree.comments,
          ...tree.entries.map(({ span }) => span),
          ...tree.problems.map(({ span }) => span),
        ]);
      }
    }
  });

  test('linear time', () => {
    const text = 'net.core.somaxconn = 1 # x\n"\n= \\\n'.repeat(50_000);
    parseSysctl(text);
  });
});
