import { expect, test } from 'vitest';
import { codeLenses } from '../../server/src/features/code-lens';
import { check } from '../../server/src/rules/run';
import { atByName } from './by-name';

function lensesOf(source: string): string[] {
  const { stack, file } = atByName(source);
  return codeLenses(stack, check(stack), file).map(
    ({ span, title }) => `${file.text.slice(span.start, span.end)} · ${title}`,
  );
}

test('over each service of a known kind', () => {
  expect(
    lensesOf(`//- compose.yml
services:<|>
  web:
    image: nginx:latest
    ulimits: {nofile: 65535}
  beat:
    image: shop:1.0
    restart: always
    command: celery -A app beat
  cache:
    image: redis:7.4
    restart: always
    mem_limit: 1g
    command: redis-server /redis.conf
    volumes: [./redis.conf:/redis.conf]
  other:
    image: postgres:16
//- redis.conf
maxmemory 512mb
maxmemory-policy allkeys-lru
save ""
`),
  ).toEqual([
    'web · Production: 4 of 7 · apply tier…',
    'beat · Production: 2 of 2 · apply tier…',
    'cache · Production: 8 of 8, 1 unknown · apply tier…',
  ]);
});

test('what stands in its configuration file counts', () => {
  const lenses = (conf: string) =>
    lensesOf(
      `//- compose.yml\nservices:<|>\n  cache:\n    image: redis:7.4\n    restart: always\n    mem_limit: 1g\n    command: redis-server /redis.conf\n    volumes: [./redis.conf:/redis.conf]\n//- redis.conf\n${conf}`,
    );
  expect(lenses('maxmemory 512mb\nmaxmemory-policy allkeys-lru\nsave ""\n')).toEqual([
    'cache · Production: 9 of 9 · apply tier…',
  ]);
  expect(lenses('save ""\n')[0]).toContain('Production: 8 of 9');
});

test('an override file has none: the first file tells', () => {
  expect(
    lensesOf(
      '//- compose.override.yml\nservices:<|>\n  web: {mem_limit: 1g}\n//- compose.yml\nservices:\n  web: {image: "nginx:1.28"}\n',
    ),
  ).toEqual([]);
});
