import { describe, expect, test } from 'vitest';
import { cardAt } from './by-name';

const card = (source: string) => cardAt(source)?.markdown;

describe('sysctl', () => {
  test('what it does, whose it is, the defaults by kernel and the guide’s value', () => {
    const shown = card('//- etc/sysctl.d/50-net.conf\nnet.core.somax<|>conn = 1024\n');
    expect(shown).toContain('**net.core.somaxconn** · sysctl · [documentation](https://docs.kernel.org/');
    expect(shown).toContain('the host’s files do not reach containers that have a network of their own');
    expect(shown).toContain('**Here** `1024` · default `4096`, `128` before Linux 5.4');
    expect(shown).toContain('**Guide** `65535`');
  });

  test('the default of the host’s kernel, where headroom.yaml names it', () => {
    const shown = card('//- headroom.yaml\nhost:\n  kernel: "4.19"\n//- sysctl.conf\nnet.core.somax<|>conn = 1024\n');
    expect(shown).toContain('default `128` on Linux 4.19');
    expect(shown).not.toContain('before Linux');
  });

  test('key and value show the same card, each under its own span', () => {
    const onKey = cardAt('//- sysctl.conf\nvm.swap<|>piness = 10\n');
    const onValue = cardAt('//- sysctl.conf\nvm.swappiness = 1<|>0\n');
    expect([onKey?.covers, onValue?.covers]).toEqual(['vm.swappiness', '10']);
    expect(onValue?.markdown).toBe(onKey?.markdown);
    expect(onKey?.markdown).toContain('`sysctls:` of a container cannot set it');
  });

  test('bytes and times in units for people', () => {
    expect(card('//- sysctl.conf\nnet.ipv4.tcp_rmem = 4096 131<|>072 16777216\n')).toContain(
      '(4 KiB, 128 KiB, 16 MiB)',
    );
    expect(card('//- sysctl.conf\nnet.ipv4.tcp_keepalive_ti<|>me = 7200\n')).toContain('(2 h)');
  });

  test('a key with slashes is the same key', () => {
    expect(card('//- sysctl.conf\nnet/core/somax<|>conn = 1024\n')).toContain('**net.core.somaxconn**');
  });

  test('keys that kernels no longer have', () => {
    expect(card('//- sysctl.conf\nnet.ipv4.tcp_tw_rec<|>ycle = 1\n')).toContain(
      'Linux 4.12 and newer no longer have it.',
    );
  });

  test('a later file wins', () => {
    const files = (a: string, b: string) =>
      `//- etc/sysctl.d/50-a.conf\nvm.swap${a}piness = 10\n//- etc/sysctl.d/60-b.conf\nvm.swap${b}piness = 20\n`;
    expect(card(files('<|>', ''))).toContain(
      '**In force** `20` of [etc/sysctl.d/60-b.conf:1](etc/sysctl.d/60-b.conf#L1), which is read later.',
    );
    expect(card(files('', '<|>'))).toContain(
      'In force: it is read after `10` of [etc/sysctl.d/50-a.conf:1](etc/sysctl.d/50-a.conf#L1).',
    );
  });

  test('procps and systemd differ over /etc/sysctl.conf', () => {
    const shown = card('//- etc/sysctl.d/50-a.conf\nvm.swap<|>piness = 10\n//- etc/sysctl.conf\nvm.swappiness = 20\n');
    expect(shown).toContain(
      '**In force** after `sysctl --system`: `20` of [etc/sysctl.conf:1](etc/sysctl.conf#L1), which is read later.',
    );
    expect(shown).toContain(
      'After systemd-sysctl at boot: not known, as systemd-sysctl reads /etc/sysctl.conf only through a link',
    );
  });

  test('a file that another one of its name masks is read by nobody', () => {
    expect(
      card('//- etc/sysctl.d/50-a.conf\nvm.swappiness = 10\n//- usr/lib/sysctl.d/50-a.conf\nvm.swap<|>piness = 20\n'),
    ).toContain('Nobody reads this file');
  });

  test('a template’s value is not guessed; an unknown key has no card', () => {
    expect(card('//- sysctl.conf.j2\nvm.swap<|>piness = {{ swap }}\n')).toContain('(a template fills it in)');
    expect(card('//- sysctl.conf\nno.such.k<|>ey = 1\n')).toBeUndefined();
  });
});

