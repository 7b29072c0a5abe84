import { workerCount } from '../../stack/nginx/workers';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'The number of CPU masks is not that of the workers',
  severity: 'warning',
  from: 'development',
  settings: ['worker_cpu_affinity', 'worker_processes'],
  why: 'nginx binds the first worker to the first mask and so on. Workers without a mask of their own all get the last one, so several crowd on one CPU while others idle; masks too many are not used.',
  unless: 'The workers left over shall share the last mask.',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#worker_cpu_affinity'],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes 4;
worker_cpu_affinity 0001 0010;
                    ^^^^^^^^^ warning: 2 masks for 4 workers
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
      good: `
//- nginx.conf
worker_processes auto;
worker_cpu_affinity auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
`,
    },
  ],
  *check(configuration, view) {
    const setting = configuration.root.own('worker_cpu_affinity')[0];
    if (!setting || setting.args.length < 2 || setting.directive.conditional) return;
    if (!setting.args.every((word) => !word.placeholder && /^[01]+$/.test(word.value))) return;
    const workers = workerCount(configuration, view.settings.host.cpus);
    if (workers.kind === 'unknown') {
      yield { at: setting.atValue, unknown: workers.reason };
      return;
    }
    const masks = setting.args.length;
    if (workers.count === undefined || workers.count === masks) return;
    yield {
      at: setting.atValue,
      setting: 'worker_cpu_affinity',
      value: setting.text,
      message:
        workers.count > masks
          ? `There are ${masks} masks for ${workers.count} workers: the rest all share the last one. Let nginx bind each worker to a CPU of its own.`
          : `There are ${masks} masks for ${workers.count} ${workers.count === 1 ? 'worker' : 'workers'}: the last ${masks - workers.count} have no use.`,
      fixes: [{ title: 'Set worker_cpu_affinity to auto', safety: 'review', edits: setting.set('auto') }],
    };
  },
});
