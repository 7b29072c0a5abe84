import type { Details, DetailsTable } from './details';

/** How the modules that pass requests on name themselves, and what they pass them to. */
const FAMILIES = [
  { prefix: 'proxy', target: 'the proxied server', protocol: 'HTTP' },
  { prefix: 'fastcgi', target: 'the FastCGI server', protocol: 'FastCGI' },
  { prefix: 'uwsgi', target: 'the uwsgi server', protocol: 'uwsgi' },
  { prefix: 'scgi', target: 'the SCGI server', protocol: 'SCGI' },
] as const;

const BETWEEN_TWO = (what: string): string => `It counts anew with every ${what}; nothing limits the whole request.`;

const CACHE_PATH_PARAMS = [
  { name: 'keys_zone', what: 'name:size of the shared memory for keys; 1m holds about 8000' },
  { name: 'levels', what: 'how files are spread over folders, such as 1:2' },
  { name: 'inactive', what: 'after how long without use an entry goes', default: '10m' },
  { name: 'max_size', what: 'how large the cache may grow before the least used entries go' },
  { name: 'min_free', what: 'how much of the disk stays free', since: '1.19.1' },
  {
    name: 'use_temp_path',
    what: 'off: new files are written into the cache’s own folder',
    default: 'on',
    since: '1.7.10',
  },
];

const KEEPALIVE_TIMEOUT_TRAP =
  'It must be shorter than the server’s own idle timeout: otherwise nginx sends requests on connections that are being closed.';

