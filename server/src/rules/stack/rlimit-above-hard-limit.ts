import type { Fix } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Stack } from '../../stack/stack';
import { nginxOpenFiles, type OpenFileLimit } from '../../stack/system/open-files';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'worker_rlimit_nofile is above what the host allows',
  severity: 'warning',
  guide: 'Nginx › Worker connections',
  settings: ['worker_rlimit_nofile', 'LimitNOFILE', 'nofile'],
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
    for (const configuration of stack.nginx) {
      const setting = configuration.root.effective('worker_rlimit_nofile').setting;
      const number = setting?.number;
      if (!setting || number === undefined) continue;
      const hard = hardLimit(configuration, stack);
      if (!hard || number <= hard.value) continue;
      const { start } = hard;
      const limit = start
        ? `the ${hard.value} open files that ${start.name} allows, and ${start.setting === 'nofile' ? 'a container has' : 'the unit leaves nginx'} no way to raise it`
        : `the ${hard.value} open files that headroom.yaml gives the host: without CAP_SYS_RESOURCE, which containers lack by default, it fails`;
      yield {
        at: setting.atValue,
        setting: 'worker_rlimit_nofile',
        value: setting.text,
        message: `worker_rlimit_nofile ${number} is above ${limit}${start ? ': the workers keep' : ' and the workers keep'} the limit they were started with.`,
        related: start ? [{ ...start.hardPlace, message: `The hard limit is ${hard.value}.` }] : [],
        fixes: fixes(configuration, hard, number),
      };
    }
  },
});

interface HardLimit {
  readonly value: number;
  /** Who starts nginx with it; undefined where headroom.yaml tells. */
  readonly start: OpenFileLimit | undefined;
}

/** How far nginx may raise its limit: as far as its start says where that leaves it no way round, else as headroom.yaml says. */
function hardLimit(configuration: NginxConfiguration, stack: Stack): HardLimit | undefined {
  const start = nginxOpenFiles(configuration, stack);
  if (start?.held) return { value: start.hard, start };
  const { nofile } = stack.settings.host;
  return nofile === undefined ? undefined : { value: nofile, start: undefined };
}

/** The limit itself where it is enough for the connections; else the limit is what has to change. */
function fixes(configuration: NginxConfiguration, { value, start }: HardLimit, number: number): Fix[] {
  const setting = configuration.root.effective('worker_rlimit_nofile').setting!;
  const connections = configuration.events?.effective('worker_connections').setting?.number;
  const raise: Fix = start
    ? { title: `Set ${start.setting} of ${start.name} to ${number}`, safety: 'review', edits: start.raise(number) }
    : {
        title: `Raise the hard limit to ${number} where nginx is started: LimitNOFILE= of its unit, or ulimits of its container`,
        safety: 'advice',
        edits: [],
      };
  if (connections !== undefined && 2 * connections > value) return [raise];
  return [
    {
      title: `Set worker_rlimit_nofile to ${value}, the limit of ${start?.name ?? 'the host'}`,
      safety: 'review',
      edits: setting.set(String(value)),
    },
    raise,
  ];
}
