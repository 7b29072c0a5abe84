import type { Fix } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'worker_rlimit_nofile is above what the host allows',
  severity: 'warning',
  guide: 'Nginx › Worker connections',
  settings: ['worker_rlimit_nofile'],
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
  *check(configuration, view) {
    const setting = configuration.root.effective('worker_rlimit_nofile').setting;
    const host = view.settings.host.nofile;
    const number = setting?.number;
    if (!setting || host === undefined || number === undefined || number <= host) return;
    yield {
      at: setting.atValue,
      setting: 'worker_rlimit_nofile',
      value: setting.text,
      message: `worker_rlimit_nofile ${number} is above the ${host} open files that headroom.yaml gives the host: without CAP_SYS_RESOURCE, which containers lack by default, it fails and the workers keep the limit they were started with.`,
      fixes: fixes(configuration, host, number),
    };
  },
});

/** The host's number where it is enough for the connections; else the host is what has to change. */
function fixes(configuration: NginxConfiguration, host: number, number: number): Fix[] {
  const setting = configuration.root.effective('worker_rlimit_nofile').setting!;
  const connections = configuration.events?.effective('worker_connections').setting?.number;
  const raise: Fix = {
    title: `Raise the hard limit to ${number} where nginx is started: LimitNOFILE= of its unit, or ulimits of its container`,
    safety: 'advice',
    edits: [],
  };
  if (connections !== undefined && 2 * connections > host) return [raise];
  return [
    {
      title: `Set worker_rlimit_nofile to ${host}, the host's limit`,
      safety: 'review',
      edits: setting.set(String(host)),
    },
    raise,
  ];
}
