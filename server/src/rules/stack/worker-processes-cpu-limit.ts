import { isOfficialNginx } from '../../knowledge/compose/images';
import type { LocatedKnown } from '../../stack/compose/located';
import type { ComposeService } from '../../stack/compose/service';
import type { Fix } from '../../stack/finding';
import type { NginxSetting } from '../../stack/nginx/setting';
import { nginxMainPath, runtimesOf } from '../../stack/system/containers';
import { fixWith } from '../fixes';
import { stackRule } from '../rule';

/** Makes the official image count the CPUs that the container's limit allows. */
const AUTOTUNE = 'NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE';

export default stackRule({
  summary: 'nginx counts the host’s CPUs, not those of its container',
  severity: 'information',
  guide: 'Nginx › Worker processes',
  settings: ['worker_processes', 'cpus'],
  why: '`worker_processes auto` starts one worker for each CPU of the host. A limit on the container’s CPUs changes nothing about this: on a large host dozens of workers share two CPUs, each with its own memory and its own connections, and all of them are held up when the limit is used up.',
  price: 'A fixed number has to follow the limit when that changes.',
  unless: 'The host has hardly more CPUs than the limit allows.',
  sources: [
    'https://nginx.org/en/docs/ngx_core_module.html#worker_processes',
    'https://github.com/nginx/docker-nginx/blob/master/entrypoint/30-tune-worker-processes.sh',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    cpus: 2
    logging: {driver: local}
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
//- nginx.conf
worker_processes auto;
                 ^^^^ information: 2 CPUs
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
      good: `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    cpus: 2
    logging: {driver: local}
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
//- nginx.conf
worker_processes 2;
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
      const { setting } = configuration.root.effective('worker_processes');
      if (setting?.argument(0)?.state !== 'known' || !setting.hasWord('auto')) continue;
      for (const runtime of runtimesOf(configuration, stack)) {
        if (runtime.kind !== 'service') continue;
        const { service } = runtime;
        const limit = service.cpuLimit;
        if (limit.state !== 'known' || limit.value <= 0 || isTuned(service)) continue;
        const { cpus } = stack.settings.host;
        if (cpus !== undefined && cpus <= Math.ceil(limit.value)) continue;
        yield {
          at: setting.atValue,
          setting: 'worker_processes',
          value: 'auto',
          message: `nginx starts one worker for each ${cpus === undefined ? 'CPU of the host' : `of the host’s ${cpus} CPUs`}, but ${service.name} may use ${limit.value === 1 ? '1 CPU' : `${limit.value} CPUs`}.`,
          related: [{ ...limit.place, message: 'The container’s CPUs are limited here.' }],
          fixes: fixes(service, setting, limit),
        };
      }
    }
  },
});

/** Whether the image's entrypoint sets the number by the container's limit, or may do so. */
function isTuned(service: ComposeService): boolean {
  return service.environment.has(AUTOTUNE) || service.environmentUnseen !== undefined;
}

function fixes(service: ComposeService, setting: NginxSetting, limit: LocatedKnown<number>): Fix[] {
  const count = Math.ceil(limit.value);
  const tuning =
    !service.isBuilt && isOfficialNginx(service.image?.path ?? '') && mayWrite(service)
      ? fixWith(`Let the image count: ${AUTOTUNE}=1`, 'review', service.set(['environment', AUTOTUNE], '1'))
      : [];
  return [
    { title: `Set worker_processes to ${count}`, safety: 'review', edits: setting.set(String(count)) },
    ...tuning,
  ];
}

/** Whether the entrypoint can change the configuration: it stands on no mount. */
function mayWrite(service: ComposeService): boolean {
  const main = nginxMainPath(service);
  return (
    main !== undefined && !service.mounts.all.some(({ target }) => main === target || main.startsWith(`${target}/`))
  );
}
