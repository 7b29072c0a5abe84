import type { Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import { judgedScopes, repeatedSettings } from '../../stack/nginx/structure';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'Two locations for the same path in one server',
  severity: 'error',
  from: 'development',
  settings: ['location'],
  why: 'nginx could not tell which of two equal locations answers, so it refuses the whole configuration. Included files count: a snippet that defines a location can be included once in a server.',
  unless: 'There is no case for it: nginx refuses the second location.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#location'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    location /images/ {
        root /srv/shop;
    }
    location ^~ /images/ {
             ^^^^^^^^^^^ error: a second location for /images/
        expires 30d;
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location ^~ /images/ {
        root /srv/shop;
        expires 30d;
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const [scope, settings] of judgedScopes(configuration)) {
      if (!mayHoldLocations(scope)) continue;
      for (const [before, setting] of repeatedSettings(settings.filter(isLocation), keyOf)) {
        const path = setting.args[setting.args.length - 1]!.value;
        const twice = before.directive === setting.directive;
        yield {
          at: setting.atValue,
          setting: 'location',
          value: setting.text,
          message: twice
            ? `${setting.file.path} is included twice here, so that its location for ${path} is a duplicate and nginx refuses to start.`
            : `This is a second location for ${path} in the same block: nginx refuses to start. Make one of the two.`,
          related: twice ? [] : [{ ...before.atValue, message: 'The first one.' }],
        };
      }
    }
  },
});

function isLocation(setting: NginxSetting): boolean {
  return setting.directive.name.value === 'location';
}

function mayHoldLocations(scope: Scope): boolean {
  return scope.kind === 'server' || scope.kind === 'location';
}

/**
 * What nginx compares: exact ones among themselves, prefixes with and without ^~ together. Expressions are tried
 * one after the other and may repeat, and of named locations nginx takes the first.
 */
function keyOf(setting: NginxSetting): string | undefined {
  if (setting.args.some((word) => word.placeholder)) return undefined;
  const [first, second] = setting.args.map((word) => word.value);
  if (first === undefined || setting.args.length > 2) return undefined;
  if (second !== undefined) return first === '=' ? `=${second}` : first === '^~' ? `^${second}` : undefined;
  const glued = /^(=|\^~|~\*|~)(.+)$/.exec(first);
  if (!glued) return first.startsWith('@') ? undefined : `^${first}`;
  return glued[1] === '=' ? `=${glued[2]}` : glued[1] === '^~' ? `^${glued[2]}` : undefined;
}
