import type { Verdict } from '../../stack/finding';
import { routes } from '../../stack/nginx/routes';
import type { Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import { nginxRule } from '../rule';

/** Headers that tell the application who asked and how: nobody drops these on purpose. */
const IDENTITY = /^(host|forwarded|x-real-ip|x-forwarded-.+)$/i;

/** What stands for the host that the client asked for. */
const CLIENTS_HOST = /^\$\{?(host|http_host|server_name)\}?(:\$\{?\w+\}?|:\d+)?$/;

export default nginxRule({
  summary: 'A header set here drops the headers set in the blocks around',
  severity: 'warning',
  settings: ['proxy_set_header', 'grpc_set_header'],
  why: 'These lines are inherited only by a block that has none of its own: a single one replaces all of the outer ones. The application then sees nginx as its client, under nginx’s own name for it, so its logs, redirects and limits per client go wrong, and limits that count clients put everybody into one bucket.',
  unless: 'The block passes requests to somebody else’s service, which must not learn who asked.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header',
    'https://nginx.org/en/docs/http/ngx_http_grpc_module.html#grpc_set_header',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    location /live/ {
        proxy_set_header Upgrade $http_upgrade;
        ^^^^^^^^^^^^^^^^ warning: Host and X-Forwarded-For
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    location /live/ {
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
    },
  ],
  *check(configuration) {
    const judged = new Set<string>();
    const numbers = new Map<Scope, number>();
    for (const route of routes(configuration)) {
      if (route.family !== 'proxy' && route.family !== 'grpc') continue;
      const name = `${route.family}_set_header`;
      const scope = nearestWith(route.scope, name);
      if (!scope) continue;
      if (!numbers.has(scope)) numbers.set(scope, numbers.size);
      const key = `${name} ${numbers.get(scope)}`;
      if (judged.has(key)) continue;
      judged.add(key);
      const verdict = judge(scope, name);
      if (verdict) yield verdict;
    }
  },
});

function nearestWith(from: Scope, name: string): Scope | undefined {
  for (let scope: Scope | undefined = from; scope; scope = scope.parent) {
    if (scope.own(name).length > 0) return scope;
    if (scope.unseen !== undefined) return undefined;
  }
  return undefined;
}

function judge(scope: Scope, name: string): Verdict | undefined {
  const outer = scope.parent?.effective(name);
  const own = scope.own(name);
  if (outer?.state !== 'set' || scope.unseen !== undefined) return undefined;
  if (own.some((setting) => setting.argument(0)?.state !== 'known')) return undefined;
  const ownHost = own.find((setting) => headerOf(setting) === 'host')?.args[1]?.value;
  // Any other host than the client's says that the requests leave for another service.
  if (ownHost !== undefined && !CLIENTS_HOST.test(ownHost)) return undefined;
  const repeated = new Set(own.map(headerOf));
  const dropped = outer.settings.filter(
    (setting) =>
      setting.argument(0)?.state === 'known' && setting.args.length === 2 && !repeated.has(headerOf(setting)),
  );
  const lost = dropped.filter((setting) => IDENTITY.test(headerOf(setting)));
  if (lost.length === 0) return undefined;
  const last = own[own.length - 1]!;
  const inBlock = last.file === scope.opener?.file;
  const names = list(lost.map((setting) => setting.args[0]!.value));
  return {
    at: own[0]!.atName,
    setting: name,
    message: `This line drops the inherited ones: the application no longer gets ${names} as they are set in the block around. Repeat what it needs here.`,
    related: lost.map((setting) => ({
      ...setting.atName,
      message: `${setting.args[0]!.value} is set here and does not reach the inner block.`,
    })),
    fixes: [
      {
        title: dropped.length === 1 ? `Repeat ${names} here` : `Repeat the ${dropped.length} inherited headers here`,
        safety: 'review',
        edits: scope.insert(
          dropped.map((setting) => `${name} ${setting.text};`),
          inBlock ? { after: last } : {},
        ),
      },
    ],
  };
}

function headerOf(setting: NginxSetting): string {
  return setting.args[0]!.value.toLowerCase();
}

function list(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
