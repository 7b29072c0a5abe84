import { describe, expect, test } from 'vitest';
import { insertRecommended } from '../../server/src/features/code-actions';
import { completion } from '../../server/src/features/completion';
import { definition } from '../../server/src/features/definition';
import { foldingRanges } from '../../server/src/features/folding';
import { hover } from '../../server/src/features/hover';
import { inlayHints } from '../../server/src/features/inlay-hints';
import { references } from '../../server/src/features/references';
import { documentSymbols, type OutlineSymbol } from '../../server/src/features/symbols';
import { check } from '../../server/src/rules/run';
import { applyEdits } from '../../server/src/text/edit';
import { stackOf } from '../support/fixture';
import { atByName, withHints } from './by-name';

describe('hints', () => {
  test('sysctl: bytes, times and ports; a remark is no part of the number', () => {
    expect(
      withHints(`
//- sysctl.conf
<|>net.ipv4.tcp_rmem = 4096 131072 16777216
net.ipv4.ip_local_port_range = 10240 65535
net.ipv4.tcp_keepalive_time=7200 # two hours
vm.min_free_kbytes = 65536
vm.dirty_expire_centisecs = 3000
vm.swappiness = 10
net.core.somaxconn = 65535
`),
    ).toBe(`net.ipv4.tcp_rmem = 4096 131072 16777216⟨= 4 KiB, 128 KiB, 16 MiB⟩
net.ipv4.ip_local_port_range = 10240 65535⟨= 55,296 ports⟩
net.ipv4.tcp_keepalive_time=7200⟨= 2 h⟩ # two hours
vm.min_free_kbytes = 65536⟨= 64 MiB⟩
vm.dirty_expire_centisecs = 3000⟨= 30 s⟩
vm.swappiness = 10
net.core.somaxconn = 65535
`);
  });

  test('limits and units', () => {
    expect(
      withHints(
        '//- limits.conf\n<|>* soft memlock 65536\n* hard nofile 64k\n* hard nofile 65535\n* - core unlimited\n',
      ),
    ).toBe('* soft memlock 65536⟨= 64 MiB⟩\n* hard nofile 64k⟨= 64⟩\n* hard nofile 65535\n* - core unlimited\n');
    expect(withHints('//- app.service\n<|>[Service]\nLimitMEMLOCK=67108864\nLimitCORE=0\nLimitNOFILE=65535\n')).toBe(
      '[Service]\nLimitMEMLOCK=67108864⟨= 64 MiB⟩\nLimitCORE=0\nLimitNOFILE=65535\n',
    );
  });

  test('only in the lines asked for, and not where their kind is off', () => {
    const { stack, file } = atByName(
      '//- sysctl.conf\n<|>vm.min_free_kbytes = 65536\nnet.ipv4.tcp_keepalive_time = 7200\n',
    );
    expect(inlayHints(stack, file, { start: 0, end: 28 }).length).toBe(1);
    expect(inlayHints(stack, file, { start: 0, end: 99 }, { units: false })).toEqual([]);
  });
});

