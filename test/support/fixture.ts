import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';

/** A finding that a fixture claims, by the carets under a line. */
export interface Claim {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly severity: string;
  /** A rule's id, where the claim names one. */
  readonly rule: string | undefined;
  /** Part of the message; empty claims any. */
  readonly text: string;
}

/** A small workspace read from one string. */
export interface Fixture {
  readonly files: ReadonlyMap<string, string>;
  readonly claims: readonly Claim[];
  readonly cursor: { readonly path: string; readonly offset: number } | undefined;
}

const CLAIM = /^(\s*)(\^+)\s+(error|warning|information|hint)(?:\s+([a-z]+\/[a-z-]+))?(?::\s*(.*))?$/;

/**
 * `//- path` begins a file, a line of carets under a line claims a finding there (`^^^ warning: part of the message`),
 * `<|>` is the cursor. Text before the first `//-` belongs to nginx.conf.
 */
export function readFixture(source: string): Fixture {
  const files = new Map<string, string>();
  const claims: Claim[] = [];
  let cursor: Fixture['cursor'];
  let path = 'nginx.conf';
  let text = '';
  let previousLine = 0;
  const close = () => {
    if (text !== '' || path !== 'nginx.conf') files.set(path, text);
  };
  const lines = source.replace(/^\n/, '').split('\n');
  if (lines[lines.length - 1]?.trim() === '') lines.pop();
  for (const raw of lines) {
    const header = /^\/\/- (\S+)\s*$/.exec(raw);
    if (header) {
      close();
      path = header[1]!;
      text = '';
      continue;
    }
    const claim = CLAIM.exec(raw);
    if (claim) {
      const start = previousLine + claim[1]!.length;
      claims.push({
        path,
        start,
        end: start + claim[2]!.length,
        severity: claim[3]!,
        rule: claim[4],
        text: claim[5] ?? '',
      });
      continue;
    }
    const mark = raw.indexOf('<|>');
    if (mark >= 0) cursor = { path, offset: text.length + mark };
    previousLine = text.length;
    text += `${mark < 0 ? raw : raw.replace('<|>', '')}\n`;
  }
  close();
  return { files, claims, cursor };
}

export function stackOf(files: Iterable<readonly [string, string]>): Stack {
  return Stack.of([...files].map(([path, text]) => new ConfigFile(path, text)));
}
