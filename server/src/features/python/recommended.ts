import { concurrency, pools } from '../../knowledge/tiers';
import { isToldElsewhere, runsPrefork } from '../../rules/celery-workers';
import { numberIn, ownsConnections } from '../../rules/python-clients';
import type { Report } from '../../rules/run';
import type { ConfigFile } from '../../settings/file';
import type { CeleryApp } from '../../stack/python/celery';
import type { ClientUse } from '../../stack/python/clients';
import { MongoClientUse } from '../../stack/python/mongo-clients';
import type { RedisClientUse } from '../../stack/python/redis-clients';
import type { Stack } from '../../stack/stack';
import { statementAt } from '../../syntax/python/walk';
import type { FileEdit } from '../../text/edit';
import { contains, type Span, touches } from '../../text/span';
import type { Action } from '../code-actions';
import { celeryGuide, type GuideContext, mongoGuide, redisGuide } from './guide';
import { guideContext } from './hover';
import { partAt } from './parts';

const { mongo } = pools;

type Named = readonly [name: string, value: string];

/** What the guide recommends and nothing sets, for the client or the app's settings around the cursor. */
export function insertRecommendedPython(stack: Stack, file: ConfigFile, offset: number, report: Report): Action[] {
  const old = replaceOldNames(stack, file, offset, report);
  const client = clientAt(stack, file, offset);
  if (client) return [...old, ...forClient(stack, client)];
  return [...old, ...stack.celeryApps.filter((app) => isAt(app, file, offset)).flatMap((app) => forApp(stack, app))];
}

function clientAt(stack: Stack, file: ConfigFile, offset: number): MongoClientUse | RedisClientUse | undefined {
  let found: MongoClientUse | RedisClientUse | undefined;
  for (const client of [...stack.mongoClients, ...stack.redisClients]) {
    const { call } = client;
    if (client.file !== file || !call || !touches(call.span, offset)) continue;
    if (!found || contains(found.call!.span, call.span)) found = client;
  }
  return found;
}

function forClient(stack: Stack, client: MongoClientUse | RedisClientUse): Action[] {
  const context = guideContext(
    stack,
    client.file,
    client instanceof MongoClientUse ? undefined : { kind: 'redis', client },
  );
  const absent = client instanceof MongoClientUse ? absentOfMongo(client, context) : absentOfRedis(client, context);
  return offers(absent, '=', (values) => client.insert(...values));
}

function absentOfMongo(client: MongoClientUse, context: GuideContext): Named[] {
  const isAbsent = (name: string) => client.effective(name).state === 'absent';
  const names = ['serverSelectionTimeoutMS', 'connectTimeoutMS', ...(isAbsent('timeoutMS') ? ['socketTimeoutMS'] : [])];
  // A size that somebody chose may be smaller than the number that is kept open.
  const most = isAbsent('maxPoolSize') ? mongo.recommended : numberIn(client.effective('maxPoolSize'));
  const sizes = most !== undefined && most >= mongo.minimum ? ['maxPoolSize', 'minPoolSize'] : ['maxPoolSize'];
  return named([...sizes, ...names].filter(isAbsent), (name) => mongoGuide(name, context));
}

function absentOfRedis(client: RedisClientUse, context: GuideContext): Named[] {
  if (!ownsConnections(client)) return [];
  const names = ['max_connections', 'socket_timeout', 'socket_connect_timeout'];
  return named(
    names.filter((name) => isFree(client, name)),
    (name) => redisGuide(name, context),
  );
}

function isFree(client: ClientUse, name: string): boolean {
  return client.effective(name).state === 'absent';
}

/** Whether the cursor is at the app's own call, at one of its settings, or on a free line of its settings module. */
function isAt(app: CeleryApp, file: ConfigFile, offset: number): boolean {
  const { python } = file;
  const statement = statementAt(python, offset) ?? statementAt(python, Math.max(0, offset - 1));
  const here = app.settings.filter((setting) => setting.file === file);
  if (!statement) return here.some(({ carrier }) => carrier === 'assignment');
  const holds = (span: Span) => contains(statement.span, span);
  const isSimple = statement.kind === 'assignment' || statement.kind === 'expression';
  return isSimple && ((app.place.file === file && holds(app.place.span)) || here.some(({ span }) => holds(span)));
}

