import type { Fix } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { NginxSetting } from '../../stack/nginx/setting';
import { upstreams } from '../../stack/nginx/upstreams';
import type { Stack } from '../../stack/stack';
import { nginxCpus } from '../../stack/system/containers';
import { stackRule, type Verdicts } from '../rule';

export default stackRule({
  summary: 'nginx does not start one worker process for each CPU',
  severity: 'warning',
  guide: 'Nginx › Worker processes',
  settings: ['worker_processes'],
  checklist: 'Set Nginx `worker_processes auto`',
  why: 'A worker process runs on one CPU at a time. With a single one, all connections share that CPU while the others idle, and one slow operation holds up every client. With `auto` nginx starts a worker for each CPU that the machine has.',
  price:
    'Each further worker takes its own memory and connections: worker_connections and upstream keepalive count per worker.',
  unless:
    'The container has a CPU limit: `auto` counts the host’s CPUs, so set the number by hand there, or let the official image do it with NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE.',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#worker_processes'],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes 1;
                 ^ warning: One worker process
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
      good: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
    },
    {
      bad: `
//- nginx.conf
user nginx;
^^^^ warning: worker_processes is not set
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
      good: `
//- nginx.conf
user nginx;
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
    },
  ],
  *check(stack) {
    for (const configuration of stack.nginx) yield* judge(configuration, stack);
  },
});

function* judge(configuration: NginxConfiguration, stack: Stack): Verdicts {
  if (!configuration.whole) return;
  const { root } = configuration;
  // Without a master there is one process, whatever the number of workers.
  if (root.effective('master_process').setting?.flag === false) return;
  const cpus = nginxCpus(configuration, stack);
  const inForce = root.effective('worker_processes');
  if (inForce.state === 'unknown') {
    yield { at: root.place, unknown: inForce.reason! };
    return;
  }
  const { setting } = inForce;
  if (!setting) {
    if (cpus === 1) return;
    yield {
      at: root.place,
      setting: 'worker_processes',
      message: `worker_processes is not set, so nginx starts one worker and uses one CPU${cpus ? ` of ${cpus}` : ''}. With auto it starts one for each CPU.`,
      fixes: [fix(configuration, undefined)],
    };
    return;
  }
  const value = setting.argument(0);
  if (value?.state === 'unknown') yield { at: setting.atValue, unknown: value.reason };
  const count = setting.number;
  if (count === undefined || count < 1 || count === cpus) return;
  if (count === 1) {
    yield {
      at: setting.atValue,
      setting: 'worker_processes',
      value: setting.text,
      message: `One worker process uses one CPU${cpus ? ` of ${cpus}` : ''}, however many connections come in. With auto nginx starts one for each CPU.`,
      fixes: [fix(configuration, setting)],
    };
  } else if (cpus === undefined) {
    yield { at: setting.atValue, unknown: 'the number of CPUs is not known; headroom.yaml can say it as host.cpus' };
  } else {
    const effect = count < cpus ? `leave ${cpus - count} idle` : 'compete for them';
    yield {
      at: setting.atValue,
      severity: 'information',
      setting: 'worker_processes',
      value: setting.text,
      message: `${count} worker processes on ${cpus === 1 ? 'one CPU' : `${cpus} CPUs`} ${count > cpus && cpus === 1 ? 'compete for it' : effect}. With auto nginx starts one for each CPU.`,
      fixes: [fix(configuration, setting)],
    };
  }
}

/**
 * CPU masks for a fixed number of workers no longer fit then: nginx chooses them too, and that wants a look. So does a
 * max_conns that each worker counts for itself: it holds for more connections with more workers.
 */
function fix(configuration: NginxConfiguration, setting: NginxSetting | undefined): Fix {
  const { root } = configuration;
  const user = root.own('user').find(({ file }) => file === configuration.main);
  const masks = root.own('worker_cpu_affinity').filter((affinity) => affinity.args[0]?.value !== 'auto');
  return {
    title: `Set worker_processes${masks.length > 0 ? ' and worker_cpu_affinity' : ''} to auto`,
    safety: masks.length > 0 || countsPerWorker(configuration) ? 'review' : 'safe',
    edits: [
      ...(setting ? setting.set('auto') : root.insert(['worker_processes auto;'], user ? { after: user } : {})),
      ...masks.flatMap((affinity) => affinity.set('auto')),
    ],
  };
}

function countsPerWorker(configuration: NginxConfiguration): boolean {
  return upstreams(configuration).some(
    ({ scope, servers }) =>
      scope.own('zone').length === 0 && servers.some((server) => server.parameter('max_conns') !== undefined),
  );
}
