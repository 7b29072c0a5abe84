import { GHOST_NAMES } from '../../knowledge/celery/ghost-names';
import { celerySetting, celerySettingOfOldName } from '../../knowledge/celery/settings';
import { taskOption } from '../../knowledge/celery/task-options';
import type { ConfigFile } from '../../settings/file';
import type { CeleryApp } from '../../stack/python/celery';
import type { CeleryCall, CeleryTask } from '../../stack/python/celery-tasks';
import { dictSettings } from '../../stack/python/client-urls';
import type { GunicornConfig } from '../../stack/python/gunicorn-files';
import type { MongoClientUse } from '../../stack/python/mongo-clients';
import type { PythonStack } from '../../stack/python/python';
import type { RedisClientUse } from '../../stack/python/redis-clients';
import type { PythonSetting } from '../../stack/python/setting';
import type { PythonValue } from '../../stack/python/value';
import type { Stack } from '../../stack/stack';
import { bare } from '../../syntax/python/tree';
import { type Span, touches } from '../../text/span';

/** Whose a setting is. */
export type PythonSubject =
  | { readonly kind: 'celery'; readonly app: CeleryApp }
  /** A name that Celery does not read where it stands. */
  | { readonly kind: 'unread'; readonly app: CeleryApp }
  /** `app`: undefined where none in view is the task’s. */
  | { readonly kind: 'task'; readonly app: CeleryApp | undefined; readonly task: CeleryTask }
  /** An entry of `task_annotations`. */
  | { readonly kind: 'annotation'; readonly app: CeleryApp }
  /** A keyword of `apply_async()` or `retry()`. */
  | { readonly kind: 'call'; readonly call: CeleryCall }
  /** An entry of `broker_transport_options` and its like. */
  | { readonly kind: 'transport'; readonly app: CeleryApp }
  | { readonly kind: 'mongo'; readonly client: MongoClientUse }
  | { readonly kind: 'redis'; readonly client: RedisClientUse }
  | { readonly kind: 'gunicorn'; readonly config: GunicornConfig };

/** A setting of ours in a Python file. */
export interface PythonPart {
  readonly subject: PythonSubject;
  readonly setting: PythonSetting;
}

const NONE: readonly PythonPart[] = [];
const read = new WeakMap<PythonStack, Map<ConfigFile, readonly PythonPart[]>>();

/** The settings in a file, each once. */
export function partsOf(stack: Stack, file: ConfigFile): readonly PythonPart[] {
  if (file.kind !== 'python') return NONE;
  const { python } = stack;
  const known = read.get(python) ?? new Map<ConfigFile, readonly PythonPart[]>();
  read.set(python, known);
  let parts = known.get(file);
  if (!parts) {
    parts = collect(python, file);
    known.set(file, parts);
  }
  return parts;
}

/** The setting whose name, or literal value, is under the cursor; of one inside another the inner one. */
export function partAt(
  stack: Stack,
  file: ConfigFile,
  offset: number,
): (PythonPart & { readonly span: Span }) | undefined {
  let found: (PythonPart & { readonly span: Span }) | undefined;
  for (const part of partsOf(stack, file)) {
    const { setting } = part;
    if (!touches(setting.span, offset) && !touches(setting.nameSpan, offset)) continue;
    const span = touches(setting.nameSpan, offset)
      ? setting.nameSpan
      : touches(setting.valueSpan, offset) && isLiteral(setting)
        ? setting.valueSpan
        : undefined;
    if (span && (!found || span.end - span.start < found.span.end - found.span.start)) found = { ...part, span };
  }
  return found;
}

/** Names in an expression are Python's own; what says something of them is another extension's. */
function isLiteral({ carrier, expression }: PythonSetting): boolean {
  if (carrier === 'uri') return true;
  const at = expression && bare(expression);
  if (at?.kind === 'string') return at.replaced.length === 0;
  return at?.kind === 'number' || at?.kind === 'constant' || at?.kind === 'unary';
}

