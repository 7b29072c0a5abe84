import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseUnitLimit } from '../../server/src/knowledge/system/units';
import { parseUnit } from '../../server/src/syntax/systemd/parse';
import { stackOf } from '../support/fixture';

function whyNoSession(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can open a session for somebody';
  if (!existsSync('/etc/security/limits.conf')) return 'PAM has no limits.conf';
  try {
    execFileSync(
      'unshare',
      [
        '-m',
        'sh',
        '-c',
        'mount --bind /etc/hosts /etc/security/limits.conf && grep -q ^session.*pam_limits /etc/pam.d/su',
      ],
      { stdio: 'ignore', timeout: 10_000 },
    );
    return undefined;
  } catch {
    return 'files can’t be mounted in a namespace of their own, or su has no pam_limits';
  }
}

const missing = whyNoSession();
if (missing) console.log(`PAM is not tried on limits.conf: ${missing}.`);

/** The hard limit from which every session of the test starts: what no entry sets stays at it. */
const START = 4096;

/** The limits of open files of a session of nobody, as `soft hard`. */
async function session(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-limits-'));
  try {
    const file = join(folder, 'limits.conf');
    await writeFile(file, text);
    const script = `mount -t tmpfs none /etc/security/limits.d 2>/dev/null; mount --bind "${file}" /etc/security/limits.conf && ulimit -Sn ${START} && ulimit -Hn ${START} && su nobody -s /bin/sh -c 'echo $(ulimit -Sn) $(ulimit -Hn)'`;
    return await new Promise<string>((resolve, reject) =>
      execFile('unshare', ['-m', 'sh', '-c', script], { timeout: 10_000 }, (error, stdout) =>
        error ? reject(error) : resolve(stdout.trim()),
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe.skipIf(missing !== undefined)('pam_limits', () => {
  test.each([
    '* soft nofile 1000\n* hard nofile 2000\n',
    '* soft nofile 1000 extra words\n* hard nofile 2000\n',
    '* - nofile 3000\n',
    '* SOFT NoFile 1000 # comment\n* hard nofile 2000\n',
    '* soft nofile 640k\n* hard nofile 2000\n',
    '* soft nofile +1000\n* hard nofile 2000\n',
    '* soft nofile 1000\r\n* hard nofile 2000\r\n',
    '* soft nofile 1000\n* hard nofile 2000\nnobody soft nofile 900\n* soft nofile 800\n',
    '* soft nofile 1000\n* soft nofile = 900\n* hard nofile 2000\n',
    '* soft nofile 1000\n* soft,hard nofile 900\n* hard nofile 2000\n',
    '* soft nofile 1000\n* soft nofiles 900\n*soft nofile 900\n* hard nofile 2000\n',
    '* soft nofile 1000\n* soft nofile "900"\n* soft nofile abc\n* hard nofile 2000\n',
    '* soft nofile unlimited\n* hard nofile 2000\n',
    '* soft nofile -1\n* hard nofile 2000\n',
    '* soft nofile 3000\n* hard nofile 2000\n',
    '\uFEFF* soft nofile 900\n* soft nofile 1000\n* hard nofile 2000\n',
  ])('reads %j as we do', async (text) => {
    const set = stackOf([['limits.conf', text]]).limits[0]!;
    const said = (['soft', 'hard'] as const).map((type) => {
      const found = set.forUser('nobody', 'nofile', type);
      return found.state === 'known' ? found.value : found.state;
    });
    expect(said.join(' ')).toBe(await session(text));
  });
});

const analyzer = ['/usr/bin/systemd-analyze', '/bin/systemd-analyze'].find(existsSync);
if (!analyzer) console.log('systemd-analyze is not installed: units are not tried on it.');

/** What systemd says of a unit, line by line. */
async function verify(inside: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-unit-'));
  try {
    const file = join(folder, 'headroom-test.service');
    await writeFile(file, `[Service]\nExecStart=/bin/true\n${inside}\n`);
    return await new Promise<string>((resolve) =>
      execFile(analyzer!, ['verify', '--man=no', file], { timeout: 30_000 }, (_, stdout, stderr) =>
        resolve(stdout + stderr),
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!analyzer)('systemd-analyze', () => {
  const values = [
    '1000',
    '1000:2000',
    '1000:500',
    '64K',
    'unlimited',
    '',
    'infinity',
    '1000:infinity',
    '1000 : 2000',
    '+1000',
    '0x100',
    '010',
    '65,535',
    '-1',
    '1000 # c',
    '"1000"',
    '1000:',
    ':1000',
    '18446744073709551616',
    '1:2:3',
  ];
  const keyed: readonly (readonly [string, string])[] = [
    ...values.map((value) => ['LimitNOFILE', value] as const),
    ['LimitMEMLOCK', '64M'],
    ['LimitMEMLOCK', '1.5G'],
    ['LimitNPROC', '10%'],
    ['LimitNPROC', '4k'],
    ['LimitNICE', '-25'],
    ['LimitNICE', '+5'],
    ['LimitCPU', '10min'],
  ];

  test('ignores the limits that we say it ignores', async () => {
    // The unit's lines are counted from 1; two stand before.
    const output = await verify(keyed.map(([key, value]) => `${key}=${value}`).join('\n'));
    const ignored = new Set([...output.matchAll(/\.service:(\d+): .*ignoring/g)].map((found) => Number(found[1]) - 3));
    const shown = (fine: (i: number) => boolean) =>
      keyed.map(([key, value], i) => `${key}=${value} ${fine(i) ? 'taken' : 'ignored'}`);
    expect(shown((i) => typeof parseUnitLimit(keyed[i]![0], keyed[i]![1]) !== 'string')).toEqual(
      shown((i) => !ignored.has(i)),
    );
  });

  test.each([
    ['LimitNOFILE', "Missing '='"],
    ['=1', 'Missing key name'],
    ['[Serv', 'Invalid section header'],
    ['[Service] # x', 'Invalid section header'],
  ])('stumbles over %j, and so do we', async (line, words) => {
    expect(await verify(line)).toContain(words);
    expect(parseUnit(`[Service]\n${line}\n`).problems).toHaveLength(1);
  });

  test.each([
    'LimitNOFILE=1000 \\\n',
    'LimitNOFILE=\\\n 1000',
    'LimitNOFILE=\\\n# comment\n; comment\n 1000',
    '  LimitNOFILE = 1000  ',
    'LimitNOFILE=1000\r',
  ])('reads %j as 1000, and so do we', async (text) => {
    expect(await verify(text)).not.toContain('ignoring');
    const entry = parseUnit(`[Service]\n${text}\n`).sections[0]!.entries[0]!;
    expect(parseUnitLimit(entry.key.value, entry.value.value)).toEqual({ soft: 1000, hard: 1000 });
  });
});
