import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { POSIX_SHELL, SHLEX } from '../../server/src/settings/command/word-language';
import { splitShlex } from '../../server/src/syntax/command-line/shlex';
import { parseShell } from '../../server/src/syntax/shell/parse';
import { ARGUMENTS } from '../settings/command/writers';

const PARTS = [
  'a',
  'b=c',
  ' ',
  ' ',
  '\t',
  "'",
  '"',
  '\\',
  '\\"',
  "\\'",
  '#',
  '--x',
  '%',
  '\\\\',
  'é',
  '/',
  '.',
  ',',
  '@',
];

/** Texts from parts, the same in every run. */
function* texts(count: number, more: readonly string[] = []): Generator<string> {
  const parts = [...PARTS, ...more];
  let state = 42;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  for (let i = 0; i < count; i++) yield Array.from({ length: 1 + next(12) }, () => parts[next(parts.length)]).join('');
}

const python = ['/usr/bin/python3', '/usr/local/bin/python3'].find(existsSync);
if (!python) console.log('Python is not installed: its shlex is not compared.');

test.skipIf(!python)('shlex splits as Python’s does', () => {
  const all = [...texts(3_000, ['\n', '&&', ';', '$x'])];
  const script = `
import json, shlex, sys
def split(text):
    try:
        return shlex.split(text)
    except ValueError:
        return None
print(json.dumps([split(text) for text in json.load(sys.stdin)]))`;
  const answer = JSON.parse(execFileSync(python!, ['-c', script], { input: JSON.stringify(all) }).toString());
  for (const [i, text] of all.entries()) {
    const { words, problem } = splitShlex(text);
    expect(problem ? null : words.map((word) => word.value.text), JSON.stringify(text)).toEqual(answer[i]);
  }
});

const shells = ['/bin/dash', '/bin/bash', '/usr/bin/dash', '/usr/bin/bash'].filter(existsSync);
if (shells.length === 0) console.log('Neither dash nor bash is installed: no shell is compared.');

test.skipIf(shells.length === 0)('a shell’s words are what a shell makes of them', () => {
  const all = [...texts(400)].filter((text) => parseShell(text).commands.length <= 1);
  for (const shell of shells.slice(0, 2)) {
    let compared = 0;
    for (const text of all) {
      const { commands, problem } = parseShell(`printf '%s\\n' ${text}`);
      let said: string | undefined;
      try {
        said = execFileSync(shell, ['-c', `printf '<%s>' ${text}`], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
      } catch {
        // The shell refuses the text.
      }
      const own = commands[0]!.words.slice(2).map((word) => `<${word.value.text}>`);
      if (problem) expect(said, `${shell} ${JSON.stringify(text)}`).toBeUndefined();
      else expect(said, `${shell} ${JSON.stringify(text)}`).toBe(own.join('') || '<>');
      compared++;
    }
    expect(compared).toBeGreaterThan(300);
  }
});

test.skipIf(shells.length === 0 || !python)('arguments that are written come out as they went in', () => {
  for (const avoid of ['', '"', "'", `"'`]) {
    const text = ARGUMENTS.map((argument) => POSIX_SHELL.quote(argument, avoid)).join(' ');
    const said = execFileSync(shells[0]!, ['-c', `printf '%s\\n' ${text}`]).toString();
    expect(said.split('\n').slice(0, -1)).toEqual(ARGUMENTS);
    const written = ARGUMENTS.map((argument) => SHLEX.quote(argument, avoid)).join(' ');
    const script = 'import json, shlex, sys; print(json.dumps(shlex.split(sys.stdin.read())))';
    expect(JSON.parse(execFileSync(python!, ['-c', script], { input: written }).toString())).toEqual(ARGUMENTS);
  }
});
