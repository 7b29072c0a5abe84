import type { Role } from '../../knowledge/compose/images';
import { PROFILE_RANK } from '../../knowledge/tiers';
import { rules } from '../../rules/index.generated';
import type { Report } from '../../rules/run';
import type { ConfigFile } from '../../settings/file';
import { levelOf } from '../../settings/project';
import type { ComposeService } from '../../stack/compose/service';
import type { Place } from '../../stack/finding';
import type { Stack } from '../../stack/stack';
import { configurationOf } from '../../stack/system/containers';
import type { Span } from '../../text/span';
import type { CodeLens } from '../code-lens';
import { lens } from '../tally';
import { projectsOf } from './cursor';
import { servicesMap } from './mentions';

const COMMON = ['compose/restart', 'stack/image-latest'];

/** The rules that decide whether a service of a kind is fit for its tier. */
const CHECKS: Readonly<Record<Exclude<Role, 'other'>, readonly string[]>> = {
  nginx: ['compose/log-growth', 'system/nofile', 'stack/open-files', 'stack/listen-backlog', 'stack/timeout-chain'],
  api: ['compose/log-growth', 'compose/cannot-scale', 'compose/single-instance', 'stack/timeout-chain'],
  'celery-worker': [
    'compose/memory-limit',
    'compose/log-growth',
    'compose/cannot-scale',
    'celery/concurrency',
    'celery/time-limit',
    'stack/stop-grace-period',
    'stack/celery-cpu',
    'stack/celery-memory',
    'stack/visibility-timeout',
  ],
  'celery-beat': [],
  redis: [
    'compose/memory-limit',
    'redis/maxmemory',
    'redis/maxmemory-policy',
    'redis/persistence',
    'stack/redis-memory-limit',
    'stack/redis-broker-eviction',
    'stack/redis-broker-durability',
  ],
  mongodb: ['compose/memory-limit', 'mongodb/max-conns', 'stack/mongod-memory', 'stack/mongodb-connections'],
  rabbitmq: [],
};

/** A service of the file with what was found about it. */
interface Counted {
  readonly service: ComposeService;
  readonly key: Span;
  readonly start: number;
  readonly broken: Set<string>;
  readonly undecided: Set<string>;
}

/** Over each service: how many of the rules for its kind it meets, its configuration files included. */
export function composeLenses(stack: Stack, report: Report, file: ConfigFile): CodeLens[] {
  const all = countedIn(stack, file);
  if (all.length === 0) return [];
  const owners = ownersOf(stack, all);
  const mark = ({ at, rule }: { readonly at: Place; readonly rule: string }, kind: 'broken' | 'undecided') => {
    if (at.file !== file) for (const one of owners.get(at.file) ?? []) one[kind].add(rule);
    else serviceWith(all, at.span.start)?.[kind].add(rule);
  };
  for (const { at, rule, related } of report.findings) {
    mark({ at, rule }, 'broken');
    for (const place of related) mark({ at: place, rule }, 'broken');
  }
  for (const one of report.unknown) mark(one, 'undecided');
  const policy = stack.policyOf(file);
  const rank = PROFILE_RANK[policy.profile];
  const held = new Set(
    rules
      .filter(({ id, from }) => rank >= PROFILE_RANK[from ?? 'production'] && levelOf(policy.rules, id) !== 'off')
      .map(({ id }) => id),
  );
  return all.flatMap(({ service, key, broken, undecided }) => {
    if (service.role === 'other') return [];
    const checks = [...COMMON, ...CHECKS[service.role]].filter((id) => held.has(id));
    const failed = checks.filter((id) => broken.has(id)).length;
    const unknown = checks.filter((id) => !broken.has(id) && undecided.has(id)).length;
    return lens(key, { met: checks.length - failed - unknown, judged: checks.length - unknown, unknown }, policy);
  });
}

function countedIn(stack: Stack, file: ConfigFile): Counted[] {
  const projects = projectsOf(stack, file);
  return (servicesMap(file, 0)?.entries ?? []).flatMap(({ key }): Counted[] => {
    const name = key.kind === 'scalar' ? key.text : '';
    const service = projects.map((project) => project.service(name)).find((one) => one !== undefined);
    // Of a service that several files make, the first file tells.
    if (!service || service.file !== file) return [];
    return [{ service, key: key.span, start: key.span.start, broken: new Set(), undecided: new Set() }];
  });
}

/** The service in whose lines an offset lies, or the one above. */
function serviceWith(all: readonly Counted[], offset: number): Counted | undefined {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  return all[low - 1];
}

/** The configuration files that services of the file start with. */
function ownersOf(stack: Stack, all: readonly Counted[]): ReadonlyMap<ConfigFile, readonly Counted[]> {
  const owners = new Map<ConfigFile, Counted[]>();
  const own = (one: Counted, files: Iterable<ConfigFile>) => {
    for (const file of files) owners.set(file, [...(owners.get(file) ?? []), one]);
  };
  const byService = new Map(all.map((one) => [one.service, one]));
  for (const server of [...stack.redisServers, ...stack.mongodServers]) {
    const one = server.service && byService.get(server.service);
    if (one) own(one, server.files);
  }
  for (const one of all) if (one.service.role === 'nginx') own(one, configurationOf(one.service, stack)?.files ?? []);
  return owners;
}
