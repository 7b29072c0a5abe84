import { describe, expect, test } from 'vitest';
import { programsOfScript, startedPrograms } from '../../../server/src/settings/command/program';
import { PlainText } from '../../../server/src/settings/command/source-text';
import { TextCommandLine } from '../../../server/src/settings/command/text-command';
import { SHELL_WORDS } from '../../../server/src/settings/command/word-language';
import { ConfigFile } from '../../../server/src/settings/file';
import { MappedText } from '../../../server/src/text/mapped-text';

function programs(text: string, script = false): string[] {
  const source = new PlainText(new ConfigFile('x', text), MappedText.verbatim(text, { start: 0, end: text.length }));
  const found = script
    ? programsOfScript(source)
    : startedPrograms(new TextCommandLine(source, SHELL_WORDS, SHELL_WORDS.split(text).words));
  return found.map(
    ({ name, args, shell, environment, conditional, background }) =>
      `${environment.map(({ word }) => `${word.text} `).join('')}${name}(${args.map((word) => word.text).join(' ')})` +
      (shell ? ` in ${shell.name}${shell.alone ? ' alone' : ''}` : '') +
      (conditional ? ' maybe' : '') +
      (background ? ' &' : ''),
  );
}

describe('one program', () => {
  test.each([
    ['celery -A app worker', 'celery(-A app worker)'],
    ['/usr/local/bin/redis-server --save ""', 'redis-server(--save )'],
    ['env A=b C=d celery worker', 'A=b C=d celery(worker)'],
    ['tini -- celery worker', 'celery(worker)'],
    ['/usr/bin/tini -g -- /docker-entrypoint.sh nginx -g x', 'nginx(-g x)'],
    ['/sbin/tini -g -- docker-entrypoint.sh nginx -g x', 'nginx(-g x)'],
    ['dumb-init --rewrite 15:3 -- gunicorn app', 'gunicorn(app)'],
    ['gosu redis redis-server', 'redis-server()'],
    ['su-exec mongodb:mongodb mongod --maxConns 9', 'mongod(--maxConns 9)'],
    ['nice -n 10 celery beat', 'celery(beat)'],
    ['nice -10 celery beat', 'celery(beat)'],
    ['timeout -k 5 10 celery beat', 'celery(beat)'],
    ['python -m celery -A app worker', 'celery(-A app worker)'],
    ['python3.11 -u -W ignore -m gunicorn app', 'gunicorn(app)'],
    ['python -um uvicorn app:app', 'uvicorn(app:app)'],
    ['python manage.py runserver', 'python(manage.py runserver)'],
    ['python /usr/bin/celery worker', 'celery(worker)'],
    ['poetry run celery worker', 'celery(worker)'],
    ['poetry install', undefined],
    ['pipenv run python -m celery worker', 'celery(worker)'],
    ['uv run --extra a --no-sync celery worker', 'celery(worker)'],
    ['uv run -m celery worker', 'celery(worker)'],
    ['wait-for-it.sh db:5432 -t 30 -- celery worker', 'celery(worker)'],
    ['./wait-for-it.sh db:5432', undefined],
    ['newrelic-admin run-program gunicorn app', 'gunicorn(app)'],
    ['opentelemetry-instrument --service_name a gunicorn app', 'gunicorn(app)'],
    ['watchmedo auto-restart -d . -p "*.py" -- celery worker', 'celery(worker)'],
    ['watchfiles --filter python "celery -A app worker" src', 'celery(-A app worker)'],
    ['dockerize -wait tcp://db:1 -timeout 60s celery worker', 'celery(worker)'],
    ['./start.sh celery worker', 'start.sh(celery worker)'],
    ['sh ./wait-for-it.sh db:1 -- celery worker', 'celery(worker)'],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(programs(text)).toEqual(expected === undefined ? [] : [expected]);
  });
});

describe('behind a shell', () => {
  test.each([
    ['sh -c "celery worker"', ['celery(worker) in sh alone']],
    ['sh -c "exec celery worker"', ['celery(worker)']],
    ['bash -lc "A=1 exec celery worker"', ['A=1 celery(worker)']],
    ['/bin/bash -euo pipefail -c "migrate && exec gunicorn app"', ['migrate() in bash', 'gunicorn(app)']],
    ['sh -c "celery beat & celery worker"', ['celery(beat) in sh &', 'celery(worker) in sh']],
    ['sh -c "if x; then celery worker; fi"', ['x() in sh maybe', 'celery(worker) in sh maybe']],
    ['sh -c "export A=1; celery worker"', ['export(A=1) in sh', 'A=1 celery(worker) in sh']],
    ['sh -c \'sh -c "celery worker"\'', ['celery(worker) in sh alone']],
    ["sh -c 'exec tini -- env A=b celery worker'", ['A=b celery(worker)']],
    ['sh -c "$X"', []],
    ['sh -c \'exec "$@"\'', []],
    ['sh -c', []],
    ["sh -c 'celery \"worker'", []],
  ])('%s', (text, expected) => expect(programs(text)).toEqual(expected));
});

test('of a script', () => {
  expect(programs('#!/bin/sh\nset -e\nexport B=2\nexec celery -A app worker "$@"\n', true)).toEqual([
    'set(-e) in sh',
    'export(B=2) in sh',
    'B=2 celery(-A app worker \uE000)',
  ]);
});

test('shells within shells come to an end', () => {
  let text = 'celery worker';
  for (let i = 0; i < 8; i++) text = `sh -c '${text.replaceAll("'", "'\\''")}'`;
  expect(programs(text)).toEqual([]);
});
