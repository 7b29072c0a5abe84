import { expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import type { ComposeProject } from '../../server/src/stack/compose/project';
import { Stack } from '../../server/src/stack/stack';

function projectsOf(files: Readonly<Record<string, string>>): readonly ComposeProject[] {
  return Stack.of(Object.entries(files).map(([path, text]) => new ConfigFile(path, text))).composeProjects;
}

test('a simple project', () => {
  const [project] = projectsOf({
    'compose.yaml': [
      'services:',
      '  web:',
      '    image: nginx:1.27-alpine',
      '    ulimits: { nofile: { soft: 20000, hard: 40000 } }',
      '    environment: [A=1, B]',
      '    mem_limit: ${MEMORY:-512m}',
      '',
    ].join('\n'),
    'compose.override.yaml': 'services:\n  web:\n    environment:\n      A: "${X}"\n',
    '.env': 'X=7\n',
  });
  const web = project!.service('web')!;
  expect(web.role).toBe('nginx');
  expect(web.imageVersion).toBe('1.27');
  expect(web.ulimit('nofile')?.soft).toMatchObject({ state: 'known', value: 20000 });
  expect(web.environment.get('A')?.value).toMatchObject({ state: 'known', value: '7' });
  expect(web.environment.get('B')?.value.state).toBe('unknown');
  expect(web.memoryLimit).toMatchObject({ state: 'known', value: 512 * 1024 * 1024 });
});
