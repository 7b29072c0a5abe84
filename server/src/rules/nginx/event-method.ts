import { nginxRule } from '../rule';

/** Methods of other systems; nginx on Linux refuses to start with them. */
const OTHER_SYSTEMS: Readonly<Record<string, string>> = {
  kqueue: 'FreeBSD and macOS',
  eventport: 'Solaris',
  '/dev/poll': 'Solaris',
};

/** The portable methods, which look at every connection each time. */
const SLOW_METHODS = ['select', 'poll', 'rtsig'];

export default nginxRule({
  summary: 'nginx is not told to wait for connections with epoll',
  severity: 'information',
  guide: 'Nginx › Event mechanism',
  settings: ['use'],
  why: 'With epoll, the kernel tells a worker which of its connections have something to do. `select` and `poll` look through all of them each time, so their cost grows with every open connection. Where nothing is set, nginx takes the best method of the system by itself: on Linux that is epoll.',
  price: 'A configuration that names epoll does not start on FreeBSD or macOS.',
  unless:
    'The same file is used on FreeBSD or macOS, or you rather leave the choice to nginx: on Linux the result is the same.',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#use', 'https://nginx.org/en/docs/events.html'],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use poll;
        ^^^^ information: every connection
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
worker_processes auto;
events {
^^^^^^ hint: picks epoll by itself
    worker_connections 10000;
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
  *check(configuration, view) {
    const { events } = configuration;
    if (!events || isOfOtherSystem(configuration.main.path)) return;
    const inForce = events.effective('use');
    if (inForce.state === 'unknown') {
      yield { at: events.place, unknown: inForce.reason! };
      return;
    }
    const { setting } = inForce;
    if (!setting) {
      const after = events.own('worker_connections').find(({ file }) => file === events.opener?.file);
      yield {
        at: events.place,
        severity: 'hint',
        setting: 'use',
        message:
          'No event method is named: on Linux nginx picks epoll by itself, and “use epoll” only writes that down.',
        fixes: [
          {
            title: 'Set use to epoll',
            safety: 'safe',
            edits: events.insert(['use epoll;'], after ? { after } : {}),
          },
        ],
      };
      return;
    }
    const method = setting.argument(0);
    if (method?.state === 'unknown') yield { at: setting.atValue, unknown: method.reason };
    if (method?.state !== 'known') return;
    const system = Object.hasOwn(OTHER_SYSTEMS, method.value) ? OTHER_SYSTEMS[method.value] : undefined;
    if (system !== undefined && view.settings.host.kernel === undefined) {
      yield {
        at: setting.atValue,
        unknown: `${method.value} belongs to ${system}; whether this one is Linux is not known`,
      };
      return;
    }
    if (system === undefined && !SLOW_METHODS.includes(method.value)) return;
    yield {
      at: setting.atValue,
      setting: 'use',
      value: setting.text,
      message:
        system === undefined
          ? `With ${method.value} a worker looks through every connection each time one of them has something to do. epoll costs the same however many are open.`
          : `${method.value} exists on ${system} only: on Linux nginx does not start with it. Set epoll.`,
      fixes: [{ title: 'Set use to epoll', safety: 'safe', edits: setting.set('epoll') }],
    };
  },
});

/** Whether the file lies where FreeBSD and Homebrew keep nginx’s configuration. */
function isOfOtherSystem(path: string): boolean {
  return /(^|\/)(usr\/local|opt\/homebrew)\/etc\//.test(path);
}
