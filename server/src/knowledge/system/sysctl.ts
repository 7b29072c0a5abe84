import { SYSCTL_KEYS } from './sysctl-table';

/** How the kernel reads the value. */
export type SysctlType =
  | 'int'
  | 'uint'
  /** Bits of one number: the kernel refuses nothing. */
  | 'bits'
  /** Two ports. */
  | 'ports'
  /** Ports and ranges of ports between commas. */
  | 'portlist'
  /** Three numbers. */
  | 'triple'
  | 'string';

export type SysctlUnit =
  | 'bytes'
  | 'KiB'
  | 'pages'
  | 'seconds'
  | 'milliseconds'
  | 'microseconds'
  | 'nanoseconds'
  | 'centiseconds'
  | 'percent'
  | 'connections'
  | 'packets'
  | 'files';

/**
 * - network: each network namespace has its own, which starts with the kernel's default
 * - network-copied: the same, but it starts with the host's value
 * - ipc: each IPC namespace has its own
 * - host: the host alone
 */
export type SysctlScope = 'network' | 'network-copied' | 'ipc' | 'host';

export interface SysctlKey {
  /** With `*` for the name of an interface. */
  readonly key: string;
  readonly type: SysctlType;
  readonly scope: SysctlScope;
  /** The kernel refuses smaller numbers. */
  readonly least: number | undefined;
  /** The kernel refuses larger numbers. */
  readonly most: number | undefined;
  readonly unit: SysctlUnit | undefined;
  /** The kernel that brought it; undefined where all in use have it. */
  readonly since: string | undefined;
  /** The kernel from which on it is gone. */
  readonly removed: string | undefined;
  /** By kernel, the oldest first; each holds before `before`. */
  readonly defaults: readonly { readonly value: string; readonly before?: string }[];
  /** What it does, in one sentence without a full stop. */
  readonly what: string;
  readonly page: string;
}

const SCOPES: Readonly<Record<string, SysctlScope>> = { n: 'network', c: 'network-copied', i: 'ipc', h: 'host' };

const UNITS: Readonly<Record<string, SysctlUnit>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  cs: 'centiseconds',
  '%': 'percent',
};

interface Catalogue {
  readonly exact: ReadonlyMap<string, SysctlKey>;
  readonly byInterface: readonly { readonly start: string; readonly end: string; readonly key: SysctlKey }[];
}

let loaded: Catalogue | undefined;

/** What is known of a key in its canonical spelling (`net.ipv4.conf.eth0.rp_filter`). */
export function sysctlKey(key: string): SysctlKey | undefined {
  const { exact, byInterface } = catalogue();
  const found = exact.get(key);
  if (found) return found;
  return byInterface.find(
    ({ start, end }) => key.length > start.length + end.length && key.startsWith(start) && key.endsWith(end),
  )?.key;
}

/** Every key of which something is known. */
export function sysctlKeys(): readonly SysctlKey[] {
  const { exact, byInterface } = catalogue();
  return [...exact.values(), ...byInterface.map(({ key }) => key)];
}

/** The default of a key on a kernel such as `6.1`; undefined for the version: the newest. */
export function sysctlDefault(key: string, kernel?: string): string | undefined {
  return sysctlKey(key)?.defaults.find(
    ({ before }) => before === undefined || (kernel !== undefined && olderThan(kernel, before)),
  )?.value;
}

/** Whether a container may set the key: it belongs to a namespace that containers have. */
export function isNamespaced(key: string): boolean | undefined {
  const found = sysctlKey(key);
  return found && found.scope !== 'host';
}

/**
 * Whether Docker and runc take the key in `sysctls:` at all; a `net.*` key that is not namespaced passes here and
 * fails when the container starts.
 *
 * @see https://github.com/opencontainers/runc/blob/main/libcontainer/configs/validate/validator.go
 */
export function isAcceptedByContainers(key: string): boolean {
  return (
    key.startsWith('net.') ||
    key.startsWith('fs.mqueue.') ||
    /^kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced|domainname)$/.test(key)
  );
}

/** Whether one kernel version is older than another; a missing part counts as 0. */
export function olderThan(kernel: string, other: string): boolean {
  const a = kernel.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const b = other.split('.').map((part) => Number.parseInt(part, 10) || 0);
  for (let i = 0; i < b.length; i++) {
    if ((a[i] ?? 0) !== b[i]) return (a[i] ?? 0) < b[i]!;
  }
  return false;
}

function catalogue(): Catalogue {
  loaded ??= load();
  return loaded;
}

function load(): Catalogue {
  const exact = new Map<string, SysctlKey>();
  const byInterface: { start: string; end: string; key: SysctlKey }[] = [];
  for (const line of SYSCTL_KEYS.split('\n')) {
    const key = readRow(line);
    if (!key) continue;
    const star = key.key.indexOf('*');
    if (star < 0) exact.set(key.key, key);
    else byInterface.push({ start: key.key.slice(0, star), end: key.key.slice(star + 1), key });
  }
  return { exact, byInterface };
}

const ROW = /^(\S+) (\w+) ([ncih])(?: (-?\d+):(\d*))?((?: [><@]\S+)*)(?: = ?(.*?))? \| (.*)$/;

function readRow(line: string): SysctlKey | undefined {
  const row = ROW.exec(line);
  if (!row) return undefined;
  const [, key, type, scope, least, most, marks, defaults, what] = row;
  const mark = (sign: string) =>
    marks!
      .split(' ')
      .find((one) => one.startsWith(sign))
      ?.slice(1);
  const unit = mark('@');
  return {
    key: key!,
    type: type as SysctlType,
    scope: SCOPES[scope!]!,
    least: least === undefined ? undefined : Number(least),
    most: most === undefined || most === '' ? undefined : Number(most),
    unit: unit === undefined ? undefined : (UNITS[unit] ?? (unit as SysctlUnit)),
    since: mark('>'),
    removed: mark('<'),
    defaults: defaults === undefined ? [] : defaults.split('; ').map(readDefault),
    what: what!,
    page: pageOf(key!),
  };
}

function readDefault(text: string): { value: string; before?: string } {
  const former = /^(.*) <(\S+)$/.exec(text);
  return former ? { value: former[1]!, before: former[2]! } : { value: text };
}

/** The kernel's page, with the anchor where it has one for each key. */
function pageOf(key: string): string {
  const [area, name] = [key.slice(0, key.lastIndexOf('.')), key.slice(key.lastIndexOf('.') + 1)];
  if (key.startsWith('net.netfilter.') || key === 'net.nf_conntrack_max')
    return 'https://docs.kernel.org/networking/nf_conntrack-sysctl.html';
  if (/^net\.(ipv4|ipv6|bridge)\./.test(key)) return 'https://docs.kernel.org/networking/ip-sysctl.html';
  const anchor = name.replaceAll('_', '-');
  if (area === 'net.core' || area === 'net.unix')
    return `https://docs.kernel.org/admin-guide/sysctl/net.html#${anchor}`;
  if (key === 'fs.file-max') return 'https://docs.kernel.org/admin-guide/sysctl/fs.html#file-max-file-nr';
  if (area === 'fs' || area === 'vm' || area === 'kernel')
    return `https://docs.kernel.org/admin-guide/sysctl/${area}.html#${anchor}`;
  return 'https://docs.kernel.org/admin-guide/sysctl/index.html';
}
