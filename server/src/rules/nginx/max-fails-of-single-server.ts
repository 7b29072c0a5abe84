import { upstreams } from '../../stack/nginx/upstreams';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'max_fails and fail_timeout mean nothing to a single server',
  severity: 'information',
  settings: ['server'],
  why: 'An upstream with one address has nobody to pass a request on to, so nginx never takes that server out and ignores both parameters. Who relies on them waits for a protection that does not exist.',
  unless: 'More servers will follow; then the parameters may wait for them.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#max_fails',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#fail_timeout',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
upstream shop {
    server 10.0.0.1:8000 max_fails=3 fail_timeout=30s;
                         ^^^^^^^^^^^ information: only server
    keepalive 16;
}
`,
      good: `
//- conf.d/shop.conf
upstream shop {
    server 10.0.0.1:8000;
    keepalive 16;
}
`,
    },
  ],
  *check(configuration) {
    for (const { scope, servers, name } of upstreams(configuration)) {
      const server = servers[0];
      if (!server || servers.length !== 1 || scope.unseen !== undefined) continue;
      const address = server.argument(0);
      // A name may stand for several addresses, and these count as several servers.
      if (address?.state !== 'known' || !/^(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\])(:\d+)?$|^unix:/i.test(address.value))
        continue;
      const parameters = ['max_fails', 'fail_timeout']
        .map((key) => server.parameter(key))
        .filter((one) => one !== undefined);
      // A zero in either asks for just what happens: the server stays in.
      if (parameters.some(({ value }) => value.state === 'unknown' || /^0+m?s?$/.test(value.value))) continue;
      const words = parameters.map(({ word }) => word).sort((a, b) => a.start - b.start);
      const first = words[0];
      if (!first) continue;
      const kept = server.args.filter((word) => !words.includes(word));
      yield {
        at: server.atArgument(first),
        setting: 'server',
        value: server.text,
        message: `This is the only server of ${name}, so nginx never takes it out and ignores ${words.map((word) => word.value).join(' and ')}.`,
        fixes: [
          {
            title: `Remove ${words.map((word) => word.value).join(' and ')}`,
            safety: 'review',
            edits: server.set(...kept.map((word) => word.value)),
          },
        ],
      };
    }
  },
});
