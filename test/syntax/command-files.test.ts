import { describe, expect, test } from 'vitest';
import { readPairs } from '../../server/src/syntax/dockerfile/pairs';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parse';
import { parseDotenv } from '../../server/src/syntax/dotenv/parse';
import { parseIni } from '../../server/src/syntax/ini/parse';
import { parseProcfile } from '../../server/src/syntax/procfile/parse';
import type { MappedText } from '../../server/src/text/mapped-text';
import { prefixes, spansInside } from '../support/lines';

/** Asserts that every verbatim piece of a made text stands in the source as it is. */
function faithful(text: string, made: MappedText): void {
  for (const [i, piece] of made.pieces.entries()) {
    const part = made.text.slice(piece.from, made.pieces[i + 1]?.from);
    if (piece.verbatim) expect(text.slice(piece.source.start, piece.source.end)).toBe(part);
  }
}

describe('.env', () => {
  const read = (text: string) =>
    parseDotenv(text).entries.map(({ name, value }) => (value ? `${name}=${value.text.text}` : name));

  test.each([
    ['A=1\nB: 2\n C = 3 \n', ['A=1', 'B=2', 'C=3']],
    ['# c\nexport A=1 # d\nB=1#2\n', ['A=1', 'B=1#2']],
    ['A=\'a # $b \\\'c\\n\'\nB="a \\"b\\" \\n\\t\\\\ \\$c \\x"', ["A=a # $b 'c\\n", 'B=a "b" \n\t\\ $$c \\x']],
    ['A="a\nb"\nB=2', ['A=a\nb', 'B=2']],
    ["A='a\\\\'\nB=2", ['A=a\\\\', 'B=2']],
    ['A=\nB\nC=', ['A=', 'B', 'C=']],
    ['A="x" # c\r\nB=2\r\n', ['A=x', 'B=2']],
    ['\uFEFFA.b-c[0]=1', ['A.b-c[0]=1']],
    ['A="\\0101"', ['A=A']],
    ['exportA=1\nexport B', ['exportA=1', 'B']],
  ])('%j', (text, expected) => {
    const tree = parseDotenv(text);
    expect(read(text)).toEqual(expected);
    expect(tree.problems).toEqual([]);
    for (const { value } of tree.entries) if (value) faithful(text, value.text);
  });

  test('where a value stands, and whether variables in it are filled in', () => {
    const text = 'A=$x # c\nB=\'$x\'\nC="$x"\n';
    const values = parseDotenv(text).entries.map(({ value }) => value!);
    expect(values.map(({ span }) => text.slice(span.start, span.end))).toEqual(['$x', "'$x'", '"$x"']);
    expect(values.map(({ expands }) => expands)).toEqual([true, false, true]);
  });

  test.each([
    ['A B=1\n', 'A B'],
    ['=1', '=1'],
    ['A="x\nB=2', '"x'],
    ['A+=1', 'A+'],
  ])('%j is refused', (text, at) => {
    const [problem] = parseDotenv(text).problems;
    expect(text.slice(problem!.span.start, problem!.span.end)).toBe(at);
    expect(problem!.message).toMatch(/Compose refuses the file\.$/);
  });
});

