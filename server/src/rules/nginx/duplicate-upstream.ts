import type { Scope } from '../../stack/nginx/scope';
import { takesPart } from '../../stack/nginx/structure';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'Two upstreams of the same name',
  severity: 'error',
  from: 'development',
  settings: ['upstream'],
  why: 'All files of one configuration share the names of its upstreams, whichever folder they lie in. nginx refuses to start when a name is there twice.',
  unless: 'There is no case for it: nginx refuses the second one.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_upstream_module.html#upstream'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
upstream shop {
    zone shop 64k;
    server 10.0.0.1:8000;
    server 10.0.0.2:8000;
}
upstream shop {
         ^^^^ error: nginx refuses to start
    server 10.0.0.3:8000;
}
`,
      good: `
//- conf.d/shop.conf
upstream shop {
    zone shop 64k;
    server 10.0.0.1:8000;
    server 10.0.0.2:8000;
    server 10.0.0.3:8000;
}
`,
    },
  ],
  *check(configuration) {
    for (const kind of ['upstream', 'stream-upstream'] as const) {
      const first = new Map<string, Scope>();
      for (const scope of configuration.scopes(kind)) {
        const { opener } = scope;
        const name = opener?.argument(0);
        if (!opener || !takesPart(configuration, opener.file) || name?.state !== 'known' || opener.args.length !== 1)
          continue;
        // nginx compares the names without regard to case.
        const key = name.value.toLowerCase();
        const before = first.get(key)?.opener;
        if (!before) {
          first.set(key, scope);
          continue;
        }
        const twice = before.directive === opener.directive;
        yield {
          at: opener.atValue,
          setting: 'upstream',
          value: name.value,
          message: twice
            ? `${opener.file.path} is included twice, so that its upstream ${name.value} is a duplicate and nginx refuses to start.`
            : `There is already an upstream ${name.value}${before.file === opener.file ? ' above' : ` in ${before.file.path}`}: nginx refuses to start. Rename one or put their servers together.`,
          related: twice ? [] : [{ ...before.atValue, message: 'The first one.' }],
        };
      }
    }
  },
});