describe('outline and folding', () => {
  const shape = (symbols: readonly OutlineSymbol[]): unknown[] =>
    symbols.map(({ name, detail, children }) => (children.length > 0 ? [name, shape(children)] : `${name} ${detail}`));

  test('keys by area, entries by domain, assignments by section', () => {
    expect(
      shape(
        documentSymbols(
          atByName(
            '//- sysctl.conf\n<|>net.core.somaxconn = 1\nnet.ipv4.tcp_rmem = 1  2 3\nnet.ipv4.ip_forward = 1\nvm.swappiness = 1\n',
          ).file,
        ),
      ),
    ).toEqual([
      ['net.core', ['net.core.somaxconn 1']],
      ['net.ipv4', ['net.ipv4.tcp_rmem 1 2 3', 'net.ipv4.ip_forward 1']],
      ['vm', ['vm.swappiness 1']],
    ]);
    expect(
      shape(documentSymbols(atByName('//- limits.conf\n<|>* soft nofile 1\n* hard nofile 2\nroot - nofile 3\n').file)),
    ).toEqual([
      ['*', ['soft nofile 1', 'hard nofile 2']],
      ['root', ['- nofile 3']],
    ]);
    expect(shape(documentSymbols(atByName('//- app.service\n<|>[Unit]\n[Service]\nLimitNOFILE=1\n').file))).toEqual([
      'Unit ',
      ['Service', ['LimitNOFILE 1']],
    ]);
  });

  test('a symbol holds its name and its children', () => {
    const check = (symbols: readonly OutlineSymbol[], outer: { start: number; end: number }) => {
      for (const { span, nameSpan, children } of symbols) {
        expect(
          outer.start <= span.start &&
            span.end <= outer.end &&
            span.start <= nameSpan.start &&
            nameSpan.end <= span.end,
        ).toBe(true);
        check(children, span);
      }
    };
    for (const source of [
      '//- sysctl.conf\n<|>-net.a.b = 1\nvm.c=2',
      '//- limits.conf\n<|>  * soft nofile 1',
      '//- a.service\n<|>A=1\n[Service]\nB=2 \\\n 3',
    ]) {
      const { file } = atByName(source);
      check(documentSymbols(file), { start: 0, end: file.text.length });
    }
  });

  test('runs of comment lines fold', () => {
    for (const path of ['sysctl.conf', 'limits.conf', 'app.service']) {
      const { file } = atByName(`//- ${path}\n<|># one\n# two\n\n# three\n`);
      expect(foldingRanges(file).map(({ span }) => file.text.slice(span.start, span.end))).toEqual(['# one\n# two']);
    }
  });
});

describe('a name that several lines set', () => {
  test('sysctl', () => {
    const { stack, file, offset } = atByName(
      '//- etc/sysctl.d/1.conf\nvm.swap<|>piness = 1\n//- etc/sysctl.d/2.conf\nvm.swappiness = 2\n',
    );
    expect(definition(stack, file, offset)?.targets.map((target) => target.file.path)).toEqual(['etc/sysctl.d/2.conf']);
    expect(references(stack, file, offset).map((place) => place.file.path)).toEqual([
      'etc/sysctl.d/1.conf',
      'etc/sysctl.d/2.conf',
    ]);
  });

  test('limits: the same limit of the same domain', () => {
    const { stack, file, offset } = atByName(
      '//- limits.conf\n* soft no<|>file 1\n* hard nofile 2\n* - nofile 3\nroot soft nofile 4\n',
    );
    const lines = (spans: readonly { start: number }[]) => spans.map(({ start }) => file.lines.lineAt(start));
    expect(lines(definition(stack, file, offset)?.targets.map(({ span }) => span) ?? [])).toEqual([2]);
    expect(lines(references(stack, file, offset).map(({ span }) => span))).toEqual([0, 2]);
  });
});

