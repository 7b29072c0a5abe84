import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { isNamespaced } from '../../server/src/knowledge/system/sysctl';
import { sysctlRefusal } from '../../server/src/knowledge/system/sysctl-values';
import { ConfigFile } from '../../server/src/settings/file';
import { pathOfKey } from '../../server/src/settings/sysctl';
import { Stack } from '../../server/src/stack/stack';
import type { Host, SysctlReader } from '../../server/src/stack/system/host';
import { applyEdits } from '../../server/src/text/edit';
import { applySysctl, type FakeHost, UNTOUCHED, whyNoFakeHost } from '../support/fake-host';
import { corpusFiles } from '../support/lines';

const missing = whyNoFakeHost();
if (missing) console.log(`The programs that apply sysctl files are not tried: ${missing}.`);

const READERS: readonly SysctlReader[] = ['procps', 'systemd'];

function hostOf({ files, links = {} }: Pick<FakeHost, 'files' | 'links'>): Host {
  const made = Object.entries(files).map(([path, text]) => new ConfigFile(path, text));
  const leading = Object.entries(links).map(
    ([path, target]) => [path, target === '../sysctl.conf' ? 'etc/sysctl.conf' : target] as const,
  );
  return Stack.of(made, {}, { paths: Object.keys(files), links: new Map(leading) }).hosts[0]!;
}

/** What we say is in force, as the programs leave it. */
function said(host: Host, key: string, reader: SysctlReader): string {
  const effective = host.effective(key, reader);
  return effective.state === 'known'
    ? effective.value
    : effective.state === 'absent'
      ? UNTOUCHED
      : `unknown: ${effective.reason}`;
}

async function compare(host: FakeHost, keys: readonly string[], readers = READERS): Promise<void> {
  const model = hostOf(host);
  for (const reader of readers) {
    const real = await applySysctl({ ...host, keys: keys.map(pathOfKey) }, reader);
    const shown = (value: (key: string) => string | undefined) => keys.map((key) => `${reader} ${key} ${value(key)}`);
    expect(shown((key) => said(model, key, reader))).toEqual(shown((key) => real.get(pathOfKey(key))));
  }
}

const lone = (text: string): FakeHost => ({ files: { 'etc/sysctl.d/50-x.conf': text }, keys: [] });

