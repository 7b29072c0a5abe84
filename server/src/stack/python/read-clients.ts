import type { ConfigFile } from '../../settings/file';
import type { PyArgument, PyCall, PyExpression, PyScope } from '../../syntax/python/tree';
import { bare, keyword } from '../../syntax/python/tree';
import type { Place } from '../finding';
import { builtIn } from './built';
import { dictSettings, mayHideOptions, urlOf } from './client-urls';
import { type ClientParts, type ClientUrl, urlSettings } from './clients';
import { readDjangoCaches } from './django-caches';
import type { Evaluator } from './evaluate';
import { PythonModule } from './modules';
import { MongoClientUse, mongoOptionName } from './mongo-clients';
import { RedisClientUse } from './redis-clients';
import { PythonSetting } from './setting';
import { type PythonValue, unknownPython } from './value';
import { argumentList } from './write';

/** The clients that one file makes. */
export interface ClientsOfFile {
  readonly file: ConfigFile;
  /** The file and every other one that was looked into. */
  readonly files: ReadonlySet<ConfigFile>;
  readonly mongo: readonly MongoClientUse[];
  readonly redis: readonly RedisClientUse[];
}

/** Names without which a file makes no client. */
const MENTIONS = /mongo|redis|CACHES/i;

const MONGO =
  /^(pymongo\.(mongo_client\.|asynchronous\.mongo_client\.|synchronous\.mongo_client\.|database\.)?(Async)?MongoClient|motor\.(motor_asyncio\.|motor_tornado\.|core\.)?(AsyncIO)?MotorClient|mongoengine\.(connection\.)?connect|flask_pymongo\.(wrappers\.)?PyMongo)$/;
const ASYNCHRONOUS = /Async|motor\.|\basyncio\b|^aioredis/;
const REDIS_CLIENTS =
  /^(redis|redis\.asyncio|redis\.client|redis\.asyncio\.client|aioredis)\.(Redis|StrictRedis)(\.from_url)?$|^(redis|redis\.asyncio|redis\.utils|redis\.asyncio\.utils|aioredis)\.from_url$/;
const REDIS_POOLS =
  /^(redis|redis\.asyncio|redis\.connection|redis\.asyncio\.connection|aioredis)\.(Blocking)?ConnectionPool(\.from_url)?$/;

/** Reads the clients of a file; undefined where its text speaks of none. */
export function readClients(evaluator: Evaluator, file: ConfigFile): ClientsOfFile | undefined {
  if (!MENTIONS.test(file.text)) return undefined;
  const { result, files } = evaluator.modules.record(() => new ClientReader(evaluator, file).read());
  const all = new Set([file, ...files]);
  return {
    file,
    files: all,
    mongo: result.mongo.map((parts) => new MongoClientUse({ ...parts, files: all })),
    redis: result.redis.map((parts) => new RedisClientUse({ ...parts, files: all })),
  };
}

type Unfiled<P> = Omit<P, 'files'>;
type RedisParts = Unfiled<ConstructorParameters<typeof RedisClientUse>[0]>;

class ClientReader {
  readonly module: PythonModule;
  readonly mongo: Unfiled<ClientParts>[] = [];
  readonly redis: RedisParts[] = [];

  constructor(
    readonly evaluator: Evaluator,
    readonly file: ConfigFile,
  ) {
    this.module = PythonModule.of(file);
  }

  read() {
    for (const { call, scope } of this.module.tree.calls) {
      const name = this.#nameOf(call, scope);
      if (name === undefined) continue;
      if (MONGO.test(name)) this.#mongo(name, call, scope);
      else if (REDIS_CLIENTS.test(name) || REDIS_POOLS.test(name)) this.#redis(name, call, scope);
    }
    this.redis.push(...readDjangoCaches(this.evaluator, this.module));
    return { mongo: this.mongo, redis: this.redis };
  }

