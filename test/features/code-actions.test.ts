import { describe, expect, test } from 'vitest';
import { applyTier, codeActions, fixAll, insertRecommended } from '../../server/src/features/code-actions';
import { check } from '../../server/src/rules/run';
import { readFixture, stackOf } from '../support/fixture';
import { at, edited, workspace } from './support';

const actions = (source: string, kinds?: string[]) => {
  const { stack, file, offset } = at(source);
  return codeActions(stack, check(stack), file, { start: offset, end: offset }, kinds).map((action) => ({
    ...action,
    result: action.edits ? edited(stack, action.edits) : {},
  }));
};
/** A small workspace whose files are told by their names. */
const folder = (source: string) => stackOf(readFixture(source).files);
const titles = (source: string, kinds?: string[]) => actions(source, kinds).map(({ title }) => title);
const take = (source: string, title: string) => actions(source).find((action) => action.title === title)!.result;

const LOW = 'worker_processes auto;\nevents {\n    worker_connections 5<|>12;\n}\n';

describe('at a finding', () => {
  test('fixes, the tier in force first and preferred, then ways to silence it, then its page', () => {
    const found = actions(LOW, ['quickfix']);
    expect(found.map(({ title, preferred }) => [title, preferred ?? false])).toEqual([
      ['Set worker_connections to 10000 (production)', true],
      ['Set worker_connections to 20000 (high-traffic)', false],
      ['Ignore nginx/worker-connections on this line', false],
      ['Ignore nginx/worker-connections in this file', false],
      ['Turn off nginx/worker-connections in headroom.yaml', false],
      ['Explain nginx/worker-connections', false],
    ]);
    expect(found[0]!.finding?.rule).toBe('nginx/worker-connections');
    expect(found.at(-1)!.command).toEqual({ id: 'headroom.explainRule', args: ['nginx/worker-connections'] });
  });

  test('the first tier is that of the file’s profile', () => {
    expect(titles(`# headroom: profile=high-traffic\n${LOW}`, ['quickfix'])[0]).toBe(
      'Set worker_connections to 20000 (high-traffic)',
    );
  });

  test('ignoring a line keeps its indentation', () => {
    expect(take(LOW, 'Ignore nginx/worker-connections on this line')['nginx.conf']).toBe(
      'worker_processes auto;\nevents {\n    # headroom-ignore-next-line nginx/worker-connections -- reason\n    worker_connections 512;\n}\n',
    );
    expect(
      take(LOW.replaceAll('\n', '\r\n').replace('    ', '\t'), 'Ignore nginx/worker-connections on this line')[
        'nginx.conf'
      ],
    ).toContain('\r\n\t# headroom-ignore-next-line nginx/worker-connections -- reason\r\n\tworker_connections');
  });

  test('ignoring it makes it silent, in the line and in the file', () => {
    for (const title of [
      'Ignore nginx/worker-connections on this line',
      'Ignore nginx/worker-connections in this file',
      'Turn off nginx/worker-connections in headroom.yaml',
    ]) {
      const texts = take(LOW, title);
      const stack = workspace(
        Object.entries(texts)
          .map(([path, text]) => `//- ${path}\n${text}`)
          .join(''),
      );
      expect(
        check(stack).findings.filter(({ rule }) => rule === 'nginx/worker-connections' || rule.startsWith('headroom/')),
        title,
      ).toEqual([]);
    }
  });

  test('two comments above one line both count', () => {
    const once = take(LOW, 'Ignore nginx/worker-connections on this line')['nginx.conf']!;
    const texts = take(
      once
        .replace('worker_connections 512', 'worker_connections 5<|>12')
        .replace('-connections -- reason', '-processes -- reason'),
      'Ignore nginx/worker-connections on this line',
    );
    expect(check(workspace(`//- nginx.conf\n${texts['nginx.conf']}`)).findings.map(({ rule }) => rule)).not.toContain(
      'nginx/worker-connections',
    );
  });

  test('only the kinds that are asked for', () => {
    expect(actions(LOW, ['refactor']).every(({ kind }) => kind === 'refactor')).toBe(true);
    expect(actions(LOW, ['source.fixAll']).map(({ kind }) => kind)).toEqual(['source.fixAll.headroom']);
    expect(actions(LOW).some(({ kind }) => kind === 'source.fixAll.headroom')).toBe(false);
  });

  test('nothing to fix where nothing is found', () => {
    expect(titles('worker_processes <|>auto;\n', ['quickfix'])).toEqual([]);
  });
});

