import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'A worker accepts one new connection at a time',
  severity: 'information',
  guide: 'Nginx › Event mechanism',
  settings: ['multi_accept'],
  why: 'Each time the kernel reports new connections, a worker accepts one of them and goes back to its other work. With `multi_accept on` it takes all that are waiting in one go, so a burst of clients leaves the accept queue sooner.',
  price:
    'One worker may take a whole burst while the others idle, the more so without `reuseport` on the listen line. It does not help everywhere: with thousands of clients on kept connections it has been measured slower.',
  unless: 'A load test shows that it brings nothing, or worker_connections is so small that one burst would use it up.',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#multi_accept'],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept off;
                 ^^^ information: one waiting connection at a time
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
worker_processes auto;
events {
^^^^^^ information: multi_accept is off
    worker_connections 10000;
    use epoll;
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
    const { events } = configuration;
    if (!events) return;
    const inForce = events.effective('multi_accept');
    if (inForce.state === 'unknown') {
      yield { at: events.place, unknown: inForce.reason! };
      return;
    }
    const { setting } = inForce;
    if (!setting) {
      const own = (name: string) => events.own(name).find(({ file }) => file === events.opener?.file);
      const after = own('use') ?? own('worker_connections');
      yield {
        at: events.place,
        setting: 'multi_accept',
        message:
          'multi_accept is off unless set: a worker takes one waiting connection at a time, and bursts wait in the queue. Set it on, and measure.',
        fixes: [
          {
            title: 'Set multi_accept to on',
            safety: 'safe',
            edits: events.insert(['multi_accept on;'], after ? { after } : {}),
          },
        ],
      };
      return;
    }
    const value = setting.argument(0);
    if (value?.state === 'unknown') yield { at: setting.atValue, unknown: value.reason };
    if (setting.flag !== false) return;
    yield {
      at: setting.atValue,
      setting: 'multi_accept',
      value: setting.text,
      message:
        'Off, a worker takes one waiting connection at a time, and bursts wait in the queue. Set it on, and measure.',
      fixes: [{ title: 'Set multi_accept to on', safety: 'safe', edits: setting.set('on') }],
    };
  },
});
