/** An item of limits.conf. */
export interface LimitsItem {
  readonly name: string;
  readonly unit: string;
  /** The directive of systemd that sets the same limit for a service. */
  readonly directive: string | undefined;
  /** What it limits, in one sentence without a full stop. */
  readonly what: string;
}

/** @see https://man7.org/linux/man-pages/man5/limits.conf.5.html */
const ITEMS: readonly (readonly [string, string, string | undefined, string])[] = [
  ['core', 'KiB', 'LimitCORE', 'Size of core dumps'],
  ['data', 'KiB', 'LimitDATA', 'Data of a process'],
  ['fsize', 'KiB', 'LimitFSIZE', 'Size of a file that a process writes'],
  ['memlock', 'KiB', 'LimitMEMLOCK', 'Memory that a process may keep from being swapped'],
  ['nofile', 'files', 'LimitNOFILE', 'Open files of a process, connections included'],
  ['rss', 'KiB', 'LimitRSS', 'Resident memory; Linux ignores it'],
  ['stack', 'KiB', 'LimitSTACK', 'Stack of a process'],
  ['cpu', 'minutes', 'LimitCPU', 'CPU time of a process'],
  ['nproc', 'processes', 'LimitNPROC', 'Processes and threads of a user'],
  ['as', 'KiB', 'LimitAS', 'Address space of a process'],
  ['maxlogins', 'logins', undefined, 'Logins of a user'],
  ['maxsyslogins', 'logins', undefined, 'Logins of all users'],
  ['nonewprivs', '', undefined, 'Whether processes can gain rights'],
  ['priority', '', undefined, 'Priority with which a user’s processes run'],
  ['locks', 'locks', 'LimitLOCKS', 'File locks of a process'],
  ['sigpending', 'signals', 'LimitSIGPENDING', 'Signals that wait'],
  ['msgqueue', 'bytes', 'LimitMSGQUEUE', 'Memory of POSIX message queues'],
  ['nice', '', 'LimitNICE', 'Highest priority that a process may take'],
  ['rtprio', '', 'LimitRTPRIO', 'Highest real-time priority'],
  ['rttime', 'microseconds', 'LimitRTTIME', 'CPU time of real-time processes'],
  ['chroot', '', undefined, 'Folder that becomes the root, on Debian'],
];

export const LIMITS_PAGE = 'https://man7.org/linux/man-pages/man5/limits.conf.5.html';

let byName: ReadonlyMap<string, LimitsItem> | undefined;

function items(): ReadonlyMap<string, LimitsItem> {
  byName ??= new Map(ITEMS.map(([name, unit, directive, what]) => [name, { name, unit, directive, what }]));
  return byName;
}

/** What is known of an item, in lower case. */
export function limitsItem(name: string): LimitsItem | undefined {
  return items().get(name);
}

export function limitsItems(): readonly LimitsItem[] {
  return [...items().values()];
}

/** Whether PAM knows the item. */
export function isLimitsItem(name: string): boolean {
  return items().has(name);
}
