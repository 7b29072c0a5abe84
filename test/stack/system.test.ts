import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import type { Host, SysctlReader } from '../../server/src/stack/system/host';
import { applyEdits, type FileEdit } from '../../server/src/text/edit';
import { readFixture, stackOf } from '../support/fixture';

const stack = (source: string) => stackOf(readFixture(source).files);

/** The value in force with its file, in one line. */
function inForce(host: Host, key: string, reader: SysctlReader = 'procps'): string {
  const found = host.effective(key, reader);
  if (found.state === 'known') return `${found.value} (${found.setting.file.path})`;
  return found.state === 'unknown' ? `unknown: ${found.reason}` : 'absent';
}

const apply = (now: Stack, edits: readonly FileEdit[]) =>
  edits.map(({ path }) =>
    applyEdits(
      now.file(path)!.text,
      edits.filter((edit) => edit.path === path),
    ),
  )[0];

describe('hosts', () => {
  test.each([
    [
      'one for each file that stands alone',
      '//- sysctl.conf\nvm.a=1\n//- deploy/my-sysctl.conf\nvm.a=1\n',
      ['deploy/my-sysctl.conf', 'sysctl.conf'],
    ],
    [
      'a folder that mirrors a host',
      '//- etc/sysctl.conf\nvm.a=1\n//- etc/sysctl.d/x.conf\nvm.a=1\n//- usr/lib/sysctl.d/y.conf\nvm.a=1\n//- run/sysctl.d/z.conf\nvm.a=1\n',
      [''],
    ],
    [
      'one below another folder',
      '//- hosts/a/etc/sysctl.d/x.conf\nvm.a=1\n//- hosts/b/etc/sysctl.d/x.conf\nvm.a=1\n//- hosts/b/etc/sysctl.conf\nvm.a=1\n',
      ['hosts/a', 'hosts/b'],
    ],
    [
      'a sysctl.d of any folder, with the sysctl.conf beside it',
      '//- host/sysctl.d/x.conf\nvm.a=1\n//- host/sysctl.conf\nvm.a=1\n',
      ['host'],
    ],
    ['none without files', '//- nginx.conf\nevents {}\n', []],
  ])('%s', (_, source, roots) => expect(stack(source).hosts.map((host) => host.root)).toEqual(roots));

  const order = (source: string) => stack(source).hosts[0]!;

  test('sysctl --system sorts by name whatever the folder, and reads /etc/sysctl.conf last', () => {
    const host = order(
      '//- etc/sysctl.d/50-b.conf\nvm.a=1\n//- usr/lib/sysctl.d/10-a.conf\nvm.a=2\n//- etc/sysctl.conf\nvm.a=3\n//- run/sysctl.d/99-c.conf\nvm.a=4\n',
    );
    expect(host.order('procps').map((file) => file.path)).toEqual([
      'usr/lib/sysctl.d/10-a.conf',
      'etc/sysctl.d/50-b.conf',
      'run/sysctl.d/99-c.conf',
      'etc/sysctl.conf',
    ]);
    expect(host.order('systemd').map((file) => file.path)).toEqual([
      'usr/lib/sysctl.d/10-a.conf',
      'etc/sysctl.d/50-b.conf',
      'run/sysctl.d/99-c.conf',
    ]);
    expect(inForce(host, 'vm.a')).toBe('3 (etc/sysctl.conf)');
    expect(inForce(host, 'vm.a', 'systemd')).toMatch(/^unknown|4 \(run/);
  });

  test('a file masks its namesake of a weaker folder', () => {
    const host = order('//- usr/lib/sysctl.d/50-a.conf\nvm.a=1\nvm.b=1\n//- etc/sysctl.d/50-a.conf\nvm.a=2\n');
    expect([inForce(host, 'vm.a'), inForce(host, 'vm.b')]).toEqual(['2 (etc/sysctl.d/50-a.conf)', 'absent']);
    expect(host.masked.map(({ file, by }) => `${file.path} < ${by.path}`)).toEqual([
      'usr/lib/sysctl.d/50-a.conf < etc/sysctl.d/50-a.conf',
    ]);
    expect(host.files.size).toBe(2);
  });

  test('systemd-sysctl reads /etc/sysctl.conf through a link', () => {
    const files = [new ConfigFile('etc/sysctl.conf', 'vm.a=1\n'), new ConfigFile('etc/sysctl.d/50-x.conf', 'vm.a=2\n')];
    const linked = Stack.of(
      files,
      {},
      { paths: files.map(({ path }) => path), links: new Map([['etc/sysctl.d/99-sysctl.conf', 'etc/sysctl.conf']]) },
    ).hosts[0]!;
    expect(linked.systemdReadsMain).toBe(true);
    expect(inForce(linked, 'vm.a', 'systemd')).toBe('1 (etc/sysctl.conf)');
    const bare = Stack.of(files).hosts[0]!;
    expect(bare.systemdReadsMain).toBeUndefined();
    expect(inForce(bare, 'vm.a', 'systemd')).toMatch(/^unknown: systemd-sysctl reads \/etc\/sysctl\.conf only/);
    expect(inForce(bare, 'vm.a')).toBe('1 (etc/sysctl.conf)');
  });

  test.each([
    ['the last line wins', 'vm.a = 1\nvm.a = 2\n', 'vm.a', '2 (sysctl.conf)'],
    [
      'however it is spelt',
      'net/core/somaxconn = 1\nnet.core.somaxconn = 2\n',
      'net.core.somaxconn',
      '2 (sysctl.conf)',
    ],
    [
      'interfaces with dots',
      'net/ipv4/conf/eth0.1/rp_filter = 1\n',
      'net.ipv4.conf.eth0/1.rp_filter',
      '1 (sysctl.conf)',
    ],
    ['a pattern', 'net.ipv4.conf.*.rp_filter = 2\n', 'net.ipv4.conf.eth0.rp_filter', '2 (sysctl.conf)'],
    [
      'a name wins over a later pattern',
      'net.ipv4.conf.eth0.rp_filter = 1\nnet.ipv4.conf.*.rp_filter = 2\n',
      'net.ipv4.conf.eth0.rp_filter',
      '1 (sysctl.conf)',
    ],
    [
      'an exclusion',
      'net.ipv4.conf.*.rp_filter = 2\n-net.ipv4.conf.eth0.rp_filter\n',
      'net.ipv4.conf.eth0.rp_filter',
      'absent',
    ],
    ['a template fills it in', 'vm.a = {{ a }}\n', 'vm.a', 'unknown: a template fills it in'],
    [
      'a condition decides',
      'vm.a = 1\n{% if x %}\nvm.a = 2\n{% endif %}\n',
      'vm.a',
      'unknown: a template’s condition decides',
    ],
    ['but not what stands behind it', '{% if x %}\nvm.a = 2\n{% endif %}\nvm.a = 1\n', 'vm.a', '1 (sysctl.conf)'],
    [
      'lines of the template’s own',
      'vm.a = 1\n{{ more }}\n',
      'vm.a',
      'unknown: a template writes lines that may set it',
    ],
    ['before it', '{{ more }}\nvm.a = 1\n', 'vm.a', '1 (sysctl.conf)'],
    [
      'keys of the template’s own',
      '{% for k in l %}\n{{ k }} = 1\n{% endfor %}\n',
      'vm.a',
      'unknown: a template writes lines that may set it',
    ],
  ])('%s', (_, text, key, expected) => expect(inForce(stackOf([['sysctl.conf', text]]).hosts[0]!, key)).toBe(expected));

  test('what is overridden, under one or both', () => {
    const host = order(
      '//- etc/sysctl.d/10-a.conf\nvm.a = 1\nvm.b = 1\n//- etc/sysctl.d/20-b.conf\nvm.a = 2\nvm.b = 1\n//- etc/sysctl.conf\nvm.c = 1\nvm.c = 2\n',
    );
    expect(
      host.overridden.map(
        ({ setting, procps, systemd }) => `${setting.name}=${setting.text}: ${procps?.text} ${systemd?.text}`,
      ),
    ).toEqual(['vm.a=1: 2 2', 'vm.b=1: 1 1', 'vm.c=1: 2 undefined']);
  });

  test('inserting', () => {
    const now = stack(
      '//- etc/sysctl.d/10-a.conf\nnet.core.somaxconn=1\n//- etc/sysctl.d/90-b.conf\nvm.swappiness = 1\n',
    );
    expect(apply(now, now.hosts[0]!.insert('net.core.somaxconn', '2'))).toBe('net.core.somaxconn=2\n');
    expect(apply(now, now.hosts[0]!.insert('net.core.rmem_max', '2'))).toBe(
      'net.core.somaxconn=1\nnet.core.rmem_max=2\n',
    );
    expect(apply(now, now.hosts[0]!.insert('vm.max_map_count', '2'))).toBe('vm.swappiness = 1\nvm.max_map_count = 2\n');
  });

  test('keys and lines', () => {
    const host = order(
      '//- sysctl.conf\nvm.b = 1\nvm.a = 1\nvm.b = 2\nnet.ipv4.conf.*.rp_filter = 1\n-net.ipv4.conf.all.rp_filter\n',
    );
    expect(host.keys).toEqual(['vm.b', 'vm.a']);
    expect(host.settings('vm.b').map(({ text }) => text)).toEqual(['1', '2']);
    expect(host.lines).toHaveLength(5);
  });
});

describe('limits', () => {
  const set = (source: string) => stack(source).limits[0]!;
  const shown = (found: ReturnType<ReturnType<typeof set>['inForce']>) =>
    found.state === 'known' ? `${found.value}` : found.state === 'unknown' ? `unknown: ${found.reason}` : 'absent';

  test('limits.d comes after limits.conf, by name', () => {
    const one = set(
      '//- etc/security/limits.d/20-b.conf\n* soft nofile 3\n//- etc/security/limits.d/10-a.conf\n* soft nofile 2\n//- etc/security/limits.conf\n* soft nofile 1\n* hard nofile 9\n',
    );
    expect([...one.files].map((file) => file.path)).toEqual([
      'etc/security/limits.conf',
      'etc/security/limits.d/10-a.conf',
      'etc/security/limits.d/20-b.conf',
    ]);
    expect(shown(one.inForce('*', 'nofile', 'soft'))).toBe('3');
    expect(shown(one.inForce('*', 'nofile', 'hard'))).toBe('9');
  });

  test.each([
    ['the user’s own wins whatever the order', 'www soft nofile 5\n* soft nofile 1\n', 'www', 'soft', '5'],
    ['else the star', '* - nofile 7\n', 'www', 'hard', '7'],
    ['which does not reach root', '* soft nofile 1\n', 'root', 'soft', 'absent'],
    [
      'a group may cover the user',
      '@web soft nofile 5\n* soft nofile 1\n',
      'www',
      'soft',
      'unknown: whether @web covers www is decided on the host',
    ],
    ['a soft limit above the hard one is cut', '* soft nofile 9000\n* hard nofile 6000\n', 'www', 'soft', '6000'],
    ['lines that PAM skips', '* soft nofile 5\n* soft nofile = 9\n* soft nofile\n', 'www', 'soft', '5'],
    ['digits', '* soft nofile 64k\n', 'www', 'soft', '64'],
    ['no limit', '* soft nofile unlimited\n', 'www', 'soft', 'Infinity'],
    ['a template', '* soft nofile {{ n }}\n', 'www', 'soft', 'unknown: a template fills it in'],
    [
      'a condition',
      '{% if a %}\n* soft nofile 1\n{% endif %}\n',
      'www',
      'soft',
      'unknown: a template’s condition decides',
    ],
    ['lines of a template', '{{ all }}\n', 'www', 'soft', 'unknown: a template writes lines that may set it'],
  ] as const)('%s', (_, text, user, type, expected) =>
    expect(shown(set(`//- limits.conf\n${text}`).forUser(user, 'nofile', type))).toBe(expected),
  );

  test('inserting', () => {
    const now = stack('//- limits.conf\n* soft nofile 64k # a\n* - nproc 5\n');
    const one = now.limits[0]!;
    expect(apply(now, one.insert('*', 'soft', 'nofile', '65535'))).toBe('* soft nofile 65535 # a\n* - nproc 5\n');
    expect(apply(now, one.insert('*', 'hard', 'nofile', '65535'))).toBe(
      '* soft nofile 64k # a\n* hard nofile 65535\n* - nproc 5\n',
    );
    expect(one.domains).toEqual(['*']);
  });
});

describe('units', () => {
  const units = (source: string) =>
    stack(source).units.map(
      (unit) => `${unit.root}|${unit.name}: ${[...unit.files].map((file) => file.path).join(' + ')}`,
    );
  const limit = (source: string) => {
    const found = stack(source).units[0]!.limit('LimitNOFILE');
    return found.state === 'known'
      ? `${found.value.soft}:${found.value.hard}`
      : found.state === 'unknown'
        ? `unknown: ${found.reason}`
        : 'absent';
  };

  test('a unit with its drop-ins', () => {
    expect(
      units(
        '//- lib/systemd/system/a.service\n[Service]\n//- etc/systemd/system/a.service.d/20.conf\n[Service]\n//- etc/systemd/system/a.service.d/10.conf\n[Service]\n//- lib/systemd/system/a.service.d/10.conf\n[Service]\n//- b.service\n[Service]\n//- etc/systemd/system/c.service.d/x.conf\n[Service]\n',
      ),
    ).toEqual([
      '|a.service: lib/systemd/system/a.service + etc/systemd/system/a.service.d/10.conf + etc/systemd/system/a.service.d/20.conf',
      '|b.service: b.service',
      '|c.service: etc/systemd/system/c.service.d/x.conf',
    ]);
    expect(units('//- lib/systemd/system/a.service\n[Service]\n//- etc/systemd/system/a.service\n[Service]\n')).toEqual(
      ['|a.service: etc/systemd/system/a.service'],
    );
  });

  test.each([
    ['the unit’s own', '//- a.service\n[Service]\nLimitNOFILE=100\n', '100:100'],
    [
      'the drop-in wins',
      '//- a.service\n[Service]\nLimitNOFILE=100\n//- a.service.d/x.conf\n[Service]\nLimitNOFILE=10:20\n',
      '10:20',
    ],
    [
      'what systemd ignores doesn’t',
      '//- a.service\n[Service]\nLimitNOFILE=100\n//- a.service.d/x.conf\n[Service]\nLimitNOFILE=64K\n',
      '100:100',
    ],
    ['another section', '//- a.service\n[Unit]\nLimitNOFILE=100\n', 'absent'],
    [
      'only a drop-in',
      '//- a.service.d/x.conf\n[Service]\nUser=x\n',
      'unknown: a.service itself is not in the workspace',
    ],
    [
      'a template',
      '//- a.service\n[Service]\nLimitNOFILE=100\nLimitNOFILE={{ n }}\n',
      'unknown: a template fills it in',
    ],
  ])('%s', (_, source, expected) => expect(limit(source)).toBe(expected));

  test('what is ignored, and inserting', () => {
    const now = stack('//- a.service\n[Service]\nLimitNOFILE=64K\nExecStart=/x\n');
    const unit = now.units[0]!;
    expect(unit.ignored('LimitNOFILE').map(({ setting, reason }) => `${setting.text}: ${reason}`)).toEqual([
      '64K: systemd ignores LimitNOFILE=64K: it takes a plain number here.',
    ]);
    expect(apply(now, unit.insert('Service', 'LimitNOFILE', '65535'))).toBe(
      '[Service]\nLimitNOFILE=65535\nExecStart=/x\n',
    );
    expect(apply(now, unit.insert('Service', 'LimitNPROC', '5'))).toBe(
      '[Service]\nLimitNOFILE=64K\nLimitNPROC=5\nExecStart=/x\n',
    );
  });
});

test('parts that a change does not touch stay the same', () => {
  const before = stack(
    '//- a/etc/sysctl.conf\nvm.a=1\n//- b/etc/sysctl.conf\nvm.a=1\n//- limits.conf\n* - nofile 1\n//- a.service\n[Service]\n//- redis.conf\nport 1\n//- r/redis.conf\nport 1\n',
  );
  const parts = (now: Stack) => [...now.hosts, ...now.limits, ...now.units, ...now.redisServers];
  const old = parts(before);
  const next = before
    .with(new ConfigFile('b/etc/sysctl.conf', 'vm.a=2\n'))
    .with(new ConfigFile('r/redis.conf', 'port 2\n'));
  expect(parts(next).map((part, i) => part === old[i])).toEqual(
    [true, false, true, true, false, true].map(
      (_, i) =>
        old[i] !== undefined &&
        ![1, next.redisServers.findIndex((one) => one.main.path === 'r/redis.conf') + 4].includes(i),
    ),
  );
  expect(parts(before.with(new ConfigFile('new.conf', ''))).filter((part) => old.includes(part))).toHaveLength(4);
});
