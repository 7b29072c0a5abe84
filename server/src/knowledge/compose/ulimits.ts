/**
 * The limits of a process that a container can be given.
 *
 * @see https://man7.org/linux/man-pages/man2/getrlimit.2.html
 * @see https://github.com/docker/go-units/blob/master/ulimit.go
 */
export const ULIMITS: ReadonlySet<string> = new Set([
  'as',
  'core',
  'cpu',
  'data',
  'fsize',
  'locks',
  'memlock',
  'msgqueue',
  'nice',
  'nofile',
  'nproc',
  'rss',
  'rtprio',
  'rttime',
  'sigpending',
  'stack',
]);
