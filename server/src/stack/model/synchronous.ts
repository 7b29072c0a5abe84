import { gunicornConcurrency } from '../../knowledge/gunicorn';
import type { NginxConfiguration } from '../nginx/configuration';
import type { Route } from '../nginx/routes';
import type { Stack } from '../stack';
import { appServerOf } from './app-servers';
import { proxyingsOf } from './proxies';
import type { Service } from './service';

type SynchronousRoutes = ReadonlyMap<Route, Service>;

const NONE: SynchronousRoutes = new Map();

const read = new WeakMap<Stack, ReadonlyMap<NginxConfiguration, SynchronousRoutes>>();

/**
 * The routes of a configuration behind which each process works on one request at a time, so that a slow client holds a
 * whole process unless nginx buffers for it.
 *
 * @see https://docs.gunicorn.org/en/stable/deploy.html
 */
export function synchronousRoutes(configuration: NginxConfiguration, stack: Stack): SynchronousRoutes {
  let found = read.get(stack);
  if (!found) {
    found = findAll(stack);
    read.set(stack, found);
  }
  return found.get(configuration) ?? NONE;
}

function findAll(stack: Stack): ReadonlyMap<NginxConfiguration, SynchronousRoutes> {
  const judged = new Map<Service, boolean>();
  const found = new Map<NginxConfiguration, Map<Route, Service>>();
  for (const { configuration, route, to } of proxyingsOf(stack)) {
    if (to.state !== 'service') continue;
    const { service } = to;
    const known = judged.get(service) ?? isSynchronous(service, stack);
    judged.set(service, known);
    if (!known) continue;
    const routes = found.get(configuration) ?? new Map<Route, Service>();
    found.set(configuration, routes.set(route, service));
  }
  return found;
}

/** Whether a service runs gunicorn with its default class and no threads, or uWSGI without threads. */
export function isSynchronous(service: Service, stack: Stack): boolean {
  const settings = appServerOf(service, stack);
  if (!settings) return false;
  const threads = settings.get('threads');
  if (threads.state === 'unknown') return false;
  const count = threads.state === 'known' ? Number(threads.value) : 1;
  if (settings.name === 'uwsgi') return count <= 1 && settings.get('config').state === 'absent';
  const kind = settings.name === 'gunicorn' ? settings.get('worker_class') : undefined;
  if (!kind || kind.state === 'unknown') return false;
  return gunicornConcurrency(kind.state === 'known' ? kind.value : 'sync', count) === 'one';
}
