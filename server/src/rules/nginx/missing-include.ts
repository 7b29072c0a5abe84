import type { Fix } from '../../stack/finding';
import { holdsNoSettings, setsOnly } from '../../stack/nginx/includes';
import type { NginxSetting } from '../../stack/nginx/setting';
import type { Stack } from '../../stack/stack';
import { nearest } from '../../text/nearest';
import { baseName, directoryOf, joinPath } from '../../text/paths';
import { stackRule } from '../rule';

/** Files that distributions and images bring along beside the project's own. */
const PACKAGED =
  /(^|\/)(snippets\/|modules-(enabled|available)\/|proxy_params$|conf\.d\/default\.conf$|naxsi|perl\/|templates\/)/;

export default stackRule({
  summary: 'An include of a file that is not there',
  severity: 'warning',
  from: 'development',
  settings: ['include'],
  why: 'nginx refuses to start when a file that an include names is missing; only a pattern with an asterisk may match nothing. A relative name starts from the folder of the main file, not of the file in which the include stands.',
  unless: 'The file is made when the stack is deployed.',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#include'],
  examples: [
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
    gzip_types application/json;
    include conf.d/statsu.conf;
            ^^^^^^^^^^^^^^^^^^ warning: conf.d has no file of that name
}
//- conf.d/status.conf
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
    gzip on;
    gzip_types application/json;
    include conf.d/status.conf;
}
//- conf.d/status.conf
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
  *check(stack) {
    let folders: Map<string, string[]> | undefined;
    for (const configuration of stack.nginx) {
      if (!configuration.whole) continue;
      for (const { setting, target } of configuration.includes) {
        const name = setting.argument(0);
        if (
          target.state !== 'missing' ||
          name?.state !== 'known' ||
          setting.directive.conditional ||
          setting.tree.template
        )
          continue;
        const path = name.value;
        if (path.includes('$') || holdsNoSettings(path) || setsOnly(path) || PACKAGED.test(path)) continue;
        const full = joinPath(directoryOf(configuration.main.path), path);
        if (full === undefined) continue;
        folders ??= filesByFolder(stack);
        const beside = (folders.get(directoryOf(full)) ?? []).filter((other) => other !== configuration.main.path);
        if (beside.length === 0) continue;
        const folder = directoryOf(full) || 'The workspace’s folder';
        yield {
          at: setting.atValue,
          setting: 'include',
          value: setting.text,
          message: `${folder} has no file of that name, and nginx refuses to start without it.`,
          fixes: rename(setting, path, beside),
        };
      }
    }
  },
});

/** The workspace's nginx files by their folder. */
function filesByFolder(stack: Stack): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const file of stack.files.values()) {
    if (file.kind !== 'nginx') continue;
    const list = folders.get(directoryOf(file.path));
    if (list) list.push(file.path);
    else folders.set(directoryOf(file.path), [file.path]);
  }
  return folders;
}

function rename(setting: NginxSetting, path: string, beside: readonly string[]): Fix[] {
  const meant = nearest(baseName(path), beside.map(baseName));
  if (meant === undefined || meant === baseName(path)) return [];
  const written = path.slice(0, path.length - baseName(path).length) + meant;
  return [{ title: `Include ${written}`, safety: 'review', edits: setting.setWord(setting.args[0]!, written) }];
}
