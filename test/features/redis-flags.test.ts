import { expect, test } from 'vitest';
import { hover } from '../../server/src/features/hover';
import { inlayHints } from '../../server/src/features/inlay-hints';
import { readFixture, stackOf } from '../support/fixture';

function at(source: string) {
  const { files, cursor } = readFixture(source);
  const stack = stackOf(files);
  return { stack, file: stack.file(cursor!.path)!, offset: cursor!.offset };
}

function card(source: string) {
  const { stack, file, offset } = at(source);
  const shown = hover(stack, file, offset);
  return shown && { covers: file.text.slice(shown.span.start, shown.span.end), markdown: shown.markdown };
}

const service = (command: string) =>
  `//- compose.yml\nservices:\n  redis:\n    image: redis:7.4\n    command: ${command}\n`;

test('the card of a directive on a flag', () => {
  const onName = card(service('redis-server --maxmem<|>ory 512mb'))!;
  expect(onName.covers).toBe('--maxmemory');
  expect(onName.markdown).toContain('**maxmemory** · redis-server · ');
  expect(onName.markdown).toContain('**Here** `512mb` (536,870,912 bytes) · default `0` in Redis 7.4');
  expect(onName.markdown).toContain('**Guide** `512mb` (first size)');
  const onValue = card(service('["redis-server", "--maxmemory 51<|>2mb"]'))!;
  expect(onValue.covers).toBe('512mb');
  expect(onValue.markdown).toBe(onName.markdown);
});

test('what wins is told', () => {
  const shown = card(
    `${service('redis-server /r.conf --maxmem<|>ory 2gb\n    volumes: [./redis.conf:/r.conf]')}//- redis.conf\nmaxmemory 1gb\n`,
  );
  expect(shown!.markdown).toContain('In force: it wins over `1gb` of [redis.conf:1]');
});

test('nothing on other words', () => {
  expect(card(service('redis-ser<|>ver --maxmemory 1gb'))).toBeUndefined();
});

test('hints beside values of flags', () => {
  const { stack, file } = at(service('redis-server --maxmemory 512m --save "900 1"<|>'));
  expect(inlayHints(stack, file, { start: 0, end: file.text.length }).map(({ label }) => label)).toEqual([
    '= 512,000,000 bytes',
    '= 15 min with 1 change',
  ]);
});