describe('of the whole file', () => {
  test('fix all comes to rest, edits little, and leaves nothing safe to do', () => {
    const stack = workspace(
      '# first\nworker_processes 1; # one\nevents {\n    worker_connections 512; # few\n}\nhttp {\n    server {\n        location /api/ {\n            proxy_pass http://127.0.0.1:1;\n            proxy_read_timeout 600s;\n        }\n    }\n}\n',
    );
    const edits = fixAll(stack);
    const texts = edited(stack, edits);
    expect(texts['nginx.conf']).toContain('worker_processes auto; # one');
    expect(texts['nginx.conf']).toContain('worker_connections 10000;');
    expect(texts['nginx.conf']).toContain('# few');
    const rest = check(workspace(`//- nginx.conf\n${texts['nginx.conf']}`)).findings;
    expect(rest.filter(({ fixes }) => fixes[0]?.safety === 'safe').map(({ rule }) => rule)).toEqual([]);
    expect(fixAll(workspace(`//- nginx.conf\n${texts['nginx.conf']}`))).toEqual([]);
  });

  test('of one file: no edit anywhere else', () => {
    const stack = workspace(
      '//- nginx.conf\nevents {\n    worker_connections 512;\n}\nhttp {\n    include a.conf;\n}\n//- a.conf\nserver {\n    location /api/ {\n        proxy_pass http://127.0.0.1:1;\n        proxy_read_timeout 600s;\n    }\n}\n',
    );
    const edits = fixAll(stack, stack.file('a.conf'));
    expect(edits.length).toBeGreaterThan(0);
    expect(new Set(edits.map(({ path }) => path))).toEqual(new Set(['a.conf']));
    expect(new Set(fixAll(stack).map(({ path }) => path))).toEqual(new Set(['a.conf', 'nginx.conf']));
  });

  test('silenced findings are not fixed', () => {
    const text =
      'worker_processes auto;\nevents {\n    use epoll;\n    multi_accept on;\n    # headroom-ignore-next-line nginx/worker-connections -- small\n    worker_connections 512;\n}\n';
    expect(fixAll(workspace(text))).toEqual([]);
  });

  test('a tier is applied whatever the file is held against', () => {
    const source =
      '# headroom: profile=development\nworker_processes auto;\nevents {\n    worker_connections 512;\n    use epoll;\n    multi_accept on;\n}\n';
    const stack = workspace(`//- headroom.yaml\nprofile: development\n//- nginx.conf\n${source}`);
    expect(edited(stack, applyTier(stack, stack.file('nginx.conf'), 'high-traffic'))['nginx.conf']).toBe(
      source.replace('512', '20000'),
    );
    expect(edited(stack, applyTier(stack, undefined, 'production'))['nginx.conf']).toBe(source.replace('512', '10000'));
    expect(stack.policyOf(stack.file('nginx.conf')!).profile).toBe('development');
  });

  test('what is for review is done to a whole stack, and to no single file', () => {
    const stack = folder(`
//- compose.yml
services:
  queue:
    image: redis:7.4
    restart: always
    command: redis-server
`);
    const atProduction = (path?: string) => {
      const edits = applyTier(stack, path === undefined ? undefined : stack.file(path), 'production');
      return edited(stack, edits)['compose.yml'];
    };
    expect(atProduction('compose.yml')).not.toContain('--maxmemory');
    expect(atProduction()).toContain('--maxmemory 768mb');
  });

  test('a fix between files is made with the numbers that hold in the end', () => {
    const stack = folder(`
//- compose.yml
services:
  worker:
    build: .
    command: celery -A jobs worker --concurrency=16 --max-memory-per-child=100000
    mem_limit: 1g
//- Dockerfile
FROM python:3.12
COPY . /srv
WORKDIR /srv
//- jobs.py
from celery import Celery

app = Celery("jobs", broker="amqp://rabbitmq//")
app.conf.update(worker_concurrency=4, task_time_limit=3600, task_soft_time_limit=3600)
`);
    const compose = edited(stack, applyTier(stack, undefined, 'production'))['compose.yml'];
    expect(compose).toContain('stop_grace_period: 305s');
    expect(compose).toContain('command: celery -A jobs worker --max-memory-per-child=100000');
  });

  test('applying a tier is offered with the one in force first', () => {
    expect(
      actions(LOW, ['refactor'])
        .filter(({ command }) => command)
        .map(({ title, command }) => [title, command]),
    ).toEqual([
      [
        'Apply tier production to this file',
        { id: 'headroom.applyTier', path: 'nginx.conf', args: ['production', 'file'] },
      ],
      [
        'Apply tier development to this file',
        { id: 'headroom.applyTier', path: 'nginx.conf', args: ['development', 'file'] },
      ],
      [
        'Apply tier high-traffic to this file',
        { id: 'headroom.applyTier', path: 'nginx.conf', args: ['high-traffic', 'file'] },
      ],
      [
        'Apply tier production to the whole stack',
        { id: 'headroom.applyTier', path: 'nginx.conf', args: ['production', 'stack'] },
      ],
    ]);
  });

  test('what is absent in the block around the cursor can be inserted', () => {
    const { stack, file, offset } = at('worker_processes auto;\nevents {\n    worker_connections 10000;\n    <|>\n}\n');
    const found = insertRecommended(stack, file, offset);
    expect(found.map(({ title }) => title)).toContain('Insert recommended multi_accept on;');
    const [first] = found.filter(({ title }) => title.includes('multi_accept'));
    expect(edited(stack, first!.edits!)['nginx.conf']).toContain('    multi_accept on;\n');
  });
});
