import type { ComposeService } from '../../stack/compose/service';
import { proxyingsOf } from '../../stack/model/proxies';
import { isComposed } from '../../stack/model/service';
import { fixWith } from '../fixes';
import { proxiedStack } from '../proxied-examples';
import { stackRule } from '../rule';

/** Keys of `deploy` that only a swarm reads, where a name leads to one address for all containers. */
const SWARM = ['mode', 'endpoint_mode', 'placement', 'update_config', 'rollback_config'];

const example = (proxy: string, mark = '') =>
  proxiedStack('gunicorn shop.wsgi --bind 0.0.0.0:8000')
    .replace('    image: nginx:1.28\n', `    image: nginx:1.28\n${proxy}`)
    .replace('    build: .\n', `    build: .\n    scale: 3\n${mark}`);

export default stackRule({
  summary: 'nginx may start before some of the containers that it should use',
  severity: 'information',
  guide: 'Scaling strategy › Horizontal scaling',
  settings: ['replicas', 'scale', 'depends_on'],
  why: 'nginx looks the name of a service up once, when it starts, and shares requests among the addresses that it gets. A container that comes later gets none until nginx is reloaded, and where there is none yet, nginx stops with "host not found in upstream".',
  price:
    'nginx starts after the service. More containers later still need a reload, or from nginx 1.27.3 on `resolve` with a resolver and a zone.',
  unless: 'The stack runs in a swarm, where a name leads to one address, or nginx is reloaded after each start.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server',
    'https://docs.docker.com/compose/how-tos/startup-order/',
  ],
  examples: [
    {
      bad: example('', '           ^ information: of its 3 containers\n'),
      good: example('    depends_on: [app]\n'),
    },
  ],
  *check(stack) {
    const told = new Set<ComposeService>();
    for (const { from, to, host, setting, place } of proxyingsOf(stack)) {
      if (!from || from.unseen !== undefined || to.state !== 'service' || !isComposed(to.service)) continue;
      const { service } = to;
      const { replicas } = service;
      if (told.has(service) || replicas.state !== 'known' || replicas.value < 2 || setting.hasWord('resolve')) continue;
      if (SWARM.some((key) => service.get('deploy', key)) || startsAfter(from, service.name)) continue;
      told.add(service);
      yield {
        at: replicas.place,
        setting: 'replicas',
        value: String(replicas.value),
        message: `nginx looks ${host} up once, when it starts, and ${from.name} doesn’t wait for ${service.name}: of its ${replicas.value} containers only those that run by then get requests.`,
        related: [
          { ...place, message: `nginx passes requests on to ${host} here.` },
          { ...from.place, message: `${from.name} has no depends_on for ${service.name}.` },
        ],
        fixes: fixWith(`Start ${from.name} after ${service.name}`, 'review', waiting(from, service.name)),
      };
    }
  },
});

/** Whether a service waits for another one, itself or by one that it waits for. */
function startsAfter(service: ComposeService, name: string, seen = new Set<ComposeService>()): boolean {
  if (seen.has(service)) return false;
  seen.add(service);
  return service.dependsOn.some((dependency) => {
    const other = service.project.service(dependency.service);
    return dependency.service === name || (other !== undefined && startsAfter(other, name, seen));
  });
}

function waiting(service: ComposeService, name: string) {
  const node = service.get('depends_on');
  return node?.kind === 'list' ? [] : service.set(['depends_on', name, 'condition'], 'service_started');
}