describe('Dockerfile', () => {
  const text = `# syntax=docker/dockerfile:1
ARG VERSION=3.12
FROM --platform=linux/amd64 python:\${VERSION} AS Base
# a comment
ENV A=1 B="two 3" \\
    # between
    C='x\\y'
ENV OLD a  b
RUN apt-get update \\

 && apt-get install
RUN <<EOF
FROM nothing
EOF
from base
copy --from=base --chown=a:b nginx.conf /etc/nginx/
EXPOSE 80/tcp 443
CMD ["celery", "-A", "a\\"b", "worker"]
ENTRYPOINT exec gunicorn \\
  app
STOPSIGNAL SIGQUIT`;

  test('stages and instructions', () => {
    const tree = parseDockerfile(text);
    const show = (instruction: (typeof tree.globals)[number]) => `${instruction.keyword} ${instruction.body.text}`;
    expect(tree.globals.map(show)).toEqual(['ARG VERSION=3.12']);
    expect(tree.stages.map(({ base, name }) => [base.text, name])).toEqual([
      ['python:${VERSION}', 'base'],
      ['base', undefined],
    ]);
    const [first, second] = tree.stages;
    expect(first!.from.flags).toMatchObject([{ name: 'platform', value: 'linux/amd64' }]);
    expect(first!.instructions.slice(1).map(show)).toEqual([
      'ENV OLD a  b',
      'RUN apt-get update  && apt-get install',
      'RUN <<EOF',
    ]);
    expect(second!.instructions.map(({ keyword }) => keyword)).toEqual([
      'COPY',
      'EXPOSE',
      'CMD',
      'ENTRYPOINT',
      'STOPSIGNAL',
    ]);
    const cmd = second!.instructions[2]!;
    expect(cmd.items!.map((item) => item.text.text)).toEqual(['celery', '-A', 'a"b', 'worker']);
    expect(cmd.items!.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      '"celery"',
      '"-A"',
      '"a\\"b"',
      '"worker"',
    ]);
    expect(second!.instructions[3]!.body.text).toBe('exec gunicorn   app');
    for (const { instructions } of tree.stages) for (const { body } of instructions) faithful(text, body);
  });

  test('variables', () => {
    const [env, old] = parseDockerfile(text).stages[0]!.instructions;
    const show = (instruction: NonNullable<typeof env>) =>
      readPairs(instruction, '\\').map(({ name, value }) => `${name}=${value?.text}`);
    expect(show(env!)).toEqual(['A=1', 'B=two 3', 'C=x\\y']);
    expect(show(old!)).toEqual(['OLD=a  b']);
    expect(readPairs(parseDockerfile('ARG A\nARG B=c').globals[0]!, '\\')).toMatchObject([
      { name: 'A', value: undefined },
    ]);
  });

  test.each([
    ["CMD ['a']", undefined],
    ['CMD [ "a" , "b" ]', ['a', 'b']],
    ['CMD []', []],
    ['CMD ["a", b]', undefined],
    ['CMD ["a"] x', undefined],
    ['CMD ["a", \\\n  "b"]', ['a', 'b']],
    ['CMD ["\\u0041\\/"]', ['A/']],
  ])('%j', (cmd, expected) => {
    const [instruction] = parseDockerfile(`FROM a\n${cmd}\n`).stages[0]!.instructions;
    expect(instruction!.items?.map((item) => item.text.text)).toEqual(expected);
  });

  test('another escape', () => {
    const tree = parseDockerfile('# escape=`\r\nFROM a\r\nRUN a `\r\n  b\\\r\nCMD c\r\n');
    expect(tree.escape).toBe('`');
    expect(tree.stages[0]!.instructions.map(({ body }) => body.text)).toEqual(['a   b\\', 'c']);
  });

  test('no prefix throws, and spans lie inside', () => {
    for (const part of prefixes(text, 1_000)) {
      const tree = parseDockerfile(part);
      const instructions = [...tree.globals, ...tree.stages.flatMap((stage) => [stage.from, ...stage.instructions])];
      spansInside(part, 'Dockerfile', [
        ...tree.comments,
        ...instructions.flatMap((one) => [one.span, one.keywordSpan, ...(one.items ?? []).map(({ span }) => span)]),
        ...instructions.flatMap((one) => readPairs(one, '\\').map(({ nameSpan }) => nameSpan)),
      ]);
    }
  });
});

test('Procfile', () => {
  const text = '# c\nweb: gunicorn app:app -w 4 \r\nworker-1:celery -A app worker\nnothing\n: x\n';
  expect(
    parseProcfile(text).entries.map(({ name, command }) => [name, text.slice(command.start, command.end)]),
  ).toEqual([
    ['web', 'gunicorn app:app -w 4'],
    ['worker-1', 'celery -A app worker'],
  ]);
});

test('supervisord', () => {
  const text = `; c
[supervisord]
nodaemon=true ; not this
[program:celery]
command = celery -A app worker
  -c 4 ; c
  # c
  -l info
environment=A="1",
 B="2"
numprocs:2
`;
  const { sections, comments } = parseIni(text);
  const [, program] = sections;
  expect(program!.name).toBe('program:celery');
  expect(program!.entries.map(({ key, value }) => [key, value.text])).toEqual([
    ['command', 'celery -A app worker\n-c 4\n-l info'],
    ['environment', 'A="1",\nB="2"'],
    ['numprocs', '2'],
  ]);
  for (const { value } of program!.entries) faithful(text, value);
  expect(sections[0]!.entries[0]!.value.text).toBe('true');
  expect(comments).toHaveLength(4);
  for (const part of prefixes(text, 500))
    spansInside(
      part,
      'ini',
      parseIni(part).sections.flatMap((one) => [one.span, ...one.entries.map(({ span }) => span)]),
    );
});

test('linear time', () => {
  for (const one of ['A="x\n', 'A=1 #\n', 'export ', '"', "A='\\", '\n']) parseDotenv(one.repeat(50_000));
  for (const one of ['RUN a \\\n', 'FROM a\n', 'RUN <<A\n', 'CMD ["a",', '# c\n', '\\\n', '--a ', 'ENV a=b \\\n'])
    parseDockerfile(`FROM x\n${one.repeat(50_000)}`);
  for (const one of ['[a]\n', 'a=b\n', ' c\n', ';\n', '[']) parseIni(`[x]\na=b\n${one.repeat(50_000)}`);
  parseProcfile('a: b\n'.repeat(100_000));
});
