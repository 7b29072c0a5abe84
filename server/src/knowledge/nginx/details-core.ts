import type { DetailsTable } from './details';

const MAIN_ERROR_LOG = {
  what: 'Where errors are logged, and from which severity on.',
  params: [
    { name: 'level', what: 'debug, info, notice, warn, error, crit, alert or emerg', default: 'error' },
    { name: 'syslog:', what: 'sends the messages to a syslog server', since: '1.7.1' },
    { name: 'memory:', what: 'keeps the messages in a cyclic buffer in memory', since: '1.7.11' },
  ],
  traps: [
    '`error_log off;` logs to a file named off; `error_log /dev/null emerg;` comes closest to silence.',
    'One error_log in a block replaces all that it would have inherited.',
  ],
} as const;

/** Details of nginx's core and of the http module that serves requests. */
export const CORE_DETAILS: DetailsTable = {
  worker_processes: {
    what: 'How many worker processes serve connections; auto starts one for each CPU of the machine.',
    unit: 'processes',
    params: [{ name: 'auto', what: 'as many as the machine has CPUs online', since: '1.3.8' }],
    traps: [
      '`auto` counts the CPUs of the host: it sees neither a container’s CPU limit nor CPU affinity.',
      '0 passes `nginx -t`, and then nothing answers.',
    ],
  },
  worker_rlimit_nofile: {
    what: 'How many files and sockets each worker process may have open.',
    unit: 'files',
    traps: [
      'Raising it above the hard limit that nginx was started with needs CAP_SYS_RESOURCE, which containers lack by default.',
      'Where it can’t be raised, nginx only logs an alert and goes on with the old limit.',
    ],
  },
  worker_connections: {
    what: 'How many connections one worker process can hold, those to upstream servers included.',
    unit: 'connections',
    min: 1,
    traps: [
      'A proxied request takes two connections, so that a proxy serves about half as many clients.',
      '`nginx -t` doesn’t notice when the limit of open files is smaller.',
    ],
  },
  worker_cpu_affinity: {
    what: 'Binds worker processes to CPUs.',
    params: [{ name: 'auto', what: 'binds each worker to a CPU of its own', since: '1.9.10' }],
    traps: ['With fewer masks than workers, the last mask counts for all that remain.'],
  },
  worker_shutdown_timeout: {
    what: 'How long old worker processes may finish their connections after a reload.',
    unit: 'milliseconds',
    traps: ['Without it, long-lived connections keep old workers and their memory alive after every reload.'],
  },
  worker_priority: { what: 'The scheduling priority of worker processes, as the nice command knows it.' },
  worker_aio_requests: {
    what: 'How many asynchronous disk operations one worker may have under way.',
    unit: 'requests',
  },
  thread_pool: {
    what: 'Names a pool of threads that read and send files without blocking a worker.',
    params: [
      { name: 'threads', what: 'how many threads it has', default: '32' },
      { name: 'max_queue', what: 'how many tasks may wait for a thread', default: '65536' },
    ],
  },
  use: {
    what: 'The method by which workers wait for events.',
    traps: [
      'nginx picks the best method by itself.',
      '`use epoll;` fails outside Linux, and `use kqueue;` fails on Linux.',
    ],
  },
  multi_accept: {
    what: 'Lets a worker accept all waiting connections at once rather than one at a time.',
    traps: ['It can load workers unevenly, and one burst can use up a small worker_connections.'],
  },
  accept_mutex: {
    what: 'Lets workers take turns at accepting new connections.',
    traps: ['It isn’t needed where the kernel knows EPOLLEXCLUSIVE (Linux 4.5) or where `reuseport` is used.'],
  },
  accept_mutex_delay: { what: 'How long a worker waits for its turn when accept_mutex is on.', unit: 'milliseconds' },
  error_log: MAIN_ERROR_LOG,
  'stream error_log': MAIN_ERROR_LOG,
  'mail error_log': MAIN_ERROR_LOG,
  pcre_jit: { what: 'Compiles the regular expressions of the configuration to machine code.' },
  user: { what: 'The user, and the group, that worker processes run as.' },
  pid: { what: 'The file that holds the main process’s id.' },
  daemon: {
    what: 'Tells whether nginx goes into the background.',
    traps: ['As a container’s main process it must be off: otherwise the container ends at once.'],
  },
  master_process: { what: 'Tells whether worker processes are started at all: a switch for developers of nginx.' },
  timer_resolution: { what: 'How often workers look at the clock, instead of at every event.', unit: 'milliseconds' },
  worker_rlimit_core: { what: 'How large a core file of a worker process may be.', unit: 'bytes' },
  env: { what: 'An environment variable that worker processes keep, or are given.' },
  events: { what: 'The settings of connection processing; every configuration needs this block once.' },
  http: { what: 'The settings of the HTTP server.' },
  stream: { what: 'The settings of the TCP and UDP proxy.' },
  mail: { what: 'The settings of the mail proxy.' },
  include: {
    what: 'Reads another file, or all files that match a mask, as if they stood here.',
    traps: [
      'A relative path starts at the folder of the main configuration file, not of the file that includes.',
      'A mask that matches nothing is fine; a missing file without a mask stops nginx.',
    ],
  },
  load_module: {
    what: 'Loads a dynamic module.',
    traps: ['It must stand before the blocks, such as events and http.'],
  },

  server: {
    what: 'A virtual server: what it listens to, its names and its settings.',
    traps: ['Names that no server claims go to the address’s first server, unless another is its default_server.'],
  },
  'mail server': { what: 'A mail server: what it listens to, its protocol and its settings.' },
  'stream server': { what: 'A TCP or UDP server: what it listens to and where it passes connections.' },
  location: {
    what: 'Settings for the requests whose path starts with a text or matches an expression.',
    params: [
      { name: '=', what: 'the path must be exactly this' },
      { name: '^~', what: 'when this is the longest prefix, expressions aren’t tried' },
      { name: '~', what: 'an expression, case-sensitive' },
      { name: '~*', what: 'an expression, in any case' },
      { name: '@', what: 'a name for internal redirects' },
    ],
    traps: [
      'An expression that contains { or } must be quoted.',
      'Handlers such as proxy_pass don’t reach into a location inside this one.',
    ],
  },
  listen: {
    what: 'The address and port, or the UNIX socket, on which the server accepts connections.',
    params: [
      { name: 'default_server', what: 'this server answers for names that no other claims' },
      { name: 'ssl', what: 'connections are encrypted' },
      { name: 'http2', what: 'the old way to allow HTTP/2; newer versions have a directive for it' },
      { name: 'quic', what: 'accepts HTTP/3 over QUIC', since: '1.25.0' },
      { name: 'proxy_protocol', what: 'every connection starts with a PROXY header' },
      {
        name: 'backlog',
        what: 'how many connections may wait to be accepted; the kernel caps it at net.core.somaxconn',
        default: '511',
      },
      { name: 'reuseport', what: 'a socket of its own for each worker, with a queue of its own', since: '1.9.1' },
      { name: 'fastopen', what: 'the queue length of TCP Fast Open', since: '1.5.8' },
      { name: 'deferred', what: 'a connection is accepted when its first data are there' },
      { name: 'so_keepalive', what: 'TCP keepalive: on, off, or idle:interval:count', since: '1.1.11' },
      { name: 'rcvbuf', what: 'the size of the receive buffer; switches its autotuning off' },
      { name: 'sndbuf', what: 'the size of the send buffer; switches its autotuning off' },
      { name: 'ipv6only', what: 'an IPv6 socket takes IPv6 connections alone', default: 'on' },
      { name: 'bind', what: 'a socket of its own for this address' },
      { name: 'multipath', what: 'accepts Multipath TCP', since: '1.29.7' },
    ],
    traps: [
      'Socket options may be given once for an address and port, in one server only.',
      'A backlog above net.core.somaxconn is cut down without a word, and raising somaxconn alone changes nothing.',
      'fastopen does nothing unless net.ipv4.tcp_fastopen has its server bit (2) set.',
    ],
  },
  server_name: { what: 'The names that the virtual server answers to.' },
  root: { what: 'The folder in which files are looked up; the whole path of the request is added to it.' },
  alias: {
    what: 'The folder that stands in for the location’s own path.',
    traps: [
      'With an alias that ends in a slash, so must the location’s path: otherwise /path../ reaches the folder above.',
    ],
  },
  try_files: {
    what: 'Takes the first of several files that exists, else the last argument: a path or a status.',
    traps: ['It isn’t inherited by locations inside.'],
  },
  return: {
    what: 'Ends the request with a status, a text or a redirect.',
    traps: ['It runs before limits: limit_req and limit_conn don’t count requests that it answers.'],
  },
  rewrite: {
    what: 'Changes the path of requests that match an expression, or redirects them.',
    params: [
      { name: 'last', what: 'looks for a location for the new path' },
      { name: 'break', what: 'goes on in this location' },
      { name: 'redirect', what: 'answers with a temporary redirect (302)' },
      { name: 'permanent', what: 'answers with a permanent redirect (301)' },
    ],
  },
  if: {
    what: 'Settings for the requests that meet a condition.',
    traps: ['Few directives may stand in it, and only return and rewrite … last are safe in a location’s if.'],
  },
  set: { what: 'Sets a variable.' },
  break: { what: 'Stops the rewriting directives of this block.' },
  internal: { what: 'The location serves internal redirects only; others get 404.' },
  error_page: {
    what: 'The page or path that is shown for error statuses.',
    traps: ['It handles errors of an upstream server only where `proxy_intercept_errors` or its like is on.'],
  },
  index: { what: 'The files that are served for a path that ends in a slash.' },
  types: {
    what: 'Which file extensions have which MIME type.',
    traps: ['A types block replaces the inherited one as a whole.'],
  },
  default_type: { what: 'The MIME type of responses whose file extension isn’t in types.' },
  client_max_body_size: {
    what: 'The largest request body that is accepted; more is answered with 413.',
    unit: 'bytes',
    traps: ['0 switches the check off; off and unlimited aren’t known.'],
  },
  client_body_buffer_size: {
    what: 'How much of a request body is kept in memory before it goes to a temporary file.',
    unit: 'bytes',
  },
  client_body_timeout: {
    what: 'How long nginx waits between two reads of a request body.',
    unit: 'milliseconds',
    traps: ['It counts anew with every read; it doesn’t limit the whole upload.'],
  },
  client_header_timeout: {
    what: 'How long a client may take to send the request’s header.',
    unit: 'milliseconds',
    traps: ['The value of the address’s default server may count, since the name isn’t known yet.'],
  },
  client_header_buffer_size: { what: 'The buffer into which a request’s header is read first.', unit: 'bytes' },
  large_client_header_buffers: {
    what: 'How many and how large buffers a long request header may take; a line must fit into one.',
    traps: ['A request line that doesn’t fit is answered with 414, another header line with 400.'],
  },
  client_body_temp_path: { what: 'The folder for request bodies that don’t fit into memory.' },
  client_body_in_file_only: { what: 'Writes every request body to a file.' },
  max_headers: {
    what: 'How many header lines a request may have; more are answered with 400.',
  },
  send_timeout: {
    what: 'How long nginx waits between two writes of a response to the client.',
    unit: 'milliseconds',
    traps: ['It counts anew with every write; it doesn’t limit the whole response.'],
  },
  keepalive_timeout: {
    what: 'How long an idle client connection stays open.',
    unit: 'milliseconds',
    params: [{ name: 'header_timeout', what: 'the seconds told to clients in a Keep-Alive header' }],
    traps: [
      '0 closes connections after each response.',
      'Behind a load balancer it should be longer than the balancer’s own idle timeout.',
    ],
  },
  keepalive_requests: {
    what: 'How many requests one client connection may carry before it is closed.',
    unit: 'requests',
  },
  keepalive_time: { what: 'How long a client connection may carry requests at all.', unit: 'milliseconds' },
  keepalive_min_timeout: {
    what: 'How long an idle connection is kept even while nginx reloads.',
    unit: 'milliseconds',
  },
  keepalive_disable: { what: 'The browsers that connections aren’t kept open for.' },
  reset_timedout_connection: { what: 'Resets timed-out connections, so that their memory is freed at once.' },
  lingering_close: { what: 'Tells whether nginx reads what a client still sends before it closes the connection.' },
  lingering_time: {
    what: 'For how long nginx reads what a client still sends after the response.',
    unit: 'milliseconds',
  },
  lingering_timeout: { what: 'How long nginx waits for more of what a client still sends.', unit: 'milliseconds' },
  resolver: {
    what: 'The DNS servers that resolve names while nginx runs.',
    params: [
      { name: 'valid', what: 'how long answers are kept, instead of their own time' },
      { name: 'ipv4', what: 'off: doesn’t look up IPv4 addresses', default: 'on', since: '1.23.1' },
      { name: 'ipv6', what: 'off: doesn’t look up IPv6 addresses', default: 'on', since: '1.5.8' },
    ],
    traps: [
      'It serves names in variables, `resolve` and OCSP only; other names are resolved once, when nginx starts.',
      'Docker’s own DNS server is 127.0.0.11.',
    ],
  },
  resolver_timeout: { what: 'How long nginx waits for a name to be resolved.', unit: 'milliseconds' },
  sendfile: {
    what: 'Lets the kernel send files without copying them through nginx.',
    traps: ['It makes no difference to proxied responses that aren’t files.'],
  },
  sendfile_max_chunk: {
    what: 'How much one sendfile() call may send, so that one client can’t hold a worker.',
    unit: 'bytes',
  },
  tcp_nopush: { what: 'Sends header and start of a file in full packets.', traps: ['It works with sendfile on only.'] },
  tcp_nodelay: { what: 'Sends small packets at once instead of waiting for more data.' },
  aio: {
    what: 'Reads files asynchronously, or in a pool of threads.',
    params: [{ name: 'threads', what: 'reads in a pool of threads', since: '1.7.11' }],
    traps: ['`aio on` needs a build with file aio; Debian’s nginx refuses it.'],
  },
  directio: { what: 'From which size on files are read past the page cache.', unit: 'bytes' },
  output_buffers: { what: 'How many and how large buffers a response that is read from disk gets.' },
  postpone_output: { what: 'How much data nginx gathers before it sends, where it can.', unit: 'bytes' },
  open_file_cache: {
    what: 'Keeps descriptors and facts of recently used files.',
    params: [
      { name: 'max', what: 'how many files are kept; the least used go first' },
      { name: 'inactive', what: 'how long a file stays without being used', default: '60s' },
    ],
    traps: ['Every kept file may hold a descriptor: they count against the limit of open files.'],
  },
  open_file_cache_valid: { what: 'After how long a kept file is looked at again.', unit: 'seconds' },
  open_file_cache_min_uses: { what: 'How often a file must be used while it is kept, to stay open.', unit: 'uses' },
  open_file_cache_errors: { what: 'Tells whether failed lookups of files are kept too.' },
  limit_rate: {
    what: 'How fast one response is sent to a client, each second.',
    unit: 'bytes per second',
    traps: [
      'It counts for each request: a client with several connections gets more.',
      'It has no effect on proxied responses that aren’t buffered.',
    ],
  },
  limit_rate_after: { what: 'How much is sent before limit_rate begins to count.', unit: 'bytes' },
  server_tokens: { what: 'Tells whether error pages and the Server header name nginx’s version.' },
  types_hash_max_size: { what: 'How large the table of MIME types may grow.' },
  types_hash_bucket_size: { what: 'How large one bucket of the table of MIME types is.', unit: 'bytes' },
  server_names_hash_max_size: { what: 'How large the table of server names may grow.' },
  server_names_hash_bucket_size: {
    what: 'How large one bucket of the table of server names is.',
    unit: 'bytes',
    traps: ['It takes a plain number, without k.'],
  },
  variables_hash_max_size: { what: 'How large the table of variables may grow.' },
  satisfy: { what: 'Tells whether all access checks must agree, or one is enough.' },
  limit_except: { what: 'Settings for all HTTP methods but the named ones; GET includes HEAD.' },
  underscores_in_headers: { what: 'Accepts header names with underscores.' },
  ignore_invalid_headers: { what: 'Drops header lines with invalid names instead of refusing the request.' },
  log_not_found: { what: 'Tells whether missing files are logged as errors.' },
  absolute_redirect: { what: 'Tells whether redirects name scheme and host.' },
  auth_delay: { what: 'Delays answers to requests that failed to log in, against guessing.', unit: 'milliseconds' },
  merge_slashes: { what: 'Takes several slashes in a row for one.' },
  chunked_transfer_encoding: { what: 'Lets HTTP/1.1 responses of unknown length be sent in chunks.' },
};
