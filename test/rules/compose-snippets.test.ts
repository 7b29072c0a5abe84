import { describe, expect, test } from 'vitest';
import { TASK_BOUNDS, TASK_SPEEDS, WORKER_MEMORY } from '../../server/src/knowledge/tiers';
import { check } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import type { Workload } from '../../server/src/settings/project';
import { Stack } from '../../server/src/stack/stack';
import { composeSnippetFiles } from '../support/compose-snippets';

/** The choices of a workload that a snippet's tier belongs to. */
function workloadOf(prefix: string): Workload {
  const named = <T extends string>(axis: readonly T[], before = '') =>
    axis.find((one) => prefix.endsWith(`${before}${one}`));
  const memory = named(WORKER_MEMORY, 'memory ');
  const tasks = memory ? undefined : named(TASK_SPEEDS);
  const bound = named(TASK_BOUNDS);
  return {
    ...(tasks ? { tasks } : {}),
    ...(bound ? { taskBound: bound } : {}),
    ...(memory ? { workerMemory: memory } : {}),
  };
}

describe('snippets of Compose', () => {
  test.each(composeSnippetFiles)('%s: no rule speaks of what it writes', (prefix, text) => {
    const files = [new ConfigFile('compose.yml', text)];
    const stack = Stack.of(files, { workload: workloadOf(prefix), host: { cpus: 4, memory: 16 * 2 ** 30 } });
    expect(check(stack).findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  });
});