/** What every family has under its own prefix. */
function familyDetails(family: (typeof FAMILIES)[number]): DetailsTable {
  const { prefix, target } = family;
  const entries: Record<string, Details> = {
    connect_timeout: {
      what: `How long nginx waits for a connection to ${target}.`,
      unit: 'milliseconds',
      traps: ['More than 75 seconds can’t usually be reached.', 'Every server that is tried may take as long.'],
    },
    send_timeout: {
      what: `How long nginx waits between two writes of a request to ${target}.`,
      unit: 'milliseconds',
      traps: [BETWEEN_TWO('write')],
    },
    read_timeout: {
      what: `How long nginx waits between two reads of a response from ${target}.`,
      unit: 'milliseconds',
      traps: [BETWEEN_TWO('read'), 'When it passes, the client gets 504.'],
    },
    buffering: {
      what: `Reads responses of ${target} as fast as they come, whatever the client’s speed.`,
      traps: [
        `Off, a slow client keeps ${target} busy, nothing is cached and limit_rate has no effect.`,
        `A single response can be left unbuffered with the header X-Accel-Buffering: no.`,
      ],
    },
    request_buffering: {
      what: `Reads the whole request body before anything goes to ${target}.`,
      traps: [
        'Off, a request can’t go to another server once its body is being sent, and slow uploads keep the server busy.',
        ...(prefix === 'proxy'
          ? ['Off, a chunked body is still buffered unless proxy_http_version is 1.1 or higher.']
          : []),
      ],
    },
    buffer_size: {
      what: `The buffer for the first part of a response of ${target}: its header must fit.`,
      unit: 'bytes',
      traps: [
        'A header that doesn’t fit is answered with 502.',
        `Raised alone above 8k it can stop nginx: ${prefix}_busy_buffers_size must stay below all ${prefix}_buffers minus one.`,
      ],
    },
    buffers: {
      what: `How many and how large buffers a response of ${target} may take, for each connection.`,
      traps: [`At least two are needed, and all but one must be larger than ${prefix}_busy_buffers_size.`],
    },
    busy_buffers_size: {
      what: 'How much of the buffers may be on the way to the client while the response is still read.',
      unit: 'bytes',
      traps: [`It must be at least one buffer and ${prefix}_buffer_size, and less than all buffers minus one.`],
    },
    max_temp_file_size: {
      what: 'How much of a response may go to a temporary file when buffers are full; 0 means none.',
      unit: 'bytes',
      traps: ['It takes k or m, not g: write 1024m for 1g.'],
    },
    temp_file_write_size: { what: 'How much is written to a temporary file at a time.', unit: 'bytes' },
    next_upstream: {
      what: 'After which failures a request goes to the next server.',
      traps: [
        'POST, LOCK and PATCH aren’t sent again once they were sent, unless non_idempotent is among the words.',
        'Several in one block add up.',
      ],
    },
    next_upstream_tries: {
      what: 'How many servers a request may be sent to; 0 means any number.',
      unit: 'servers',
    },
    next_upstream_timeout: {
      what: 'For how long a request may be passed on to further servers; 0 means for ever.',
      unit: 'milliseconds',
      traps: ['It limits when a further try may start, not how long it takes.'],
    },
    ignore_client_abort: { what: `Goes on with a request to ${target} when the client has left.` },
    intercept_errors: { what: `Lets error_page replace responses of ${target} with a status of 300 or more.` },
    socket_keepalive: {
      what: `Switches TCP keepalive on for connections to ${target}.`,
      traps: ['Without it, the kernel’s tcp_keepalive settings don’t touch these connections.'],
    },
    limit_rate: {
      what: `How fast one response is read from ${target}, each second.`,
      unit: 'bytes per second',
      traps: [`It works with ${prefix}_buffering on only.`],
    },
    cache: {
      what: `The shared memory zone of the cache that responses of ${target} are kept in, or off.`,
      traps: [`Nothing is stored while ${prefix}_buffering is off.`],
    },
    cache_path: { what: 'A cache: its folder, its shared memory and its limits.', params: CACHE_PATH_PARAMS },
    cache_key: { what: 'The text by which cached responses are told apart.' },
    cache_valid: {
      what: 'How long responses are kept, by status.',
      traps: ['With a time alone, only 200, 301 and 302 are kept.', 'Headers of the response go before it.'],
    },
    cache_use_stale: { what: `When an expired response may be used, since ${target} can’t answer.` },
    cache_lock: { what: 'Lets one request at a time fill a missing entry while the others wait.' },
    cache_lock_timeout: {
      what: 'How long a request waits for another that fills the same entry.',
      unit: 'milliseconds',
      traps: [`Then it goes to ${target} itself, and its response isn’t kept.`],
    },
    cache_lock_age: {
      what: 'After how long another request may try to fill an entry as well.',
      unit: 'milliseconds',
    },
    cache_bypass: { what: 'When a response isn’t taken from the cache: any value that is neither empty nor 0.' },
    no_cache: { what: 'When a response isn’t kept: any value that is neither empty nor 0.' },
    cache_min_uses: { what: 'How often something must be asked for before it is kept.', unit: 'uses' },
    cache_background_update: {
      what: 'Renews an expired entry in the background while the old one is served.',
      traps: [`The old one must be allowed: ${prefix}_cache_use_stale updating.`],
    },
    cache_revalidate: { what: 'Renews expired entries with conditional requests.' },
    cache_methods: { what: 'The HTTP methods whose responses are kept.' },
    hide_header: { what: 'A header of the response that clients don’t get.' },
    pass_header: { what: 'A header of the response that clients get although nginx hides it by default.' },
    ignore_headers: { what: `Headers of ${target} that nginx doesn’t obey.` },
    store: { what: 'Keeps copies of responses as files for good.' },
    bind: { what: `The local address of connections to ${target}.` },
    temp_path: { what: 'The folder for the parts of responses that don’t fit into the buffers.' },
  };
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [`${prefix}_${name}`, value]));
}

