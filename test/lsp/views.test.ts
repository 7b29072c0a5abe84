import { afterEach, expect, test } from 'vitest';
import type { WorkspaceEdit } from 'vscode-languageserver';
import { editsOf, TestServer } from '../support/language-server';

const LOW = `worker_processes auto;
events {
    worker_connections 512;
}
`;

let server: TestServer;
const start = async (...args: Parameters<typeof TestServer.start>) => {
  server = await TestServer.start(...args);
  return server;
};

afterEach(async () => {
  const { logged } = server;
  await server.stop();
  expect(logged, 'the server logs nothing in ordinary work').toEqual([]);
});

const changes = () => server.notifications.filter(({ method }) => method === 'headroom/viewsChanged').length;

interface Item {
  readonly id: string;
  readonly state: string;
  readonly mendable: boolean;
  readonly points: { readonly location?: { readonly uri: string; readonly range: unknown; readonly label: string } }[];
}

const checklist = async (parameters = {}) => {
  const stacks = await server.request<{ uri: string; name: string; items: Item[]; progress: string }[]>(
    'headroom/checklist',
    parameters,
  );
  expect(stacks).toHaveLength(1);
  return stacks[0]!;
};

const connectionsOf = (stack: { items: Item[] }) => stack.items.find(({ id }) => id === 'worker-connections')!;

test('the checklist follows what is open, and leads to places', async () => {
  await start(`//- nginx.conf\n${LOW}`);
  const stack = await checklist();
  expect(stack.items).toHaveLength(13);
  expect(stack.uri).toBe(server.uri('').replace(/\/$/, ''));
  expect(connectionsOf(stack)).toMatchObject({
    state: 'missing',
    mendable: true,
    points: [
      {
        location: {
          uri: server.uri('nginx.conf'),
          label: 'nginx.conf:3',
          range: { start: { line: 2, character: 23 }, end: { line: 2, character: 26 } },
        },
      },
    ],
  });
  await server.open('nginx.conf', LOW.replace('512', '10000'));
  expect(connectionsOf(await checklist()).state).toBe('met');
  expect(connectionsOf(await checklist({ profile: 'high-traffic' })).state).toBe('missing');
});

test('an item is mended, and written out', async () => {
  await start(`//- nginx.conf\n${LOW}`);
  const { uri } = await checklist();
  const edit = await server.request<WorkspaceEdit>('headroom/mendChecklistItem', { uri, item: 'worker-connections' });
  expect(editsOf(edit, server.uri('nginx.conf')).map(({ newText }) => newText)).toEqual(['10000']);
  expect(JSON.stringify(edit)).not.toContain('needsConfirmation');
  expect(await server.request('headroom/mendChecklistItem', { uri, item: 'load-test' })).toBeNull();
  expect(await server.request('headroom/mendChecklistItem', { uri, item: 'nothing' })).toBeNull();
  const { markdown } = await server.request<{ markdown: string }>('headroom/checklistMarkdown', {});
  expect(markdown).toMatch(/^# Tuning checklist\n\n## headroom-workspace-/);
});

test('alert rules take their numbers from the stack', async () => {
  await start(`//- nginx.conf\n${LOW.replace('auto', '2')}worker_rlimit_nofile 1024;\n`);
  const { yaml } = await server.request<{ yaml: string }>('headroom/alerts', {});
  expect(yaml).toMatch(/- name: "headroom-workspace-/);
  expect(yaml).toContain('expr: sum(nginx_connections_active) > 819\n');
});

test('the script of a load test', async () => {
  await start('//- nginx.conf\nevents {}\n');
  const script = async (address: string) =>
    (await server.request<{ script: string } | null>('headroom/loadTest', { address }))?.script;
  expect(await script('localhost:8080')).toContain("ab -l -r -n 1000 -c 200 'http://localhost:8080/'\n");
  expect(await script('ftp://localhost')).toBeUndefined();
});

test('the capacity names the narrowest hop, and leads to what it comes from', async () => {
  await start(`//- nginx.conf\n${LOW.replace('auto', '2')}worker_rlimit_nofile 1024;\n`);
  const [stack] = await server.request<{ ways: { narrowest: number; hops: unknown[] }[] }[]>('headroom/capacity', {});
  expect(stack!.ways).toMatchObject([{ name: 'Requests through nginx', narrowest: 1 }]);
  expect(stack!.ways[0]!.hops[1]).toMatchObject({
    limit: '1,024 requests at once',
    state: 'known',
    value: 1024,
    sum: '2 workers × 512 connections = 1,024',
    terms: [
      { text: 'one on the host' },
      { text: 'worker_processes 2', location: { label: 'nginx.conf:1' } },
      { text: 'worker_connections 512', location: { uri: server.uri('nginx.conf'), label: 'nginx.conf:3' } },
    ],
  });
});

test('views are told of changes only while one is open, once for a burst', async () => {
  await start(`//- nginx.conf\n${LOW}`);
  await server.open('nginx.conf', LOW);
  await checklist();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(changes()).toBe(0);
  await server.connection.sendNotification('headroom/watchViews', { open: true });
  for (let version = 2; version < 6; version++) await server.change('nginx.conf', version, `${LOW}#${version}\n`);
  await server.until(() => changes() === 1, 'the notification');
  await server.connection.sendNotification('headroom/watchViews', { open: false });
  await server.change('nginx.conf', 6, LOW);
  await checklist();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(changes()).toBe(1);
});

test('the folder itself stands for its files', async () => {
  await start(`//- nginx.conf\n${LOW}`);
  const { uri } = await checklist();
  const edit = await server.request<WorkspaceEdit>('headroom/setProfile', { uri, profile: 'development' });
  expect(editsOf(edit, server.uri('headroom.yaml'))).not.toEqual([]);
});
