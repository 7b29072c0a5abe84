import type { Context } from '../../knowledge/nginx/contexts';
import { acceptsArgCount, type DirectiveVariant, variantIn, variants } from '../../knowledge/nginx/directives';
import type { Fix } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import { contextName, doubtfulSettings, listContexts, meanings } from '../../stack/nginx/structure';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'A directive that nginx does not take in this block',
  severity: 'error',
  from: 'development',
  why: 'Every directive has its blocks. In any other one nginx refuses the whole configuration: it does not start, and a reload keeps the old configuration running.',
  unless: 'There is no case for it: nginx refuses the line.',
  sources: ['https://nginx.org/en/docs/dirindex.html', 'https://nginx.org/en/docs/beginners_guide.html#conf_structure'],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
worker_connections 10000;
^^^^^^^^^^^^^^^^^^ error: nginx takes it in events
events {
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
    {
      bad: `
//- conf.d/shop.conf
server {
    listen 8080;
    location /downloads/ {
        client_header_timeout 10s;
        ^^^^^^^^^^^^^^^^^^^^^ error: nginx takes it in http or server
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    listen 8080;
    client_header_timeout 10s;
    location /downloads/ {
    }
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
server {
    location /shop/ {
        if ($request_method = POST) {
            proxy_read_timeout 120s;
            ^^^^^^^^^^^^^^^^^^ error: an if block of a location
        }
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location /shop/ {
        proxy_read_timeout 120s;
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const setting of doubtfulSettings(configuration)) {
      const known = variants(setting.name);
      if (known.length === 0 || known.some((variant) => variant.contexts.length === 0)) continue;
      if (meanings(configuration, setting).length > 0) continue;
      const own = known.filter(
        (variant) => !variant.commercial && !variant.thirdParty && variant.removed === undefined,
      );
      if (own.length === 0) continue;
      const contexts = placesFor(own, setting.scope);
      const opener = setting.scope.opener;
      yield {
        at: setting.atName,
        setting: setting.name,
        message: `"${setting.name}" is not allowed in ${contextName(setting.scope.kind!)}: nginx takes it in ${listContexts(contexts)} and refuses to start otherwise.`,
        related: opener ? [{ ...opener.atName, message: `It stands in this ${opener.name} block.` }] : [],
        fixes: move(configuration, setting, contexts),
      };
    }
  },
});

/** Where the directive may stand; of http, mail and stream, only what belongs to the one around it. */
function placesFor(own: readonly DirectiveVariant[], scope: Scope): readonly Context[] {
  const all = [...new Set(own.flatMap((variant) => variant.contexts))];
  const family = familyOf(scope.kind!);
  const near = all.filter((context) => familyOf(context) === family);
  return near.length > 0 ? near : all;
}

function familyOf(context: Context): string {
  if (context === 'main' || context === 'events') return 'core';
  return /^(mail|stream)/.exec(context)?.[0] ?? 'http';
}

/** Moves the line to the one block where it can only be meant to stand. */
function move(configuration: NginxConfiguration, setting: NginxSetting, contexts: readonly Context[]): Fix[] {
  const { directive, file } = setting;
  const text = file.text.slice(directive.name.start, directive.end);
  if (directive.block || text.includes('\n')) return [];
  if (contexts.length === 1 && contexts[0] === 'events' && configuration.whole && !configuration.events)
    return wrapInEvents(setting, text);
  const target = targetFor(configuration, setting, contexts);
  if (!target) return [];
  const variant = variantIn(setting.name, target.scope.kind!)!;
  const taken = target.scope.own(setting.name).length > 0 || target.scope.unseen !== undefined;
  if (!acceptsArgCount(variant, directive.args.length) || (taken && !variant.repeatable)) return [];
  const edits = target.scope.insert([text], target.before ? { before: target.before } : {});
  return [
    {
      title: `Move it to ${contextName(target.scope.kind!)}`,
      safety: 'review',
      edits: [...setting.remove(), ...edits],
    },
  ];
}

interface Target {
  readonly scope: Scope;
  /** The directive of that block before which it goes. */
  readonly before?: NginxSetting;
}

/** The nearest block around it that takes it; at the top level, the only events or http block. */
function targetFor(
  configuration: NginxConfiguration,
  setting: NginxSetting,
  contexts: readonly Context[],
): Target | undefined {
  let inner = setting.scope;
  for (let scope = inner.parent; scope; scope = scope.parent) {
    if (scope.kind && contexts.includes(scope.kind) && inner.opener) return { scope, before: inner.opener };
    inner = scope;
  }
  if (!configuration.whole || setting.scope !== configuration.root) return undefined;
  const blocks = contexts
    .flatMap((context) => configuration.scopes(context))
    .filter((scope) => scope.kind === 'events' || scope.kind === 'http');
  return blocks.length === 1 ? { scope: blocks[0]! } : undefined;
}

/** Gives a line of events the block that is missing around it, with what such a block holds on Linux. */
function wrapInEvents(setting: NginxSetting, text: string): Fix[] {
  if (setting.name !== 'worker_connections') return [];
  const block = `events {\n    ${text}\n    use epoll;\n    multi_accept on;\n}`;
  return [
    {
      title: 'Put it into an events block',
      safety: 'review',
      edits: [...setting.remove(), ...setting.scope.insert([block], { after: setting })],
    },
  ];
}
