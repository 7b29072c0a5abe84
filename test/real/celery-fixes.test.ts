import { afterAll, describe, expect, test } from 'vitest';
import { celerySettings } from '../../server/src/knowledge/celery/settings';
import { rules } from '../../server/src/rules/index.generated';
import { readFixture, stackOf } from '../support/fixture';
import { applyFix, judge } from '../support/laws';
import { RealPython } from '../support/real-celery';
import { hasPython } from '../support/real-python';

const installed = hasPython('celery') && hasPython('pymongo') && hasPython('redis');
if (!installed) console.log('Celery, pymongo or redis-py is not installed: fixes of Python are not tried on them.');

const cases = rules
  .filter(({ id, judges }) => id.startsWith('celery/') || judges === 'mongoClient' || judges === 'redisClient')
  .flatMap(({ id, examples }) => examples.map((example, i) => [`${id} ${i + 1}`, id, example] as const))
  // Debian has neither FastAPI nor Motor nor a pymongo with an asynchronous client.
  .filter(([, , { bad, good }]) => !/fastapi|motor|AsyncMongoClient/.test(bad + good));

/** What a fix's title promises: settings and options of clients, or options of one task, with their values. */
function promisedBy(
  title: string,
): readonly { readonly task?: string; readonly name: string; readonly value: string }[] {
  const task = /^Set (\w+) of (\w+) to ([^\s:]+)/.exec(title);
  if (task) return [{ task: task[2]!, name: task[1]!, value: task[3]! }];
  const both = /^Set (\w+) and (\w+) to (\w+)/.exec(title);
  if (both) return [both[1]!, both[2]!].map((name) => ({ name, value: both[3]! }));
  if (!title.startsWith('Set ')) return [];
  return [...title.matchAll(/(?:Set|and) (\w+) to ([\w.]+)(?=$|[\s,;])/g)].map(([, name, value]) => ({
    name: name!,
    value: value!,
  }));
}

describe.skipIf(!installed)('the real Celery, pymongo and redis-py', () => {
  const python = installed ? new RealPython() : (undefined as never);
  afterAll(() => python.stop());

  test.each(cases)('%s: import what each fix writes, with the values that it promises', async (_, id, { bad }) => {
    const stack = stackOf(readFixture(bad).files);
    for (const finding of judge(stack, [id]).findings) {
      for (const fix of finding.fixes) {
        if (fix.safety === 'advice') continue;
        const run = await python.import(applyFix(stack, fix.edits));
        expect(run.errors, fix.title).toEqual([]);
        for (const { task, name, value } of promisedBy(fix.title)) {
          const told = task ? run.tasks[task]?.[name] : (run.clients[name] ?? run.settings[name]);
          expect(`${name}=${told}`, fix.title).toBe(`${name}=${value}`);
        }
      }
    }
  });

  test.each(cases)('%s: import the good example', async (_, _id, { good }) => {
    const run = await python.import(stackOf(readFixture(good).files));
    expect(run.errors).toEqual([]);
    expect(run.warnings.filter((text) => /unknown option|must be/i.test(text))).toEqual([]);
  });

  const defaults = new Map(celerySettings().map((setting) => [setting.name, setting.default]));

  test.each([
    ['celery/unknown-setting', 'worker_prefetch_multiplier'],
    ['celery/misplaced-task-option', 'task_annotations'],
    ['celery/ghost-setting-name', 'task_track_started'],
    ['celery/django-old-name', 'task_track_started'],
  ])('%s: what is called unread is not read', async (id, setting) => {
    const { bad } = rules.find((rule) => rule.id === id)!.examples[0]!;
    const { settings, errors } = await python.import(stackOf(readFixture(bad).files));
    expect(errors).toEqual([]);
    expect(settings[setting]).toBe(defaults.get(setting));
  });

  test('celery/ghost-setting-name: nor is a name that the documentation lists', async () => {
    const { bad } = rules.find((rule) => rule.id === 'celery/ghost-setting-name')!.examples[1]!;
    const { settings } = await python.import(stackOf(readFixture(bad).files));
    expect(settings.task_time_limit).toBe('None');
    expect(settings.task_soft_time_limit).toBe('270');
  });

  test('celery/text-for-boolean: "False" is on', async () => {
    const { bad } = rules.find((rule) => rule.id === 'celery/text-for-boolean')!.examples[0]!;
    expect((await python.import(stackOf(readFixture(bad).files))).on).toContain('task_always_eager');
  });

  test.each([
    ['celery/mixed-setting-names', 0, /^ImproperlyConfigured: .*Cannot mix new and old setting keys/s],
    ['mongodb/min-pool-size', 1, /^ValueError: minPoolSize must be smaller or equal to maxPoolSize/],
    ['mongodb/unknown-client-option', 0, /^ConfigurationError: Unknown option max_pool_size/],
    ['mongodb/invalid-client-value', 0, /^ValueError: socketTimeoutMS/],
    ['mongodb/invalid-client-value', 2, /^ConfigurationError: Cannot set w to 0 and j to True/],
    ['redis/unknown-client-option', 0, /^TypeError: .*max_connection/],
    ['redis/unknown-client-option', 1, /^TypeError: .*max_conn/],
  ])('%s %d: what is called an error is refused', async (id, i, message) => {
    const { bad } = rules.find((rule) => rule.id === id)!.examples[i]!;
    expect((await python.import(stackOf(readFixture(bad).files))).errors[0]).toMatch(message);
  });

  test.each([
    ['mongodb/unknown-client-option', 1, 'maxPoolSize', '100'],
    ['mongodb/invalid-client-value', 1, 'journal', 'None'],
  ])('%s %d: what is called left alone has its default, with a warning', async (id, i, option, value) => {
    const { bad } = rules.find((rule) => rule.id === id)!.examples[i]!;
    const { clients, warnings, errors } = await python.import(stackOf(readFixture(bad).files));
    expect(errors).toEqual([]);
    expect(clients[option]).toBe(value);
    expect(warnings.length).toBeGreaterThan(0);
  });

  test.each([
    ['redis/ignored-client-option', 'max_connections', '20'],
    ['redis/url-overrides-keyword', 'max_connections', '20'],
    ['mongodb/uri-keyword-conflict', 'maxPoolSize', '50'],
  ])('%s: what is said to win does', async (id, option, value) => {
    const { bad } = rules.find((rule) => rule.id === id)!.examples[0]!;
    expect((await python.import(stackOf(readFixture(bad).files))).clients[option]).toBe(value);
  });
});
