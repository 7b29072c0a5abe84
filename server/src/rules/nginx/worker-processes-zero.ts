import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'worker_processes is 0, so nothing answers requests',
  severity: 'error',
  guide: 'Nginx › Worker processes',
  settings: ['worker_processes'],
  why: 'The main process opens the ports and accepts no connection itself: that is the work of the worker processes. With none of them, nginx starts without a complaint, clients connect, and every request hangs until the client gives up.',
  unless: 'There is no use for it.',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#worker_processes'],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes 0;
                 ^ error: never answers
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
  ],
  *check(configuration) {
    const { root } = configuration;
    const setting = root.effective('worker_processes').setting;
    // Without a master there is one process, which serves requests itself.
    if (setting?.number !== 0 || root.effective('master_process').setting?.flag === false) return;
    yield {
      at: setting.atValue,
      setting: 'worker_processes',
      value: setting.text,
      message:
        'With worker_processes 0, nginx starts and listens but never answers: no process is there to serve requests.',
      fixes: [{ title: 'Set worker_processes to auto', safety: 'safe', edits: setting.set('auto') }],
    };
  },
});
