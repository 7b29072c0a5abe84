import { fastOpen } from '../../knowledge/system/fast-open';
import type { ComposeProject } from '../../stack/compose/project';
import type { ComposeService } from '../../stack/compose/service';
import { sysctlsOf } from '../../stack/compose/sysctls';
import type { Stack } from '../../stack/stack';
import { CONTAINER_SOMAXCONN, configurationOf, hasOwnNetwork } from '../../stack/system/containers';
import type { Host } from '../../stack/system/host';
import { numbersInForce, onlyHost, type SysctlNumbers } from '../../stack/system/values';
import type { FileEdit } from '../../text/edit';
import { servicesOfWhere } from '../compose-roles';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';

/** The kernel's own range of ports for outgoing connections. */
const OWN_PORTS = 60_999 - 32_768;

interface Need {
  readonly key: string;
  /** Whether the host's value is better than what a container begins with. */
  readonly isRaised: (numbers: readonly number[]) => boolean;
}

/** What nginx needs of its network when load comes. */
const NEEDS: readonly Need[] = [
  { key: 'net.core.somaxconn', isRaised: ([limit]) => limit! > CONTAINER_SOMAXCONN },
  { key: 'net.ipv4.ip_local_port_range', isRaised: ([low, high]) => high! - low! > OWN_PORTS },
  { key: 'net.ipv4.tcp_fastopen', isRaised: ([bits]) => bits! > 0 && (bits! & fastOpen.server) !== 0 },
];

export default stackRule({
  summary: 'The host’s kernel parameters don’t reach the container',
  severity: 'information',
  guide: 'System › Kernel parameters',
  settings: ['sysctls', ...NEEDS.map(({ key }) => key)],
  why: 'A container with a network of its own begins with the kernel’s own values for it, whatever the host’s sysctl files say: 4096 for net.core.somaxconn, ports 32768 to 60999 for outgoing connections. What the host is tuned for holds in the container only where `sysctls` of its service says it again.',
  price: 'None that counts.',
  unless: 'The service uses the host’s network, or the sysctl files are for another host.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#sysctls',
    'https://docs.kernel.org/networking/ip-sysctl.html',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  proxy:
  ^^^^^ information: not reach
    image: nginx:1.28
    restart: unless-stopped
    logging: {driver: local}
//- host/etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
      good: `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging: {driver: local}
    sysctls:
      net.core.somaxconn: 65535
//- host/etc/sysctl.d/99-tuning.conf
net.core.somaxconn = 65535
`,
    },
  ],
  *check(stack) {
    const host = onlyHost(stack);
    if (!host) return;
    for (const project of stack.composeProjects) yield* inProject(project, host, stack);
  },
});

function* inProject(project: ComposeProject, host: Host, stack: Stack): Verdicts {
  const lacks = (service: ComposeService) => missingIn(service, host, stack);
  for (const service of servicesOfWhere(project, stack, (one) => lacks(one).length > 0)) {
    const missing = lacks(service);
    const [first] = missing;
    if (!first) continue;
    yield {
      at: service.root.entries.get('sysctls')?.keyPlace ?? service.place,
      setting: first.setting.name,
      message: `${missing.map(({ setting, numbers }) => `${setting.name} = ${numbers.join(' ')}`).join(' and ')} of the host ${missing.length === 1 ? 'does' : 'do'} not reach ${service.name}: its container begins with the kernel’s own ${missing.length === 1 ? 'value' : 'values'}.`,
      related: missing.map(({ setting }) => ({ ...setting.atValue, message: `The host sets ${setting.name} here.` })),
      fixes: fixWith(
        `Set ${missing.length === 1 ? first.setting.name : 'them'} for ${service.name} too`,
        'review',
        added(service, missing),
      ),
    };
  }
}

/** What the host has raised and an nginx with a network of its own lacks. */
function missingIn(service: ComposeService, host: Host, stack: Stack): readonly SysctlNumbers[] {
  if (service.role !== 'nginx' || !hasOwnNetwork(service)) return [];
  return NEEDS.flatMap(({ key, isRaised }) => {
    const raised = numbersInForce(host, key);
    if (!raised || !isRaised(raised.numbers) || sysctlsOf(service).effective(key).state !== 'absent') return [];
    return key === 'net.core.somaxconn' && asksForMore(service, stack) ? [] : [raised];
  });
}

/** Whether nginx asks for a longer queue than its container has: another finding says so, and mends it. */
function asksForMore(service: ComposeService, stack: Stack): boolean {
  const listens = configurationOf(service, stack)?.all('listen') ?? [];
  return listens.some((listen) => {
    const backlog = listen.parameter('backlog')?.value;
    return backlog?.state === 'known' && Number(backlog.value) > CONTAINER_SOMAXCONN;
  });
}

function added(service: ComposeService, settings: readonly SysctlNumbers[]): readonly FileEdit[] {
  const values = settings.map(({ setting, numbers }) => [
    setting.name,
    numbers.length === 1 ? numbers[0]! : numbers.join(' '),
  ]);
  if (!service.get('sysctls')) return service.set(['sysctls'], Object.fromEntries(values));
  const edits = values.map(([key, value]) => service.set(['sysctls', String(key)], value!));
  const [first] = edits[0] ?? [];
  if (!first || edits.some((list) => list.length !== 1 || list[0]!.span.start !== first.span.start)) return [];
  // Entries that are put behind the same one are one edit.
  return [{ ...first, newText: edits.map(([edit]) => edit!.newText).join('') }];
}
