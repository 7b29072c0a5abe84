import { describe, expect, test } from 'vitest';
import { ENVIRONMENT_OF_SETTING, GHOST_NAMES } from '../../server/src/knowledge/celery/ghost-names';
import { parseRateLimit } from '../../server/src/knowledge/celery/rate-limit';
import { celerySetting, celerySettingOfOldName, celerySettings } from '../../server/src/knowledge/celery/settings';
import { taskOption, taskOptions } from '../../server/src/knowledge/celery/task-options';
import { REDIS_TRANSPORT_OPTIONS } from '../../server/src/knowledge/celery/transport-options';
import { hasPython, runPython } from '../support/real-python';

const installed = hasPython('celery');
if (!installed) console.log('Celery is not installed: its settings are not compared with the table.');

interface Real {
  readonly version: string;
  readonly settings: Record<string, { readonly type: string; readonly value: string }>;
  readonly oldNames: Record<string, string>;
  readonly task: Record<string, string>;
  readonly fromConfig: readonly (readonly [string, string])[];
  readonly transport: Record<string, string>;
}

const SCRIPT = `
import json, celery
from celery.app.defaults import NAMESPACES, flatten, _TO_NEW_KEY
from celery.app.task import Task
from kombu.transport.redis import Channel
from kombu.transport.virtual import Channel as Virtual
t = lambda o: o.type if isinstance(o.type, str) else o.type.__name__
print(json.dumps({
  'version': celery.__version__,
  'settings': {k: {'type': t(o), 'value': repr(o.default)} for k, o in flatten(NAMESPACES)},
  'oldNames': _TO_NEW_KEY,
  'task': {k: repr(getattr(Task, k)) for k in dir(Task) if not k.startswith('_')},
  'fromConfig': Task.from_config,
  'transport': {k: repr(getattr(Channel, k, None)) for k in Channel.from_transport_options if k not in Virtual.from_transport_options},
}))
`;

/** Whether a version is at least as high as a release such as 5.3. */
function atLeast(version: string, release: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = release.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

describe.skipIf(!installed)('the real Celery', async () => {
  const real: Real = installed ? await runPython(SCRIPT) : (undefined as never);

  test('has the settings of the table, no others', () => {
    const ours = celerySettings()
      .filter(({ listed, since }) => listed && (since === undefined || atLeast(real.version, since)))
      .map(({ name }) => name);
    expect(ours.sort()).toEqual(Object.keys(real.settings).sort());
  });

  test('has their types and defaults', () => {
    // One default changed within the releases of Celery 5.
    const newer = new Set(['database_engine_options']);
    const told = Object.entries(real.settings).filter(([name]) => !newer.has(name));
    const type = (name: string) => ({ str: 'string' })[name] ?? name;
    expect(told.map(([name, { type: kind, value }]) => `${name} ${type(kind)} ${value}`)).toEqual(
      told.map(([name]) => `${name} ${celerySetting(name)?.type} ${celerySetting(name)?.default}`),
    );
  });

  test('has their old names', () => {
    const ours = celerySettings().filter(({ oldName, name }) => oldName !== undefined && real.settings[name]);
    expect(Object.fromEntries(ours.map(({ oldName, name }) => [oldName, name]))).toEqual(real.oldNames);
  });

  test('reads none of the ghosts', () => {
    for (const [ghost, setting] of GHOST_NAMES) {
      expect(real.oldNames[ghost], ghost).toBeUndefined();
      expect(celerySettingOfOldName(ghost), ghost).toBeUndefined();
      expect(celerySetting(setting), setting).toBeDefined();
    }
  });

  test('has the defaults of tasks', () => {
    const attributes = taskOptions().filter(
      ({ name, setting }) => setting === undefined && real.task[name] !== undefined && !/^(name|bind)$/.test(name),
    );
    expect(attributes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['max_retries', 'default_retry_delay', 'throws', 'send_events', 'trail']),
    );
    for (const { name, default: value } of attributes.filter(({ name }) => name !== 'typing'))
      expect(`${name} = ${real.task[name]}`).toBe(`${name} = ${value}`);
  });

  test('takes the rest of a task from the settings that we name', () => {
    expect(real.fromConfig.map(([attribute]) => [attribute, taskOption(attribute)?.setting])).toEqual(
      real.fromConfig.map(([attribute, setting]) => [attribute, setting]),
    );
    for (const { taskAttribute, name } of celerySettings())
      if (taskAttribute !== undefined) expect(taskOption(taskAttribute)?.setting).toBe(name);
  });

  test('has the options of the Redis transport', () => {
    const ours = new Set(REDIS_TRANSPORT_OPTIONS.map(({ name }) => name));
    expect(Object.keys(real.transport).filter((name) => !ours.has(name))).toEqual([]);
    for (const { name, default: value } of REDIS_TRANSPORT_OPTIONS)
      if (/^(visibility_timeout|max_connections|priority_steps|fanout_prefix|unacked_mutex_expire)$/.test(name))
        expect(real.transport[name]).toBe(value);
  });

  test('reads rate limits as we do', async () => {
    const texts = [
      '10',
      '10/s',
      '100/m',
      '0.5/s',
      '10/h',
      ' 5 /s',
      '10/',
      '1e2/m',
      '10/sec',
      '10/d',
      '10 / s',
      '/s',
      'ten/s',
      '',
      '10/S',
      '10/s/m',
      '1_000/h',
    ];
    const script = `
import json, sys
from celery.utils.time import rate
def of(text):
    try: return rate(text)
    except Exception: return None
print(json.dumps([of(t) for t in json.loads(sys.argv[1])]))`;
    const told = await runPython<(number | null)[]>(script, { input: texts });
    const show = (rate: number | null | undefined) =>
      rate === null || rate === undefined ? 'refused' : rate.toFixed(6);
    // Celery takes an empty text as no limit.
    expect(texts.map((text) => show(text === '' ? 0 : parseRateLimit(text)))).toEqual(told.map(show));
  });

  test('lets the environment win over the settings that we name', async () => {
    const script = `
import json, os
names = ${JSON.stringify(ENVIRONMENT_OF_SETTING)}
for v in names.values(): os.environ[v] = 'memory://' + v
from celery import Celery
app = Celery()
app.conf.update({k: 'memory://own' for k in names})
print(json.dumps({k: getattr(app.conf, k) for k in names}))`;
    const told = await runPython<Record<string, string>>(script);
    for (const [setting, variable] of Object.entries(ENVIRONMENT_OF_SETTING))
      expect(told[setting]).toBe(`memory://${variable}`);
  });
});
