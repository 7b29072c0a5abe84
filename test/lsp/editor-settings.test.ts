import { expect, test } from 'vitest';
import { readEditorSettings } from '../../server/src/lsp/editor-settings';

test.each([
  ['16g', 16 * 1024 ** 3],
  ['512M', 512 * 1024 ** 2],
  [1024, 1024],
  ['much', undefined],
  ['', undefined],
  [-1, undefined],
])('host.memory %j is read as in headroom.yaml', (memory, bytes) => {
  expect(readEditorSettings({ host: { memory } }).stack.host?.memory).toBe(bytes);
});
