import type { Fix, Verdict } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import { judgedScopes, meanings, repeatedSettings } from '../../stack/nginx/structure';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'A directive that stands twice in one block',
  severity: 'error',
  from: 'development',
  why: 'Most directives may stand once in a block, and what a block includes counts as part of it. nginx refuses the second one and with it the whole configuration: a conf.d file that repeats a line of nginx.conf is enough.',
  unless: 'There is no case for it: nginx refuses the line.',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#include', 'https://nginx.org/en/docs/dirindex.html'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    listen 8080;
    client_max_body_size 1m;
    client_max_body_size 20m;
    ^^^^^^^^^^^^^^^^^^^^ error: already set in this block
}
`,
      good: `
//- conf.d/shop.conf
server {
    listen 8080;
    client_max_body_size 20m;
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
    keepalive_timeout 65;
    include conf.d/*.conf;
}
//- conf.d/tuning.conf
gzip on;
gzip_types application/json;
keepalive_timeout 30s;
^^^^^^^^^^^^^^^^^ error: nginx.conf
server {
    location = /nginx-status {
        stub_status;
        allow 127.0.0.1;
        deny all;
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
    include conf.d/*.conf;
}
//- conf.d/tuning.conf
gzip on;
gzip_types application/json;
keepalive_timeout 30s;
server {
    location = /nginx-status {
        stub_status;
        allow 127.0.0.1;
        deny all;
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const [before, setting] of repeats(configuration)) {
      const possible = meanings(configuration, setting);
      if (possible.length === 0 || possible.some((variant) => variant.repeatable)) continue;
      if (before.name !== setting.name) yield rootAndAlias(before, setting);
      else if (before.directive === setting.directive) yield readTwice(configuration, setting.scope, setting);
      else yield duplicate(before, setting);
    }
  },
});

/** Everything that stands twice in one block, repeatable or not. */
function repeats(configuration: NginxConfiguration): readonly (readonly [NginxSetting, NginxSetting])[] {
  const found: (readonly [NginxSetting, NginxSetting])[] = [];
  judgedScopes(configuration).forEach((settings) => {
    for (const pair of repeatedSettings(settings, nameOf)) found.push(pair);
  });
  return found;
}

/** nginx keeps root and alias in one place: one of them makes the other a duplicate. */
function nameOf(setting: NginxSetting): string {
  return setting.name === 'alias' ? 'root' : setting.name;
}

function duplicate(before: NginxSetting, setting: NginxSetting): Verdict {
  const where = !before.inFile
    ? `by -g on nginx’s command line${before.remove().length > 0 ? ` in ${before.file.path}` : ', which the image brings along'}`
    : before.file === setting.file
      ? 'above'
      : `in ${before.file.path}`;
  return {
    at: setting.atName,
    setting: setting.name,
    value: setting.text,
    message: setting.directive.block
      ? `There already is ${/^[aeiou]/.test(setting.name) ? 'an' : 'a'} ${setting.name} block ${where}: nginx takes one only and refuses to start.`
      : `"${setting.name}" is already set ${before.inFile ? 'in this block, ' : ''}${where}: nginx refuses to start. Keep one of the two.`,
    related: [
      {
        ...before.atName,
        message: setting.directive.block ? 'The first one.' : `It is set to ${before.text || 'nothing'} here.`,
      },
    ],
    fixes: setting.directive.block ? [] : keepOne(before, setting),
  };
}

/** The later line was written last and says what is meant; where both say the same, either may go. */
function keepOne(before: NginxSetting, setting: NginxSetting): Fix[] {
  if (before.text === setting.text)
    return [{ title: `Remove this repetition of ${setting.name}`, safety: 'safe', edits: setting.remove() }];
  return [
    { title: `Keep ${setting.text}, remove ${before.text}`, safety: 'review', edits: before.remove() },
    { title: `Keep ${before.text}, remove ${setting.text}`, safety: 'review', edits: setting.remove() },
  ];
}

function rootAndAlias(before: NginxSetting, setting: NginxSetting): Verdict {
  return {
    at: setting.atName,
    setting: setting.name,
    value: setting.text,
    message: `A location takes root or alias, not both: nginx calls ${setting.name} a duplicate of the ${before.name} above and refuses to start.`,
    related: [{ ...before.atName, message: `The ${before.name} of this location.` }],
    fixes: [
      { title: `Remove ${before.name}`, safety: 'review', edits: before.remove() },
      { title: `Remove ${setting.name}`, safety: 'review', edits: setting.remove() },
    ],
  };
}

/** One line that is read twice because two includes of the block lead to its file. */
function readTwice(configuration: NginxConfiguration, scope: Scope, setting: NginxSetting): Verdict {
  const includes = configuration.includes.filter(
    (one) => one.setting.scope === scope && one.target.paths.includes(setting.file.path),
  );
  const second = includes[1]?.setting;
  return {
    at: second ? second.atValue : setting.atName,
    setting: setting.name,
    message: `${setting.file.path} is included twice in this block, so that "${setting.name}" in it is a duplicate and nginx refuses to start.`,
    related: second ? [{ ...setting.atName, message: `${setting.name} would be set twice.` }] : [],
    fixes:
      second && second.args.length === 1 && !/[*?[]/.test(second.args[0]!.value)
        ? [{ title: 'Remove the second include', safety: 'review', edits: second.remove() }]
        : [],
  };
}
