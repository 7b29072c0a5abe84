import type { Fix, RelatedPlace } from '../stack/finding';
import type { Fact, Limit } from '../stack/model/fact';
import { POOL_OPTION, type Pool } from '../stack/model/pools';
import { isComposed, type Service } from '../stack/model/service';
import { numberIn, optionFix, servesTasks } from './python-clients';

/** The part of what a server accepts that the pools may take together: a fifth stays for shells, backups and growth. */
export const POOL_SHARE = 0.8;

/** What the pools that can be counted may open together. */
export function poolSum(pools: readonly Pool[]): number {
  return pools.reduce((sum, { limit }) => sum + (limit.amount.state === 'known' ? limit.amount.value : 0), 0);
}

/** Those whose size and processes the files tell. */
export function countedPools(pools: readonly Pool[]): readonly Pool[] {
  return pools.filter(({ limit }) => limit.amount.state === 'known' && limit.amount.value > 0);
}

/** Terms of a sum that a message spells out. */
const MOST_TERMS = 4;

/** A term of a sum: `api 3 replicas × 4 processes × 50 connections = 600`. */
export interface Term {
  readonly name: string;
  readonly limit: Limit;
}

/** The terms of a sum, of many the largest, with how many there are besides. */
export function termsText(terms: readonly Term[]): string {
  const value = ({ limit: { amount } }: Term) => (amount.state === 'known' ? amount.value : 0);
  const chosen =
    terms.length > MOST_TERMS ? [...terms].sort((a, b) => value(b) - value(a)).slice(0, MOST_TERMS) : terms;
  const rest = terms.length - chosen.length;
  const texts = chosen.map(({ name, limit }) => `${name} ${limit.sum}`);
  return [...texts, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

export function poolTerms(pools: readonly Pick<Pool, 'service' | 'limit'>[]): readonly Term[] {
  return pools.map(({ service, limit }) => ({ name: service.name, limit }));
}

/** Where each pool gets its size, and what an overlay adds to its sum. */
export function poolPlaces(pools: readonly Pool[]): RelatedPlace[] {
  return pools.flatMap(({ client, service, size, limit }) => [
    { ...(size.at ?? client.place), message: `${service.name}: ${limit.sum}.` },
    ...overlaidTerms(
      service,
      limit.terms.filter((term) => term !== size),
    ),
  ]);
}

/** Where an overlay gives a number that a sum for a service is made of. */
export function overlaidTerms(service: Service, terms: readonly Fact[]): RelatedPlace[] {
  const overlay = isComposed(service) ? service.project.overlay : undefined;
  return terms.flatMap(({ at, source }) =>
    at && at.file.path === overlay?.path ? [{ ...at, message: `It counts: ${source}.` }] : [],
  );
}

/**
 * A fix that gives the larger pools one smaller size, so that all of them together stay below a number; none where that
 * would starve one of them, or where a size stands in no file of Python's.
 *
 * @param least a size below which a process has too few
 */
export function smallerPools(pools: readonly Pool[], most: number, least: number): Fix[] {
  const size = fittingSize(pools, most);
  const larger = pools.filter((pool) => sizeOf(pool) > size);
  if (size < 1 || larger.length === 0 || !larger.every((pool) => mayShrink(pool, size, least))) return [];
  const option = POOL_OPTION[larger[0]!.server];
  const title = `Set ${option} to ${size}`;
  const clients = [...new Set(larger.map(({ client }) => client))];
  const fixes = clients.flatMap((client) => optionFix(client, title, 'review', [[option, size]]));
  if (fixes.length < clients.length) return [];
  return [{ title, safety: 'review', edits: fixes.flatMap(({ edits }) => edits) }];
}

/** The one size with which all pools fit, those that are smaller left as they are. */
function fittingSize(pools: readonly Pool[], most: number): number {
  let rest = most;
  let open = [...pools];
  while (open.length > 0) {
    const size = Math.floor(rest / open.reduce((sum, pool) => sum + processesOf(pool), 0));
    const small = open.filter((pool) => sizeOf(pool) <= size);
    if (small.length === 0 || small.length === open.length) return size;
    for (const pool of small) rest -= sizeOf(pool) * processesOf(pool);
    open = open.filter((pool) => !small.includes(pool));
  }
  return 0;
}

function sizeOf({ size }: Pool): number {
  return size.amount.state === 'known' ? size.amount.value : 0;
}

function processesOf({ replicas, processes }: Pool): number {
  const value = ({ amount }: Pool['size']) => (amount.state === 'known' ? amount.value : 0);
  return value(replicas) * value(processes);
}

function mayShrink({ client, setting, size: { at }, atOnce }: Pool, size: number, least: number): boolean {
  const writable = setting !== undefined || at === client.place;
  const kept = numberIn(client.effective('minPoolSize')) ?? 0;
  const busy = atOnce.amount.state === 'known' ? atOnce.amount.value : 0;
  return writable && kept <= size && busy <= size && (size >= least || servesTasks(client));
}