describe.skipIf(missing !== undefined)('sysctl --system and systemd-sysctl', () => {
  test.each([
    ['blanks', ' net.core.somaxconn \t=  1 \nvm.swappiness=2\n', ['net.core.somaxconn', 'vm.swappiness']],
    ['blanks inside', 'net.ipv4.tcp_rmem = 4096\t 87380  1\n', ['net.ipv4.tcp_rmem']],
    ['comments', '# vm.a = 1\n  ; vm.a = 2\n', ['vm.a']],
    ['remarks', 'vm.a = 7 # seven\nvm.b = 8;x\n', ['vm.a', 'vm.b']],
    ['quotes', 'vm.a = "7"\n', ['vm.a']],
    [
      'slashes',
      'net/core/somaxconn = 1\nnet/ipv4/conf/eth0.1/rp_filter = 2\nnet.ipv4.conf.eth1/1.rp_filter = 3\n',
      ['net.core.somaxconn', 'net.ipv4.conf.eth0/1.rp_filter', 'net.ipv4.conf.eth1/1.rp_filter'],
    ],
    ['a dash', '-vm.a = 1\n', ['vm.a']],
    ['the last one', 'vm.a = 1\nvm.a = 2\n', ['vm.a']],
    ['further signs', 'kernel.core_pattern = |/bin/x a=b\n', ['kernel.core_pattern']],
    ['CRLF', 'vm.a = 1\r\nvm.b = 2\r\n', ['vm.a', 'vm.b']],
    ['a backslash', 'vm.a = 1 \\\nvm.b = 2\n', ['vm.a', 'vm.b']],
    ['no sign', 'vm.a 1\nvm.b = 2\n', ['vm.a', 'vm.b']],
    [
      'patterns',
      'net.ipv4.conf.*.rp_filter = 2\nnet.ipv4.conf.eth0.rp_filter = 1\n',
      ['net.ipv4.conf.eth0.rp_filter', 'net.ipv4.conf.eth1.rp_filter'],
    ],
    [
      'a name before the pattern',
      'net.ipv4.conf.eth0.rp_filter = 1\nnet.ipv4.conf.*.rp_filter = 2\n',
      ['net.ipv4.conf.eth0.rp_filter', 'net.ipv4.conf.eth1.rp_filter'],
    ],
    [
      'exclusions',
      'net.ipv4.conf.*.rp_filter = 2\n-net.ipv4.conf.all.rp_filter\n',
      ['net.ipv4.conf.eth0.rp_filter', 'net.ipv4.conf.all.rp_filter'],
    ],
    ['no final line break', 'vm.a = 1', ['vm.a']],
  ])('read %s as we do', async (_, text, keys) => compare(lone(text), keys));

  test.each<[string, Record<string, string>]>([
    [
      'by name, whatever the folder',
      {
        'usr/lib/sysctl.d/50-a.conf': 'vm.a=1\nvm.b=1\n',
        'etc/sysctl.d/10-b.conf': 'vm.a=2\nvm.b=2\n',
        'run/sysctl.d/30-c.conf': 'vm.b=3\n',
      },
    ],
    ['a namesake masks', { 'usr/lib/sysctl.d/50-a.conf': 'vm.a=1\nvm.b=1\n', 'etc/sysctl.d/50-a.conf': 'vm.a=2\n' }],
    [
      'run masks usr',
      {
        'usr/lib/sysctl.d/50-a.conf': 'vm.a=1\nvm.b=1\n',
        'run/sysctl.d/50-a.conf': 'vm.b=2\n',
        'usr/local/lib/sysctl.d/50-a.conf': 'vm.a=3\n',
      },
    ],
    ['etc masks run', { 'run/sysctl.d/50-a.conf': 'vm.a=1\nvm.b=1\n', 'etc/sysctl.d/50-a.conf': 'vm.b=2\n' }],
    ['only *.conf', { 'etc/sysctl.d/50-a.conf': 'vm.a=1\n', 'etc/sysctl.d/60-b.txt': 'vm.a=2\n' }],
  ])('take files as we do: %s', async (_, files) => compare({ files, keys: [] }, ['vm.a', 'vm.b']));

  test('/etc/sysctl.conf comes last for one, and through a link only for the other', async () => {
    const files = { 'etc/sysctl.conf': 'vm.a=1\n', 'etc/sysctl.d/50-x.conf': 'vm.a=2\nvm.b=2\n' };
    await compare({ files, keys: [] }, ['vm.a', 'vm.b'], ['procps']);
    const linked = { files, links: { 'etc/sysctl.d/10-main.conf': '../sysctl.conf' }, keys: [] };
    await compare(linked, ['vm.a', 'vm.b']);
    const bare = await applySysctl({ files, keys: ['vm/a'] }, 'systemd');
    expect(bare.get('vm/a')).toBe('2');
    expect(hostOf({ files }).effective('vm.a', 'systemd').state).toBe('unknown');
  });

  const real = corpusFiles('sysctl').filter(([name, text]) => name.endsWith('.conf') && !text.includes('{{'));
  test.each(real)('read %s as we do', async (_, text) => {
    const host = lone(text);
    const keys = hostOf(host).keys.filter((key) => !/\s/.test(key));
    await compare(host, keys);
  });

  test.each([
    ['vm.a 1\n', ['vm.a']],
    ['vm.a: 1\n', ['vm.a']],
    ['vm.a = "1"\n', ['vm.a']],
    ['- vm.a = 1\n', ['vm.a']],
    ['sysctl -w vm.a=1\n', ['vm.a']],
    ['\uFEFFvm.a = 1\n', ['vm.a']],
  ])('set what %j means once our fix mended it', async (text, keys) => {
    const { problems } = new ConfigFile('sysctl.conf', text).sysctl;
    const mended = applyEdits(
      text,
      problems.flatMap(({ fix }) => (fix ? [fix] : [])),
    );
    const before = await applySysctl({ ...lone(text), keys: keys.map(pathOfKey) }, 'procps');
    const after = await applySysctl({ ...lone(mended), keys: keys.map(pathOfKey) }, 'procps');
    expect([before.get('vm/a'), after.get('vm/a')]).toEqual([text.includes('"') ? '"1"' : UNTOUCHED, '1']);
  });
});

