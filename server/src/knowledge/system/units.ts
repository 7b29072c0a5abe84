/** A limit of a unit; Infinity stands for none. */
export interface UnitLimit {
  readonly soft: number;
  readonly hard: number;
}

/** A directive of systemd that limits what a service may use. */
export interface UnitLimitDirective {
  readonly name: string;
  readonly unit: 'files' | 'processes' | 'bytes' | 'seconds' | 'microseconds' | 'count';
  /** The limit of a service that doesn't set it; undefined where it is the kernel's. */
  readonly default: UnitLimit | undefined;
  readonly what: string;
}

export const UNIT_LIMITS_PAGE = 'https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#LimitCPU=';

/** The limits of open files that systemd gives services since version 240. */
export const DEFAULT_OPEN_FILES: UnitLimit = { soft: 1024, hard: 524_288 };

const DIRECTIVES: Readonly<Record<string, readonly [UnitLimitDirective['unit'], string]>> = {
  LimitNOFILE: ['files', 'Open files of a process, connections included'],
  LimitNPROC: ['processes', 'Processes and threads of the service’s user'],
  LimitCORE: ['bytes', 'Size of core dumps'],
  LimitDATA: ['bytes', 'Data of a process'],
  LimitFSIZE: ['bytes', 'Size of a file that a process writes'],
  LimitMEMLOCK: ['bytes', 'Memory that a process may keep from being swapped'],
  LimitRSS: ['bytes', 'Resident memory; Linux ignores it'],
  LimitSTACK: ['bytes', 'Stack of a process'],
  LimitAS: ['bytes', 'Address space of a process'],
  LimitMSGQUEUE: ['bytes', 'Memory of POSIX message queues'],
  LimitLOCKS: ['count', 'File locks of a process'],
  LimitSIGPENDING: ['count', 'Signals that wait'],
  LimitNICE: ['count', 'Highest priority that a process may take'],
  LimitRTPRIO: ['count', 'Highest real-time priority'],
  LimitCPU: ['seconds', 'CPU time of a process'],
  LimitRTTIME: ['microseconds', 'CPU time of real-time processes'],
};

export function unitLimitDirective(name: string): UnitLimitDirective | undefined {
  const found = Object.hasOwn(DIRECTIVES, name) ? DIRECTIVES[name] : undefined;
  return (
    found && { name, unit: found[0], what: found[1], default: name === 'LimitNOFILE' ? DEFAULT_OPEN_FILES : undefined }
  );
}

export function unitLimitDirectives(): readonly UnitLimitDirective[] {
  return Object.keys(DIRECTIVES).map((name) => unitLimitDirective(name)!);
}

/**
 * The limit that systemd reads from a value (`65535`, `1024:65535`, `infinity`), or why it ignores the line, as a
 * sentence. Times of LimitCPU and LimitRTTIME and values of LimitNICE are taken as they are when they have a unit.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#LimitCPU=
 */
export function parseUnitLimit(key: string, value: string): UnitLimit | string {
  const unit = unitLimitDirective(key)?.unit ?? 'count';
  if (value === '') return `systemd ignores an empty ${key}=.`;
  const parts = value.split(':');
  const [soft, hard] = parts.map((part) => readPart(part, unit, key));
  if (parts.length > 2 || soft === undefined || (parts.length === 2 && hard === undefined))
    return whyIgnored(key, value, unit);
  const upper = parts.length === 2 ? hard! : soft;
  if (soft > upper) return `systemd ignores this line: the soft limit ${parts[0]} is above the hard limit ${parts[1]}.`;
  return { soft, hard: upper };
}

const MOST = 2 ** 64 - 1;

function readPart(part: string, unit: UnitLimitDirective['unit'], key: string): number | undefined {
  if (part === 'infinity') return Number.POSITIVE_INFINITY;
  if (key === 'LimitNICE') return /^[+-]?\d+$/.test(part) && inNiceRange(part) ? Math.abs(Number(part)) : undefined;
  const plain = readInteger(part);
  if (plain !== undefined) return plain < MOST ? plain : undefined;
  if (unit === 'bytes') {
    const size = /^(\d+(?:\.\d+)?)\s*([KMGTPE])B?$/.exec(part);
    return size ? Number(size[1]) * 1024 ** ('KMGTPE'.indexOf(size[2]!) + 1) : undefined;
  }
  if (unit === 'seconds' || unit === 'microseconds')
    return /^\d[\d.]*\s*[a-zµ]+/i.test(part) ? Number.parseFloat(part) : undefined;
  return undefined;
}

function inNiceRange(part: string): boolean {
  const n = Number(part);
  return /^[+-]/.test(part) ? n >= -20 && n <= 19 : n >= 0 && n <= 40;
}

function readInteger(text: string): number | undefined {
  if (/^\+?0x[0-9a-f]+$/i.test(text)) return Number(text.replace('+', ''));
  if (/^\+?0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return /^\+?\d+$/.test(text) && !/^\+?0\d/.test(text) ? Number(text) : undefined;
}

function whyIgnored(key: string, value: string, unit: UnitLimitDirective['unit']): string {
  if (/[#;]/.test(value))
    return 'systemd takes a comment at the end of a line for part of the value, and ignores the line.';
  if (/^(unlimited|none|max|-1)$/i.test(value))
    return `systemd ignores ${key}=${value}: no limit is written "infinity".`;
  if (unit !== 'bytes' && /^\d+\s*[kmg]/i.test(value))
    return `systemd ignores ${key}=${value}: it takes a plain number here.`;
  if (/^["'].*["']$/.test(value)) return `systemd ignores ${key}=${value}: the number stands without quotes.`;
  return `systemd ignores ${key}=${value}: it takes a number, soft:hard, or infinity.`;
}
