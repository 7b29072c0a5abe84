import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { reasonOf } from '../disk/folder';
import { createFile, replaceFile } from '../disk/write';
import { logicalPath } from '../settings/logical-path';
import type { Finding } from '../stack/finding';
import { Failure } from './failure';
import type { Located } from './report';
import type { Workspace } from './workspaces';

/**
 * Findings that are known and accepted for now. Each is told by its rule, its file, the blocks around it, its setting
 * and its value, and not by its line, so that it is still the same when lines move.
 */
interface Entry {
  readonly rule: string;
  /** Relative to the folder of the baseline, with forward slashes. */
  readonly file: string;
  readonly path: string;
  readonly setting?: string;
  readonly value?: string;
  /** How many findings are alike in all of this. */
  readonly count: number;
}

export class Baseline {
  private constructor(
    /** Absolute. */
    readonly file: string,
    readonly entries: readonly Entry[],
  ) {}

  /** @throws Failure when the file can't be read or is no baseline */
  static async read(path: string, folder: string): Promise<Baseline> {
    const file = resolve(folder, path);
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      throw new Failure(`${path}: ${reasonOf(error)}`);
    }
    const entries = readEntries(text);
    if (!entries) throw new Failure(`${path}: it is no baseline; --write-baseline writes one`);
    return new Baseline(file, entries);
  }

  /** The baseline that accepts these findings. */
  static of(findings: readonly Located<Finding>[], path: string, folder: string): Baseline {
    const file = resolve(folder, path);
    const entries = new Map<string, Entry>();
    for (const located of findings) {
      const entry = entryOf(located, file);
      const key = keyOf(entry);
      entries.set(key, { ...entry, count: (entries.get(key)?.count ?? 0) + 1 });
    }
    return new Baseline(file, sorted([...entries.values()]));
  }

  /**
   * Splits findings into those that the baseline doesn't know and, by the entries, what is left of it.
   *
   * @param judged whether the run could have found what an entry stands for: if not, the entry isn't stale
   */
  apply(
    findings: readonly Located<Finding>[],
    judged: (file: string, rule: string) => boolean,
  ): { fresh: Located<Finding>[]; stale: Entry[]; pruned: Baseline } {
    const left = new Map(this.entries.map((entry) => [keyOf(entry), entry.count]));
    const fresh = findings.filter((located) => {
      const key = keyOf(entryOf(located, this.file));
      const count = left.get(key) ?? 0;
      left.set(key, count - 1);
      return count <= 0;
    });
    const remaining = (entry: Entry) => Math.max(0, left.get(keyOf(entry)) ?? 0);
    const isStale = (entry: Entry) => remaining(entry) > 0 && judged(join(dirname(this.file), entry.file), entry.rule);
    const stale = this.entries.filter(isStale).map((entry) => ({ ...entry, count: remaining(entry) }));
    const kept = this.entries.map((entry) =>
      isStale(entry) ? { ...entry, count: entry.count - remaining(entry) } : entry,
    );
    return {
      fresh,
      stale,
      pruned: new Baseline(
        this.file,
        kept.filter(({ count }) => count > 0),
      ),
    };
  }

  /** Whether it knows a finding like this one. */
  knows(finding: Finding, workspace: Workspace): boolean {
    const key = keyOf(entryOf({ finding, workspace }, this.file));
    return this.entries.some((entry) => keyOf(entry) === key);
  }

  get size(): number {
    return this.entries.reduce((sum, { count }) => sum + count, 0);
  }

  /** @throws Failure when it can't be written */
  async write(path: string, folder: string): Promise<void> {
    const file = resolve(folder, path);
    const text = `${JSON.stringify({ version: 1, findings: this.entries }, undefined, 2)}\n`;
    try {
      if (await createFile(file, text)) return;
      const before = await readFile(file, 'utf8');
      if (before !== text && (await replaceFile(file, before, text)) !== 'written')
        throw new Failure(`${path}: something else has changed it; try again`);
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(`${path}: ${reasonOf(error)}`);
    }
  }
}

function entryOf({ finding, workspace }: Pick<Located<Finding>, 'finding' | 'workspace'>, baseline: string): Entry {
  const { rule, at, setting, value } = finding;
  const file = relative(dirname(baseline), workspace.onDisk(at.file.path)).split(sep).join('/');
  return {
    rule,
    file,
    path: logicalPath(at.file, at.span),
    ...(setting === undefined ? {} : { setting }),
    ...(value === undefined ? {} : { value }),
    count: 1,
  };
}

function keyOf({ rule, file, path, setting, value }: Entry): string {
  return JSON.stringify([rule, file, path, setting ?? null, value ?? null]);
}

function sorted(entries: readonly Entry[]): Entry[] {
  const order = ({ file, rule, path, value }: Entry) => [file, rule, path, value ?? ''].join('\0');
  return [...entries].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function readEntries(text: string): Entry[] | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { version, findings } = (data ?? {}) as { version?: unknown; findings?: unknown };
  return version === 1 && Array.isArray(findings) && findings.every(isEntry) ? findings : undefined;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { rule, file, path, setting, value: written, count } = value as Record<string, unknown>;
  const texts =
    [rule, file, path].every((one) => typeof one === 'string') &&
    [setting, written].every((one) => one === undefined || typeof one === 'string');
  return texts && !isAbsolute(file as string) && Number.isSafeInteger(count) && (count as number) > 0;
}
