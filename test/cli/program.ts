import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { vi } from 'vitest';

// Each test starts processes, on a machine that may have much else to do.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const root = join(import.meta.dirname, '../..');

/** How a run ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How long it may take, in milliseconds. */
  readonly timeout?: number;
  /** The user to run as. */
  readonly uid?: number;
}

/** The command line as it is shipped, in a temporary folder of its own, beside folders to run it on. */
export class Program {
  private constructor(readonly folder: string) {}

  static async build(): Promise<Program> {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-cli-'));
    await build({
      absWorkingDir: root,
      entryPoints: ['server/src/cli.ts'],
      outfile: join(folder, 'cli.js'),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
      logLevel: 'warning',
    });
    return new Program(folder);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  get path(): string {
    return join(this.folder, 'cli.js');
  }

  /** A new folder with these files. */
  workspace(files: Readonly<Record<string, string>>): string {
    const folder = mkdtempSync(join(this.folder, 'workspace-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  run(args: readonly string[], { cwd, input, env, timeout = 20_000, uid }: RunOptions): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const clean = Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !/^(NO_COLOR|FORCE_COLOR)$/.test(name)),
      );
      const child = spawn(process.execPath, [this.path, ...args], {
        cwd,
        env: { ...clean, ...env },
        timeout,
        ...(uid === undefined ? {} : { uid }),
      });
      let out = '';
      let err = '';
      child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
      child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
      // A program that doesn't read its input may be gone before all of it is written.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input ?? '');
    });
  }
}

export const readText = (...path: readonly string[]) => readFileSync(join(...path), 'utf8');

/** Silent under every rule. */
export const GOOD = `worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`;

/** One finding with a safe fix. */
export const SMALL = GOOD.replace('10000', '512');