/** Details of the modules that pass requests to upstream servers, and of upstream blocks. */
export const UPSTREAM_DETAILS: DetailsTable = {
  ...Object.assign({}, ...FAMILIES.map(familyDetails)),

  proxy_pass: {
    what: 'The server or group of servers that requests are passed to.',
    traps: [
      'A name is resolved once, when nginx starts, and nginx doesn’t start when that fails.',
      'With a variable in it, names are resolved while nginx runs, which needs a resolver.',
      'Idle connections are kept for groups only: a bare host and port gets a new connection for every request.',
      'In a location with an expression, it can’t have a path of its own.',
    ],
  },
  'stream proxy_pass': { what: 'The server or group of servers that connections are passed to.' },
  'stream proxy_connect_timeout': {
    what: 'How long nginx waits for a connection to the server.',
    unit: 'milliseconds',
  },
  'stream proxy_timeout': {
    what: 'How long a connection may be silent on both sides before it is closed.',
    unit: 'milliseconds',
  },
  proxy_http_version: {
    what: 'The version of HTTP that is spoken with the proxied server.',
    params: [
      { name: '1.0', what: 'closes every connection after one request; the default before 1.29.7' },
      { name: '1.1', what: 'allows idle connections to be kept' },
      { name: '2', what: 'HTTP/2', since: '1.29.4' },
    ],
  },
  proxy_set_header: {
    what: 'Sets a header of the request to the proxied server; an empty value leaves the header out.',
    traps: [
      'One proxy_set_header in a block drops all that it would have inherited.',
      'Before 1.29.7 the default is Connection: close, which keeps no connection unless it is set to "".',
    ],
  },
  proxy_redirect: { what: 'Rewrites Location and Refresh of responses.' },
  proxy_pass_request_body: { what: 'Tells whether the request’s body is passed on.' },
  proxy_pass_request_headers: { what: 'Tells whether the request’s headers are passed on.' },
  proxy_cookie_path: { what: 'Rewrites the path of cookies in responses.' },
  proxy_cookie_domain: { what: 'Rewrites the domain of cookies in responses.' },
  proxy_method: { what: 'The HTTP method of requests to the proxied server, instead of the client’s.' },
  proxy_ssl_server_name: { what: 'Sends the server’s name in the TLS handshake (SNI).' },
  proxy_ssl_verify: { what: 'Checks the certificate of the proxied server.' },
  proxy_ssl_session_reuse: { what: 'Reuses TLS sessions with the proxied server.' },
  fastcgi_pass: { what: 'The FastCGI server or group of servers that requests are passed to.' },
  fastcgi_keep_conn: {
    what: 'Asks FastCGI servers to keep connections open.',
    traps: ['Idle connections of a group are kept only when it is on.'],
  },
  fastcgi_param: {
    what: 'A parameter of the request to the FastCGI server.',
    traps: ['One fastcgi_param in a block drops all that it would have inherited.'],
  },
  fastcgi_index: { what: 'The file that is added to a path that ends in a slash.' },
  fastcgi_split_path_info: { what: 'The expression that splits a path into script and path info.' },
  uwsgi_pass: {
    what: 'The uwsgi server or group of servers that requests are passed to.',
    traps: ['The uwsgi protocol keeps no connections open.'],
  },
  uwsgi_param: {
    what: 'A parameter of the request to the uwsgi server.',
    traps: ['One uwsgi_param in a block drops all that it would have inherited.'],
  },
  scgi_pass: {
    what: 'The SCGI server or group of servers that requests are passed to.',
    traps: ['The SCGI protocol keeps no connections open.'],
  },
  scgi_param: {
    what: 'A parameter of the request to the SCGI server.',
    traps: ['One scgi_param in a block drops all that it would have inherited.'],
  },
  grpc_pass: {
    what: 'The gRPC server or group of servers that requests are passed to.',
    traps: ['gRPC calls are never buffered: there is no grpc_buffering and no grpc_request_buffering.'],
  },
  grpc_connect_timeout: {
    what: 'How long nginx waits for a connection to the gRPC server.',
    unit: 'milliseconds',
    traps: ['More than 75 seconds can’t usually be reached.'],
  },
  grpc_send_timeout: {
    what: 'How long nginx waits between two writes of a request to the gRPC server.',
    unit: 'milliseconds',
    traps: [BETWEEN_TWO('write')],
  },
  grpc_read_timeout: {
    what: 'How long nginx waits between two reads of a response from the gRPC server.',
    unit: 'milliseconds',
    traps: ['A stream that is silent for longer ends; client_body_timeout counts for the client’s side.'],
  },
  grpc_buffer_size: { what: 'The buffer for reading responses of the gRPC server.', unit: 'bytes' },
  grpc_next_upstream: { what: 'After which failures a request goes to the next server.' },
  grpc_set_header: {
    what: 'Sets a header of the request to the gRPC server; an empty value leaves the header out.',
    traps: ['One grpc_set_header in a block drops all that it would have inherited.'],
  },
  grpc_socket_keepalive: { what: 'Switches TCP keepalive on for connections to the gRPC server.' },
  memcached_pass: { what: 'The memcached server that responses are read from.' },

  upstream: {
    what: 'A group of servers that requests can be passed to.',
    traps: ['Without a zone, each worker counts failures and connections by itself.'],
  },
  'stream upstream': { what: 'A group of servers that connections can be passed to.' },
  'upstream server': serverDetails('requests'),
  'stream-upstream server': serverDetails('connections'),
  zone: {
    what: 'The shared memory in which all workers keep the group’s state.',
    params: [
      { name: 'name', what: 'groups of the same name share one zone' },
      { name: 'size', what: 'at least 32k; k or m, never g' },
    ],
  },
  keepalive: {
    what: 'How many idle connections to the group’s servers each worker keeps open.',
    unit: 'connections',
    params: [{ name: 'local', what: 'connections are kept for each place that passes requests', since: '1.29.7' }],
    traps: [
      'It limits idle connections, not all connections.',
      'Before 1.29.7 it works with proxy_http_version 1.1 and an empty Connection header only.',
      'Before 1.29.7 the balancing method must stand before it.',
    ],
  },
  'upstream keepalive_requests': {
    what: 'How many requests one kept connection to a server may carry.',
    unit: 'requests',
  },
  'upstream keepalive_timeout': {
    what: 'How long an idle connection to a server stays open.',
    unit: 'milliseconds',
    traps: [KEEPALIVE_TIMEOUT_TRAP],
  },
  'upstream keepalive_time': { what: 'How long a kept connection may carry requests at all.', unit: 'milliseconds' },
  least_conn: {
    what: 'Picks the server with the fewest connections, by weight.',
    traps: [
      'Before 1.29.7 it must stand before keepalive.',
      'Without a zone, each worker counts its own connections only.',
    ],
  },
  ip_hash: {
    what: 'Sends the same client network to the same server.',
    traps: ['Behind one proxy or Docker’s gateway, every client has the same address.'],
  },
  hash: {
    what: 'Sends the same key to the same server.',
    params: [{ name: 'consistent', what: 'a changed group moves few keys only' }],
  },
  random: {
    what: 'Picks a server by chance, by weight.',
    params: [{ name: 'two', what: 'picks two, and takes the one with fewer connections' }],
  },
  least_time: {
    what: 'Picks the server with the shortest response time and the fewest connections.',
    traps: ['Before 1.31.0 only the commercial edition knows it.'],
  },
  sticky: {
    what: 'Keeps a client on the same server.',
    traps: ['Before 1.29.6 only the commercial edition knows it.'],
  },
  queue: { what: 'Lets requests wait when no server can take them.', traps: ['Only the commercial edition knows it.'] },
};

function serverDetails(what: 'requests' | 'connections'): Details {
  return {
    what: `A server of the group that takes ${what}.`,
    params: [
      { name: 'weight', what: 'its share compared with the others; at least 1', default: '1' },
      {
        name: 'max_fails',
        what: 'how many failures within fail_timeout take it out; 0 never does',
        default: '1',
      },
      {
        name: 'fail_timeout',
        what: 'the time in which failures count, and for which it is left out then; whole seconds',
        default: '10s',
      },
      {
        name: 'max_conns',
        what: 'how many connections it may have; 0 means any number',
        default: '0',
        since: '1.11.5',
      },
      { name: 'backup', what: 'used only when all others are out' },
      { name: 'down', what: 'never used' },
      { name: 'resolve', what: 'follows changes of the name’s addresses; needs zone and resolver', since: '1.27.3' },
    ],
    traps: [
      'Its name is resolved once, when nginx starts, unless resolve is given.',
      'max_fails and fail_timeout are ignored when the group has one server only.',
      'Without a zone, max_conns counts for each worker by itself.',
    ],
  };
}
