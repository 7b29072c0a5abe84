import { expect, test } from 'vitest';
import { programsOfFile } from '../../../server/src/settings/command/file-programs';
import { ConfigFile } from '../../../server/src/settings/file';
import { readCommandFlags } from '../../../server/src/settings/flags/programs';
import { applyEdits } from '../../../server/src/text/edit';
import { prefixes, spansInside } from '../../support/lines';

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

const HOSTILE: readonly (readonly [path: string, text: string])[] = [
  [
    'Dockerfile',
    '# escape=`\nARG A\nFROM a AS b\nSHELL ["bash", "-c"]\nENTRYPOINT ["tini", "--"]\nCMD sh -c "exec celery -A \'x y\' worker `\n # c\n -c $N" && b\n',
  ],
  ['Procfile', 'web: A="b c" exec gunicorn app --workers=${W:-4} # c\nw: sh -c \'sh -c "celery -A a worker"\'\n'],
  [
    'supervisord.conf',
    '[program:a]\ncommand=sh -c "celery -A %(ENV_A)s worker"\n  -c 4 ; c\nenvironment=A="1,2",B\nnumprocs=x\n',
  ],
  ['a.service', "[Service]\nExecStart=-@/bin/sh -c 'celery \\\n# c\n -A %i worker ${X} $Y' ; b\n"],
  [
    'a.sh',
    '#!/bin/sh\nexport A=1\nif [ "$1" = celery ]; then\n  exec tini -- celery -A a worker "$@" <<E >x 2>&1\ny\nE\nfi\n',
  ],
];

test.each(HOSTILE)('%s: no prefix throws, spans lie inside, and edits can be applied', (path, text) => {
  for (const part of prefixes(text, 400)) {
    for (const { program } of programsOfFile(new ConfigFile(path, part))) {
      const { line, word, args, environment } = program;
      spansInside(
        part,
        path,
        [word, ...args, ...environment.map((one) => one.word)].map(({ span }) => span),
      );
      const flags = readCommandFlags(program);
      flags?.problems.forEach(({ at, fix }) => {
        spansInside(part, path, [at.span]);
        if (fix) applyEdits(part, fix.edits);
      });
      applyEdits(part, line.insertAfter(word, ['a b', '$c']));
      for (const arg of args) {
        applyEdits(part, line.replace(arg, 'a b'));
        applyEdits(part, line.replacePart(arg, 0, 1, "'"));
        applyEdits(part, line.remove([arg]));
      }
    }
  }
});

test('linear time', () => {
  for (const one of ['a b\n', 'A=1 ', 'export A=1;', '"$x"', "sh -c 'a' && ", '\\\n', 'env ', 'exec '])
    programsOfFile(new ConfigFile('a.sh', `nginx -t\n${one.repeat(6_000)}`));
  for (const one of ['A="1",', 'A=1,', '%(a)s ', '\n  x']) {
    const text = `[program:a]\ncommand=a ${one.repeat(6_000)}\nenvironment=${one.repeat(6_000)}\n`;
    programsOfFile(new ConfigFile('supervisord.conf', text));
  }
  programsOfFile(new ConfigFile('a.service', `[Service]\nExecStart=a ${'\\\n b'.repeat(6_000)}\n`));
  programsOfFile(new ConfigFile('Dockerfile', `FROM a\nCMD a ${'\\\n b'.repeat(6_000)}\n`));
  programsOfFile(new ConfigFile('Dockerfile', `FROM a\nCMD [${'"a", '.repeat(6_000)}"b"]\n`));
});
