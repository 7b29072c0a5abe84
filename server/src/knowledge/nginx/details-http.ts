import type { DetailsTable } from './details';

const ZONE_SIZE = 'the size of the shared memory, at least 32k; k or m, never g';

const LIMIT_LEVELS = { what: 'How severe refused requests are in the error log; delayed ones are one level lower.' };

/** Details of the http modules around requests: limits, compression, logs, TLS, HTTP/2, variables, headers. */
export const HTTP_DETAILS: DetailsTable = {
  limit_req_zone: {
    what: 'Defines what requests are counted by, in which shared memory, and at which rate they may come.',
    params: [
      { name: 'key', what: 'what is counted, e.g. $binary_remote_addr; requests with an empty key aren’t limited' },
      { name: 'zone', what: `name:size; ${ZONE_SIZE}` },
      { name: 'rate', what: 'a whole number with r/s or r/m; a bare number counts per second' },
    ],
    traps: [
      'burst belongs to limit_req, not here.',
      '1m holds about 8000 clients of a 64-bit machine; a full zone drops the oldest.',
      'Behind a proxy or load balancer, $binary_remote_addr is the proxy’s address unless the realip module is set up.',
    ],
  },
  limit_req: {
    what: 'Limits the rate of requests by a zone of limit_req_zone.',
    params: [
      { name: 'zone', what: 'the zone’s name' },
      { name: 'burst', what: 'how many requests above the rate may wait; at least 1', default: '0' },
      { name: 'nodelay', what: 'serves waiting requests at once; their places become free at the rate' },
      {
        name: 'delay',
        what: 'how many requests above the rate are served at once before others wait',
        since: '1.15.7',
      },
    ],
    traps: [
      'Without burst, two requests that come closer together than the rate allows are one too many.',
      'Without nodelay, the last of a full burst waits for burst divided by rate.',
      'One limit_req in a block replaces all that it would have inherited.',
      'Requests answered by return or rewrite in the same location aren’t limited.',
    ],
  },
  limit_req_status: {
    what: 'The status that refused requests get.',
    unit: 'status code',
    min: 400,
    max: 599,
    traps: ['The default 503 looks like a failure of the server; 429 says what it is.'],
  },
  limit_req_dry_run: { what: 'Counts and logs requests above the rate, but refuses none.' },
  limit_req_log_level: LIMIT_LEVELS,
  limit_conn_zone: {
    what: 'Defines what connections are counted by, and in which shared memory.',
    params: [{ name: 'zone', what: `name:size; ${ZONE_SIZE}` }],
    traps: ['When the zone is full, further requests get an error.'],
  },
  'stream limit_conn_zone': {
    what: 'Defines what connections are counted by, and in which shared memory.',
    params: [{ name: 'zone', what: `name:size; ${ZONE_SIZE}` }],
  },
  limit_conn: {
    what: 'How many connections of one key may be open at a time.',
    unit: 'connections',
    min: 1,
    max: 65535,
    traps: [
      'A connection counts once its request’s header was read; with HTTP/2 each request at a time counts.',
      'It is written as the zone’s name and a number, without zone= in front.',
    ],
  },
  limit_conn_status: { what: 'The status that refused connections get.', unit: 'status code', min: 400, max: 599 },
  limit_conn_dry_run: { what: 'Counts and logs connections above the limit, but refuses none.' },
  limit_conn_log_level: { what: 'How severe refused connections are in the error log.' },

  gzip: {
    what: 'Compresses responses with gzip.',
    traps: [
      'On its own it compresses text/html only: other types are listed in gzip_types.',
      'Requests that came through another proxy (with a Via header) aren’t compressed unless gzip_proxied allows it.',
    ],
  },
  gzip_types: {
    what: 'The MIME types that are compressed besides text/html.',
    traps: ['text/html is always included: listing it only makes nginx warn.'],
  },
  gzip_comp_level: {
    what: 'How hard gzip works: 1 is fastest, 9 compresses most.',
    min: 1,
    max: 9,
    traps: ['High levels cost much CPU for a few percent.'],
  },
  gzip_min_length: {
    what: 'From which length on responses are compressed.',
    unit: 'bytes',
    traps: ['It looks at Content-Length only: responses without one are compressed whatever their length.'],
  },
  gzip_proxied: { what: 'When responses to requests with a Via header, which came through a proxy, are compressed.' },
  gzip_vary: { what: 'Adds Vary: Accept-Encoding, so that caches keep compressed and plain responses apart.' },
  gzip_buffers: { what: 'How many and how large buffers compression gets.' },
  gzip_disable: { what: 'The browsers, by User-Agent, that get no compressed responses.' },
  gzip_http_version: { what: 'The lowest HTTP version of requests whose responses are compressed.' },
  gzip_static: { what: 'Serves ready compressed files with the extension .gz.' },
  gunzip: { what: 'Unpacks compressed responses for clients that don’t know gzip.' },

  access_log: {
    what: 'Where requests are logged and in which format, or off.',
    params: [
      { name: 'format', what: 'a name that log_format defined', default: 'combined' },
      { name: 'buffer', what: 'how much is gathered before it is written' },
      { name: 'flush', what: 'after how long gathered lines are written at the latest; needs a buffer' },
      { name: 'gzip', what: 'compresses what is written, with a level from 1 to 9' },
      { name: 'if', what: 'logs only when the condition is neither empty nor 0', since: '1.7.0' },
    ],
    traps: [
      'The format must come before buffer=.',
      'A path with variables can’t be buffered, and its file is opened for each request.',
      'off is written in small letters: OFF is a file’s name.',
      'One access_log in a block replaces all that it would have inherited.',
    ],
  },
  log_format: {
    what: 'Names a format for access logs.',
    params: [{ name: 'escape', what: 'how characters are escaped: default, json or none', since: '1.11.8' }],
    traps: ['combined exists already and can’t be defined again.'],
  },
  open_log_file_cache: {
    what: 'Keeps log files open whose names contain variables.',
    params: [
      { name: 'max', what: 'how many files are kept open' },
      { name: 'inactive', what: 'how long a file stays open without being used', default: '10s' },
      { name: 'min_uses', what: 'how often it must be used in that time', default: '1' },
      { name: 'valid', what: 'after how long nginx checks that the file is still there', default: '60s' },
    ],
  },
  stub_status: {
    what: 'Shows counters of connections and requests.',
    traps: [
      'An argument makes no difference: `stub_status off;` switches it on.',
      'It should be open to trusted addresses only.',
      'Active connections counts clients only, not connections to upstream servers.',
    ],
  },

  ssl_session_cache: {
    what: 'Where TLS sessions are kept, so that returning clients need no full handshake.',
    params: [
      { name: 'shared', what: 'name:size; shared by all workers, 1m holds about 4000 sessions' },
      { name: 'builtin', what: 'OpenSSL’s own cache, for each worker by itself' },
      { name: 'none', what: 'tells clients that sessions may be reused, but keeps none' },
      { name: 'off', what: 'tells clients that sessions can’t be reused' },
    ],
    traps: ['The same name must have the same size everywhere.', 'on isn’t known.'],
  },
  ssl_session_timeout: { what: 'How long a client may reuse a TLS session.', unit: 'seconds' },
  ssl_session_tickets: { what: 'Lets clients keep their TLS session themselves, as a ticket.' },
  ssl_protocols: { what: 'The versions of TLS that are accepted.' },
  ssl_ciphers: { what: 'The ciphers that are accepted up to TLS 1.2, in OpenSSL’s notation.' },
  ssl_prefer_server_ciphers: { what: 'Lets the server’s order of ciphers decide instead of the client’s.' },
  ssl_certificate: { what: 'The server’s certificate with its intermediate certificates, as PEM.' },
  ssl_certificate_key: { what: 'The private key of the certificate, as PEM.' },
  ssl_buffer_size: {
    what: 'How much data one TLS record carries at most.',
    unit: 'bytes',
    traps: ['Small values get the first bytes out sooner, large ones cost less for big responses.'],
  },
  ssl_stapling: {
    what: 'Sends the certificate’s OCSP status along, so that clients needn’t ask for it.',
    traps: ['It needs a resolver to find the certificate authority’s server, unless ssl_stapling_file is given.'],
  },
  ssl_early_data: {
    what: 'Accepts data with the first packet of a resumed TLS 1.3 connection.',
    traps: ['Such requests can be replayed by an attacker.'],
  },
  ssl_dhparam: { what: 'The file with the parameters of DHE ciphers.' },
  ssl_trusted_certificate: { what: 'The authorities that client certificates and OCSP answers are checked with.' },
  ssl_verify_client: { what: 'Tells whether clients must show a certificate.' },
  http2: { what: 'Allows HTTP/2.' },
  http2_max_concurrent_streams: {
    what: 'How many requests one HTTP/2 connection may have under way.',
    unit: 'streams',
    traps: ['Each of them may open an upstream connection, which counts in worker_connections.'],
  },
  http2_recv_buffer_size: { what: 'The buffer into which each worker reads HTTP/2 frames.', unit: 'bytes' },
  http2_body_preread_size: { what: 'How much of each request body is buffered before it is processed.', unit: 'bytes' },
  http2_chunk_size: { what: 'How large the pieces are into which an HTTP/2 response is cut.', unit: 'bytes' },
  http2_push: { what: 'Server push of HTTP/2, which nginx dropped.', traps: ['It has had no effect since 1.25.1.'] },
  http2_idle_timeout: {
    what: 'The idle time of HTTP/2 connections in old versions.',
    traps: ['It has had no effect since 1.19.7: keepalive_timeout counts.'],
  },
  http2_recv_timeout: {
    what: 'The time to wait for more data of HTTP/2 clients in old versions.',
    traps: ['It has had no effect since 1.19.7: client_header_timeout counts.'],
  },
  http3: { what: 'Allows HTTP/3.' },

  map: {
    what: 'Gives a variable a value that depends on another value.',
    params: [
      { name: 'default', what: 'the value when no row matches; empty without it' },
      { name: 'hostnames', what: 'rows may be host names with a mask' },
      { name: 'volatile', what: 'the value isn’t kept for the request', since: '1.11.7' },
    ],
    traps: [
      'The value is computed only where the variable is used.',
      'An expression that contains { or } must be quoted.',
    ],
  },
  geo: {
    what: 'Gives a variable a value that depends on the client’s address.',
    params: [
      { name: 'default', what: 'the value when no network matches' },
      { name: 'ranges', what: 'rows are ranges of addresses' },
      { name: 'proxy', what: 'addresses of proxies whose X-Forwarded-For is believed' },
    ],
  },
  split_clients: { what: 'Gives a variable one of several values, for shares of the clients.' },
  allow: { what: 'Allows a network or address; the first rule that matches counts.' },
  deny: { what: 'Refuses a network or address; the first rule that matches counts.' },
  add_header: {
    what: 'Adds a header to successful responses, or with always to all of them.',
    params: [{ name: 'always', what: 'whatever the status', since: '1.7.5' }],
    traps: ['One add_header in a block drops all that it would have inherited.'],
  },
  add_trailer: { what: 'Adds a field behind the body of a response.' },
  expires: { what: 'Sets Expires and Cache-Control of responses.' },
  auth_basic: { what: 'Asks for a name and password, or off.' },
  auth_basic_user_file: { what: 'The file with names and hashed passwords.' },
  auth_request: { what: 'Asks another path whether a request is allowed.' },
  set_real_ip_from: { what: 'A proxy whose word about the client’s address is believed.' },
  real_ip_header: { what: 'The header from which the client’s address is taken.' },
  real_ip_recursive: { what: 'Takes the last address that isn’t a trusted proxy, instead of the last one.' },
  mirror: { what: 'Sends a copy of each request to another path, whose answer is ignored.' },
  slice: { what: 'Fetches large responses in pieces of this size, which can be cached one by one.', unit: 'bytes' },
};
