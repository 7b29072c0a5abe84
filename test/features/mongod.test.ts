import { describe, expect, test } from 'vitest';
import { insertRecommended } from '../../server/src/features/code-actions';
import { foldingRanges } from '../../server/src/features/folding';
import { documentSymbols, type OutlineSymbol } from '../../server/src/features/symbols';
import { applyEdits } from '../../server/src/text/edit';
import { atByName, cardAt, offersAt, withHints } from './by-name';

const labels = (source: string) => offersAt(source).map(({ label }) => label);
const offer = (source: string, label: string) => offersAt(source).find((one) => one.label === label);

describe('hover', () => {
  test('tells what an option does, its flag, its default and the guide’s numbers', () => {
    const shown = cardAt('//- mongod.conf\nnet:\n  maxIncoming<|>Connections: 300\n');
    expect(shown?.covers).toBe('maxIncomingConnections');
    for (const part of [
      '**net.maxIncomingConnections** · mongod.conf · [documentation](https://www.mongodb.com/',
      'On the command line `--maxConns`.',
      '**Here** `300` · default `1000000`',
      '**Guide** `1000` (first size), `2000` (next step)',
    ])
      expect(shown?.markdown).toContain(part);
  });

  test('shows the same on a value, and sizes in easier units', () => {
    expect(cardAt('//- mongod.conf\nreplication:\n  oplogSizeMB: 51<|>200\n')).toMatchObject({
      covers: '51200',
      markdown: expect.stringContaining('(50 GB)'),
    });
  });

  test('tells the version that the image of a service tells', () => {
    const source = (image: string) =>
      `//- compose.yml\nservices:\n  db:\n    image: ${image}\n    command: mongod -f /etc/mongod.conf\n    volumes: ["./mongod.conf:/etc/mongod.conf"]\n//- mongod.conf\nsystemLog:\n  logFor<|>mat: json\n`;
    expect(cardAt(source('mongo:4.0'))?.markdown).toContain('this project runs 4.0');
    expect(cardAt(source('mongo'))?.markdown).not.toContain('this project runs');
  });

  test('names the flag that wins', () => {
    const source =
      '//- compose.yml\nservices:\n  db:\n    image: mongo\n    command: mongod -f /etc/mongod.conf --port 1\n    volumes: ["./mongod.conf:/etc/mongod.conf"]\n//- mongod.conf\nnet:\n  po<|>rt: 2\n';
    expect(cardAt(source)?.markdown).toContain('**In force** `1` of [compose.yml:4]');
  });

  test('lists what a group holds', () => {
    expect(
      cardAt('//- mongod.conf\nstorage:\n  wired<|>Tiger:\n    engineConfig:\n      cacheSizeGB: 1\n')?.markdown,
    ).toContain('Holds `engineConfig`, `collectionConfig`, `indexConfig`.');
    expect(cardAt('//- mongod.conf\nnowh<|>ere: 1\n')).toBeUndefined();
  });
});

describe('completion', () => {
  test('of groups at the top, with the snippets', () => {
    const offered = labels('//- mongod.conf\n<|>\n');
    expect(offered).toContain('storage');
    expect(offered).toContain('setParameter');
    expect(offered.some((label) => label.startsWith('headroom mongod') || label.startsWith('mongod'))).toBe(true);
  });

  test('of the options of the group that the indentation tells', () => {
    const source = '//- mongod.conf\nnet:\n  port: 1\n  <|>\nstorage:\n  dbPath: /x\n';
    expect(labels(source)[0]).toBe('maxIncomingConnections');
    expect(offer(source, 'maxIncomingConnections')).toMatchObject({
      insertText: 'maxIncomingConnections: ${1|1000,2000|}',
    });
    expect(offer(source, 'port')).toMatchObject({ detail: 'stands here already' });
    expect(labels(source)).not.toContain('dbPath');
    expect(labels(source)).not.toContain('http');
    expect(labels('//- mongod.conf\nstorage:\n  wiredTiger:\n    engineConfig:\n      cache<|>\n')).toContain(
      'cacheSizeGB',
    );
  });

  test('by version', () => {
    const source = (version: string) =>
      `//- headroom.yaml\nversions:\n  mongodb: "${version}"\n//- mongod.conf\nstorage:\n  journal:\n    <|>\n`;
    expect(labels(source('6.0'))).toContain('enabled');
    expect(labels(source('7.0'))).toEqual(['commitIntervalMs']);
  });

  test('of values', () => {
    expect(labels('//- mongod.conf\nnet:\n  maxIncomingConnections: <|>\n').slice(0, 2)).toEqual([
      '1000 — first size',
      '2000 — next step',
    ]);
    expect(labels('//- mongod.conf\noperationProfiling:\n  mode: s<|>\n')).toEqual(['off', 'slowOp', 'all']);
    expect(labels('//- mongod.conf\nnet:\n  nothing: <|>\n')).toEqual([]);
  });
});

test('hints: sizes and times for people', () => {
  expect(
    withHints(
      '//- mongod.conf\n<|>replication:\n  oplogSizeMB: 20480\noperationProfiling:\n  slowOpThresholdMs: 5000\n',
    ),
  ).toBe('replication:\n  oplogSizeMB: 20480⟨= 20 GB⟩\noperationProfiling:\n  slowOpThresholdMs: 5000⟨= 5 s⟩\n');
});

test('the outline and the folds follow the groups', () => {
  const { file } = atByName('//- mongod.conf\n<|># a\n# b\nnet:\n  port: 1\n  tls:\n    mode: disabled\n');
  const names = (symbols: readonly OutlineSymbol[]): unknown[] =>
    symbols.map(({ name, detail, children }) => [name, detail, names(children)]);
  expect(names(documentSymbols(file))).toEqual([
    [
      'net',
      '',
      [
        ['port', '1', []],
        ['tls', '', [['mode', 'disabled', []]]],
      ],
    ],
  ]);
  const lines = foldingRanges(file).map(({ span, kind }) => [
    file.lines.lineAt(span.start),
    file.lines.lineAt(span.end),
    kind,
  ]);
  expect(lines).toEqual([
    [0, 1, 'comment'],
    [2, 5, 'block'],
    [4, 5, 'block'],
  ]);
});

test('what is recommended goes into its group', () => {
  const { stack, file } = atByName('//- mongod.conf\n<|>net:\n  port: 1\nstorage:\n  dbPath: /x\n');
  const [first] = insertRecommended(stack, file, 0);
  expect(first?.title).toBe('Insert recommended net.maxIncomingConnections 1000 (first size)');
  expect(applyEdits(file.text, first!.edits!)).toBe(
    'net:\n  port: 1\n  maxIncomingConnections: 1000\nstorage:\n  dbPath: /x\n',
  );
});
