/** A keyword of redis-py's clients and pools, or an option behind the `?` of a Redis URL. */
export interface RedisClientOption {
  readonly name: string;
  readonly type: 'int' | 'float' | 'bool' | 'string' | 'object';
  readonly unit: 'seconds' | 'connections' | undefined;
  /** Defaults by the first major version of redis-py in which they hold, the oldest first, as Python writes them. */
  readonly defaults: readonly (readonly [version: number, value: string])[];
  /** The first version that has it; undefined: 4.0 has it. */
  readonly since: string | undefined;
  readonly removed: string | undefined;
  /** Where it is taken: by a client, by any pool, by a blocking pool only. */
  readonly takenBy: 'client' | 'pool' | 'both' | 'blocking pool';
  /** Converted from text when it stands in a URL; other options of a URL stay text. */
  readonly fromUrl: boolean;
  readonly what: string;
}

export const REDIS_PY_PAGE = 'https://redis.readthedocs.io/en/stable/connections.html';

/**
 * NAME TYPE [@UNIT] [>SINCE] [<REMOVED] [%client|%pool|%blocking] [?] = DEFAULT [; VERSION DEFAULT] | what it does
 *
 * `?`: a URL may carry it, and redis-py converts it there. From redis/client.py and redis/connection.py, versions 4.0
 * to 8.1: https://github.com/redis/redis-py
 */
const TABLE = `
host string = 'localhost' | The server
port int = 6379 | Its port
db int ? = 0 | Number of the database
username string = None | User
password string = None | Password
socket_timeout float @s ? = None; 8 5 | Wait for an answer; None waits for ever
socket_connect_timeout float @s ? = None; 8 5 | Wait for a connection; None is the system's own, minutes
socket_keepalive bool ? = None; 8 True | TCP probes on idle connections
socket_keepalive_options object = None | How these probes are sent
socket_read_size int >8.0 ? = 32768 | Bytes read at once
socket_type int %pool = 0 | Kind of address, IPv4 or IPv6
connection_pool object %client = None | The pool whose connections the client uses; its own options then do nothing
unix_socket_path string %client = None | Socket file of the server
encoding string = 'utf-8' | How text is written
encoding_errors string = 'strict' | What becomes of text that cannot be written
charset string <6.0 %client = None | Older name of encoding
errors string <6.0 %client = None | Older name of encoding_errors
decode_responses bool = False | Answers are text instead of bytes
retry_on_timeout bool ? = False | An operation that timed out is tried again
retry_on_error object ? = None | Errors after which an operation is tried again
retry object = None; 6 three times, waiting up to 10 s; 8 ten times, waiting up to 1 s | How often and how soon an operation is tried again
ssl bool %client = False | TLS
ssl_keyfile string = None | The client's own key
ssl_certfile string = None | The client's own certificate
ssl_cert_reqs string = 'required' | Whether the server's certificate is checked
ssl_include_verify_flags object >7.0 ? = None | Checks to add
ssl_exclude_verify_flags object >7.0 ? = None | Checks to leave out
ssl_ca_certs string = None | Certificates that are trusted
ssl_ca_path string = None | Folder of certificates that are trusted
ssl_ca_data string = None | Certificates that are trusted, as text
ssl_check_hostname bool ? = False; 6 True | Whether the host name is checked
ssl_password string = None | Password of the client's own key
ssl_validate_ocsp bool = False | Asks for the state of the server's certificate
ssl_validate_ocsp_stapled bool = False | Checks the state that the server sends along
ssl_ocsp_context object = None | How that state is checked
ssl_ocsp_expected_cert string = None | Certificate that the state must name
ssl_min_version object >5.1 ? = None | Oldest TLS
ssl_ciphers string >5.1 = None | Ciphers
max_connections int @connections ? = None; 8 100 | Connections in the pool; when all are busy, a plain pool raises an error and a blocking one waits
single_connection_client bool %client = False | One connection for this client alone
health_check_interval int @s ? = 0 | Idle time after which a connection is tried before use; 0 never
client_name string = None | Name in the server's list of clients
lib_name string >5.0 = 'redis-py' | Name of the library in that list
lib_version string >5.0 = the version of redis-py | Its version
driver_info object >7.2 = None | Library on top of redis-py
redis_connect_func object = None | Called when a connection is new
credential_provider object >4.5 = None | Supplies user and password
protocol int >5.0 ? = 2; 8 3 | Version of the protocol
legacy_responses bool >8.0 ? = True | Answers have the shape of older versions
cache object >5.1 = None | Keeps answers in the client
cache_config object >5.1 = None | How it does
event_dispatcher object >6.0 = None | Tells listeners what happens
maint_notifications_config object >7.0 = None | What to do during maintenance
connection_class object %pool = Connection | Class of connections
parser_class object %pool = DefaultParser | Class that reads answers
timeout float @s %blocking ? = 20 | Wait for a free connection; then an error is raised
queue_class object %blocking = LifoQueue | Order in which connections are used
auto_close_connection_pool bool %client = True | Of the asynchronous client: closes the pool with the client
`;

let loaded: ReadonlyMap<string, RedisClientOption> | undefined;

/** What is known of a keyword or an option of a URL. */
export function redisClientOption(name: string): RedisClientOption | undefined {
  return catalogue().get(name);
}

export function redisClientOptions(): readonly RedisClientOption[] {
  return [...catalogue().values()];
}

/** The default of an option in a version of redis-py (undefined: the newest), as Python writes it. */
export function redisClientDefault(name: string, version?: string): string | undefined {
  const known = redisClientOption(name);
  if (!known) return undefined;
  const major = version === undefined ? Number.POSITIVE_INFINITY : Number.parseInt(version, 10);
  return known.defaults.findLast(([from]) => from <= major)?.[1];
}

/** Connections of a BlockingConnectionPool that states none. */
export const BLOCKING_POOL_CONNECTIONS = 50;

function catalogue(): ReadonlyMap<string, RedisClientOption> {
  loaded ??= new Map(readTable().map((one) => [one.name, one]));
  return loaded;
}

const ROW = /^(\w+) ([a-z]+)((?: (?:[@<>%]\S+|\?))*) = (.*?) \| (.*)$/;

const TAKEN_BY: Readonly<Record<string, RedisClientOption['takenBy']>> = {
  client: 'client',
  pool: 'pool',
  blocking: 'blocking pool',
};

function readTable(): RedisClientOption[] {
  return TABLE.split('\n').flatMap((line) => {
    const row = ROW.exec(line);
    if (!row) return [];
    const [, name, type, marks, values, what] = row;
    const list = marks!.split(' ');
    const mark = (sign: string) => list.find((one) => one.startsWith(sign))?.slice(1);
    const [first, ...later] = values!.split('; ');
    const unit = mark('@');
    return [
      {
        name: name!,
        type: type as RedisClientOption['type'],
        unit: unit === undefined ? undefined : unit === 's' ? ('seconds' as const) : ('connections' as const),
        defaults: [[0, first!] as const, ...later.map(readDefault)],
        since: mark('>'),
        removed: mark('<'),
        takenBy: TAKEN_BY[mark('%') ?? ''] ?? 'both',
        fromUrl: list.includes('?'),
        what: what!,
      },
    ];
  });
}

function readDefault(text: string): readonly [number, string] {
  const space = text.indexOf(' ');
  return [Number(text.slice(0, space)), text.slice(space + 1)];
}
