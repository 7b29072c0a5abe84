import type { Context } from './contexts';
import { CORE_DETAILS } from './details-core';
import { HTTP_DETAILS } from './details-http';
import { UPSTREAM_DETAILS } from './details-upstream';

/** What people should know of a directive: for hovers, completion and checks of ranges. */
export interface Details {
  /** What it sets, in one sentence. */
  readonly what: string;
  /** What its number counts; times are given in the unit in which nginx keeps them. */
  readonly unit?: Unit;
  /** The smallest that nginx accepts of the number that `unit` counts. */
  readonly min?: number;
  /** The largest that nginx accepts of it. */
  readonly max?: number;
  readonly params?: readonly Parameter[];
  /** What commonly goes wrong with it; every one is a fact about nginx. */
  readonly traps?: readonly string[];
}

export type Unit =
  | 'bytes'
  | 'bytes per second'
  | 'connections'
  | 'files'
  | 'milliseconds'
  | 'processes'
  | 'requests'
  | 'seconds'
  | 'servers'
  | 'status code'
  | 'streams'
  | 'uses';

/** A parameter of a directive: a word, or the name in front of an equals sign. */
export interface Parameter {
  readonly name: string;
  readonly what: string;
  readonly default?: string;
  readonly since?: string;
}

/** Details by directive name; a name with a place in front speaks of that place only. */
export type DetailsTable = Readonly<Record<string, Details>>;

const TABLES: readonly DetailsTable[] = [CORE_DETAILS, HTTP_DETAILS, UPSTREAM_DETAILS];

/**
 * What there is to know of a directive.
 * @param context where it stands; without it, the meaning in `http` and outside all blocks is told.
 * @returns undefined when nothing is written about it there.
 */
export function details(name: string, context?: Context): Details | undefined {
  const place = context === undefined ? undefined : PLACES[context];
  const special = place === undefined ? undefined : find(`${place} ${name}`);
  if (special) return special;
  return (place === 'stream' || place === 'mail') && !meansTheSame(name) ? undefined : find(name);
}

/** The names of all directives that details are written about. */
export function documentedNames(): readonly string[] {
  return [...new Set(TABLES.flatMap(Object.keys).map((key) => key.slice(key.indexOf(' ') + 1)))];
}

/** Contexts in which a name of http's may mean something else. */
const PLACES: Partial<Record<Context, string>> = {
  upstream: 'upstream',
  stream: 'stream',
  'stream-server': 'stream',
  'stream-upstream': 'stream-upstream',
  mail: 'mail',
  'mail-server': 'mail',
};

/** Tells whether what is written about http's directive also holds for the one of the same name in stream and mail. */
function meansTheSame(name: string): boolean {
  return name.startsWith('ssl_') || SAME_EVERYWHERE.has(name);
}

const SAME_EVERYWHERE: ReadonlySet<string> = new Set([
  'allow',
  'deny',
  'geo',
  'map',
  'set',
  'set_real_ip_from',
  'split_clients',
  'tcp_nodelay',
]);

function find(key: string): Details | undefined {
  const table = TABLES.find((entries) => Object.hasOwn(entries, key));
  return table?.[key];
}