/** What others set here counts too: a connection string may stand in another file than the client. */
function collect(python: PythonStack, file: ConfigFile): readonly PythonPart[] {
  const parts = new Map<number, PythonPart>();
  const add: Add = (subject, settings) => {
    for (const setting of settings) {
      const { start } = setting.nameSpan;
      if (setting.file === file && !parts.has(start)) parts.set(start, { subject, setting });
    }
  };
  for (const app of python.celeryApps) addApp(app, add);
  for (const [one, { tasks, calls, files }] of python.celeryByFile) {
    if (one !== file && !files.has(file)) continue;
    for (const task of tasks) addTask(python, task, add);
    for (const call of calls) if (call.method === 'apply_async') addCall(call, add);
  }
  for (const client of python.mongoClients)
    if (client.files.has(file)) add({ kind: 'mongo', client }, client.options.filter(isShown));
  for (const client of python.redisClients)
    if (client.files.has(file)) add({ kind: 'redis', client }, client.options.filter(isShown));
  for (const config of python.gunicornConfigs)
    if (config.files.has(file)) add({ kind: 'gunicorn', config }, config.settings);
  return [...parts.values()];
}

/** An argument without a name is the connection string or the server: Python itself shows its place. */
function isShown({ carrier }: PythonSetting): boolean {
  return carrier !== 'position';
}

type Add = (subject: PythonSubject, settings: readonly PythonSetting[]) => void;

function addApp(app: CeleryApp, add: Add): void {
  add({ kind: 'celery', app }, app.settings);
  add(
    { kind: 'unread', app },
    app.unread.filter(({ written }) => isOfCelery(app, written)),
  );
  for (const setting of app.settings) {
    if (setting.name === 'task_annotations')
      for (const { value } of itemsOf(setting.read)) add({ kind: 'annotation', app }, optionsIn(value));
    else if (setting.name.endsWith('_transport_options')) add({ kind: 'transport', app }, entriesOf(setting.read));
  }
}

function addTask(python: PythonStack, task: CeleryTask, add: Add): void {
  const app = python.celeryApps.find(({ tasks }) => tasks.includes(task));
  add(
    { kind: 'task', app, task },
    task.options.filter(({ name }) => taskOption(name)),
  );
  for (const call of task.retries) addCall(call, add);
}

function addCall(call: CeleryCall, add: Add): void {
  add(
    { kind: 'call', call },
    call.options.filter(({ name }) => taskOption(name)),
  );
}

/** Names that mean nothing else than a setting of Celery. */
function isOfCelery(app: CeleryApp, written: string): boolean {
  if (celerySettingOfOldName(written) || GHOST_NAMES.has(written)) return true;
  if (app.naming !== 'new') return false;
  return taskOption(written)?.ofRetries === true || celerySetting(written.toLowerCase()) !== undefined;
}

function itemsOf(value: PythonValue) {
  return value.state === 'known' && value.type === 'dict' ? value.value : [];
}

function entriesOf(value: PythonValue): readonly PythonSetting[] {
  return value.state === 'known' && value.type === 'dict' ? dictSettings(value, (written) => written) : [];
}

function optionsIn(value: PythonValue): readonly PythonSetting[] {
  return entriesOf(value).filter(({ name }) => taskOption(name));
}

/** Whether a Python file holds anything of ours; in any other nothing is shown. */
export function isOurs(stack: Stack, file: ConfigFile): boolean {
  if (file.kind !== 'python') return false;
  if (partsOf(stack, file).length > 0) return true;
  const { python } = stack;
  return (
    python.celeryApps.some((app) => app.place.file === file) ||
    (python.celeryByFile.get(file)?.tasks.length ?? 0) > 0 ||
    python.mongoClients.some((client) => client.file === file) ||
    python.redisClients.some((client) => client.file === file)
  );
}
