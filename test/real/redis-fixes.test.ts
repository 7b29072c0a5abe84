import { describe, expect, test } from 'vitest';
import { directive } from '../../server/src/knowledge/redis/directives';
import { parseMemory } from '../../server/src/knowledge/redis/units';
import { rules } from '../../server/src/rules/index.generated';
import type { ComposeService } from '../../server/src/stack/compose/service';
import type { Finding } from '../../server/src/stack/finding';
import type { Stack } from '../../server/src/stack/stack';
import { directoryOf, joinPath } from '../../server/src/text/paths';
import { readFixture, stackOf } from '../support/fixture';
import { applyFix, judge } from '../support/laws';
import { findRedis, isOwnOverride, type RedisRun, runRedis } from '../support/real-redis';

const redis = await findRedis();
if (!redis) console.log('redis-server is not installed: fixes and errors of redis.conf are not tried on it.');

const cases = rules
  .filter(({ id, judges }) => (id.startsWith('redis/') && judges !== 'redisClient') || id === 'syntax/redis')
  .flatMap(({ id, examples }) => examples.map((example, i) => [`${id} ${i + 1}`, id, example] as const))
  // A version that the project states may be another one than that of this machine.
  .filter(([, , { bad }]) => !bad.includes('versions:') || (redis !== undefined && bad.includes(`"${redis.version}"`)));

describe.skipIf(!redis)('the real Redis', () => {
  test.each(cases)('%s: accepts what each fix writes, with the value that it promises', async (_, id, { bad }) => {
    const stack = stackOf(readFixture(bad).files);
    for (const [i, finding] of findingsOf(stack, id).entries()) {
      for (const fix of finding.fixes) {
        if (fix.safety === 'advice') continue;
        // The other mistakes of the example stay out of the way.
        const mended = withoutErrors(applyFix(stack, fix.edits));
        const promises = promisedBy(fix.title);
        const { refusal, settings } = await startIt(mended);
        expect(refusal, `finding ${i + 1}: ${fix.title}\n${show(mended)}`).toBeUndefined();
        for (const [name, value] of promises)
          expect(settings.get(name) || '""', `${fix.title}\n${show(mended)}`).toContain(inBytes(name, value));
      }
    }
  });

  test.each(cases)('%s: refuses what is called an error', async (_, id, { bad }) => {
    const stack = stackOf(readFixture(bad).files);
    for (const [i, finding] of findingsOf(stack, id).entries()) {
      if (finding.severity !== 'error') continue;
      const alone = withoutErrors(stack, (other) => samePlace(other, finding));
      expect((await startIt(alone)).refusal, `finding ${i + 1}: ${finding.message}\n${show(alone)}`).toBeDefined();
    }
  });

  test.each(cases)('%s: accepts the good example', async (_, _id, { good }) => {
    expect((await startIt(stackOf(readFixture(good).files))).refusal).toBeUndefined();
  });
});

function findingsOf(stack: Stack, rule: string): readonly Finding[] {
  return judge(stack, [rule]).findings;
}

/** Its files come along in the folder of the main one; folders of the examples are that one. */
function startIt(stack: Stack): Promise<RedisRun> {
  const files = [...stack.files.values()]
    .filter((file) => file.kind === 'redis')
    .map((file) => [file.path, file.text.replaceAll(/\/(data|var\/log)(?=\/|\s|$)/g, '.')] as const);
  const { main, command } = stack.redisServers[0]!;
  if (command) return runRedis(Object.fromEntries(files), undefined, argumentsOf(command.service));
  return runRedis({ ...Object.fromEntries(files), [joinPath(directoryOf(main.path), 'users.acl')!]: '' }, main.path);
}

/** What a service's command gives to redis-server. */
function argumentsOf(service: ComposeService): string[] {
  const words = service.commandLine?.words.map((word) => word.text) ?? [];
  return words[0] === 'redis-server' ? words.slice(1) : words;
}

/** The stack with every other error mended: by its first fix, else by taking its line out. */
function withoutErrors(start: Stack, spare: (finding: Finding) => boolean = () => false): Stack {
  let stack = start;
  for (let round = 0; round < 20; round++) {
    const errors = judge(stack).findings.filter((finding) => finding.severity === 'error' && !spare(finding));
    // From the end on, so that what is spared keeps its line.
    const error = errors.at(-1);
    if (!error) return stack;
    const { file, span } = error.at;
    const line = file.lines.lineAt(span.start);
    const without = [file.edit(file.lines.startOf(line), file.lines.startOf(line + 1), '')];
    stack = applyFix(stack, error.fixes[0]?.edits ?? without);
  }
  return stack;
}

function samePlace(one: Finding, other: Finding): boolean {
  return one.rule === other.rule && one.message === other.message;
}

/** `Set NAME to VALUE (why)`, or two of them. */
function promisedBy(title: string): (readonly [name: string, value: string])[] {
  if (!title.startsWith('Set ')) return [];
  return title
    .slice('Set '.length)
    .replace(/ \([^)]*\)$/, '')
    .split(' and ')
    .map((part) => part.split(' to ') as unknown as readonly [string, string])
    .filter(([name]) => !isOwnOverride(name));
}

function inBytes(name: string, value: string): string {
  const type = directive(name)?.type;
  if (type !== 'memory' && type !== 'buffers') return value;
  return value
    .split(' ')
    .map((word) => parseMemory(word) ?? word)
    .join(' ');
}

function show(stack: Stack): string {
  return [...stack.files.values()].map((file) => `//- ${file.path}\n${file.text}`).join('\n');
}