describe('Insert recommended', () => {
  const inserted = (source: string) => {
    const { stack, file, offset } = atByName(source);
    return insertRecommended(stack, file, offset, check(stack)).map(({ title, kind, edits }) => {
      expect(kind).toBe('refactor');
      return [title, applyEdits(file.text, edits!)];
    });
  };

  test('sysctl: every key of the guide that no file sets, one by one and together', () => {
    expect(
      inserted('//- headroom.yaml\nhost:\n  kernel: "6.1"\n//- sysctl.conf\n<|>net.core.somaxconn=1024\n'),
    ).toEqual([
      [
        'Insert recommended net.ipv4.ip_local_port_range = 10240 65535',
        'net.core.somaxconn=1024\nnet.ipv4.ip_local_port_range=10240 65535\n',
      ],
      ['Insert recommended net.ipv4.tcp_fastopen = 3', 'net.core.somaxconn=1024\nnet.ipv4.tcp_fastopen=3\n'],
      [
        'Insert recommended net.ipv4.tcp_rmem = 4096 131072 16777216',
        'net.core.somaxconn=1024\nnet.ipv4.tcp_rmem=4096 131072 16777216\n',
      ],
      [
        'Insert recommended net.ipv4.tcp_wmem = 4096 16384 16777216',
        'net.core.somaxconn=1024\nnet.ipv4.tcp_wmem=4096 16384 16777216\n',
      ],
      [
        'Insert recommended ip_local_port_range, tcp_fastopen, tcp_rmem and tcp_wmem',
        'net.core.somaxconn=1024\nnet.ipv4.ip_local_port_range=10240 65535\nnet.ipv4.tcp_fastopen=3\nnet.ipv4.tcp_rmem=4096 131072 16777216\nnet.ipv4.tcp_wmem=4096 16384 16777216\n',
      ],
    ]);
  });

  test('sysctl: what another file sets is not absent, and a masked file gets nothing', () => {
    const titles = inserted(
      '//- etc/sysctl.d/1.conf\n<|>vm.swappiness = 1\n//- etc/sysctl.d/2.conf\nnet.core.somaxconn = 1\n',
    ).map(([title]) => title);
    expect(titles.some((title) => title!.includes('somaxconn'))).toBe(false);
    expect(
      inserted('//- etc/sysctl.d/1.conf\nvm.swappiness = 1\n//- usr/lib/sysctl.d/1.conf\n<|>vm.swappiness = 2\n'),
    ).toEqual([]);
  });

  test('sysctl: nothing where a template writes lines of its own', () => {
    expect(inserted('//- sysctl.conf.j2\n<|>vm.swappiness = 1\n{{ more }}\n')).toEqual([]);
  });

  test('limits: soft and hard, in the file’s columns, and only what is missing', () => {
    expect(inserted('//- limits.conf\n<|>*     soft    nofile    1024\n')).toEqual([
      ['Insert recommended hard nofile 65535 for *', '*     soft    nofile    1024\n*     hard    nofile    65535\n'],
      [
        'Insert recommended soft and hard nofile 65535 for root',
        '*     soft    nofile    1024\nroot  soft    nofile    65535\nroot  hard    nofile    65535\n',
      ],
    ]);
    expect(inserted('//- limits.conf\n<|>* - nofile 65535\nroot - nofile 65535\n')).toEqual([]);
  });

  test('limits: a last line without a line break stays whole', () => {
    const stack = stackOf([['limits.conf', 'web - nofile 1']]);
    const file = stack.file('limits.conf')!;
    expect(insertRecommended(stack, file, 0, check(stack)).map(({ edits }) => applyEdits(file.text, edits!))).toEqual([
      'web - nofile 1\n*   soft nofile 65535\n*   hard nofile 65535\n',
      'web - nofile 1\nroot soft nofile 65535\nroot hard nofile 65535\n',
    ]);
  });

  test('systemd: LimitNOFILE where the unit has none', () => {
    expect(inserted('//- app.service\n[Service]\n<|>ExecStart=/bin/app\n')).toEqual([
      ['Insert recommended LimitNOFILE=65535', '[Service]\nExecStart=/bin/app\nLimitNOFILE=65535\n'],
    ]);
    expect(inserted('//- app.service\n[Service]\n<|>LimitNOFILE=4096\n')).toEqual([]);
  });
});

test('no feature throws on any prefix of a file', () => {
  const files = {
    'etc/sysctl.conf': '# a\n-net.ipv4.conf.*.rp_filter = 1\nnet/core/somaxconn=\nvm.swappiness = 1 # x\n-vm.x\n',
    'limits.conf': '# a\n* soft nofile 64k\n@web - nofile\n1:2 hard memlock 99999\nroot -\n',
    'app.service': 'A=1\n[Service]\nLimitNOFILE=1:2\nLimitMEMLOCK=65536\nExecStart=/bin/a \\\n  b\n',
  };
  for (const [path, text] of Object.entries(files)) {
    for (let end = 0; end <= text.length; end++) {
      const stack = stackOf([[path, text.slice(0, end)]]);
      const file = stack.file(path)!;
      documentSymbols(file);
      foldingRanges(file);
      inlayHints(stack, file, { start: 0, end });
      hover(stack, file, end);
      completion(stack, file, end);
      definition(stack, file, end);
      insertRecommended(stack, file, end);
    }
  }
});
