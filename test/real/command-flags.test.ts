import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CELERY_BEAT, CELERY_GLOBAL, CELERY_WORKER } from '../../server/src/knowledge/flags/celery';
import { type FlagGrammar, flagOf } from '../../server/src/knowledge/flags/grammar';
import { GUNICORN } from '../../server/src/knowledge/flags/gunicorn';
import { UVICORN } from '../../server/src/knowledge/flags/uvicorn';

/** What a Python program prints; undefined where it isn't installed. */
function said(args: readonly string[], folder?: string): { output: string; status: number } | undefined {
  if (!existsSync('/usr/bin/python3')) return undefined;
  try {
    const output = execFileSync('/usr/bin/python3', [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: folder ?? tmpdir(),
      timeout: 30_000,
      env: { ...process.env, COLUMNS: '300' },
    });
    return { output: output.toString(), status: 0 };
  } catch (error) {
    const { stdout, stderr, status } = error as { stdout: Buffer; stderr: Buffer; status: number };
    const output = `${stdout}${stderr}`;
    return /No module named/.test(output) ? undefined : { output, status };
  }
}

/** The flags of a help text, with whether each takes a value. */
function flagsIn(help: string): Map<string, boolean> {
  const found = new Map<string, boolean>();
  for (const line of help.slice(help.search(/options:/i)).split('\n')) {
    const entry = /^ {2}(-[^ ].*?)(?: {2,}.*)?$/.exec(line)?.[1];
    if (!entry) continue;
    const names = [...entry.matchAll(/(?<![\w-])--?[A-Za-z][\w-]*/g)].map(([name]) => name);
    const rest = entry.replace(/(?<![\w-])--?[A-Za-z][\w-]*/g, '').replace(/[,/\s]/g, '');
    for (const name of names) found.set(name, rest !== '');
  }
  return found;
}

describe.each<[string, FlagGrammar, readonly string[]]>([
  ['celery', CELERY_GLOBAL, ['-m', 'celery', '--help']],
  ['celery worker', CELERY_WORKER, ['-m', 'celery', 'worker', '--help']],
  ['celery beat', CELERY_BEAT, ['-m', 'celery', 'beat', '--help']],
  ['gunicorn', GUNICORN, ['/usr/bin/gunicorn', '--help']],
  ['uvicorn', UVICORN, ['-m', 'uvicorn', '--help']],
])('%s', (name, grammar, args) => {
  const help = said(args);
  if (!help) console.log(`${name} is not installed: its flags are not compared.`);

  test.skipIf(!help)('has the flags that the table has, and they take what it says', () => {
    const real = flagsIn(help!.output);
    expect(real.size).toBeGreaterThan(5);
    const unlisted = [...real].filter(([spelling]) => !flagOf(grammar, spelling)).map(([spelling]) => spelling);
    expect(unlisted).toEqual([]);
    // A hidden one, newer ones, and those that the installed version has not any more.
    const NOT_HERE = new Set(['--skip-checks', '--optimization', '-h', '-v', '--timeout-worker-healthcheck']);
    for (const flag of grammar.flags) {
      for (const spelling of flag.spellings) {
        if (flag.since !== undefined || NOT_HERE.has(spelling)) continue;
        expect(real.has(spelling), `${spelling} is in the help`).toBe(true);
        if (flag.type !== 'optional')
          expect(real.get(spelling), `${spelling} takes a value`).toBe(flag.type !== 'none');
      }
    }
  });
});

describe('what is refused', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-flags-'));
    writeFileSync(join(folder, 'app.py'), "from celery import Celery\napp = Celery('app', broker='memory://')\n");
    writeFileSync(join(folder, 'web.py'), 'def app(environ, start):\n    pass\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const celery = said(['-m', 'celery', '--version']);
  const gunicorn = said(['/usr/bin/gunicorn', '--version']);

  test.skipIf(!celery).each([
    ['worker -A app', /-A|unable|removed/i],
    ['-A app worker -c auto', /not a valid integer/],
    ['-A app worker -c=4', /not a valid integer/],
    ['-A app worker --maxtasksperchild 5', /No such option/],
    ['-A app worker --conc 4', /No such option/],
    ['-A app worker -P foo', /not one of/],
    ['-A app worker --beat=yes', /not take a value|does not take/],
    ['-A app worker -c', /requires an argument/],
    ['-A app worker --autoscale=a', /Expected an integer|integer/],
  ])('celery %s', (args, message) => {
    const answer = said(['-m', 'celery', ...args.split(' ')], folder)!;
    expect(answer.status).not.toBe(0);
    expect(answer.output).toMatch(message);
  });

  test.skipIf(!gunicorn).each([
    ['--worker 4 web:app', /ambiguous|unrecognized/],
    ['web:app -w -k sync', /expected one argument/],
    ['web:app --workers=-1', /must be positive/i],
    ['web:app --workers=auto', /invalid int value/],
  ])('gunicorn %s', (args, message) => {
    const answer = said(['/usr/bin/gunicorn', '--check-config', ...args.split(' ')], folder)!;
    expect(answer.status).not.toBe(0);
    expect(answer.output).toMatch(message);
  });

  test.skipIf(!gunicorn).each(['-w=4 web:app', '--time 60 web:app', 'web:app -w4 --keep=5'])(
    'gunicorn %s holds',
    (args) => {
      expect(said(['/usr/bin/gunicorn', '--check-config', ...args.split(' ')], folder)).toMatchObject({ status: 0 });
    },
  );
});
