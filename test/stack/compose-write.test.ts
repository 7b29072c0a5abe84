import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import type { YamlValue } from '../../server/src/settings/yaml/write';
import { Stack } from '../../server/src/stack/stack';
import { applyEdits } from '../../server/src/text/edit';

/** The service `app` of compose.yml, with other files beside it. */
function appOf(compose: string, others: Readonly<Record<string, string>> = {}) {
  const files = Object.entries({ 'compose.yml': compose, ...others }).map(([path, text]) => new ConfigFile(path, text));
  const stack = Stack.of(files);
  return { stack, service: stack.composeProjects[0]!.service('app')! };
}

const SERVICE = (lines: string) => `services:\n  app:\n    image: example/app:1\n${lines}`;

type Case = readonly [name: string, before: string, path: readonly string[], value: YamlValue, after: string];

const SETS: readonly Case[] = [
  ['a number', SERVICE('    cpus: 2\n'), ['cpus'], '4', SERVICE('    cpus: 4\n')],
  ['a number in quotes', SERVICE('    cpus: "2"\n'), ['cpus'], '4', SERVICE('    cpus: "4"\n')],
  ['a new key', SERVICE(''), ['restart'], 'unless-stopped', SERVICE('    restart: unless-stopped\n')],
  [
    'a path of new keys',
    SERVICE('    deploy: {replicas: 2}\n'),
    ['deploy', 'resources', 'limits', 'memory'],
    '1g',
    SERVICE('    deploy: {replicas: 2, resources: {limits: {memory: 1g}}}\n'),
  ],
  [
    'below a key without a value',
    SERVICE('    deploy:\n'),
    ['deploy', 'replicas'],
    '3',
    SERVICE('    deploy:\n      replicas: 3\n'),
  ],
  [
    'an item of a list',
    SERVICE('    sysctls:\n      - "a.b=1" # why\n'),
    ['sysctls', 'a.b'],
    '2',
    SERVICE('    sysctls:\n      - "a.b=2" # why\n'),
  ],
  [
    'a new item of a list',
    SERVICE('    sysctls:\n    - a.b=1\n'),
    ['sysctls', 'c.d'],
    '2',
    SERVICE('    sysctls:\n    - a.b=1\n    - c.d=2\n'),
  ],
  ['the default of a variable', SERVICE('    cpus: ${CPUS:-2}\n'), ['cpus'], '4', SERVICE('    cpus: ${CPUS:-4}\n')],
  [
    'no part of a variable',
    SERVICE('    mem_limit: ${SIZE:-1}g\n'),
    ['mem_limit'],
    '2g',
    SERVICE('    mem_limit: ${SIZE:-1}g\n'),
  ],
  [
    'a map',
    SERVICE(''),
    ['logging'],
    { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
    SERVICE('    logging:\n      driver: json-file\n      options:\n        max-size: 10m\n        max-file: "3"\n'),
  ],
];

describe('setting a value of a service', () => {
  test.each(SETS)('%s', (_, before, path, value, after) => {
    const { service } = appOf(before);
    expect(applyEdits(before, service.set(path, value))).toBe(after);
  });

  test('behind an anchor, in an override file and in .env', () => {
    const anchored = 'x-limits: &limits\n  nofile: 1024\nservices:\n  app:\n    image: a\n    ulimits: *limits\n';
    expect(applyEdits(anchored, appOf(anchored).service.set(['ulimits', 'nofile'], '65535'))).toContain(
      '  nofile: 65535\n',
    );
    const [edit] = appOf(SERVICE('    cpus: 1\n'), {
      'compose.override.yml': 'services:\n  app:\n    cpus: 2\n',
    }).service.set(['cpus'], '4');
    expect(edit?.path).toBe('compose.override.yml');
    const [inDotenv] = appOf(SERVICE('    cpus: ${CPUS}\n'), { '.env': 'CPUS="2"\n' }).service.set(['cpus'], '4');
    expect(inDotenv).toMatchObject({ path: '.env', newText: '"4"' });
  });
});

describe('taking a value out of a service', () => {
  test.each([
    [
      'a key with its lines',
      SERVICE('    # kept\n    deploy:\n      replicas: 2\n    cpus: 1\n'),
      ['deploy'],
      SERVICE('    # kept\n    cpus: 1\n'),
    ],
    [
      'an item',
      SERVICE('    sysctls:\n      - a.b=1\n      - c.d=2\n'),
      ['sysctls', 'a.b'],
      SERVICE('    sysctls:\n      - c.d=2\n'),
    ],
    ['what is not there', SERVICE(''), ['deploy', 'replicas'], SERVICE('')],
  ])('%s', (_, before, path, after) => {
    expect(applyEdits(before, appOf(before).service.remove(path))).toBe(after);
  });

  test('of another service it is not taken', () => {
    const text = 'services:\n  base:\n    image: a\n    cpus: 2\n  app:\n    extends: base\n';
    expect(appOf(text).service.remove(['cpus'])).toEqual([]);
  });

  test('what a merge key would bring back stays', () => {
    const text = 'x-base: &base\n  container_name: base\nservices:\n  app:\n    <<: *base\n    container_name: app\n';
    expect(appOf(text).service.remove(['container_name'])).toEqual([]);
  });
});
