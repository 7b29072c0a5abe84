import type { Route } from './routes';

/**
 * Whether a route hands the client's wish for a WebSocket on to the application. Only what is in view counts: a header
 * set in a file that is not there does not.
 *
 * @see https://nginx.org/en/docs/http/websocket.html
 */
export function carriesWebSockets(route: Route): boolean {
  if (route.family !== 'proxy') return false;
  return route.scope
    .effective('proxy_set_header')
    .settings.some(({ args: [name, value] }) => name?.value.toLowerCase() === 'upgrade' && value?.value !== '');
}
