import { describe, expect, test } from 'vitest';
import { isLimitsItem, limitsItem, limitsItems } from '../../server/src/knowledge/system/limits';
import {
  isAcceptedByContainers,
  isNamespaced,
  olderThan,
  sysctlDefault,
  sysctlKey,
  sysctlKeys,
} from '../../server/src/knowledge/system/sysctl';
import { SYSCTL_KEYS } from '../../server/src/knowledge/system/sysctl-table';
import { kernelNumbers, sysctlRefusal } from '../../server/src/knowledge/system/sysctl-values';
import { unitLimitDirective, unitLimitDirectives } from '../../server/src/knowledge/system/units';

const rows = SYSCTL_KEYS.split('\n').filter((line) => line !== '');

describe('the table of keys', () => {
  test('every row is read, and no key stands twice', () => {
    expect(sysctlKeys()).toHaveLength(rows.length);
    expect(
      sysctlKeys()
        .map(({ what }) => what)
        .filter((what) => what === '' || what.endsWith('.')),
    ).toEqual([]);
  });

  test('the kernel takes its own defaults', () => {
    const wrong = sysctlKeys()
      .flatMap(({ key, defaults }) => defaults.map(({ value }) => sysctlRefusal(key.replace('*', 'eth0'), value)))
      .filter((message) => message !== undefined);
    expect(wrong).toEqual([]);
  });

  test('every page is an address of the kernel’s documentation', () => {
    for (const { page } of sysctlKeys()) expect(page).toMatch(/^https:\/\/docs\.kernel\.org\//);
    expect(sysctlKey('net.core.rmem_max')?.page).toBe('https://docs.kernel.org/admin-guide/sysctl/net.html#rmem-max');
  });
});

test.each([
  ['net.core.somaxconn', '5.3', '128'],
  ['net.core.somaxconn', '5.4', '4096'],
  ['net.core.somaxconn', undefined, '4096'],
  ['net.ipv4.tcp_rmem', '4.19', '4096 87380 6291456'],
  ['net.ipv4.tcp_rmem', '6.1', '4096 131072 6291456'],
  ['net.ipv4.tcp_rmem', '6.16', '4096 131072 33554432'],
  ['net.core.rmem_max', '6.17', '212992'],
  ['net.ipv4.tcp_max_syn_backlog', '6.1', undefined],
] as const)('the default of %s on %s', (key, kernel, value) => expect(sysctlDefault(key, kernel)).toBe(value));

test('versions are compared as numbers', () => {
  expect([
    olderThan('5.3', '5.4'),
    olderThan('5.10', '5.4'),
    olderThan('6', '5.4'),
    olderThan('5', '5.4'),
    olderThan('6.1.0-13-amd64', '6.1'),
  ]).toEqual([true, false, false, true, false]);
});

test('keys of interfaces', () => {
  expect(sysctlKey('net.ipv4.conf.eth0/100.rp_filter')?.key).toBe('net.ipv4.conf.*.rp_filter');
  expect(sysctlKey('net.ipv4.conf.rp_filter')).toBeUndefined();
  expect(sysctlKey('constructor')).toBeUndefined();
});

test('what containers may set', () => {
  expect(
    [
      'net.core.somaxconn',
      'kernel.shmmax',
      'fs.mqueue.msg_max',
      'vm.overcommit_memory',
      'fs.file-max',
      'kernel.pid_max',
    ].map(isAcceptedByContainers),
  ).toEqual([true, true, true, false, false, false]);
  expect(['net.core.somaxconn', 'net.core.netdev_max_backlog', 'net.core.nosuch'].map(isNamespaced)).toEqual([
    true,
    false,
    undefined,
  ]);
});

test('numbers as the kernel reads them', () => {
  expect(['4096 87380\t1', '7 # seven', '0x10 010', '4096k', '', '-1', '1 x 2'].map(kernelNumbers)).toEqual([
    [4096, 87380, 1],
    [7],
    [16, 8],
    [],
    [],
    [-1],
    [1],
  ]);
});

test('items of limits.conf and the directives of units that set the same', () => {
  expect([isLimitsItem('nofile'), isLimitsItem('nofiles'), isLimitsItem('constructor')]).toEqual([true, false, false]);
  expect(
    limitsItems().flatMap(({ directive }) => (directive && !unitLimitDirective(directive) ? [directive] : [])),
  ).toEqual([]);
  expect(limitsItem('nofile')?.directive).toBe('LimitNOFILE');
  expect(unitLimitDirectives().find(({ name }) => name === 'LimitNOFILE')?.default).toEqual({
    soft: 1024,
    hard: 524_288,
  });
  expect(unitLimitDirective('constructor')).toBeUndefined();
});
