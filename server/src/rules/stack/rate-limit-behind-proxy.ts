import type { Fix } from '../../stack/finding';
import { type Front, frontOf } from '../../stack/model/fronts';
import { effectiveIn } from '../../stack/model/proxies';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Effective, Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import { rateLimits } from '../../stack/nginx/zones';
import type { Stack } from '../../stack/stack';
import { runtimesOf } from '../../stack/system/containers';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';

/** Keys that hold the address of whoever opened the connection. */
const PEER_ADDRESS = new Set(['$binary_remote_addr', '${binary_remote_addr}', '$remote_addr', '${remote_addr}']);

/** Docker's own pools of addresses for the networks of containers. */
const DOCKER_POOLS = ['172.16.0.0/12', '192.168.0.0/16'];

/** Addresses that no client on the internet has. */
const PRIVATE_POOLS = ['10.0.0.0/8', ...DOCKER_POOLS];

export default stackRule({
  summary: 'All clients share one rate limit, for they come through a proxy',
  severity: 'warning',
  guide: 'Nginx › Rate limiting',
  settings: ['limit_req_zone', 'set_real_ip_from', 'real_ip_header'],
  why: 'Behind another proxy, the address that nginx sees is that proxy’s, whoever the client is. A limit by address then counts all clients together: with a few of them, everybody is refused. The realip module takes the client’s address from the header that the proxy sends, if it is told which proxies to trust.',
  price:
    'Whoever reaches nginx from a trusted address may claim to be any client, so trust no more than the proxy’s network.',
  unless: 'The limit is meant for all clients together.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_realip_module.html',
    'https://nginx.org/en/docs/http/ngx_http_limit_req_module.html',
  ],
  examples: [
    {
      bad: behindTraefik(''),
      good: behindTraefik(
        '    set_real_ip_from 172.16.0.0/12;\n    set_real_ip_from 192.168.0.0/16;\n    real_ip_header X-Forwarded-For;\n',
      ),
    },
  ],
  *check(stack) {
    for (const configuration of stack.nginx) yield* judge(configuration, stack);
  },
});

function* judge(configuration: NginxConfiguration, stack: Stack): Verdicts {
  const { zones, limits } = rateLimits(configuration);
  for (const zone of zones) {
    if (zone.key === undefined || !PEER_ADDRESS.has(zone.key)) continue;
    const uses = limits.filter((limit) => limit.zones.includes(zone)).map(({ setting }) => setting);
    if (uses.length === 0) continue;
    // Where anything sets up real addresses, somebody has thought of it.
    if (configuration.all('set_real_ip_from').length > 0) continue;
    const front = protocolFront(uses) ?? frontOfAll(configuration, stack);
    if (!front) continue;
    const unknown = uses
      .flatMap(({ scope }) => trustsAt(configuration, scope, stack))
      .find(({ state }) => state === 'unknown');
    if (unknown) {
      yield { at: zone.setting.atValue, unknown: unknown.reason! };
      continue;
    }
    yield {
      at: zone.setting.atArgument(zone.setting.args[0]!),
      setting: 'limit_req_zone',
      value: zone.key,
      message: `Every request comes through ${front.name}, whose address ${zone.key} holds here: all clients share one limit. Let the realip module take the client’s address from what ${front.name} sends.`,
      related: [{ ...front.place, message: `Requests come through ${front.name}.` }],
      fixes: trustFront(zone.setting, front),
    };
  }
}

/** Whom nginx trusts there to tell the client's address, in each of the services that run it. */
function trustsAt(configuration: NginxConfiguration, scope: Scope, stack: Stack): readonly Effective[] {
  const services = runtimesOf(configuration, stack).flatMap((one) => (one.kind === 'service' ? one.service : []));
  if (services.length === 0) return [scope.effective('set_real_ip_from')];
  return services.map((service) => effectiveIn(service, scope, 'set_real_ip_from'));
}

interface KnownFront extends Front {
  readonly header: string;
}

/** The PROXY protocol is spoken by proxies alone: nginx refuses a connection that does not begin with it. */
function protocolFront(uses: readonly NginxSetting[]): KnownFront | undefined {
  const servers = uses.flatMap(({ scope }) => serversOf(scope));
  const listens = servers.map((server) => server.own('listen'));
  if (servers.length === 0 || listens.some((list) => list.length === 0)) return undefined;
  const all = listens.flat();
  if (!all.every((listen) => listen.hasWord('proxy_protocol'))) return undefined;
  return { name: 'the proxy in front', place: all[0]!.atValue, header: 'proxy_protocol' };
}

function serversOf(scope: Scope): readonly Scope[] {
  const around = scope.nearest('server');
  return around ? [around] : scope.descendants().filter(({ kind }) => kind === 'server');
}

function frontOfAll(configuration: NginxConfiguration, stack: Stack): KnownFront | undefined {
  const fronts = runtimesOf(configuration, stack).map((runtime) =>
    runtime.kind === 'service' ? frontOf(runtime.service, stack) : undefined,
  );
  const [front] = fronts;
  return front && fronts.every((one) => one !== undefined) ? { ...front, header: 'X-Forwarded-For' } : undefined;
}

/** In front of the zone, where it holds for every server. */
function trustFront(zone: NginxSetting, { header }: KnownFront): Fix[] {
  const [pools, whom, what] =
    header === 'proxy_protocol'
      ? [PRIVATE_POOLS, 'with private addresses', 'the PROXY protocol']
      : [DOCKER_POOLS, 'in Docker’s networks', header];
  const lines = [...pools.map((pool) => `set_real_ip_from ${pool};`), `real_ip_header ${header};`];
  return fixWith(
    `Take the client’s address from ${what}, of proxies ${whom}`,
    'review',
    zone.scope.insert(lines, { after: zone }),
  );
}

function behindTraefik(realIp: string): string {
  return `
//- compose.yml
services:
  traefik:
    image: traefik:3.1
    restart: unless-stopped
    logging: {driver: local}
    ports: ["80:80"]
  web:
    image: nginx:1.28
    restart: unless-stopped
    logging: {driver: local}
    labels:
      - traefik.http.routers.web.rule=Host(\`shop.example.com\`)
    volumes:
      - ./nginx/site.conf:/etc/nginx/conf.d/default.conf:ro
//- nginx/site.conf
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
${realIp === '' ? '               ^^^^^^^^^^^^^^^^^^^ warning: through Traefik\n' : ''}limit_req_status 429;
server {
    listen 80;
${realIp}    location / {
        limit_req zone=api_limit burst=200 nodelay;
        root /srv;
    }
}
`;
}
