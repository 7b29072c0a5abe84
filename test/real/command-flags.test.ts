import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CELERY_BEAT, CELERY_GLOBAL, CELERY_WORKER } from '../../server/src/knowledge/flags/celery';
import { type FlagGrammar, flagOf } from '../../server/src/knowledge/flags/grammar';
import { GUNICORN } from '../../server/src/knowledge/flags/gunicorn';
import { UVICORN } from '../../server/src/knowledge/flags/uvicorn';
import { programsOfFile } from '../../server/src/settings/command/file-programs';
import { ConfigFile } from '../../server/src/settings/file';
import { readCommandFlags } from '../../server/src/settings/flags/programs';
import { applyEdits } from '../../server/src/text/edit';

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

/** Parses command lines with the real Celery, without starting anything: each answer is its parameters or its refusal. */
const CELERY_PARSER = `
import json, sys
import click
from celery import Celery
from celery.bin.celery import celery
app = Celery('app', broker='memory://')
app.set_default()
def parse(args):
    try:
        with celery.make_context('celery', list(args)) as ctx:
            name, command, rest = celery.resolve_command(ctx, ctx.protected_args + ctx.args)
            ctx.invoked_subcommand = name
            ctx.invoke(celery.callback, **ctx.params)
            with command.make_context(name, rest, parent=ctx) as inner:
                return {key: str(value) for key, value in inner.params.items()}
    except click.exceptions.ClickException as error:
        return error.format_message()
    except SystemExit as error:
        return 'exit'
print(json.dumps([parse(args) for args in json.load(sys.stdin)]))`;

function celeryParses(lines: readonly (readonly string[])[], folder: string): (Record<string, string> | string)[] {
  const answer = execFileSync('/usr/bin/python3', ['-c', CELERY_PARSER], { input: JSON.stringify(lines), cwd: folder });
  return JSON.parse(answer.toString());
}

/** The settings of flags, by the name of the parameter that Celery has for each. */
const PARAMETERS: readonly (readonly [setting: string, parameter: string, value: string])[] = [
  ['worker_concurrency', 'concurrency', '8'],
  ['worker_prefetch_multiplier', 'prefetch_multiplier', '2'],
  ['worker_max_tasks_per_child', 'max_tasks_per_child', '1000'],
  ['worker_max_memory_per_child', 'max_memory_per_child', '200000'],
  ['task_time_limit', 'time_limit', '300'],
  ['task_soft_time_limit', 'soft_time_limit', '270'],
];

function flagsOf(text: string) {
  const file = new ConfigFile('Procfile', text);
  const { program } = programsOfFile(file)[0]!;
  return { file, program, flags: readCommandFlags(program)! };
}

describe('what is written', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-flags-'));
    writeFileSync(join(folder, 'app.py'), "from celery import Celery\napp = Celery('app', broker='memory://')\n");
    writeFileSync(join(folder, 'web.py'), 'def app(environ, start):\n    pass\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const argumentsOf = (text: string) => flagsOf(text).program.args.map((word) => word.text);
  const celery = said(['-m', 'celery', '--version']);
  const gunicorn = said(['/usr/bin/gunicorn', '--version']);

  test.skipIf(!celery)('every setting on every form of command line reaches Celery as it was meant', () => {
    const lines = [
      'celery -A app worker',
      'celery -A app worker -c 4 -l info',
      'celery -A app worker -Ec4 --time-limit=60',
      "celery --app=app worker --concurrency='4' --soft-time-limit 50",
      'python -m celery -A app worker --max-tasks-per-child=10 --prefetch-multiplier=1 -- x',
      'sh -c "exec celery -A app worker --max-memory-per-child=5 -n w@%h"',
    ];
    const tried = lines.flatMap((line) =>
      PARAMETERS.map(([setting, parameter, value]) => {
        const text = `w: ${line}\n`;
        const after = applyEdits(text, flagsOf(text).flags.set(setting, value));
        return { after, parameter, value };
      }),
    );
    const answers = celeryParses(
      tried.map(({ after }) => argumentsOf(after)),
      folder,
    );
    for (const [i, { after, parameter, value }] of tried.entries()) {
      const answer = answers[i]!;
      expect(typeof answer === 'string' ? answer : Number(answer[parameter]), after).toBe(Number(value));
    }
  });

  test.skipIf(!celery)('what is mended is accepted', () => {
    const lines = [
      'celery worker -A app -c 4',
      'celery worker --app=app -Aapp',
      'celery -A app worker --maxtasksperchild 5',
      'celery -A app worker --conc=4',
      'celery -A app worker --beat=yes',
    ];
    const mended = lines.map((line) => {
      let text = `w: ${line}\n`;
      for (let round = 0; round < 4; round++) {
        const fix = flagsOf(text).flags.problems.find((problem) => problem.fix)?.fix;
        if (!fix) break;
        text = applyEdits(text, fix.edits);
      }
      return text;
    });
    const answers = celeryParses(
      mended.map((text) => argumentsOf(text)),
      folder,
    );
    for (const [i, answer] of answers.entries()) expect(answer, mended[i]).toBeTypeOf('object');
  });

  test.skipIf(!gunicorn)('gunicorn has the values that we write', () => {
    const values = { workers: '4', threads: '6', timeout: '60', keepalive: '75', preload_app: 'true' };
    for (const line of ['gunicorn web:app', 'gunicorn --workers=2 -t5 web:app -k gthread']) {
      let text = `w: ${line}\n`;
      for (const [setting, value] of Object.entries(values))
        text = applyEdits(text, flagsOf(text).flags.set(setting, value));
      const answer = said(['/usr/bin/gunicorn', '--print-config', ...argumentsOf(text)], folder)!;
      expect(answer.status, text).toBe(0);
      for (const [setting, value] of Object.entries(values)) {
        const shown = new RegExp(`^${setting}\\s*= (.*)$`, 'm').exec(answer.output)?.[1];
        expect(shown?.toLowerCase(), text).toBe(value);
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
