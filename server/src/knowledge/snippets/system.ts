import { system } from '../tiers';
import type { Snippet, SnippetFile } from './snippet';

/**
 * The kernel's own middle values, in bytes: what a new socket starts with. Only the maximum is raised.
 * https://docs.kernel.org/networking/ip-sysctl.html
 */
const RECEIVE_START = 131_072;
const SEND_START = 16_384;

/** Ports of RabbitMQ and MongoDB that lie inside the range and must not be taken by an outgoing connection. */
const RESERVED_PORTS = '15672,25672,27017-27019';

const queue = [
  '# Longest accept queue; a program must ask for it too: nginx with "listen ... backlog=".',
  `net.core.somaxconn = ${system.somaxconn}`,
];

const ports = [
  '# Ports for outgoing connections, and those among them that services listen on.',
  `net.ipv4.ip_local_port_range = ${system.portRange.join(' ')}`,
  `net.ipv4.ip_local_reserved_ports = \${1:${RESERVED_PORTS}}`,
];

const fastOpen = [
  '# TCP fast open for clients (1) and servers (2); a server must ask for it too.',
  `net.ipv4.tcp_fastopen = ${system.tcpFastopen}`,
];

const buffers = [
  '# Least, first and most bytes of a socket buffer.',
  `net.ipv4.tcp_rmem = 4096 ${RECEIVE_START} ${system.tcpBufferMaximum}`,
  `net.ipv4.tcp_wmem = 4096 ${SEND_START} ${system.tcpBufferMaximum}`,
];

const overcommit = ['# Redis forks to save; without this the kernel may refuse it.', 'vm.overcommit_memory = 1'];

export const systemSnippets: readonly Snippet[] = [
  snippet('sysctl', 'network', "The guide's kernel settings, for /etc/sysctl.d; load them with sysctl --system", [
    ...queue,
    '',
    ...ports,
    '',
    ...fastOpen,
    '',
    ...buffers,
    '$0',
  ]),
  snippet('sysctl', 'accept queue', 'Longest queue of connections that wait to be accepted', [...queue, '$0']),
  snippet('sysctl', 'port range', 'Ports for outgoing connections, without those of the stack', [...ports, '$0']),
  snippet('sysctl', 'tcp buffers', 'Larger maximum of the TCP buffers; the first size stays the kernel’s own', [
    ...buffers,
    '$0',
  ]),
  snippet('sysctl', 'fast open', 'TCP fast open for clients and servers', [...fastOpen, '$0']),
  snippet('sysctl', 'redis host', 'What Redis asks of its host when it saves to disk', [...overcommit, '$0']),
  snippet(
    'limits',
    'open files',
    `${system.nofile} open files for every user; services of systemd and containers need their own`,
    [...nofile('*'), '# The star does not cover root.', ...nofile('root'), '$0'],
  ),
  snippet('limits', 'open files of a user', `${system.nofile} open files for one user`, [
    ...nofile('${1:www-data}'),
    '$0',
  ]),
];

function snippet(
  file: SnippetFile & ('sysctl' | 'limits'),
  name: string,
  description: string,
  body: readonly string[],
): Snippet {
  return {
    file,
    prefix: `headroom ${file} ${name}`,
    name: `${file} ${name}`,
    description,
    languages: [file],
    place: 'file',
    body,
  };
}

function nofile(domain: string): string[] {
  return [`${domain} soft nofile ${system.nofile}`, `${domain} hard nofile ${system.nofile}`];
}
