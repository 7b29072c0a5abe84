import { describe, expect, test } from 'vitest';
import { atByName, offersAt } from './by-name';

const labels = (source: string) => offersAt(source).map(({ label }) => label);
const offer = (source: string, label: string) => offersAt(source).find((one) => one.label === label);

describe('sysctl', () => {
  test('the guide’s keys first, with the default and the guide’s value to fill in', () => {
    expect(labels('//- sysctl.conf\n<|>\n').slice(0, 5)).toEqual([
      'net.core.somaxconn',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_fastopen',
      'net.ipv4.tcp_rmem',
      'net.ipv4.tcp_wmem',
    ]);
    expect(offer('//- sysctl.conf\n<|>\n', 'net.core.somaxconn')).toMatchObject({
      insertText: 'net.core.somaxconn = ${1:65535}',
      detail: 'default 4096',
      documentation: expect.stringContaining('Longest queue'),
    });
  });

  test('in the file’s own style', () => {
    expect(offer('//- sysctl.conf\nvm.swappiness=10\n<|>\n', 'net.core.somaxconn')?.insertText).toBe(
      'net.core.somaxconn=${1:65535}',
    );
    expect(offer('//- sysctl.conf\nnet/core/<|>\n', 'net/core/somaxconn')?.insertText).toBe(
      'net/core/somaxconn = ${1:65535}',
    );
  });

  test('keys of each interface have a place for its name', () => {
    expect(offer('//- sysctl.conf\n<|>\n', 'net.ipv4.conf.*.rp_filter')?.insertText).toBe(
      'net.ipv4.conf.${2|all,default|}.rp_filter = ${1:0}',
    );
  });

  test('what is set already goes to the end, with its place', () => {
    expect(offer('//- sysctl.conf\nvm.swappiness = 1\n<|>\n', 'vm.swappiness')).toMatchObject({
      detail: 'stands here already',
      sortText: expect.stringMatching(/^7/),
    });
    const other = '//- etc/sysctl.d/1.conf\n<|>\n//- etc/sysctl.d/2.conf\nvm.swappiness = 1\n';
    expect(offer(other, 'vm.swappiness')?.detail).toBe('etc/sysctl.d/2.conf sets it');
  });

  test('before a value, only the key is changed', () => {
    expect(offer('//- sysctl.conf\nnet.core.so<|>m = 5\n', 'net.core.somaxconn')).toMatchObject({
      insertText: 'net.core.somaxconn',
      isSnippet: false,
      span: { start: 0, end: 12 },
    });
  });

  test('by kernel: keys that are gone, keys that are yet to come, defaults', () => {
    expect(labels('//- sysctl.conf\n<|>\n')).not.toContain('net.ipv4.tcp_tw_recycle');
    const old = '//- headroom.yaml\nhost:\n  kernel: "4.9"\n//- sysctl.conf\n<|>\n';
    expect(labels(old)).toContain('net.ipv4.tcp_tw_recycle');
    expect(labels(old)).not.toContain('vm.compaction_proactiveness');
    expect(offer(old, 'net.core.somaxconn')?.detail).toBe('default 128');
  });

  test('values: the guide’s first and labelled, every number of a few, the default', () => {
    expect(labels('//- sysctl.conf\nnet.core.somaxconn = <|>\n')).toEqual(['65535 — guide', '4096']);
    expect(labels('//- sysctl.conf\nnet.core.somaxconn=1<|>0\n')).toEqual(['65535 — guide', '4096']);
    expect(labels('//- sysctl.conf\nvm.overcommit_memory = <|>\n')).toEqual(['0', '1', '2']);
    expect(offer('//- sysctl.conf\nvm.overcommit_memory = <|>\n', '0')?.detail).toBe('default');
    expect(labels('//- sysctl.conf\nnet.ipv4.tcp_congestion_control = <|>\n')).toContain('bbr');
  });

  test('a value replaces the whole one that stands there', () => {
    const source = '//- sysctl.conf\nnet.ipv4.tcp_wmem = 4096 <|>1 2\n';
    const { file } = atByName(source);
    const found = offer(source, '4096 16384 16777216 — guide');
    expect(found && file.text.slice(found.span.start, found.span.end)).toBe('4096 1 2');
  });

  test('on kernels whose own buffers are larger, nothing is recommended', () => {
    expect(labels('//- sysctl.conf\nnet.ipv4.tcp_rmem = <|>\n')).toEqual([
      '4096 131072 16777216 — guide, before Linux 6.16',
      '4096 131072 33554432',
    ]);
    expect(labels('//- headroom.yaml\nhost:\n  kernel: "6.17"\n//- sysctl.conf\nnet.ipv4.tcp_rmem = <|>\n')).toEqual([
      '4096 131072 33554432',
    ]);
    expect(labels('//- headroom.yaml\nhost:\n  kernel: "4.9"\n//- sysctl.conf\nnet.ipv4.tcp_rmem = <|>\n')).toEqual([
      '4096 87380 16777216 — guide',
      '4096 87380 6291456',
    ]);
  });

  test('snippets', () => {
    expect(labels('//- sysctl.conf\n<|>\n')).toContain('headroom sysctl network');
  });
});