  /** What a call calls, where its last name can be that of a client. */
  #nameOf(call: PyCall, scope: PyScope): string | undefined {
    const callee = bare(call.callee);
    if (callee.kind !== 'name' && callee.kind !== 'attribute') return undefined;
    // What no import brings in leads to no library.
    const { imported } = this.module.tree;
    const root = rootName(callee);
    if (root === undefined || !(imported.has(root) || imported.has('*'))) return undefined;
    return this.evaluator.resolver.callee(call, this.module, scope);
  }

  #placeOf(call: PyCall): Place {
    const callee = bare(call.callee);
    return { file: this.file, span: callee.kind === 'attribute' ? callee.nameSpan : callee.span };
  }

  #mongo(name: string, call: PyCall, scope: PyScope): void {
    const library = name.split('.')[0];
    const positional =
      library === 'mongoengine' ? ['db', 'alias'] : library === 'flask_pymongo' ? ['app', 'uri'] : MONGO_ORDER;
    const { options, open } = this.#options(call, scope, positional, mongoOptionName);
    const found = this.#url(call, scope, library === 'flask_pymongo' ? ['uri'] : ['host'], positional);
    const fromApp = library === 'flask_pymongo' && !found.given ? this.#flaskUri() : undefined;
    const url = found.url ?? fromApp;
    const unknownUrl =
      found.reason ?? (library === 'flask_pymongo' && !url ? 'the application names the server' : undefined);
    this.mongo.push({
      ...this.#common(name, call, scope),
      url,
      address: found.read ?? (library === 'flask_pymongo' ? this.#flaskAddress() : undefined),
      options: [...(url ? urlSettings(url, mongoOptionName) : []), ...options],
      openKeywords: open,
      open:
        open ??
        unknownUrl ??
        (url?.parsed.incomplete && mayHideOptions(url) ? 'the connection string is unknown in part' : undefined),
    });
  }

  #redis(name: string, call: PyCall, scope: PyScope): void {
    const fromUrl = name.endsWith('from_url');
    const pool = REDIS_POOLS.test(name);
    const positional = fromUrl ? ['url'] : pool ? ['connection_class', 'max_connections'] : REDIS_ORDER;
    const { options, open } = this.#options(call, scope, positional, (written) => written);
    const found = fromUrl ? this.#url(call, scope, ['url'], positional) : {};
    const given = keyword(call, 'connection_pool');
    const none = given?.value && bare(given.value);
    this.redis.push({
      ...this.#common(name, call, scope),
      kind: !pool ? 'client' : name.includes('Blocking') ? 'blocking pool' : 'pool',
      pool: given && !(none?.kind === 'constant' && none.value === null) ? 'given' : 'own',
      url: found.url,
      address: fromUrl ? found.read : options.findLast((option) => option.name === 'host')?.read,
      options: [...(found.url ? urlSettings(found.url, (written) => written) : []), ...options],
      openKeywords: open,
      open:
        open ??
        found.reason ??
        (found.url?.parsed.incomplete && mayHideOptions(found.url)
          ? 'the connection string is unknown in part'
          : undefined),
    });
  }

  #common(callee: string, call: PyCall, scope: PyScope) {
    const list = argumentList(this.file, call);
    return {
      callee,
      call,
      place: this.#placeOf(call),
      asynchronous: ASYNCHRONOUS.test(callee),
      built: builtIn(this.evaluator.resolver, this.module, scope, call.span.start),
      list: call.broken ? undefined : list,
    };
  }

  /** The arguments of a call as settings, those without a name under the name of their position. */
  #options(call: PyCall, scope: PyScope, positional: readonly string[], nameOf: (written: string) => string) {
    const { evaluator, module, file } = this;
    const list = argumentList(file, call);
    const options: PythonSetting[] = [];
    let open = call.broken ? 'the call is not complete' : undefined;
    let position = 0;
    for (const argument of call.args) {
      const { value, name, nameSpan, prefix, span } = argument;
      if (prefix !== '') {
        const read = prefix === '**' && value ? evaluator.evaluate({ expression: value, module, scope }) : undefined;
        if (read?.state === 'known' && read.type === 'dict') {
          options.push(...dictSettings(read, nameOf));
          open ??= read.unseen === undefined ? undefined : `arguments come from elsewhere, and ${read.unseen}`;
        } else open ??= `arguments come from elsewhere${read?.state === 'unknown' ? `, and ${read.reason}` : ''}`;
        continue;
      }
      const written = name ?? positional[position++];
      if (written === undefined) continue;
      options.push(
        new PythonSetting({
          name: nameOf(written),
          written,
          file,
          span,
          nameSpan: nameSpan ?? span,
          expression: value,
          read: value
            ? evaluator.evaluate({ expression: value, module, scope })
            : unknownPython('it is not written yet'),
          carrier: name === undefined ? 'position' : 'keyword',
          sure: true,
          list,
        }),
      );
    }
    return { options, open };
  }

  /** The connection string that a call is given, by name or by position. */
  #url(
    call: PyCall,
    scope: PyScope,
    names: readonly string[],
    positional: readonly string[],
  ): { url?: ClientUrl; read?: PythonValue; reason?: string; given?: boolean } {
    const at = positional.indexOf(names[0]!);
    const argument = names.map((name) => keyword(call, name)).find((one) => one) ?? atPosition(call, at);
    if (!argument?.value) return {};
    const read = this.#firstHost(argument.value, scope);
    const found = urlOf(read);
    if (found) return { url: found, read, given: true };
    return read.state === 'unknown' ? { reason: read.reason, read, given: true } : { read, given: true };
  }

  /** Of a list of servers the first: options stand in a connection string of its own. */
  #firstHost(expression: PyExpression, scope: PyScope): PythonValue {
    const read = this.evaluator.evaluate({ expression, module: this.module, scope });
    const list = read.state === 'known' && (read.type === 'list' || read.type === 'tuple') ? read.value : undefined;
    return list?.length === 1 ? list[0]! : read;
  }

  #flaskUri(): ClientUrl | undefined {
    const address = this.#flaskAddress();
    return address && urlOf(address);
  }

  /** `MONGO_URI` of the file in which Flask-PyMongo is made. */
  #flaskAddress(): PythonValue | undefined {
    for (const { target, value, scope } of this.module.tree.changes) {
      const index = target.kind === 'subscript' && target.index ? bare(target.index) : undefined;
      if (index?.kind !== 'string' || index.content.text !== 'MONGO_URI' || !value) continue;
      return this.evaluator.evaluate({ expression: value, module: this.module, scope });
    }
    return undefined;
  }
}

const MONGO_ORDER = ['host', 'port', 'document_class', 'tz_aware', 'connect', 'type_registry'];
const REDIS_ORDER = ['host', 'port', 'db', 'password', 'socket_timeout', 'socket_connect_timeout'];

/** The name at the bottom of `name.x.y`. */
function rootName(expression: PyExpression): string | undefined {
  let at = bare(expression);
  while (at.kind === 'attribute') at = bare(at.object);
  return at.kind === 'name' ? at.name : undefined;
}

function atPosition(call: PyCall, position: number): PyArgument | undefined {
  const plain = call.args.filter(({ name }) => name === undefined);
  const before = plain.slice(0, position + 1);
  return position < 0 || before.some(({ prefix }) => prefix !== '') ? undefined : before[position];
}
