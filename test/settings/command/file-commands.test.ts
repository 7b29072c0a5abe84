import { describe, expect, test } from 'vitest';
import type { CommandLine } from '../../../server/src/settings/command/command-line';
import {
  dockerfileCommand,
  procfileCommand,
  supervisordCommand,
  unitCommand,
} from '../../../server/src/settings/command/file-commands';
import { startedPrograms } from '../../../server/src/settings/command/program';
import { PlainText } from '../../../server/src/settings/command/source-text';
import { TextCommandLine } from '../../../server/src/settings/command/text-command';
import { POSIX_SHELL } from '../../../server/src/settings/command/word-language';
import { ConfigFile } from '../../../server/src/settings/file';
import { MappedText } from '../../../server/src/text/mapped-text';
import { checkWriters } from './writers';

/** The innermost command line of a command: what its shell runs. */
const innermost = (line: CommandLine | undefined) => line && startedPrograms(line)[0]?.line;

const dockerfile = (text: string) => {
  const file = new ConfigFile('Dockerfile', text);
  return dockerfileCommand(file, file.dockerfile.stages[0]!.instructions[0]!);
};
const procfile = (text: string) => {
  const file = new ConfigFile('Procfile', text);
  return innermost(procfileCommand(file, file.procfile.entries[0]!));
};
const supervisord = (text: string) => {
  const file = new ConfigFile('supervisord.conf', text);
  return supervisordCommand(file, file.supervisord.sections[0]!.entries[0]!);
};
const unit = (text: string) => {
  const file = new ConfigFile('a.service', text);
  return unitCommand(file, file.systemd.sections[0]!.entries[0]!);
};
const script = (text: string) => {
  const file = new ConfigFile('a.sh', text);
  const span = { start: 0, end: text.length };
  const source = new PlainText(file, MappedText.verbatim(text, span));
  return new TextCommandLine(source, POSIX_SHELL, file.shell.commands[1]!.words);
};

describe('every writer does what it says, and nothing else', () => {
  test.each<[string, string, (text: string) => CommandLine | undefined]>([
    ['Dockerfile, JSON', 'FROM a\nCMD ["celery", "-A", "", "a b"]\nUSER x\n', dockerfile],
    ['Dockerfile, JSON over lines', 'FROM a\nCMD [ \\\n  "celery", \\\n  "-A", \\\n  "a\\"b" ]\n', dockerfile],
    [
      'Dockerfile, shell',
      'FROM a\nCMD exec celery -A "a b" \\\n  # c\n  worker --x=\'y\'\n',
      (text) => innermost(dockerfile(text)),
    ],
    ['Procfile', 'web: gunicorn app:app -w 4 --x="a b"\nb: c\n', procfile],
    ['supervisord', '[program:a]\ncommand=celery -A "a b" worker ; c\n[b]\nc=d\n', supervisord],
    ['supervisord over lines', '[program:a]\ncommand = celery\n  -A app\n  worker\n  -c 4\nb=c\n', supervisord],
    ['systemd', '[Service]\nExecStart=-/usr/bin/celery -A "a b" worker --x=\'y\'\nUser=a\n', unit],
    ['systemd over lines', '[Service]\nExecStart=/usr/bin/celery \\\n  -A app \\\n  worker \\\n  -c 4\nUser=a\n', unit],
    ['shell', '#!/bin/sh\nset -e\nexec celery -A "a b" \\\n  worker \\\n  -c 4 # d\necho e\n', script],
  ])('%s', (_, text, read) => {
    for (const newLine of ['\n', '\r\n'])
      checkWriters(text.replaceAll('\n', newLine), read, (after) => {
        for (const kept of text.match(/# \w|; c|User=a|b: c|b=c|c=d|USER x|echo e|set -e/g) ?? [])
          expect(after).toContain(kept);
      });
  });

  test.each([
    [
      'Compose’s neighbours: a script inside JSON',
      'FROM a\nCMD ["sh", "-c", "celery -A \\"a b\\" worker -c 4"]\n',
      dockerfile,
    ],
    ['inside single quotes', "[Service]\nExecStart=/bin/sh -c 'celery -A app worker -c 4'\n", unit],
    ['inside double quotes', '[Service]\nExecStart=/bin/bash -lc "celery -A app \'wor ker\' -c 4"\n', unit],
    ['of a shell within a shell', 'FROM a\nCMD sh -c "exec celery -A app worker -c \'4\'"\n', dockerfile],
    ['of supervisord', '[program:a]\ncommand=sh -c "celery -A app worker -c 4"\nb=c\n', supervisord],
  ] as const)('the text behind sh -c: %s', (_, text, read) => {
    checkWriters(text, (after) => innermost(read(after)));
  });
});

test('what a file fills in is unknown', () => {
  const values = (line: CommandLine | undefined) =>
    line!.words.map(({ value }) => (value.state === 'known' ? value.value : value.reason));
  expect(values(supervisord('[program:a]\ncommand=a %(ENV_X)s 50%% {{ b }}\n'))).toEqual([
    'a',
    'supervisord fills in ENV_X',
    '50%',
    'a template fills it in',
  ]);
  expect(values(unit('[Service]\nExecStart=a --b=%i ${C} {{ d }}\n'))).toEqual([
    'a',
    'systemd fills in %i',
    'the environment sets C',
    'a template fills it in',
  ]);
  expect(values(procfile('web: gunicorn -b :$PORT --workers=${W:-4}\n'))).toEqual([
    'gunicorn',
    '-b',
    'the variable PORT fills it in',
    '--workers=4',
  ]);
});

test('a default is changed where it stands', () => {
  const text = 'web: gunicorn --workers=${W:-4} "${T:-x y}"\n';
  const line = procfile(text)!;
  expect(line.words[1]!.assumed).toEqual(['W']);
  const [edit] = line.replacePart(line.words[1]!, 10, 11, '8');
  expect(text.slice(0, edit!.span.start) + edit!.newText + text.slice(edit!.span.end)).toBe(
    'web: gunicorn --workers=${W:-8} "${T:-x y}"\n',
  );
  expect(line.replacePart(line.words[1]!, 10, 11, 'a b')).toEqual([]);
});

test('words stand where they are written', () => {
  const text = '[Service]\nExecStart=/bin/sh -c "celery -A \'a b\' worker"\n';
  const line = innermost(unit(text))!;
  expect(line.words.map(({ span }) => text.slice(span.start, span.end))).toEqual(['celery', '-A', "'a b'", 'worker']);
  const { start, end } = line.words[2]!.part(0, 1);
  expect(text.slice(start, end)).toBe('a');
});