function forApp(stack: Stack, app: CeleryApp): Action[] {
  const context = guideContext(stack, app.settingsPlace.file, undefined);
  const limits = runsPrefork(stack, app);
  const names = [
    ...(limits ? ['task_time_limit', 'task_soft_time_limit', 'worker_max_tasks_per_child'] : []),
    'worker_prefetch_multiplier',
    'task_acks_late',
    ...(limits ? ['task_reject_on_worker_lost'] : []),
  ].filter((name) => app.effective(name).state === 'absent' && !isToldElsewhere(stack, app, name));
  const { cpus, policy } = context;
  const sized =
    app.effective('worker_concurrency').state === 'absent' && !isToldElsewhere(stack, app, 'worker_concurrency');
  const absent: Named[] = [
    ...named(names, (name) => celeryGuide(name, context)),
    ...(cpus !== undefined && sized
      ? [['worker_concurrency', String(concurrency(policy.taskBound, cpus))] as const]
      : []),
  ];
  return offers(fitting(app, absent), ' = ', (values) => app.insert(...values));
}

/** A soft limit alone must be below the hard one, and the other way round: where one is set, the other is a rule's affair. */
function fitting(app: CeleryApp, absent: readonly Named[]): Named[] {
  const isLimit = (name: string) => name === 'task_time_limit' || name === 'task_soft_time_limit';
  const both = absent.filter(([name]) => isLimit(name)).length === 2;
  const isLate =
    absent.some(([name]) => name === 'task_acks_late') || app.effective('task_acks_late').state === 'known';
  return absent.filter(([name]) => (isLimit(name) ? both : name !== 'task_reject_on_worker_lost' || isLate));
}

function named(names: readonly string[], guide: (name: string) => readonly { readonly value: string }[]): Named[] {
  return names.flatMap((name) => {
    const value = guide(name)[0]?.value;
    return value === undefined ? [] : [[name, value] as const];
  });
}

/** All of them in one go, then each for itself; what belongs together stays together. */
function offers(absent: readonly Named[], sign: string, insert: (values: readonly Named[]) => FileEdit[]): Action[] {
  const single = groups(absent).map((values) =>
    action(values.map((pair) => pair.join(sign)).join(', '), insert(values)),
  );
  const all = single.length > 1 ? [action(listed(absent.map(([name]) => name)), insert(absent))] : [];
  return [...all, ...single].filter(({ edits }) => (edits?.length ?? 0) > 0);
}

const TOGETHER: readonly (readonly string[])[] = [
  ['task_time_limit', 'task_soft_time_limit'],
  ['task_acks_late', 'task_reject_on_worker_lost'],
  ['maxPoolSize', 'minPoolSize'],
];

function groups(absent: readonly Named[]): Named[][] {
  const result: Named[][] = [];
  for (const pair of absent) {
    const set = TOGETHER.find((one) => one.includes(pair[0]));
    const group = set && result.find((one) => one.some(([name]) => set.includes(name)));
    if (group) group.push(pair);
    else result.push([pair]);
  }
  return result;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function action(what: string, edits: readonly FileEdit[]): Action {
  return { title: `Insert recommended ${what}`, kind: 'refactor', safety: 'review', edits };
}

/** On any old name of Celery, what the rule about them offers at the first. */
function replaceOldNames(stack: Stack, file: ConfigFile, offset: number, report: Report): Action[] {
  const part = partAt(stack, file, offset);
  if (part?.subject.kind !== 'celery' || part.subject.app.naming !== 'old') return [];
  const finding = report.of(file.path).find(({ rule }) => rule === 'celery/old-setting-name');
  const fix = finding?.fixes.find(({ edits }) => edits.length > 0);
  return fix
    ? [{ title: 'Replace all old names of Celery', kind: 'refactor', safety: fix.safety, edits: fix.edits }]
    : [];
}
