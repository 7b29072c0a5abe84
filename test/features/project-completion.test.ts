import { expect, test } from 'vitest';
import { projectCompletion } from '../../server/src/features/project-completion';
import { ConfigFile } from '../../server/src/settings/file';
import { readProject } from '../../server/src/settings/headroom-yaml';
import { Stack } from '../../server/src/stack/stack';
import { applyEdits } from '../../server/src/text/edit';

/** What is offered at `<|>`, and the text that an entry makes. */
function complete(marked: string) {
  const offset = marked.indexOf('<|>');
  const text = marked.replace('<|>', '');
  const file = new ConfigFile('headroom.yaml', text);
  const offered = projectCompletion(Stack.of([file]), file, offset);
  const labels = offered.map(({ label }) => label);
  const taking = (label: string) => {
    const entry = offered.find((one) => one.label === label)!;
    return applyEdits(text, [{ span: entry.span, newText: entry.insertText }]);
  };
  return { offered, labels, taking };
}

const AXES = ['rateLimit', 'api', 'tasks', 'taskBound', 'workerMemory', 'writes'];

test('keys at the top that are not there yet', () => {
  expect(complete('<|>').labels).toEqual([
    'profile',
    'workload',
    'host',
    'versions',
    'apiRoutes',
    'rules',
    'ignore',
    'overrides',
    'requireReason',
  ]);
  const { labels, taking } = complete('profile: auto\nwo<|>\nhost:\n  cpus: 8\n');
  expect(labels).not.toContain('profile');
  expect(labels).not.toContain('host');
  expect(labels).toContain('workload');
  expect(taking('workload')).toBe('profile: auto\nworkload:\n  \nhost:\n  cpus: 8\n');
});

test.each([
  ['workload:\n  <|>', AXES],
  ['workload:\n  api: fast\n  <|>', AXES.filter((axis) => axis !== 'api')],
  ['workload:\n  <|>\n  api: fast\n', AXES.filter((axis) => axis !== 'api')],
  ['workload: {<|>', AXES],
  ['workload: {api: fast, <|>}', AXES.filter((axis) => axis !== 'api')],
  ['workload: {api: <|>', ['normal', 'fast', 'long']],
  ['workload:\n  api: <|>', ['normal', 'fast', 'long']],
  ['workload:\n  api: f<|>\nprofile: auto', ['normal', 'fast', 'long']],
  ['profile: <|>', ['auto', 'production', 'development', 'high-traffic']],
  ['profile: "<|>"', ['auto', 'production', 'development', 'high-traffic']],
  ['overrides:\n  - <|>', ['files', 'profile', 'workload', 'rules']],
  ['overrides:\n- <|>', ['files', 'profile', 'workload', 'rules']],
  ['overrides:\n  - files: [a]\n    <|>', ['profile', 'workload', 'rules']],
  ['overrides:\n- files: [a]\n  <|>', ['profile', 'workload', 'rules']],
  ['overrides:\n  - files: [a]\n    workload:\n      <|>', AXES],
  ['overrides:\n  - files: [a]\n    profile: <|>', ['auto', 'production', 'development', 'high-traffic']],
  ['overrides:\n  - {files: [a], profile: <|>', ['auto', 'production', 'development', 'high-traffic']],
  ['requireReason: <|>', ['true', 'false']],
  ['rules:\n  nginx/worker-connections: <|>', ['off', 'hint', 'information', 'warning', 'error']],
  ['host:\n  cpus: <|>', []],
  ['nonsense:\n  <|>', []],
  ['# pro<|>', []],
  ['profile: auto # <|>', []],
  ['apiRoutes: ["/<|>"]', []],
])('%j', (marked, expected) => {
  expect(complete(marked).labels).toEqual(expected);
});

test('rules by id and by area, with what they are about', () => {
  const { offered, labels, taking } = complete('rules:\n  nginx/worker-processes: off\n  nginx/worker-c<|>\n');
  expect(labels).toContain('nginx/worker-connections');
  expect(labels).toContain('nginx/*');
  expect(labels).not.toContain('nginx/worker-processes');
  expect(offered.find(({ label }) => label === 'nginx/worker-connections')!.detail).toContain('worker_connections');
  expect(taking('nginx/worker-connections')).toBe(
    'rules:\n  nginx/worker-processes: off\n  nginx/worker-connections: \n',
  );
});

test('what is there behind the word stays', () => {
  expect(complete('pro<|>file: auto\n').taking('profile')).toBe('profile: auto\n');
  expect(complete('profile: prod<|>uction # why\n').taking('high-traffic')).toBe('profile: high-traffic # why\n');
  expect(complete("profile: 'pro<|>'\n").taking('production')).toBe("profile: 'production'\n");
});

test('every value that is offered is accepted', () => {
  for (const key of ['profile', 'requireReason', ...AXES]) {
    const marked = AXES.includes(key) ? `workload:\n  ${key}: <|>` : `${key}: <|>`;
    const { labels, taking } = complete(marked);
    expect(labels.length).toBeGreaterThan(1);
    for (const label of labels)
      expect(readProject(new ConfigFile('headroom.yaml', taking(label))).problems).toEqual([]);
  }
});

test('no place makes it throw', () => {
  const text =
    'overrides:\n  - files: ["a", \'b\']\n    workload: {api: fast, "tasks": long}\n    rules:\n      "nginx/*": off\r\n# x\nprofile: auto\n';
  for (let offset = 0; offset <= text.length; offset++) {
    for (const shown of [text, text.slice(0, offset)]) {
      const file = new ConfigFile('headroom.yaml', shown);
      for (const { span } of projectCompletion(Stack.of([file]), file, offset))
        expect(span.start <= offset && offset <= span.end).toBe(true);
    }
  }
});
