import { GHOST_NAMES } from '../../knowledge/celery/ghost-names';
import {
  type CelerySetting,
  celeryNameFor,
  celerySetting,
  celerySettingOfOldName,
} from '../../knowledge/celery/settings';
import { type TaskOption, taskOption } from '../../knowledge/celery/task-options';
import { REDIS_TRANSPORT_OPTIONS } from '../../knowledge/celery/transport-options';
import { gunicornSetting, type ServerSetting } from '../../knowledge/gunicorn';
import { type MongoClientOption, mongoClientOption } from '../../knowledge/mongodb/client-options';
import { easierQuantity } from '../../knowledge/quantities';
import {
  BLOCKING_POOL_CONNECTIONS,
  REDIS_PY_PAGE,
  type RedisClientOption,
  redisClientDefault,
  redisClientOption,
} from '../../knowledge/redis/client-options';
import { celeryService } from '../../stack/python/celery-urls';
import { optionNumber } from '../../stack/python/clients';
import type { RedisClientUse } from '../../stack/python/redis-clients';
import type { PythonSetting } from '../../stack/python/setting';
import { type PythonValue, secondsOf } from '../../stack/python/value';
import { rulesOf } from '../rule-text';
import type { PythonPart, PythonSubject } from './parts';

/** What is known of a setting, whoever's it is. */
export interface KnownSetting {
  readonly name: string;
  /** What it belongs to: `Celery`, `MongoClient`. */
  readonly mark: string;
  readonly what: string;
  readonly page: string | undefined;
  /** As Python writes it. */
  readonly default: string | undefined;
  readonly unit: string | undefined;
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly words: readonly string[];
  readonly type: string;
  /** The area in which rules know it by `ruleName`. */
  readonly area: 'celery' | 'mongodb' | 'redis';
  /** Empty where rules that know the name mean another program's. */
  readonly ruleName: string;
  /** The first version that has it. */
  readonly since: string | undefined;
  /** Sentences about versions, flags and names. */
  readonly remarks: readonly string[];
}

/** What is known of a part; undefined for names that nobody knows. */
export function knownOf({ subject, setting }: PythonPart, redisVersion?: string): KnownSetting | undefined {
  switch (subject.kind) {
    case 'celery': {
      const known = celerySetting(setting.name);
      return known && ofCelery(known, namingRemarks(subject.app.naming, setting.written, known));
    }
    case 'unread':
      return ofUnread(subject, setting);
    case 'task':
    case 'annotation':
    case 'call': {
      const known = taskOption(setting.name);
      const mark = subject.kind === 'call' ? `${subject.call.method}()` : 'task option';
      return known && ofTask(known, mark);
    }
    case 'transport':
      return ofTransport(subject, setting.name);
    case 'mongo': {
      const known = mongoClientOption(setting.name);
      return known && ofMongo(known, setting.carrier === 'uri');
    }
    case 'redis': {
      const known = redisClientOption(setting.name);
      return known && ofRedis(known, subject.client, redisVersion);
    }
    case 'gunicorn': {
      const known = gunicornSetting(setting.name);
      return known && ofGunicorn(known);
    }
  }
}

export function ofCelery(known: CelerySetting, remarks: readonly string[] = []): KnownSetting {
  return {
    ...known,
    mark: 'Celery',
    area: 'celery',
    ruleName: known.name,
    remarks: [
      ...remarks,
      ...(known.option === undefined ? [] : [`On the command line \`--${known.option}\`, which wins.`]),
      ...(known.taskAttribute === undefined ? [] : [`A task’s own \`${known.taskAttribute}\` wins over it.`]),
      ...(known.pools ? [`Only in the pool ${known.pools.join(' and ')}.`] : []),
      ...(known.since === undefined ? [] : [`Since Celery ${known.since}.`]),
      ...(known.deprecated === undefined ? [] : [`Deprecated in Celery ${known.deprecated}.`]),
    ],
  };
}

function namingRemarks(naming: object | string, written: string, known: CelerySetting): string[] {
  if (written === known.name || written === 'broker' || written === 'backend') return [];
  if (typeof naming === 'object') return [`\`${written}\` is its name in this namespace.`];
  return written === known.oldName ? [`\`${written}\` is its name before Celery 4.`] : [];
}

