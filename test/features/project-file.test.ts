import { expect, test } from 'vitest';
import { setProfile, setRuleLevel } from '../../server/src/features/project-file';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import { applyEdits } from '../../server/src/text/edit';

const stackOf = (text: string | undefined, path = 'headroom.yaml') =>
  Stack.of(text === undefined ? [] : [new ConfigFile(path, text)]);
const off = (text: string | undefined) => applyEdits(text ?? '', setRuleLevel(stackOf(text), 'nginx/gzip', 'off'));
const profile = (text: string | undefined) => applyEdits(text ?? '', setProfile(stackOf(text), 'production'));

test('a file that is not there is created', () => {
  expect(setRuleLevel(stackOf(undefined), 'nginx/gzip', 'off')).toEqual([
    { path: 'headroom.yaml', span: { start: 0, end: 0 }, newText: 'rules:\n  nginx/gzip: off\n', create: true },
  ]);
  expect(setProfile(stackOf(undefined), 'auto')[0]).toMatchObject({ newText: 'profile: auto\n', create: true });
});

test.each([
  ['', 'rules:\n  nginx/gzip: off\n'],
  ['# only a comment', '# only a comment\nrules:\n  nginx/gzip: off\n'],
  ['profile: auto', 'profile: auto\nrules:\n  nginx/gzip: off\n'],
  [
    'profile: auto\n\nhost:\n  cpus: 4 # all\n',
    'profile: auto\n\nhost:\n  cpus: 4 # all\n\nrules:\n  nginx/gzip: off\n',
  ],
  ['rules:\n    a/b: off # why\n# end\n', 'rules:\n    a/b: off # why\n    nginx/gzip: off\n# end\n'],
  ['rules:\n  nginx/gzip: warning # why\n', 'rules:\n  nginx/gzip: off # why\n'],
  ['rules: # none yet\nprofile: auto\n', 'rules: # none yet\n  nginx/gzip: off\nprofile: auto\n'],
  ['rules: {}\n', 'rules: { nginx/gzip: off }\n'],
  ['rules: { a/b: off }\n', 'rules: { a/b: off, nginx/gzip: off }\n'],
  ['{ profile: auto }\n', '{ profile: auto, rules: { nginx/gzip: off } }\n'],
  ['rules:\r\n  a/b: off\r\n', 'rules:\r\n  a/b: off\r\n  nginx/gzip: off\r\n'],
  ['profile: auto\n---\nx: 1\n', 'profile: auto\nrules:\n  nginx/gzip: off\n---\nx: 1\n'],
  ['- a list\n', '- a list\n'],
])('a rule is turned off in %j', (before, after) => {
  expect(off(before)).toBe(after);
  if (before.startsWith('-')) return;
  const stack = stackOf(after);
  expect(stack.settings.rules['nginx/gzip']).toBe('off');
  expect(setRuleLevel(stack, 'nginx/gzip', 'off')).toEqual([]);
});

test.each([
  ['', 'profile: production\n'],
  ['# head\nhost:\n  cpus: 4\n', '# head\nprofile: production\nhost:\n  cpus: 4\n'],
  ['profile: auto   # by name\n', 'profile: production   # by name\n'],
  ['profile: "auto"\n', 'profile: production\n'],
  ['profile:\nhost:\n  cpus: 4\n', 'profile: production\nhost:\n  cpus: 4\n'],
  ['profile: production\n', 'profile: production\n'],
  ['{ host: { cpus: 1 } }\n', '{ host: { cpus: 1 }, profile: production }\n'],
])('the profile is written into %j', (before, after) => {
  expect(profile(before)).toBe(after);
  expect(stackOf(after).settings.profile).toBe('production');
});

test('the hidden name is edited where that is the project’s', () => {
  expect(setProfile(stackOf('profile: auto\n', '.headroom.yaml'), 'production')[0]?.path).toBe('.headroom.yaml');
});
