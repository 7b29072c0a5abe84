import { atLeast } from '../../knowledge/nginx/versions';
import { replaceObsolete, successor } from '../../stack/nginx/obsolete';
import { doubtfulSettings, meanings } from '../../stack/nginx/structure';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'A directive that this version of nginx no longer knows',
  severity: 'error',
  from: 'development',
  settings: ['ssl', 'limit_zone', 'connections'],
  why: 'Directives that were obsolete for years are gone one day, and then nginx refuses the whole configuration: an upgrade of the image or the package is enough to keep it from starting.',
  unless: 'An older nginx runs it: name it in the image’s tag, or under versions in headroom.yaml.',
  sources: ['https://nginx.org/en/CHANGES', 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    listen 443;
    ssl on;
    ^^^ warning: 1.25.1 and later do not know
    server_name shop.example;
}
`,
      good: `
//- conf.d/shop.conf
server {
    listen 443 ssl;
    ssl_session_cache shared:tls:1m;
    server_name shop.example;
}
`,
    },
    {
      bad: `
//- conf.d/limits.conf
limit_zone clients $binary_remote_addr 10m;
^^^^^^^^^^ error: limit_conn_zone does its work
`,
      good: `
//- conf.d/limits.conf
limit_conn_zone $binary_remote_addr zone=clients:10m;
`,
    },
  ],
  *check(configuration, view) {
    const { newest } = view.nginxVersions(configuration);
    for (const setting of doubtfulSettings(configuration)) {
      const possible = meanings(configuration, setting);
      const gone = possible.find((variant) => variant.removed !== undefined && atLeast(newest, variant.removed));
      if (!gone || possible.some((variant) => variant.removed === undefined || !atLeast(newest, variant.removed)))
        continue;
      const next = successor(setting.name);
      // Distributions still ship what a late removal has not reached.
      const certain = newest !== undefined || !atLeast(gone.removed, '1.20');
      yield {
        at: setting.atName,
        setting: setting.name,
        value: setting.text,
        tag: 'deprecated',
        ...(certain ? {} : { severity: 'warning' }),
        message: `${certain ? `nginx has not known "${setting.name}" since ${gone.removed} and refuses` : `nginx ${gone.removed} and later do not know "${setting.name}" and refuse`} to start${next ? `; ${next} does its work` : ''}.`,
        fixes: replaceObsolete(setting, false),
      };
    }
  },
});
