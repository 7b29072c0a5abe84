import { expect, test } from 'vitest';
import { programsOfFile } from '../../../server/src/settings/command/file-programs';
import { ConfigFile } from '../../../server/src/settings/file';

test.each([
  ['Dockerfile', 'FROM a\nCMD ["a"]\nCMD ["celery", "worker"]\n', ['celery worker']],
  ['Dockerfile', 'FROM a\nENTRYPOINT ["tini", "--"]\nCMD ["celery", "worker"]\n', ['celery worker']],
  ['Dockerfile', 'FROM a\nENTRYPOINT ["/entrypoint.sh"]\nCMD ["celery", "worker"]\n', ['celery worker']],
  ['Dockerfile', 'FROM a\nENTRYPOINT exec celery worker\nCMD ["x"]\n', ['celery worker']],
  ['Dockerfile', 'FROM a AS x\nCMD celery beat\nFROM x\nCMD exec gunicorn app\n', ['celery beat', 'gunicorn app']],
  ['Dockerfile', 'FROM a\nRUN celery worker\n', []],
  [
    'Procfile',
    'web: gunicorn app -w 4\nworker: A=b celery worker\n',
    ['web: gunicorn app -w 4', 'worker: A=b celery worker'],
  ],
  [
    'supervisord.conf',
    '[supervisord]\n[program:w]\ncommand=celery worker -c 4\nenvironment=A="1,2",B=\'x y\'\nnumprocs=3\n[program:x]\ncommand=%(ENV_C)s\n',
    ['w: A=1,2 B=x y celery worker -c 4 ×3'],
  ],
  ['a.service', '[Service]\nExecStart=/bin/a\nExecStart=\nExecStart=-/usr/bin/celery worker\n', ['celery worker']],
  ['start.sh', 'set -e\nexec celery worker\n', ['set -e', 'celery worker']],
])('%s %j', (path, text, expected) => {
  const shown = programsOfFile(new ConfigFile(path, text)).map(({ program, name, copies }) =>
    [
      ...(name === undefined ? [] : [`${name}:`]),
      ...program.environment.map(({ word }) => word.text),
      program.name,
      ...program.args.map((word) => word.text),
      ...(copies === 1 ? [] : [`×${copies}`]),
    ].join(' '),
  );
  expect(shown).toEqual(expected);
});
