import { system } from '../tiers';
import { sysctlDefault } from './sysctl';
import { kernelNumbers } from './sysctl-values';

/** A value that the guide recommends for a key of the kernel. */
export interface SysctlRecommendation {
  readonly key: string;
  readonly value: string;
  readonly detail: string;
  /** The kernel from which on its own default is larger; only where the host's version is not known. */
  readonly upTo?: string;
}

/** Since Linux 6.16 the largest receive buffer of TCP is 32 MiB by default. */
const LARGER_RECEIVE_BUFFERS = '6.16';

/**
 * The kernel settings of the guide, as one writes them. Of the TCP buffers only the maximum is the guide's: least and
 * first size stay the kernel's own, and where the kernel's own maximum is larger, nothing is recommended.
 *
 * @param kernel the host's version, such as `6.1`; undefined where nobody says
 */
export function sysctlRecommendations(kernel: string | undefined): readonly SysctlRecommendation[] {
  return [
    {
      key: 'net.core.somaxconn',
      value: String(system.somaxconn),
      detail: 'programs must ask for it too: nginx with listen … backlog=',
    },
    {
      key: 'net.ipv4.ip_local_port_range',
      value: system.portRange.join(' '),
      detail: 'leaves the ports alone on which stacks listen',
    },
    {
      key: 'net.ipv4.tcp_fastopen',
      value: String(system.tcpFastopen),
      detail: 'for clients and servers; servers must ask for it too',
    },
    ...['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'].flatMap((key) => {
      const [least, first, most] = kernelNumbers(sysctlDefault(key, kernel) ?? '');
      if (least === undefined || first === undefined || most === undefined) return [];
      const isLarger = most >= system.tcpBufferMaximum;
      if (isLarger && kernel !== undefined) return [];
      const value = `${least} ${first} ${system.tcpBufferMaximum}`;
      const detail = 'a larger maximum; the first size stays the kernel’s own';
      return [{ key, value, detail, ...(isLarger ? { upTo: LARGER_RECEIVE_BUFFERS } : {}) }];
    }),
  ];
}
