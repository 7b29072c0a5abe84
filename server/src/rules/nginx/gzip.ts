import type { Verdict } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { isApiRoute, type Route, routes } from '../../stack/nginx/routes';
import type { Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import { nginxRule, type View } from '../rule';

/** What an API and its pages send as text; text/html is always compressed, and nginx warns where it is listed. */
const TYPES = ['application/json', 'application/javascript', 'text/css', 'text/plain', 'image/svg+xml'];

/** Other modules' compression, which stands in for gzip. */
const OTHER_COMPRESSION = ['brotli', 'zstd'];

export default nginxRule({
  summary: 'Answers are sent uncompressed',
  severity: 'information',
  guide: 'Performance tips',
  settings: ['gzip', 'gzip_types'],
  why: 'Compressed JSON takes a fraction of the bytes, so answers are through sooner and slow clients hold their connections for less time. `gzip on` alone compresses text/html only: the types of an API’s answers have to be listed in gzip_types.',
  price:
    'Compression takes CPU time in the workers; the default level 1 takes least. Behind a CDN or another proxy it also needs gzip_proxied, and caches in front need gzip_vary.',
  unless:
    'The application or a proxy in front compresses already, or answers mix secrets with text that an attacker can choose (the BREACH attack).',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_gzip_module.html#gzip',
    'https://nginx.org/en/docs/http/ngx_http_gzip_module.html#gzip_types',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    gzip on;
    gzip_types text/css application/javascript;
    ^^^^^^^^^^ information: lacks application/json
    location /api/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_buffering off;
        proxy_request_buffering off;
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    gzip on;
    gzip_types text/css application/javascript application/json;
    location /api/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_buffering off;
        proxy_request_buffering off;
    }
}
`,
    },
    {
      bad: `
//- nginx.conf
worker_processes auto;
events {
    worker_connections 10000;
    use epoll;
    multi_accept on;
}
http {
    gzip on;
         ^^ information: text/html only
    server {
        location / {
            proxy_pass http://127.0.0.1:8000;
        }
        location = /nginx_status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
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
http {
    gzip on;
    gzip_types application/json application/javascript text/css text/plain image/svg+xml;
    server {
        location / {
            proxy_pass http://127.0.0.1:8000;
        }
        location = /nginx_status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
    },
  ],
  *check(configuration, view) {
    const sort = sortSubjects(configuration, view);
    const [undecided] = sort.unknown;
    if (undecided) yield { at: undecided.scope.place, unknown: undecided.reason };
    for (const setting of sort.off) {
      yield {
        at: setting.atValue,
        setting: 'gzip',
        value: setting.text,
        message: 'Answers go out uncompressed, so they take longer and hold their connections. Turn gzip on here.',
        fixes: [
          {
            title: 'Set gzip to on',
            safety: 'safe',
            edits: [...setting.set('on'), ...typesFor(setting.scope, setting)],
          },
        ],
      };
    }
    yield* judgeMissing(configuration, sort, view);
    for (const setting of sort.htmlOnly) {
      yield {
        at: setting.atValue,
        setting: 'gzip_types',
        message:
          'gzip is on without gzip_types, so it compresses text/html only: JSON, scripts and styles go out in full. List their types.',
        fixes: [
          {
            title: `Set gzip_types to application/json and ${TYPES.length - 1} more`,
            safety: 'safe',
            edits: setting.scope.insert([typesLine()], { after: setting }),
          },
        ],
      };
    }
    for (const [setting, route] of sort.withoutJson) {
      yield {
        at: setting.atName,
        setting: 'gzip_types',
        value: setting.text,
        message: `gzip_types lacks application/json, so JSON answers of ${route.scope.nearest('location')!.opener!.text} go out uncompressed. Add it.`,
        fixes: [
          { title: 'Add application/json to gzip_types', safety: 'safe', edits: setting.add('application/json') },
        ],
      };
    }
  },
});

/** The places that send answers, by what compression does there. */
interface Subjects {
  readonly missing: Scope[];
  readonly off: Set<NginxSetting>;
  readonly htmlOnly: Set<NginxSetting>;
  readonly withoutJson: Map<NginxSetting, Route>;
  readonly unknown: { readonly scope: Scope; readonly reason: string }[];
  compressed: boolean;
}

function sortSubjects(configuration: NginxConfiguration, view: View): Subjects {
  const sort: Subjects = {
    missing: [],
    off: new Set(),
    htmlOnly: new Set(),
    withoutJson: new Map(),
    unknown: [],
    compressed: false,
  };
  const proxied = routes(configuration).filter(({ family }) => family !== 'grpc');
  for (const route of proxied) judge(route.scope, route, sort, view);
  if (proxied.length === 0)
    for (const server of configuration.scopes('server')) if (sendsFiles(server)) judge(server, undefined, sort, view);
  return sort;
}

function judge(scope: Scope, route: Route | undefined, sort: Subjects, view: View): void {
  if (compressedOtherwise(scope)) {
    sort.compressed = true;
    return;
  }
  const { state, setting, reason } = scope.effective('gzip');
  if (!setting) {
    if (state === 'absent') sort.missing.push(scope);
    else sort.unknown.push({ scope, reason: reason! });
    return;
  }
  // Off in a server or location is somebody's choice for that place.
  if (setting.flag === false && setting.scope.kind === 'http') sort.off.add(setting);
  if (setting.flag !== true) return;
  sort.compressed = true;
  const types = scope.effective('gzip_types');
  if (types.state === 'unknown') sort.unknown.push({ scope, reason: types.reason! });
  else if (types.state === 'absent') sort.htmlOnly.add(setting);
  else if (types.complete && route && !sort.withoutJson.has(types.setting!)) {
    const words = types.settings.flatMap(({ args }) => args);
    const covers = words.some(
      ({ value, placeholder }) => placeholder || value === '*' || value.toLowerCase() === 'application/json',
    );
    if (!covers && isApiRoute(route, view.settings.apiRoutes)) sort.withoutJson.set(types.setting!, route);
  }
}

/** Whether another module compresses here. Only what is in view counts. */
function compressedOtherwise(from: Scope): boolean {
  for (let scope: Scope | undefined = from; scope; scope = scope.parent) {
    for (const name of OTHER_COMPRESSION) {
      const [setting] = scope.own(name);
      if (setting) return setting.args[0]?.value !== 'off';
    }
  }
  return false;
}

/** Nothing says gzip: one finding at http, or, where some servers compress and API routes of others don't, at those. */
function* judgeMissing(configuration: NginxConfiguration, sort: Subjects, view: View): Generator<Verdict> {
  const { http } = configuration;
  if (sort.missing.length === 0 || !http) return;
  const api = new Set(
    routes(configuration)
      .filter((route) => isApiRoute(route, view.settings.apiRoutes))
      .map(({ scope }) => scope),
  );
  const servers = sort.missing.filter((scope) => api.has(scope)).map((scope) => scope.nearest('server'));
  const places = sort.compressed ? new Set(servers) : [http];
  for (const scope of places) {
    if (!scope) continue;
    yield {
      at: scope.place,
      setting: 'gzip',
      message:
        'gzip is not set, so answers go out uncompressed: they take longer and hold their connections. Turn it on, and list application/json in gzip_types.',
      fixes: [{ title: 'Set gzip to on', safety: 'safe', edits: turnOn(scope) }],
    };
  }
}

function turnOn(scope: Scope) {
  const types = scope.own('gzip_types')[0];
  if (types) return [...scope.insert(['gzip on;'], { before: types }), ...typesFor(scope, types)];
  const anchor = ['keepalive_timeout', 'sendfile', 'default_type', 'server_name', 'listen']
    .flatMap((name) => scope.own(name).slice(-1))
    .find(({ file }) => file === scope.opener?.file);
  const lines = scope.effective('gzip_types').state === 'absent' ? ['gzip on;', typesLine()] : ['gzip on;'];
  return scope.insert(lines, anchor ? { after: anchor } : {});
}

/** What makes gzip cover JSON in a scope, with the line of gzip behind which it may stand. */
function typesFor(scope: Scope, after: NginxSetting) {
  const { state, settings, setting, complete } = scope.effective('gzip_types');
  if (state === 'absent') return scope.insert([typesLine()], { after });
  if (!setting || !complete || setting.scope !== scope) return [];
  const covered = settings.some(({ args }) =>
    args.some(({ value, placeholder }) => placeholder || value === '*' || value === 'application/json'),
  );
  return covered ? [] : setting.add('application/json');
}

function typesLine(): string {
  return `gzip_types ${TYPES.join(' ')};`;
}

/** Whether a server without routes has something to send: it does more than send clients elsewhere. */
function sendsFiles(server: Scope): boolean {
  return (
    server.own('return').length === 0 &&
    (server.effective('root').state === 'set' ||
      [...server.descendants()].some((scope) => scope.own('root').length > 0 || scope.own('alias').length > 0))
  );
}
