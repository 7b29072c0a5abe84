/** An option of a MongoClient: a keyword of pymongo, an option of the connection string, or both. */
export interface MongoClientOption {
  /** As it is usually spelt; pymongo does not tell capital from small letters. */
  readonly name: string;
  readonly type: 'int' | 'bool' | 'string' | 'milliseconds' | 'seconds' | 'list' | 'dict' | 'object' | 'write-concern';
  /** None is a value of the keyword. */
  readonly mayBeNone: boolean;
  readonly least: number | undefined;
  readonly most: number | undefined;
  /** The words of a string that are values. */
  readonly words: readonly string[];
  /** As Python writes it; undefined: the server decides, or there is none. */
  readonly default: string | undefined;
  /** Whether the keyword exists, the option of the connection string, or both. */
  readonly carriers: 'both' | 'keyword' | 'uri';
  /** The first version of pymongo that has it; undefined: 3.11 has it. */
  readonly since: string | undefined;
  /** The version of pymongo from which on the keyword is refused and the option ignored. */
  readonly removed: string | undefined;
  /** The option to use instead; it may be deprecated only. */
  readonly instead: string | undefined;
  /** What it does, in one sentence without a full stop. */
  readonly what: string;
  readonly page: string;
}

/**
 * NAME TYPE[?][[words]] [LEAST:MOST] [>SINCE] [<REMOVED] [~INSTEAD] [%keyword|%uri] [= DEFAULT] | what it does
 *
 * Names, ranges and defaults are those of pymongo/common.py, its versions 3.11 to 4.18:
 * https://github.com/mongodb/mongo-python-driver/blob/master/pymongo/common.py
 */
const TABLE = `
host any? %keyword = 'localhost' | Servers, or the connection string
port int? 1:65535 %keyword = 27017 | Port of a server that names none
document_class object %keyword = dict | Class of documents that a query returns
tz_aware bool = False | Dates carry a time zone
connect bool = True | Connects at once in the background instead of at the first operation
type_registry object? %keyword = None | Converters of types of one's own
username string? %keyword = None | User
password string? %keyword = None | Password
read_preference object %keyword = Primary() | Which members answer reads, as an object
event_listeners object? %keyword = None | Listeners to what the client does
server_selector object? %keyword = None | Function that chooses among servers
auto_encryption_opts object? %keyword = None | Encrypts fields by itself
tzinfo object? %keyword = None | Time zone of dates
server_api object? >3.12 %keyword = None | Version of the server's interface
datetime_conversion string >4.3 = 'datetime' | What becomes of dates that Python cannot hold
unicode_decode_error_handler string[strict,replace,ignore] = 'strict' | What becomes of text that is not UTF-8
uuidRepresentation string[unspecified,standard,pythonLegacy,javaLegacy,csharpLegacy] = 'unspecified' | How UUIDs are stored
maxPoolSize int? 0: = 100 | Connections that this client opens to each server; further operations wait
minPoolSize int 0: = 0 | Connections that this client keeps open to each server
maxIdleTimeMS milliseconds? 0: = None | Idle time after which a connection is closed; None keeps it
maxConnecting int 1: >4.0 = 2 | Connections that are opened at the same time
waitQueueTimeoutMS milliseconds? 0: = None | Wait for a free connection; None waits for ever
waitQueueMultiple int? 0: <4.0 = None | Without effect in pymongo 4
connectTimeoutMS milliseconds? 0: = 20000 | Wait for a connection; 0 and None wait for ever
serverSelectionTimeoutMS milliseconds 0: = 30000 | Wait for a server that can do the operation; 0 tries once
socketTimeoutMS milliseconds? 0: = None | Wait for an answer; None and 0 wait for ever
timeoutMS milliseconds? 0: >4.2 = None | Time for a whole operation with its tries; None sets no limit
heartbeatFrequencyMS milliseconds 500: = 10000 | Interval at which servers are looked at
localThresholdMS milliseconds 0: = 15 | How much slower than the nearest a server may answer
serverMonitoringMode string[auto,poll,stream] >4.6 = 'auto' | How servers are looked at
appName string? = None | Name in the server's log
driver object? %keyword = None | Name of a library on top of pymongo
replicaSet string? = None | Name of the replica set
directConnection bool = False | Talks to the named server alone
loadBalanced bool >3.12 = False | A load balancer stands in front
srvServiceName string >4.0 = 'mongodb' | Service in the DNS records of mongodb+srv
srvMaxHosts int 0: >4.0 = 0 | Servers taken from the DNS records; 0 takes all
w write-concern | How many members must have a write before it is answered; the server's own default is majority since 5.0
journal bool | A write is answered when it is in the journal on disk
j bool <4.0 ~journal | Older name of journal
fsync bool | A write is answered when the files are on disk
wTimeoutMS int 0: | Wait for as many members as w asks for
wtimeout int 0: <4.0 ~wTimeoutMS | Older name of wTimeoutMS
retryWrites bool = True | A write is tried once more after a network error
retryReads bool = True | A read is tried once more after a network error
readConcernLevel string? = None | Which state of the data reads see
readPreference string[primary,primaryPreferred,secondary,secondaryPreferred,nearest] = 'primary' | Which members answer reads
readPreferenceTags list = None | Tags of the members that answer reads
maxStalenessSeconds seconds = -1 | How far behind a secondary may be for reads; -1 sets no limit
compressors list = [] | How messages are compressed, such as zstd,snappy,zlib
zlibCompressionLevel int -1:9 = -1 | Effort of zlib
authSource string = 'admin' | Database in which the user is
authMechanism string = None | How to log in
authMechanismProperties dict = None | Options of that
authOIDCAllowedHosts list >4.7 %keyword = None | Hosts to which OpenID tokens may go
tls bool = False | TLS
ssl bool = False | Older name of tls
tlsInsecure bool = False | Neither certificates nor host names are checked
tlsAllowInvalidCertificates bool = False | Certificates are not checked
tlsAllowInvalidHostnames bool = False | Host names are not checked
tlsCAFile string = None | Certificates that are trusted
tlsCertificateKeyFile string = None | The client's own certificate and key
tlsCertificateKeyFilePassword string? = None | Password of that key
tlsCRLFile string = None | Certificates that are revoked
tlsDisableOCSPEndpointCheck bool = False | Servers of certificate states are not asked
ssl_keyfile string <4.0 ~tlsCertificateKeyFile = None | Older name
ssl_certfile string <4.0 ~tlsCertificateKeyFile = None | Older name
ssl_cert_reqs object <4.0 ~tlsAllowInvalidCertificates = None | Older name
ssl_match_hostname bool <4.0 ~tlsAllowInvalidHostnames = True | Older name
ssl_ca_certs string <4.0 ~tlsCAFile = None | Older name
ssl_crlfile string <4.0 ~tlsCRLFile = None | Older name
ssl_pem_passphrase string? <4.0 ~tlsCertificateKeyFilePassword = None | Older name
socketKeepAlive bool <4.0 = True | Always on in pymongo 4
maxAdaptiveRetries int 0: >4.17 = 2 | How often an operation is tried again while the server is overloaded
enableOverloadRetargeting bool >4.17 = False | An overloaded server is avoided when trying again
`;

