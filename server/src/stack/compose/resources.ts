import { composeBytes, composeDuration } from '../../knowledge/compose/units';
import type { Place } from '../finding';
import { ABSENT, type Located, located, mapLocated } from './located';
import { pairsOf } from './merge';
import type { ComposeEntry, ComposeMap, ComposeNode } from './node';

/** A limit of `ulimits`: one number stands for both. */
export interface Ulimit {
  readonly name: string;
  readonly keyPlace: Place;
  readonly soft: Located<number>;
  readonly hard: Located<number>;
  /** Whether it is written as one number. */
  readonly single: boolean;
  readonly node: ComposeNode;
}

const integer = (text: string) => (/^-?\d+$/.test(text.trim()) ? Number(text) : undefined);
const number = (text: string) => (/^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined);

export function readUlimit(entry: ComposeEntry): Ulimit {
  const { key: name, keyPlace, value: node } = entry;
  if (node.kind === 'map') {
    const unseen: Located<number> = node.unseen === undefined ? ABSENT : { state: 'unknown', reason: node.unseen };
    const read = (key: string) => {
      const value = node.get(key);
      return value ? mapLocated(located(value), integer) : unseen;
    };
    return { name, keyPlace, soft: read('soft'), hard: read('hard'), single: false, node };
  }
  const both = mapLocated(located(node), integer);
  return { name, keyPlace, soft: both, hard: both, single: true, node };
}

/** A setting of `sysctls`, or of any other map that may be a list of `KEY=value`. */
export interface Pair {
  readonly name: string;
  readonly keyPlace: Place;
  readonly value: Located<string>;
  readonly node: ComposeNode;
}

/** The pairs of a map or list, with the reason why there may be more. */
export interface Pairs {
  readonly pairs: ReadonlyMap<string, Pair>;
  readonly unseen: string | undefined;
}

export function readPairs(node: ComposeNode | undefined, reading = located): Pairs {
  const map = node && pairsOf(node);
  if (map?.kind !== 'map')
    return { pairs: new Map(), unseen: map && map.kind !== 'scalar' ? 'what stands there can’t be read' : undefined };
  const pairs = new Map<string, Pair>();
  for (const { key, keyPlace, value } of map.entries.values())
    pairs.set(key, { name: key, keyPlace, value: reading(value), node: value });
  return { pairs, unseen: map.unseen };
}

/** The first of some settings that is there: of two that say the same, Compose demands that they agree. */
function first<T>(...found: readonly Located<T>[]): Located<T> {
  return found.find(({ state }) => state !== 'absent') ?? ABSENT;
}

type Get = (...path: string[]) => Located<string>;

/** In bytes; 0 is no limit. */
export function memoryLimit(get: Get): Located<number> {
  return mapLocated(first(get('deploy', 'resources', 'limits', 'memory'), get('mem_limit')), composeBytes);
}

/** In CPUs, fractions too; 0 is no limit. */
export function cpuLimit(get: Get): Located<number> {
  return mapLocated(first(get('deploy', 'resources', 'limits', 'cpus'), get('cpus')), number);
}

/** How many containers run: `scale` wins over `deploy.replicas`; absent where neither is there: then it is one. */
export function replicas(get: Get): Located<number> {
  return mapLocated(first(get('scale'), get('deploy', 'replicas')), integer);
}

/** In milliseconds. */
export function duration(value: Located<string>): Located<number> {
  return mapLocated(value, composeDuration);
}

export interface Healthcheck {
  readonly place: Place;
  readonly node: ComposeMap;
  /** Whether the image's check is switched off: `disable: true` or the test `NONE`. */
  readonly disabled: Located<boolean>;
  readonly test: ComposeNode | undefined;
  readonly interval: Located<number>;
  readonly timeout: Located<number>;
  readonly startPeriod: Located<number>;
  readonly retries: Located<number>;
}

export function readHealthcheck(node: ComposeMap, get: Get): Healthcheck {
  const test = node.get('test');
  const time = (key: string) => duration(get('healthcheck', key));
  const disable = get('healthcheck', 'disable');
  const head = test?.kind === 'list' ? test.items[0] : test;
  const none = head?.kind === 'scalar' && head.value.state === 'known' && head.value.value === 'NONE';
  return {
    place: node.place,
    node,
    disabled: none
      ? { state: 'known', value: true, place: head.place, node: head }
      : mapLocated(disable, (text) =>
          /^(true|yes|on|y)$/i.test(text) ? true : /^(false|no|off|n)$/i.test(text) ? false : undefined,
        ),
    test,
    interval: time('interval'),
    timeout: time('timeout'),
    startPeriod: time('start_period'),
    retries: mapLocated(get('healthcheck', 'retries'), integer),
  };
}
