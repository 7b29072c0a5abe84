import { describe, expect, test } from 'vitest';
import {
  isMongodGroup,
  mongodOption,
  mongodOptions,
  mongodRefusal,
  namesBelow,
  optionOfFlag,
} from '../../server/src/knowledge/mongodb/mongod-options';

test('every option is told in one sentence, and its default is a value that mongod takes', () => {
  expect(mongodOptions().size).toBeGreaterThan(150);
  for (const option of mongodOptions().values()) {
    expect.soft(option.what, option.name).toMatch(/^[A-Z].*[^.]$/);
    expect.soft(option.page, option.name).toMatch(/#mongodb-setting-[\w.-]+$/);
    if (option.default !== undefined && option.type !== 'text')
      expect.soft(mongodRefusal(option, option.default), `${option.name} ${option.default}`).toBeUndefined();
    if (option.type === 'enum') expect.soft(option.words.length, option.name).toBeGreaterThan(1);
  }
});

test('groups and flags', () => {
  expect(isMongodGroup('storage.wiredTiger')).toBe(true);
  expect(isMongodGroup('net.port')).toBe(false);
  expect(namesBelow('storage.wiredTiger')).toEqual(['engineConfig', 'collectionConfig', 'indexConfig']);
  expect(optionOfFlag('maxConns')?.name).toBe('net.maxIncomingConnections');
});

describe('refusals', () => {
  test.each<[string, string, string | undefined]>([
    ['net.ipv6', 'true', undefined],
    ['net.ipv6', 'True', 'true or false'],
    ['net.ipv6', 'yes', 'true or false'],
    ['net.port', '0x10', undefined],
    ['net.port', '65536', 'from 0 to 65535'],
    ['net.port', '', 'whole number'],
    ['net.maxIncomingConnections', '3000000000', '2147483647 at most'],
    ['storage.wiredTiger.engineConfig.cacheSizeGB', '1.5', undefined],
    ['storage.wiredTiger.engineConfig.cacheSizeGB', '1e1', undefined],
    ['storage.wiredTiger.engineConfig.cacheSizeGB', '10001', 'from 0.25 to 10000'],
    ['storage.syncPeriodSecs', '-1', '0 or more'],
    ['operationProfiling.mode', 'slowop', undefined],
    ['operationProfiling.mode', 'some', 'off, slowOp or all'],
    ['storage.engine', 'rocksdb', undefined],
  ])('%s %j', (name, value, message) => {
    const refusal = mongodRefusal(mongodOption(name)!, value)?.message;
    if (message === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toContain(message);
  });
});
