import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rules } from '../../server/src/rules/index.generated';
import type { Stack } from '../../server/src/stack/stack';
import { readFixture, stackOf } from '../support/fixture';
import { applyFix, judge } from '../support/laws';
import { askCompose, hasCompose, type RealComposeAnswer } from '../support/real-compose';

/*
 * docker-compose 1.29 as a witness: it accepts every good example and what every fix writes, a fix changes the key that
 * it is about and nothing else, and it refuses the errors that its own schema knows. It is a partial witness. It splits
 * a command only when it makes a container, and it knows no `deploy` of its own, so that errors of commands, of twin
 * values and of Docker itself rest on the sources that each rule names; so do names that aren't there, for whose check
 * the script that asks it doesn't stop.
 */

const real = hasCompose();
if (!real) console.log('docker-compose is not installed: the rules about Compose files are not tried on it.');

const root = real ? mkdtempSync(join(tmpdir(), 'headroom-compose-rules-')) : '';
afterAll(() => {
  if (root !== '') rmSync(root, { recursive: true, force: true });
});

/** Each example of a rule that is one Compose file, perhaps with others. */
const examples = rules.flatMap(({ id, examples }) =>
  examples
    // Version 1 does not know `include` yet.
    .filter(({ bad }) => /^\/\/- compose\.yml$/m.test(bad) && !/^include:/m.test(bad))
    .map((example, i) => ({ id, name: `${id} ${i + 1}`, example })),
);

/** What docker-compose 1.29 refuses as we say: rules, or one example of a rule. */
const REFUSED = new Set([
  'compose/command-item',
  'compose/duration-without-unit',
  'compose/inconsistent-service 2',
  'compose/interpolation',
  'compose/restart-value',
  'compose/ulimit-shape',
]);

/** The keys of a service that the fixes of a rule may change. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'compose/cannot-scale': ['container_name', 'ports'],
  'compose/conflicting-values': ['mem_limit', 'cpus', 'deploy'],
  'compose/depends-on-no-health': ['depends_on'],
  'compose/inconsistent-service': ['networks', 'network_mode', 'healthcheck'],
  'compose/line-continuation': ['command'],
  'compose/log-growth': ['logging'],
  'compose/memory-limit': ['deploy'],
  'compose/restart': ['restart'],
  'compose/shell-without-exec': ['command'],
  'compose/single-instance': ['deploy'],
  'compose/string-operator': ['command'],
  'compose/sysctl-not-namespaced': ['sysctls'],
  'compose/tiny-memory-limit': ['mem_limit'],
  'stack/host-limits-not-in-container': ['ulimits'],
  'stack/host-sysctl-not-in-container': ['sysctls'],
};

let folders = 0;

/** What docker-compose makes of the Compose file of each stack. */
async function ask(stacks: readonly Stack[]): Promise<readonly RealComposeAnswer[]> {
  const questions = stacks.map((stack) => {
    const folder = join(root, String(folders++));
    for (const { path, text } of stack.files.values()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return { folder, files: ['compose.yml'] };
  });
  return askCompose(questions);
}

const stackIn = (source: string) => stackOf(readFixture(source).files);

describe.skipIf(!real)('docker-compose', () => {
  test('accepts every good example', async () => {
    const answers = await ask(examples.map(({ example }) => stackIn(example.good)));
    expect(answers.length).toBeGreaterThan(25);
    expect(answers.flatMap(({ error }, i) => (error === undefined ? [] : [`${examples[i]!.name}: ${error}`]))).toEqual(
      [],
    );
  });

  test('refuses what its schema knows to be an error', async () => {
    const errors = examples.filter(({ id, name }) => REFUSED.has(id) || REFUSED.has(name));
    const answers = await ask(errors.map(({ example }) => stackIn(example.bad)));
    expect(new Set(errors.map(({ id, name }) => (REFUSED.has(id) ? id : name)))).toEqual(REFUSED);
    expect(answers.flatMap(({ error }, i) => (error === undefined ? [errors[i]!.name] : []))).toEqual([]);
  });

  test('accepts what each fix writes, and finds nothing else changed', async () => {
    const tries = examples.flatMap(({ id, name, example }) => {
      const before = stackIn(example.bad);
      return judge(before, [id]).findings.flatMap(({ fixes }) =>
        fixes
          .filter(({ safety }) => safety !== 'advice')
          .map((fix) => ({ id, name: `${name}: ${fix.title}`, before, after: applyFix(before, fix.edits) })),
      );
    });
    expect(tries.length).toBeGreaterThan(20);
    const answers = await ask(tries.flatMap(({ before, after }) => [before, after]));
    const failures: string[] = [];
    for (const [i, { id, name, after }] of tries.entries()) {
      const [old, now] = [answers[2 * i]!, answers[2 * i + 1]!];
      if (now.error !== undefined) failures.push(`${name}: ${now.error}\n${after.file('compose.yml')!.text}`);
      else if (old.error === undefined && KEYS[id]) {
        const changed = changedKeys(old, now).filter((key) => !KEYS[id]!.includes(key));
        if (changed.length > 0)
          failures.push(`${name}: changes ${changed.join(', ')}\n${after.file('compose.yml')!.text}`);
      }
    }
    expect(failures).toEqual([]);
  });
});

/** The keys of services whose values differ; the name of a service that only one of them has. */
function changedKeys(old: RealComposeAnswer, now: RealComposeAnswer): string[] {
  const changed = new Set<string>();
  const services = new Set([...Object.keys(old.services ?? {}), ...Object.keys(now.services ?? {})]);
  for (const name of services) {
    const [a, b] = [old.services?.[name], now.services?.[name]];
    if (!a || !b) changed.add(`the service ${name}`);
    for (const key of new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]))
      if (textOf(a?.[key]) !== textOf(b?.[key])) changed.add(key);
  }
  return [...changed];
}

/** A value without the folder that docker-compose has put before its paths. */
function textOf(value: unknown): string {
  return JSON.stringify(value ?? null).replaceAll(/headroom-compose-rules-\w+\/\d+/g, '');
}