/** A name that Celery does not read here, told as what it is meant for. */
function ofUnread(
  subject: PythonSubject & { readonly kind: 'unread' },
  setting: PythonSetting,
): KnownSetting | undefined {
  const { written } = setting;
  const option = taskOption(written);
  if (option?.ofRetries)
    return {
      ...ofTask(option, 'task option'),
      remarks: ['Celery does not read it as a setting: it belongs in a task’s decorator or in `task_annotations`.'],
    };
  const meant =
    celerySettingOfOldName(written) ??
    celerySetting(GHOST_NAMES.get(written) ?? '') ??
    celerySetting(written.toLowerCase());
  if (!meant) return undefined;
  const name = celeryNameFor(meant, subject.app.naming);
  return {
    ...ofCelery(meant),
    ruleName: GHOST_NAMES.has(written) ? written : meant.name,
    remarks: [`Celery does not read \`${written}\` here${name === undefined ? '' : `, but \`${name}\``}.`],
  };
}

export function ofTask(known: TaskOption, mark: string): KnownSetting {
  return {
    ...known,
    mark,
    least: undefined,
    most: undefined,
    words: [],
    area: 'celery',
    ruleName: known.setting ?? known.name,
    remarks: [
      ...(known.setting === undefined ? [] : [`It wins over the app’s \`${known.setting}\`.`]),
      ...(known.since === undefined ? [] : [`Since Celery ${known.since}.`]),
    ],
  };
}

function ofTransport({ app }: PythonSubject & { readonly kind: 'transport' }, name: string): KnownSetting | undefined {
  const transport = celeryService(app, 'broker_url')?.transport;
  const known = REDIS_TRANSPORT_OPTIONS.find((one) => one.name === name);
  if (!known || (transport !== undefined && transport !== 'redis')) return undefined;
  return {
    ...known,
    since: undefined,
    mark: 'Celery’s transport for Redis',
    type: 'any',
    page: 'https://docs.celeryq.dev/projects/kombu/en/stable/reference/kombu.transport.redis.html#transport-options',
    least: undefined,
    most: undefined,
    words: [],
    area: 'celery',
    ruleName: name === 'visibility_timeout' ? 'broker_transport_options' : '',
    remarks: known.since === undefined ? [] : [`Since kombu ${known.since}.`],
  };
}

export function ofMongo(known: MongoClientOption, inUri: boolean): KnownSetting {
  return {
    ...known,
    mark: inUri ? 'connection string' : 'MongoClient',
    unit: known.type === 'milliseconds' || known.type === 'seconds' ? known.type : undefined,
    area: 'mongodb',
    ruleName: known.name,
    remarks: [
      ...(known.since === undefined ? [] : [`Since pymongo ${known.since}.`]),
      ...(known.removed === undefined ? [] : [`pymongo ${known.removed} and newer ${inUri ? 'ignore' : 'refuse'} it.`]),
      ...(known.instead === undefined ? [] : [`Write \`${known.instead}\` instead.`]),
    ],
  };
}

export function ofRedis(known: RedisClientOption, client: RedisClientUse, version: string | undefined): KnownSetting {
  const isBlocking = client.kind === 'blocking pool' && known.name === 'max_connections';
  const [, later] = known.defaults;
  return {
    ...known,
    mark: 'redis-py',
    page: REDIS_PY_PAGE,
    default: isBlocking ? String(BLOCKING_POOL_CONNECTIONS) : redisClientDefault(known.name, version),
    least: undefined,
    most: undefined,
    words: [],
    area: 'redis',
    ruleName: rulesOf(known.name, 'redis').some(({ judges }) => judges === 'redisClient') ? known.name : '',
    remarks: [
      ...(later && !isBlocking && version === undefined
        ? [`Before redis-py ${later[0]} the default was \`${known.defaults[0]![1]}\`.`]
        : []),
      ...(known.since === undefined ? [] : [`Since redis-py ${known.since}.`]),
      ...(known.removed === undefined ? [] : [`redis-py ${known.removed} and newer refuse it.`]),
    ],
  };
}

export function ofGunicorn(known: ServerSetting): KnownSetting {
  const { environment } = known;
  return {
    ...known,
    since: undefined,
    default: known.type === 'string' ? `'${known.default}'` : known.default,
    mark: 'gunicorn',
    least: undefined,
    most: undefined,
    words: [],
    area: 'celery',
    ruleName: '',
    remarks: [
      `On the command line \`${known.flags.join('` or `')}\`, which wins.`,
      ...(environment === undefined ? [] : [`Where neither sets it, \`${environment}\` of the environment does.`]),
    ],
  };
}

/** A number with a unit in an easier form: `5 min`, `10 s`, `200 MiB`. */
export function easierValue(
  unit: string | undefined,
  { carrier }: PythonSetting,
  value: PythonValue,
): string | undefined {
  if (unit !== 'seconds' && unit !== 'milliseconds' && unit !== 'KiB') return undefined;
  const number = optionNumber(value, carrier) ?? (value.type === 'timedelta' ? secondsOf(value) : undefined);
  return number === undefined ? undefined : easierQuantity(number, unit);
}
