import { formatBytes, formatDuration } from '../../knowledge/nginx/units';
import { ROLE_NAMES } from '../../rules/compose-roles';
import type { ComposeService } from '../../stack/compose/service';
import type { Place } from '../../stack/finding';
import { celeryRedisOf } from '../../stack/model/brokers';
import { poolsOf } from '../../stack/model/pools';
import { processesOf, taskConcurrency } from '../../stack/model/processes';
import { proxyingsOf } from '../../stack/model/proxies';
import { runningWorkerOf } from '../../stack/model/workers';
import type { Stack } from '../../stack/stack';
import { grouped } from '../../text/numbers';
import type { Links } from '../links';
import { capitalize, code, count, placeLink } from '../markdown';
import { longestTask } from './guide';

/** What a service is and runs, in a few lines; undefined where nothing is known of it. */
export function serviceCard(stack: Stack, service: ComposeService, links: Links): string | undefined {
  const { role } = service.serviceRole;
  if (role === 'other') return undefined;
  const lines = [
    `**${service.name}** · ${ROLE_NAMES[role]}${versionOf(service)}`,
    [commandLine(service), sizeOf(stack, service)].filter((text) => text !== '').join('  \n'),
    usersOf(stack, service)
      .slice(0, 6)
      .map(({ what, place }) => `${what} (${placeLink(place.file, place.span.start, links)}).`)
      .join('  \n'),
  ];
  return lines.filter((text) => text !== '').join('\n\n');
}

function versionOf(service: ComposeService): string {
  const program = { nginx: 'nginx', redis: 'redis', mongodb: 'mongodb' }[service.role as string] as
    | Parameters<ComposeService['version']>[0]
    | undefined;
  const version = program && service.version(program);
  return version === undefined ? '' : ` ${version}`;
}

/** The arguments as the program gets them; empty where they can't be told. */
function argumentsOf(service: ComposeService): string {
  const words = service.commandLine?.words ?? [];
  return words
    .map(({ value, text }) => (value.state !== 'known' ? '…' : /^[^\s'"]+$/.test(text) ? text : `'${text}'`))
    .join(' ');
}

/** In one line, cut where it is long. */
function commandLine(service: ComposeService): string {
  const text = argumentsOf(service);
  return text === '' ? '' : `Starts ${code(text)}`;
}

/** As long as it is, in a block. */
function commandBlock(service: ComposeService): string {
  const text = argumentsOf(service);
  return text === '' || text.includes('````') ? '' : `Starts\n\n\`\`\`\`sh\n${text}\n\`\`\`\``;
}

function sizeOf(stack: Stack, service: ComposeService): string {
  const { replicas, memoryLimit, cpuLimit } = service;
  const limits: string[] = [];
  if (cpuLimit.state === 'known' && cpuLimit.value > 0) limits.push(count(cpuLimit.value, 'CPU'));
  if (memoryLimit.state === 'known' && memoryLimit.value > 0)
    limits.push(`${formatBytes(memoryLimit.value)} of memory`);
  const own = runsAtOnce(stack, service);
  const parts = own ? [count(own.value, own.noun, own.plural)] : [];
  if (limits.length > 0) parts.push(`at the most ${limits.join(' and ')}`);
  const each = parts.join(', ');
  if (replicas.state !== 'known') return capitalize(each);
  return `${count(replicas.value, 'container')}${each === '' ? '' : `, each: ${each}`}`;
}

/** Who reaches a service, with the place that says so. */
export function usersOf(
  stack: Stack,
  service: ComposeService,
): readonly { readonly what: string; readonly place: Place }[] {
  const proxied = proxyingsOf(stack)
    .filter(({ to }) => to.state === 'service' && to.service === service)
    .map(({ from, place }) => ({
      what: `${from ? code(from.name) : 'The nginx of the host'} passes requests on to it`,
      place,
    }));
  const brokers = celeryRedisOf(stack)
    .filter(({ server }) => server.service === service)
    .map(({ worker, keeps, place }) => ({ what: `${code(worker.name)} keeps its ${keeps} in it`, place }));
  const pools = poolsOf(stack).pools.flatMap(({ service: from, targets, limit }) => {
    const size = limit.amount.state === 'known' ? `, by up to ${count(limit.amount.value, 'connection')}` : '';
    return targets
      .filter((target) => target.service === service)
      .map(({ place }) => ({ what: `${code(from.name)} connects to it${size}`, place }));
  });
  const seen = new Set<string>();
  return [...proxied, ...brokers, ...pools].filter(({ place: { file, span }, what }) => {
    const key = `${what}\n${file.path}\n${span.start}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

/** What follows from a key for this service. */
export function remarksOn(stack: Stack, service: ComposeService, path: readonly string[], links: Links): string[] {
  switch (path.join('.')) {
    case 'command':
    case 'entrypoint':
      return [commandBlock(service)];
    case 'image':
      return service.role === 'other' ? [] : [`Read as ${ROLE_NAMES[service.role]}${versionOf(service)}.`];
    case 'stop_grace_period': {
      const worker = runningWorkerOf(service, stack);
      const longest = worker && longestTask(worker);
      return longest === undefined ? [] : [`A task of this worker may run for ${formatDuration(longest * 1000)}.`];
    }
    case 'scale':
    case 'deploy.replicas':
      return [totalOf(stack, service, links)];
    case 'mem_limit':
    case 'deploy.resources.limits.memory':
      return [sharedMemory(stack, service, links)];
    default:
      return [];
  }
}

/** What one container runs: tasks of a worker, processes of a server; undefined where it is not known. */
function runsAtOnce(stack: Stack, service: ComposeService) {
  const tasks = taskConcurrency(service, stack);
  const fact = tasks ?? processesOf(service, stack)?.count;
  if (fact?.amount.state !== 'known') return undefined;
  const [noun, plural] = tasks ? ['task at once', 'tasks at once'] : ['process', 'processes'];
  return { value: fact.amount.value, noun, plural, at: fact.at };
}

/** `3 containers × 4 = 12 processes`. */
function totalOf(stack: Stack, service: ComposeService, links: Links): string {
  const { replicas } = service;
  const own = runsAtOnce(stack, service);
  if (replicas.state !== 'known' || !own?.at) return '';
  const { file, span } = own.at;
  return `${count(replicas.value, 'container')} × ${grouped(own.value)} (${placeLink(file, span.start, links)}) = ${count(replicas.value * own.value, own.noun, own.plural)}.`;
}

function sharedMemory(stack: Stack, service: ComposeService, links: Links): string {
  const { memoryLimit } = service;
  if (memoryLimit.state !== 'known' || memoryLimit.value <= 0) return '';
  const tasks = runningWorkerOf(service, stack)?.concurrency(stack.settings.host.cpus);
  if (tasks?.state === 'known' && tasks.value > 1)
    return `${capitalize(grouped(tasks.value))} processes (${placeLink(tasks.at.file, tasks.at.span.start, links)}) share it: ${formatBytes(memoryLimit.value / tasks.value)} each.`;
  const redis = stack.redisServers.find((server) => server.service === service)?.setting('maxmemory');
  return redis?.state === 'known' && redis.setting
    ? `Redis keeps up to ${code(redis.value)} of data in it (${placeLink(redis.setting.file, redis.setting.span.start, links)}).`
    : '';
}