const PAGE = 'https://pymongo.readthedocs.io/en/stable/api/pymongo/mongo_client.html';
const URI_PAGE = 'https://www.mongodb.com/docs/manual/reference/connection-string-options/';

let loaded: ReadonlyMap<string, MongoClientOption> | undefined;

/** What is known of a keyword or an option of a connection string, in any case. */
export function mongoClientOption(name: string): MongoClientOption | undefined {
  return catalogue().get(name.toLowerCase());
}

export function mongoClientOptions(): readonly MongoClientOption[] {
  return [...catalogue().values()];
}

/**
 * Keywords that only another library on top of pymongo takes, in lower case: Motor's, then those of mongoengine's
 * `connect`.
 */
export const KEYWORDS_OF_LIBRARIES: Readonly<Record<'motor' | 'mongoengine', readonly string[]>> = {
  motor: ['io_loop'],
  mongoengine: [
    'db',
    'alias',
    'name',
    'authentication_source',
    'authentication_mechanism',
    'is_mock',
    'mongo_client_class',
  ],
};

/** The measured defaults that rules name, in milliseconds and connections. */
export const MONGO_CLIENT_DEFAULTS = {
  maxPoolSize: 100,
  connectTimeoutMS: 20_000,
  serverSelectionTimeoutMS: 30_000,
} as const;

function catalogue(): ReadonlyMap<string, MongoClientOption> {
  loaded ??= new Map(readTable().map((one) => [one.name.toLowerCase(), one]));
  return loaded;
}

const ROW = /^(\w+) ([a-z-]+)(\?)?(?:\[([\w,]+)\])?(?: (-?\d+):(\d*))?((?: [<>~%]\S+)*)(?: = (.*?))? \| (.*)$/;

function readTable(): MongoClientOption[] {
  return TABLE.split('\n').flatMap((line) => {
    const row = ROW.exec(line);
    if (!row) return [];
    const [, name, type, none, words, least, most, marks, value, what] = row;
    const mark = (sign: string) =>
      marks!
        .split(' ')
        .find((one) => one.startsWith(sign))
        ?.slice(1);
    const carrier = mark('%');
    return [
      {
        name: name!,
        type: (type === 'any' ? 'object' : type) as MongoClientOption['type'],
        mayBeNone: none !== undefined,
        least: least === undefined ? undefined : Number(least),
        most: most ? Number(most) : undefined,
        words: words?.split(',') ?? [],
        default: value,
        carriers: carrier === 'keyword' || carrier === 'uri' ? carrier : 'both',
        since: mark('>'),
        removed: mark('<'),
        instead: mark('~'),
        what: what!,
        page: carrier === undefined && /^[a-z]+[A-Z]|^w$|^journal$|^tls$/.test(name!) ? uriPage(name!) : PAGE,
      },
    ];
  });
}

function uriPage(name: string): string {
  return `${URI_PAGE}#mongodb-urioption-urioption.${name}`;
}
