import { expect, test } from 'vitest';
import { toOffset, toPosition } from '../../server/src/lsp/positions';
import { canonicalUri, pathInFolder, splitUri, uriInFolder } from '../../server/src/lsp/uris';
import { Lines } from '../../server/src/text/lines';

test.each(['a\nbé🚀c\n\nd', 'a\r\nbé🚀c\r\n\r\nd', 'a\rbé🚀c\r\rd', '', '\n', '🚀'])(
  'every offset of %j comes back, in both encodings',
  (text) => {
    const lines = new Lines(text);
    for (let offset = 0; offset <= text.length; offset++) {
      const low = text.charCodeAt(offset);
      const middleOfPair = low >= 0xdc00 && low < 0xe000;
      const middleOfBreak = text[offset] === '\n' && text[offset - 1] === '\r';
      if (middleOfPair || middleOfBreak) continue;
      expect(toOffset(lines, toPosition(lines, offset, 'utf-16'), 'utf-16')).toBe(offset);
      expect(toOffset(lines, toPosition(lines, offset, 'utf-8'), 'utf-8')).toBe(offset);
    }
  },
);

test('columns count bytes in UTF-8, and are clamped to the line', () => {
  const lines = new Lines('é🚀x\ny');
  expect(toPosition(lines, 3, 'utf-8')).toEqual({ line: 0, character: 6 });
  expect(toPosition(lines, 3, 'utf-16')).toEqual({ line: 0, character: 3 });
  expect(toOffset(lines, { line: 0, character: 99 }, 'utf-16')).toBe(4);
  expect(toOffset(lines, { line: 0, character: 99 }, 'utf-8')).toBe(4);
  expect(toOffset(lines, { line: 9, character: 0 }, 'utf-16')).toBe(6);
});

test('URIs are compared by what they decode to', () => {
  expect(canonicalUri('file:///C%3A/a%20b/')).toBe('file:///c:/a b');
  expect(pathInFolder('file:///c%3A/work', 'file:///C:/work/conf.d/a%20b.conf')).toBe('conf.d/a b.conf');
  expect(pathInFolder('file:///work', 'file:///workshop/nginx.conf')).toBeUndefined();
  expect(uriInFolder('file:///work/', 'conf.d/a b#c.conf')).toBe('file:///work/conf.d/a%20b%23c.conf');
  expect(splitUri('untitled:Untitled-1')).toEqual({ folder: 'untitled:Untitled-1', path: 'Untitled-1' });
  expect(splitUri('file:///x/%6eginx.conf')).toEqual({ folder: 'file:///x', path: 'nginx.conf' });
});
