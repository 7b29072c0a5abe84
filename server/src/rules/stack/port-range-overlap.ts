import { system } from '../../knowledge/tiers';
import type { Fix, Place } from '../../stack/finding';
import { listeningOf } from '../../stack/model/listening';
import { servicesOutside } from '../../stack/model/outside';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { listens } from '../../stack/nginx/listens';
import { portOf } from '../../stack/nginx/sockets';
import type { RedisServer } from '../../stack/redis/server';
import type { Stack } from '../../stack/stack';
import { type Runtime, redisRuntimesOf, runtimesOf, servicesOf, sysctlsIn } from '../../stack/system/containers';
import type { Host } from '../../stack/system/host';
import { numbersInForce, onlyHost, type SysctlNumbers } from '../../stack/system/values';
import { stackRule, type Verdicts } from '../rule';

const KEY = 'net.ipv4.ip_local_port_range';
const RESERVED = 'net.ipv4.ip_local_reserved_ports';

export default stackRule({
  summary: 'Outgoing connections may take a port on which the stack listens',
  severity: 'information',
  guide: 'System › Kernel parameters',
  settings: [KEY, RESERVED],
  why: 'The kernel gives an outgoing connection any free port of this range. When a service is restarted while one of them holds its port, it can’t start: "Address already in use". The mistake shows rarely, and then under load, when most ports are taken.',
  price: 'A reserved port is one less for outgoing connections.',
  unless: 'The services listen in containers or on other hosts.',
  sources: ['https://docs.kernel.org/networking/ip-sysctl.html'],
  examples: [
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 1024 65535
                               ^^^^^^^^^^ information: 8080 (nginx)
//- etc/nginx/conf.d/site.conf
server {
    listen 8080;
    root /var/www;
}
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 10240 65535
//- etc/nginx/conf.d/site.conf
server {
    listen 8080;
    root /var/www;
}
`,
    },
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 10240 65535
                               ^^^^^^^^^^^ information: 18080 (nginx)
//- etc/nginx/conf.d/site.conf
server {
    listen 18080;
    root /var/www;
}
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 10240 65535
net.ipv4.ip_local_reserved_ports = 18080
//- etc/nginx/conf.d/site.conf
server {
    listen 18080;
    root /var/www;
}
`,
    },
    {
      bad: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 1024 65535
                               ^^^^^^^^^^ information: 8000 (shop.service)
//- etc/systemd/system/shop.service
[Service]
ExecStart=/srv/venv/bin/gunicorn shop.wsgi --bind 127.0.0.1:8000
`,
      good: `
//- etc/sysctl.d/99-tuning.conf
net.ipv4.ip_local_port_range = 10240 65535
//- etc/systemd/system/shop.service
[Service]
ExecStart=/srv/venv/bin/gunicorn shop.wsgi --bind 127.0.0.1:8000
`,
    },
  ],
  *check(stack) {
    const host = onlyHost(stack);
    const range = host && numbersInForce(host, KEY);
    if (!host || !range || range.numbers.length < 2) return;
    const [low, high] = range.numbers as readonly [number, number];
    const { ports, doubtful, reason } = portsOfHost(stack);
    const isIn = ({ port }: UsedPort) => port >= low && port <= high;
    const inRange = ports.filter(isIn);
    if (inRange.length > 0) yield* judge(host, range, inRange);
    else if (doubtful.some(isIn)) yield { at: range.setting.atValue, unknown: reason };
  },
});

function* judge(host: Host, range: SysctlNumbers, inRange: readonly UsedPort[]): Verdicts {
  const reserved = host.effective(RESERVED);
  if (reserved.state === 'unknown') {
    yield { at: range.setting.atValue, unknown: reserved.reason };
    return;
  }
  const list = reserved.state === 'known' ? reserved.value : '';
  const open = inRange.filter(({ port }) => !isReserved(port, list));
  if (open.length === 0) return;
  const names = [...new Set(open.map(({ port, program }) => `${port} (${program})`))];
  yield {
    at: range.setting.atValue,
    setting: KEY,
    value: range.setting.text,
    message: `An outgoing connection may take ${names.length === 1 ? 'the port' : 'one of the ports'} ${names.slice(0, 6).join(', ')}${names.length > 6 ? ' and others' : ''}, on which the stack listens; ${names.length === 1 ? 'that service' : 'its service'} then can’t start again.`,
    related: open.map(({ place, program, port }) => ({ ...place, message: `${program} listens on ${port}.` })),
    fixes: fixes(host, range.setting.set.bind(range.setting), range.numbers[1]!, list, [
      ...new Set(open.map(({ port }) => port)),
    ]),
  };
}

interface UsedPort {
  readonly port: number;
  readonly program: string;
  readonly place: Place;
}

/**
 * The ports of the host on which nginx, Redis, Docker and applications listen, as far as files tell. A container that is started
 * anew begins with an empty network of its own: there, nothing can hold its ports.
 */
function portsOfHost(stack: Stack): {
  readonly ports: readonly UsedPort[];
  readonly doubtful: readonly UsedPort[];
  readonly reason: string;
} {
  const ports: UsedPort[] = [];
  const doubtful: UsedPort[] = [];
  let reason = '';
  const add = (runtimes: readonly Runtime[], used: readonly UsedPort[]) => {
    const [first] = runtimes;
    if (first?.kind === 'unknown') {
      doubtful.push(...used);
      reason = first.reason;
    } else if (runtimes.some((runtime) => sysctlsIn(runtime, stack)?.holdsFor === 'host')) ports.push(...used);
  };
  for (const configuration of stack.nginx) add(runtimesOf(configuration, stack), nginxPorts(configuration));
  for (const server of stack.redisServers) add(redisRuntimesOf(server, stack), redisPorts(server));
  for (const service of servicesOf(stack)) {
    for (const { published, place } of service.ports.ports)
      if (published?.first === published?.last && published)
        ports.push({ port: published.first, program: `Docker, for ${service.name}`, place });
  }
  for (const service of servicesOutside(stack)) {
    const listening = listeningOf(service, stack);
    for (const port of listening?.ports ?? []) ports.push({ port, program: service.name, place: listening!.place });
  }
  return { ports, doubtful, reason };
}

function nginxPorts(configuration: NginxConfiguration): UsedPort[] {
  return listens(configuration).flatMap(({ address, setting }) => {
    const port = portOf(address);
    return port !== undefined && setting ? [{ port, program: 'nginx', place: setting.atValue }] : [];
  });
}

function redisPorts(server: RedisServer): UsedPort[] {
  return ['port', 'tls-port'].flatMap((name) => {
    const inForce = server.setting(name);
    if (inForce.state !== 'known' || !/^\d+$/.test(inForce.value) || inForce.value === '0') return [];
    const place = inForce.setting?.atValue ?? server.place;
    return [{ port: Number(inForce.value), program: 'Redis', place }];
  });
}

function isReserved(port: number, list: string): boolean {
  return list.split(',').some((part) => {
    const [low, high] = part.trim().split('-').map(Number);
    return low !== undefined && low > 0 && port >= low && port <= (high ?? low);
  });
}

function fixes(
  host: Host,
  setRange: (value: string) => Fix['edits'],
  high: number,
  list: string,
  ports: readonly number[],
): Fix[] {
  const reserve: Fix = {
    title: `Reserve ${ports.length === 1 ? `port ${ports[0]}` : `${ports.length} ports`} in ${RESERVED}`,
    safety: 'review',
    edits: host.insert(RESERVED, [list, ...[...ports].sort((a, b) => a - b)].filter((part) => part !== '').join(',')),
  };
  const least = system.portRange[0];
  if (high <= least || ports.some((port) => port >= least)) return [reserve];
  return [{ title: `Let the range begin at ${least}`, safety: 'review', edits: setRange(`${least} ${high}`) }, reserve];
}
