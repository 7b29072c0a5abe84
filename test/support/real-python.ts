import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Debian's Python, to which the packages of Celery, pymongo, redis-py and gunicorn belong. */
const PYTHON = '/usr/bin/python3';

/** Whether that Python can import a module. */
export function hasPython(module: string): boolean {
  try {
    execFileSync(PYTHON, ['-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs a script in a folder and answers what it prints, which is JSON. Its other output must not go there. */
export async function runPython<Answer>(
  script: string,
  options: { readonly cwd?: string; readonly input?: unknown } = {},
): Promise<Answer> {
  const args = ['-c', script, JSON.stringify(options.input ?? null)];
  const { stdout } = await promisify(execFile)(PYTHON, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { PATH: '/usr/bin:/bin', PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 16 * 1024 * 1024,
    timeout: 60_000,
  });
  return JSON.parse(stdout) as Answer;
}
