import { scaling } from '../../knowledge/tiers';
import type { ComposeService } from '../../stack/compose/service';
import type { Fix, Place } from '../../stack/finding';
import { routes } from '../../stack/nginx/routes';
import type { Stack } from '../../stack/stack';
import { fixWith } from '../fixes';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'One container serves the whole API',
  severity: 'information',
  from: 'high-traffic',
  guide: 'Scaling strategy › Horizontal scaling',
  settings: ['replicas', 'scale'],
  why: 'One container has the CPUs and memory of one, and while it starts anew after a crash or a deployment there is no API at all. Behind nginx further containers share the load.',
  price:
    'nginx looks the service’s name up once, at its start: after a change of the number it has to be reloaded, unless its configuration names a resolver. Each container opens connections to the databases of its own.',
  unless: 'The API keeps state in its memory, or several hosts run one container each.',
  sources: [
    'https://docs.docker.com/reference/compose-file/deploy/#replicas',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#resolve',
  ],
  examples: [
    {
      bad: `
//- compose.yml
# headroom: profile=high-traffic
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging: {driver: local}
  app:
  ^^^ information: One container of app
    image: example/app:1.4
    command: ["gunicorn", "--workers=4", "--bind=0.0.0.0:8000", "app.wsgi"]
    restart: unless-stopped
    logging: {driver: local}
//- nginx/conf.d/app.conf
server {
    listen 80;
    location / {
        proxy_pass http://app:8000;
    }
}
`,
      good: `
//- compose.yml
# headroom: profile=high-traffic
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging: {driver: local}
  app:
    image: example/app:1.4
    command: ["gunicorn", "--workers=4", "--bind=0.0.0.0:8000", "app.wsgi"]
    deploy:
      replicas: 5
    restart: unless-stopped
    logging: {driver: local}
//- nginx/conf.d/app.conf
server {
    listen 80;
    location / {
        proxy_pass http://app:8000;
    }
}
`,
    },
  ],
  *check(stack) {
    const proxied = proxiedHosts(stack);
    for (const project of stack.composeProjects) {
      for (const service of project.services.values()) {
        const { replicas } = service;
        if (service.role !== 'api' || !service.active || !project.judges(service.place)) continue;
        if (replicas.state === 'unknown' || (replicas.state === 'known' && replicas.value !== 1)) continue;
        const proxy = proxyOf(service, proxied);
        if (!proxy) continue;
        yield {
          at: replicas.state === 'known' ? replicas.place : service.place,
          setting: 'replicas',
          message: `One container of ${service.name} serves everything that nginx passes on to it. With ${scaling.apiReplicas}, a crash or a deployment doesn’t take the API away.`,
          related: [{ ...proxy, message: `nginx passes requests on to ${service.name} here.` }],
          fixes: fixes(service),
        };
      }
    }
  },
});

/** The host names to which nginx passes requests, with the first place. */
function proxiedHosts(stack: Stack): ReadonlyMap<string, Place> {
  const hosts = new Map<string, Place>();
  const add = (host: string, place: Place) => {
    if (!hosts.has(host)) hosts.set(host, place);
  };
  for (const configuration of stack.nginx) {
    for (const { target, handler } of routes(configuration)) {
      if (target.kind === 'host') add(target.host, handler.atValue);
      else if (target.kind === 'upstream')
        for (const server of target.upstream.servers) {
          const address = server.argument(0);
          if (address?.state === 'known') add(address.value.replace(/:\d+$/, ''), server.atValue);
        }
    }
  }
  return hosts;
}

function proxyOf(service: ComposeService, proxied: ReadonlyMap<string, Place>): Place | undefined {
  const behind = [...service.project.services.values()].some(({ role }) => role === 'nginx');
  if (!behind) return undefined;
  for (const { name } of service.hostnames) {
    const place = proxied.get(name);
    if (place) return place;
  }
  return undefined;
}

/** None where a fixed name or port would keep the others from starting. */
function fixes(service: ComposeService): Fix[] {
  if (service.get('container_name') || service.ports.ports.some(({ published }) => published)) return [];
  const path = service.get('scale') ? ['scale'] : ['deploy', 'replicas'];
  const count = String(scaling.apiReplicas);
  return fixWith(`Run ${count} containers`, 'review', service.set(path, count));
}
