import type { Fix, Place } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Stack } from '../../stack/stack';
import { isHeldToHardLimit, mayRunInContainers, nginxUnit } from '../../stack/system/services';
import type { Unit } from '../../stack/system/unit';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'worker_rlimit_nofile is above what the host allows',
  severity: 'warning',
  guide: 'Nginx › Worker connections',
  settings: ['worker_rlimit_nofile', 'LimitNOFILE'],
  why: 'Only a process with the capability CAP_SYS_RESOURCE may raise its limit of open files above the hard limit that it was started with; containers do not have it by default. nginx then logs "setrlimit(RLIMIT_NOFILE, …) failed" and its workers go on with the limit that they had, often 1024.',
  price: 'None.',
  unless:
    'nginx is started by root with CAP_SYS_RESOURCE, as by systemd outside a container: then it may raise the limit itself.',
  sources: [
    'https://nginx.org/en/docs/ngx_core_module.html#worker_rlimit_nofile',
    'https://man7.org/linux/man-pages/man2/getrlimit.2.html',
  ],
  examples: [
    {
      bad: `
//- headroom.yaml
host:
  nofile: 65535
//- nginx.conf
worker_processes auto;
worker_rlimit_nofile 200000;
                     ^^^^^^ warning: 65535
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
      good: `
//- headroom.yaml
host:
  nofile: 65535
//- nginx.conf
worker_processes auto;
worker_rlimit_nofile 65535;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
    },
  ],
  *check(stack) {
    const hard = hardLimit(stack);
    if (!hard) return;
    for (const configuration of stack.nginx) {
      const setting = configuration.root.effective('worker_rlimit_nofile').setting;
      const number = setting?.number;
      if (!setting || number === undefined || number <= hard.value) continue;
      const limit = hard.unit
        ? `the ${hard.value} open files that ${hard.unit.name} allows, and the unit leaves nginx no way to raise it`
        : `the ${hard.value} open files that headroom.yaml gives the host: without CAP_SYS_RESOURCE, which containers lack by default, it fails`;
      yield {
        at: setting.atValue,
        setting: 'worker_rlimit_nofile',
        value: setting.text,
        message: `worker_rlimit_nofile ${number} is above ${limit}${hard.unit ? ': the workers keep' : ' and the workers keep'} the limit they were started with.`,
        related: hard.place ? [{ ...hard.place, message: `The unit's hard limit is ${hard.value}.` }] : [],
        fixes: fixes(configuration, hard, number),
      };
    }
  },
});

interface HardLimit {
  readonly value: number;
  /** The unit that sets it, and where; undefined where headroom.yaml tells. */
  readonly unit: Unit | undefined;
  readonly place: Place | undefined;
}

/** How far nginx may raise its limit: as far as its unit says where that leaves it no way round, else as headroom.yaml says. */
function hardLimit(stack: Stack): HardLimit | undefined {
  const unit = mayRunInContainers(stack) ? undefined : nginxUnit(stack);
  const limit = unit && isHeldToHardLimit(unit) ? unit.limit('LimitNOFILE') : undefined;
  if (limit?.state === 'known') return { value: limit.value.hard, unit, place: limit.setting.atValue };
  const { nofile } = stack.settings.host;
  return nofile === undefined ? undefined : { value: nofile, unit: undefined, place: undefined };
}

/** The limit itself where it is enough for the connections; else the limit is what has to change. */
function fixes(configuration: NginxConfiguration, hard: HardLimit, number: number): Fix[] {
  const setting = configuration.root.effective('worker_rlimit_nofile').setting!;
  const connections = configuration.events?.effective('worker_connections').setting?.number;
  const raise: Fix = hard.unit
    ? {
        title: `Set LimitNOFILE of ${hard.unit.name} to ${number}`,
        safety: 'review',
        edits: hard.unit.insert('Service', 'LimitNOFILE', String(number)),
      }
    : {
        title: `Raise the hard limit to ${number} where nginx is started: LimitNOFILE= of its unit, or ulimits of its container`,
        safety: 'advice',
        edits: [],
      };
  if (connections !== undefined && 2 * connections > hard.value) return [raise];
  return [
    {
      title: `Set worker_rlimit_nofile to ${hard.value}, the limit of ${hard.unit?.name ?? 'the host'}`,
      safety: 'review',
      edits: setting.set(String(hard.value)),
    },
    raise,
  ];
}
