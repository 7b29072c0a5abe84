import { system } from '../../knowledge/tiers';
import type { Fix, Place } from '../../stack/finding';
import { listens } from '../../stack/nginx/listens';
import { portOf } from '../../stack/nginx/sockets';
import type { Stack } from '../../stack/stack';
import type { Host } from '../../stack/system/host';
import { IN_CONTAINERS, mayRunInContainers } from '../../stack/system/services';
import { numbersInForce, onlyHost } from '../../stack/system/values';
import { stackRule } from '../rule';

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
  ],
  *check(stack) {
    const host = onlyHost(stack);
    const range = host && numbersInForce(host, KEY);
    if (!host || !range || range.numbers.length < 2) return;
    const [low, high] = range.numbers as readonly [number, number];
    const inRange = portsOf(stack).filter(({ port }) => port >= low && port <= high);
    if (inRange.length === 0) return;
    if (mayRunInContainers(stack)) {
      yield { at: range.setting.atValue, unknown: IN_CONTAINERS };
      return;
    }
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
      fixes: fixes(host, range.setting.set.bind(range.setting), high, list, [...new Set(open.map(({ port }) => port))]),
    };
  },
});

interface UsedPort {
  readonly port: number;
  readonly program: string;
  readonly place: Place;
}

/** The ports on which nginx and Redis listen, as far as their files tell. */
function portsOf(stack: Stack): UsedPort[] {
  const ports: UsedPort[] = [];
  for (const configuration of stack.nginx) {
    for (const { address, setting } of listens(configuration)) {
      const port = portOf(address);
      if (port !== undefined && setting) ports.push({ port, program: 'nginx', place: setting.atValue });
    }
  }
  for (const server of stack.redisServers) {
    for (const name of ['port', 'tls-port']) {
      const inForce = server.setting(name);
      if (inForce.state !== 'known' || !/^\d+$/.test(inForce.value) || inForce.value === '0') continue;
      const place = inForce.setting?.atValue ?? { file: server.main, span: { start: 0, end: 0 } };
      ports.push({ port: Number(inForce.value), program: 'Redis', place });
    }
  }
  return ports;
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