/** Writes values in a network namespace of their own; which of them the kernel takes. */
function taken(rows: readonly (readonly [key: string, value: string])[]): boolean[] {
  const script = rows
    .map(
      ([key, value]) => `if echo '${value}' 2>/dev/null > /proc/sys/${pathOfKey(key)}; then echo yes; else echo no; fi`,
    )
    .join('\n');
  return execFileSync('unshare', ['-n', 'sh', '-c', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 10_000,
  })
    .trim()
    .split('\n')
    .map((answer) => answer === 'yes');
}

function canUnshareNetwork(): boolean {
  try {
    return taken([['net.core.somaxconn', '128']])[0]!;
  } catch {
    return false;
  }
}

const network = canUnshareNetwork();
if (!network) console.log('No network namespace can be made here: values are not tried on the kernel.');

describe.skipIf(!network)('the kernel', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['net.core.somaxconn', '70000'],
    ['net.core.somaxconn', '0x1000'],
    ['net.core.somaxconn', '-1'],
    ['net.core.somaxconn', '4096k'],
    ['net.core.somaxconn', 'abc'],
    ['net.core.somaxconn', '7 # seven'],
    ['net.core.somaxconn', '"7"'],
    ['net.ipv4.ip_local_port_range', '1024 65535'],
    ['net.ipv4.ip_local_port_range', '10240\t65000'],
    ['net.ipv4.ip_local_port_range', '1024-65535'],
    ['net.ipv4.ip_local_port_range', '1024,65535'],
    ['net.ipv4.ip_local_port_range', '60000 50000'],
    ['net.ipv4.ip_local_port_range', '1024 65536'],
    ['net.ipv4.ip_local_reserved_ports', '8080,9000-9100'],
    ['net.ipv4.ip_local_reserved_ports', '8080, 9000'],
    ['net.ipv4.ip_local_reserved_ports', '70000'],
    ['net.ipv4.tcp_rmem', '4096 131072 16777216'],
    ['net.ipv4.tcp_rmem', '16777216 87380 4096'],
    ['net.ipv4.tcp_rmem', '4096 87380 16M'],
    ['net.ipv4.tcp_rmem', '4096,87380,16777216'],
    ['net.ipv4.tcp_rmem', '0 0 0'],
    ['net.ipv4.tcp_tw_reuse', '1'],
    ['net.ipv4.tcp_tw_reuse', '-1'],
    ['net.ipv4.tcp_fastopen', '3'],
    ['net.ipv4.tcp_keepalive_time', '120'],
    ['net.ipv4.tcp_keepalive_time', '120s'],
    ['net.ipv4.tcp_fin_timeout', '0'],
    ['net.ipv4.ip_unprivileged_port_start', '65536'],
  ];

  test('takes and refuses what we say', () => {
    const answers = taken(rows);
    const shown = (fine: (i: number) => boolean) =>
      rows.map(([key, value], i) => `${key} = ${value}: ${fine(i) ? 'taken' : 'refused'}`);
    expect(shown((i) => sysctlRefusal(rows[i]![0], rows[i]![1]) === undefined)).toEqual(shown((i) => answers[i]!));
  });

  test('has the keys in a namespace that we say are namespaced', () => {
    for (const key of new Set(rows.map(([name]) => name))) expect(isNamespaced(key), key).toBe(true);
    for (const key of ['net.core.netdev_max_backlog', 'net.core.default_qdisc', 'net.ipv4.tcp_mem', 'vm.swappiness'])
      expect(isNamespaced(key), key).toBe(false);
  });
});
