import { atLeast } from '../../knowledge/nginx/versions';
import type { Verdict } from '../../stack/finding';
import { replaceObsolete, successor } from '../../stack/nginx/obsolete';
import type { Scope } from '../../stack/nginx/scope';
import { doubtfulSettings, judgedScopes, meanings, possibleContexts } from '../../stack/nginx/structure';
import { nginxRule } from '../rule';

/** The version from which on `http2` is a directive and the parameter of `listen` is obsolete. */
const HTTP2_DIRECTIVE = '1.25.1';

export default nginxRule({
  summary: 'Obsolete: nginx warns about it at every start',
  severity: 'warning',
  from: 'development',
  settings: ['ssl', 'http2_push', 'http2_max_requests'],
  why: 'nginx still reads what it calls obsolete, but warns, mostly ignores it, and drops it in a later version: then it refuses to start.',
  unless: 'An older nginx has to read the same file: name it in the image’s tag, or under versions in headroom.yaml.',
  sources: ['https://nginx.org/en/CHANGES', 'https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    listen 443 ssl http2;
                   ^^^^^ information: http2 on
    ssl_session_cache shared:tls:1m;
    server_name shop.example;
}
`,
      good: `
//- conf.d/shop.conf
server {
    listen 443 ssl;
    http2 on;
    ssl_session_cache shared:tls:1m;
    server_name shop.example;
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
server {
    http2_max_requests 2000;
    ^^^^^^^^^^^^^^^^^^ warning: keepalive_requests
}
`,
      good: `
//- conf.d/shop.conf
server {
    keepalive_requests 2000;
}
`,
    },
  ],
  *check(configuration, view) {
    const { oldest, newest } = view.nginxVersions(configuration);
    for (const setting of doubtfulSettings(configuration)) {
      const possible = meanings(configuration, setting);
      const old = possible.find(
        ({ deprecated, removed }) =>
          deprecated !== undefined &&
          atLeast(newest, deprecated) &&
          !(removed !== undefined && atLeast(newest, removed)),
      );
      if (!old || possible.some((variant) => variant.deprecated === undefined)) continue;
      const next = successor(setting.name);
      const ignored = setting.name.startsWith('http2_');
      yield {
        at: setting.atName,
        setting: setting.name,
        value: setting.text,
        tag: 'deprecated',
        message: `"${setting.name}" is obsolete since ${old.deprecated}: nginx warns${ignored ? ' and ignores it' : ''}${next ? `; ${next} does its work` : ''}.`,
        fixes: replaceObsolete(setting, ignored && atLeast(oldest, old.deprecated!) && oldest !== undefined),
      };
    }
    if (!atLeast(oldest, HTTP2_DIRECTIVE)) return;
    for (const scope of judgedScopes(configuration).keys()) {
      if (!possibleContexts(configuration, scope).includes('server')) continue;
      const verdict = listenHttp2(scope);
      if (verdict) yield verdict;
    }
  },
});

function listenHttp2(scope: Scope): Verdict | undefined {
  const listens = scope.own('listen').filter((listen) => listen.hasWord('http2') && !listen.directive.conditional);
  const first = listens[0];
  const word = first?.args.find((arg) => arg.value === 'http2');
  if (!first || !word) return undefined;
  const edits = listens.flatMap((listen) =>
    listen.args.filter((arg) => arg.value === 'http2').flatMap((arg) => listen.removeArgument(arg)),
  );
  const present = scope.own('http2').length > 0;
  const last = listens[listens.length - 1]!;
  return {
    at: first.atArgument(word),
    severity: 'information',
    setting: 'listen',
    value: first.text,
    tag: 'deprecated',
    message: `Since nginx ${HTTP2_DIRECTIVE}, http2 behind listen is obsolete and makes nginx warn at every start; "http2 on;" in the server does its work.`,
    fixes: [
      {
        title: 'Write http2 on instead',
        safety: 'review',
        edits: present ? edits : [...edits, ...scope.insert(['http2 on;'], { after: last })],
      },
    ],
  };
}
