import type { Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import { nginxRule } from '../rule';

/** Directives that decide what answers a request; nginx keeps the last one of a block. */
const HANDLERS = [
  'proxy_pass',
  'fastcgi_pass',
  'uwsgi_pass',
  'scgi_pass',
  'grpc_pass',
  'memcached_pass',
  'stub_status',
  'empty_gif',
] as const;

/** Directives that may end the evaluation before a return is reached. */
const DETOURS = ['if', 'break', 'rewrite'] as const;

export default nginxRule({
  summary: 'A handler that another line in the same block replaces',
  severity: 'warning',
  settings: HANDLERS,
  why: 'A location has one handler. nginx accepts a second one of another kind and silently uses the last; and a return answers before any of them is asked. Requests then go somewhere other than the replaced line says.',
  unless: 'There is no good reason to keep both lines.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass',
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    location /shop/ {
        fastcgi_pass 127.0.0.1:9000;
        ^^^^^^^^^^^^ warning: proxy_pass below
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
server {
    location /shop/ {
        return 503;
        proxy_pass http://127.0.0.1:8000;
        ^^^^^^^^^^ warning: never used
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
    },
  ],
  *check(configuration) {
    const answers = new Set<Scope>();
    for (const name of HANDLERS) for (const setting of configuration.all(name)) answers.add(setting.scope);
    for (const scope of answers) {
      if (scope.kind !== 'location' && scope.kind !== 'location-if') continue;
      if (scope.unseen !== undefined) continue;
      const handlers = scope.settings.filter(
        (setting) => (HANDLERS as readonly string[]).includes(setting.name) && !setting.directive.conditional,
      );
      const answer = firstAnswer(scope);
      const last = handlers[handlers.length - 1];
      for (const handler of handlers) {
        const winner = answer ?? last;
        if (!winner || winner === handler || winner.name === handler.name) continue;
        yield {
          at: handler.atName,
          setting: handler.name,
          tag: 'unnecessary',
          message: answer
            ? `${handler.name} is never used: the return in this block answers every request first.`
            : `${handler.name} is never used: the ${winner.name} below replaces it. Keep one of the two.`,
          related: [{ ...winner.atName, message: 'This line answers the requests.' }],
          fixes: [
            ...(answer ? [{ title: 'Remove the return', safety: 'review' as const, edits: answer.remove() }] : []),
            { title: `Remove ${handler.name}`, safety: 'review', edits: handler.remove() },
          ],
        };
      }
    }
  },
});

/** A return that every request of the block reaches. */
function firstAnswer(scope: Scope): NginxSetting | undefined {
  const answer = scope.own('return').find((setting) => !setting.directive.conditional);
  return answer && DETOURS.every((name) => scope.own(name).length === 0) ? answer : undefined;
}
