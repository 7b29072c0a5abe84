import { expect, test } from 'vitest';
import { projectHover } from '../../server/src/features/project-hover';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';

function hover(marked: string) {
  const text = marked.replace('<|>', '');
  const file = new ConfigFile('headroom.yaml', text);
  const found = projectHover(Stack.of([file]), file, marked.indexOf('<|>'));
  return found && { at: text.slice(found.span.start, found.span.end), markdown: found.markdown };
}

test.each([
  ['pro<|>file: auto', 'profile', '- `high-traffic`: '],
  ['profile: auto<|>', 'auto', 'name and place'],
  ['workload:\n  ap<|>i: fast', 'api', 'Where it is absent: normal.'],
  ['workload:\n  api: fa<|>st', 'fast', 'up to 30 seconds'],
  ['wor<|>kload:\n  api: fast', 'workload', '- `taskBound`: '],
  ['rules:\n  nginx/worker-<|>connections: off', 'nginx/worker-connections', 'proxied request'],
  ['rules:\n  nginx/worker-connections: of<|>f', 'off', 'says nothing'],
  ['rules:\n  nginx/worker-*<|>: off', 'nginx/worker-*', '`nginx/worker-connections`'],
  ['overrides:\n  - files: [a]\n    workload:\n      writes: dur<|>able', 'durable', 'majority'],
  ['host:\n  mem<|>ory: 16g', 'memory', '16g'],
])('%j', (marked, at, part) => {
  const found = hover(marked);
  expect(found?.at).toBe(at);
  expect(found?.markdown).toContain(part);
});

test.each([
  '# pro<|>file: auto',
  'nothing<|>: 1',
  'rules:\n  no/rule<|>: off',
  'profile: <|>',
  '<|>',
  'host:\n  cpus: 8<|>',
])('%j: nothing', (marked) => {
  expect(hover(marked)).toBeUndefined();
});
