import { formatBytes, formatDuration } from '../../knowledge/nginx/units';
import { ROLE_NAMES } from '../../rules/compose-roles';
import type { ComposeService } from '../../stack/compose/service';
import type { Place } from '../../stack/finding';
import { celeryRedisOf } from '../../stack/model/brokers';
import { proxyingsOf } from '../../stack/model/proxies';
import type { Stack } from '../../stack/stack';
import { grouped } from '../../text/numbers';
import type { Links } from '../links';
import { capitalize, code, count, placeLink } from '../markdown';
import { longestTask, workerOf } from './guide';

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
  const parts: string[] = [];
  if (cpuLimit.state === 'known' && cpuLimit.value > 0) parts.push(count(cpuLimit.value, 'CPU'));
  if (memoryLimit.state === 'known' && memoryLimit.value > 0) parts.push(`${formatBytes(memoryLimit.value)} of memory`);
  const tasks = workerOf(stack, service)?.concurrency(stack.settings.host.cpus);
  if (tasks?.state === 'known') parts.push(count(tasks.value, 'task at once', 'tasks at once'));
  const size = parts.length === 0 ? '' : `At the most ${parts.join(', ')}`;
  if (replicas.state !== 'known') return size;
  return `${count(replicas.value, 'container')}${size === '' ? '' : `, each: ${size.charAt(0).toLowerCase()}${size.slice(1)}`}`;
}

/** Who reaches a service, with the place that says so. */
export function usersOf(
  stack: Stack,
  service: ComposeService,
): readonly { readonly what: string; readonly place: Place }[] {
  const proxied = proxyingsOf(stack)
    .filter(({ to }) => to.state === 'service' && to.service === service)
    .map(({ from, place }) => ({ what: `${code(from.name)} passes requests on to it`, place }));
  const brokers = celeryRedisOf(stack)
    .filter(({ server }) => server.service === service)
    .map(({ worker, keeps, place }) => ({ what: `${code(worker.name)} keeps its ${keeps} in it`, place }));
  const seen = new Set<string>();
  return [...proxied, ...brokers].filter(({ place: { file, span }, what }) => {
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
      const worker = workerOf(stack, service);
      const longest = worker && longestTask(worker);
      return longest === undefined ? [] : [`A task of this worker may run for ${formatDuration(longest * 1000)}.`];
    }
    case 'scale':
    case 'deploy.replicas':
      return [tasksOf(stack, service, links)];
    case 'mem_limit':
    case 'deploy.resources.limits.memory':
      return [sharedMemory(stack, service, links)];
    default:
      return [];
  }
}

/** `3 containers × 4 processes = 12 tasks at once`. */
function tasksOf(stack: Stack, service: ComposeService, links: Links): string {
  const { replicas } = service;
  const tasks = workerOf(stack, service)?.concurrency(stack.settings.host.cpus);
  if (replicas.state !== 'known' || tasks?.state !== 'known') return '';
  const { file, span } = tasks.at;
  return `${count(replicas.value, 'container')} × ${grouped(tasks.value)} (${placeLink(file, span.start, links)}) = ${count(replicas.value * tasks.value, 'task at once', 'tasks at once')}.`;
}

function sharedMemory(stack: Stack, service: ComposeService, links: Links): string {
  const { memoryLimit } = service;
  if (memoryLimit.state !== 'known' || memoryLimit.value <= 0) return '';
  const tasks = workerOf(stack, service)?.concurrency(stack.settings.host.cpus);
  if (tasks?.state === 'known' && tasks.value > 1)
    return `${capitalize(grouped(tasks.value))} processes (${placeLink(tasks.at.file, tasks.at.span.start, links)}) share it: ${formatBytes(memoryLimit.value / tasks.value)} each.`;
  const redis = stack.redisServers.find((server) => server.service === service)?.setting('maxmemory');
  return redis?.state === 'known' && redis.setting
    ? `Redis keeps up to ${code(redis.value)} of data in it (${placeLink(redis.setting.file, redis.setting.span.start, links)}).`
    : '';
}