describe('limits', () => {
  test('item and value: what it limits, whom it reaches, the guide’s value', () => {
    const shown = card('//- limits.conf\nwww soft no<|>file 4096\n');
    expect(shown).toContain('**nofile** · limits.conf');
    expect(shown).toContain('services have their limits from systemd (`LimitNOFILE=`)');
    expect(shown).toContain('**Here** soft limit `4096`');
    expect(shown).toContain('**Guide** `65535`');
    expect(cardAt('//- limits.conf\nwww soft nofile 40<|>96\n')?.covers).toBe('4096');
  });

  test('what PAM makes of a value with a unit', () => {
    expect(card('//- limits.conf\n* hard no<|>file 64k\n')).toContain('`64k`, which PAM reads as 64');
    expect(card('//- limits.conf\n* hard mem<|>lock 65536\n')).toContain('`65536` (64 MiB)');
  });

  test('a soft limit above the hard one is cut', () => {
    expect(card('//- limits.conf\n* soft no<|>file 9000\n* hard nofile 6000\n')).toContain(
      'The hard limit is 6,000 ([limits.conf:2](limits.conf#L2)): PAM cuts the soft one to it.',
    );
  });

  test('files of limits.d are read after limits.conf', () => {
    const files = (a: string, b: string) =>
      `//- etc/security/limits.conf\n* - no${a}file 1000\n//- etc/security/limits.d/90-x.conf\n* soft no${b}file 2000\n`;
    expect(card(files('<|>', ''))).toContain(
      '**In force** as soft limit of `*`: `2000` of [etc/security/limits.d/90-x.conf:1]',
    );
    expect(card(files('', '<|>'))).toContain('In force: PAM reads it after `1000` of [etc/security/limits.conf:1]');
  });

  test('domains and types', () => {
    expect(card('//- limits.conf\n<|>* soft nofile 1\n')).toContain('Root is not among them');
    expect(card('//- limits.conf\n@w<|>eb soft nofile 1\n')).toContain('Users of the group `web`.');
    expect(card('//- limits.conf\nweb so<|>ft nofile 1\n')).toContain('the hard limit');
    expect(card('//- limits.conf\nweb <|>- nofile 1\n')).toContain('Soft and hard limit at once.');
  });
});

describe('systemd', () => {
  test('LimitNOFILE: its forms, the default, and the drop-in that wins', () => {
    const shown = card(
      '//- etc/systemd/system/app.service\n[Service]\nLimitNO<|>FILE=4096\n//- etc/systemd/system/app.service.d/10-x.conf\n[Service]\nLimitNOFILE=65535\n',
    );
    expect(shown).toContain('`soft:hard`, or `infinity`');
    expect(shown).toContain('**Here** `4096` · default `1024:524288` since systemd 240');
    expect(shown).toContain('**In force** in `app.service`: `65535` of [etc/systemd/system/app.service.d/10-x.conf:2]');
  });

  test('a value that systemd ignores', () => {
    expect(card('//- app.service\n[Service]\nLimitNOFILE=6<|>4K\n')).toContain('systemd ignores LimitNOFILE=64K');
  });

  test('other sections and keys have no card', () => {
    expect(card('//- app.service\n[Unit]\nLimitNO<|>FILE=4096\n')).toBeUndefined();
    expect(card('//- app.service\n[Service]\nExec<|>Start=/bin/true\n')).toBeUndefined();
  });
});

test('of several rules about a setting, the one that is named after it speaks in full', () => {
  const first = (source: string) => /\nRule \[([\w/-]+)\]/.exec(card(source) ?? '')?.[1];
  expect(first('//- sysctl.conf\nnet.ipv4.tcp_fast<|>open = 1\n')).toBe('system/tcp-fastopen');
  expect(first('//- limits.conf\n* soft no<|>file 1\n')).toBe('system/nofile');
  expect(first('//- app.service\n[Service]\nLimitNO<|>FILE=1\n')).toBe('system/nofile');
});