describe('limits', () => {
  test('each column has its own words', () => {
    expect(labels('//- limits.conf\nweb soft nofile 1\n<|>\n').slice(0, 4)).toEqual(['*', 'root', 'web', '@group']);
    expect(labels('//- limits.conf\nweb <|>\n')).toEqual(['soft', 'hard', '-']);
    expect(labels('//- limits.conf\nweb soft <|>\n')[0]).toBe('nofile');
    expect(labels('//- limits.conf\nweb soft <|>\n')).toContain('memlock');
    expect(labels('//- limits.conf\nweb soft nofile <|>\n')).toEqual(['65535 — guide', 'unlimited']);
    expect(labels('//- limits.conf\nweb soft nofile 1 <|>\n')).toEqual([]);
  });

  test('the word under the cursor is replaced', () => {
    expect(offer('//- limits.conf\nweb so<|>f nofile 1\n', 'soft')?.span).toEqual({ start: 4, end: 7 });
    expect(labels('//- limits.conf\nw<|>eb soft nofile 1\n')).not.toContain('headroom limits open files');
  });

  test('snippets for a new line', () => {
    expect(labels('//- limits.conf\n<|>\n')).toContain('headroom limits open files');
  });
});

describe('systemd', () => {
  test('limits in [Service], and nowhere else', () => {
    expect(offer('//- app.service\n[Service]\nLim<|>\n', 'LimitNOFILE')?.insertText).toBe('LimitNOFILE=${1:65535}');
    expect(labels('//- app.service\n[Service]\nType=simple\n[Install]\n<|>\n')).toEqual([]);
    expect(labels('//- app.service\n[Service]\nLimitNOFILE=<|>\n')).toEqual([
      '65535 — guide',
      '1024:524288',
      'infinity',
    ]);
    expect(labels('//- app.service\n[Service]\nExecStart=<|>\n')).toEqual([]);
  });
});

describe('comments', () => {
  test('Headroom’s own words in each format', () => {
    for (const path of ['sysctl.conf', 'limits.conf', 'app.service']) {
      expect(labels(`//- ${path}\n# head<|>\n`)).toContain('headroom-ignore-file');
    }
    expect(labels('//- sysctl.conf\n# headroom: profile=<|>\n')).toContain('development');
  });

  test('behind a value there are no comments, but in limits.conf', () => {
    expect(labels('//- sysctl.conf\nvm.swappiness = 1 # head<|>\n')).not.toContain('headroom-ignore');
    expect(labels('//- limits.conf\n* soft nofile 1 # head<|>\n')).toContain('headroom-ignore');
  });
});
