import { parseSize } from '../../knowledge/nginx/units';
import { PROXY_FAMILIES, routes } from '../../stack/nginx/routes';
import { depthOf } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import { nginxRule } from '../rule';

const FAMILIES = PROXY_FAMILIES.filter((family) => family !== 'grpc');

export default nginxRule({
  summary: 'A transfer rate has no effect while buffering is off',
  severity: 'warning',
  settings: ['limit_rate', ...FAMILIES.map((family) => `${family}_limit_rate`)],
  why: 'nginx limits the rate of an answer between its buffers and the client, or between the application and its buffers. With buffering off it passes everything on as fast as both ends go, so a few downloads can still fill the line.',
  unless: 'The application turns buffering on for its large answers itself, with the header "X-Accel-Buffering: yes".',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_limit_rate',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#limit_rate',
  ],
  examples: [
    {
      bad: `
//- conf.d/files.conf
server {
    location /files/ {
        proxy_buffering off;
        limit_rate 500k;
                   ^^^^ warning: proxy_buffering is off
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
      good: `
//- conf.d/files.conf
server {
    location /files/ {
        proxy_buffering on;
        limit_rate 500k;
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const { scope, family } of routes(configuration)) {
      if (family === 'grpc') continue;
      const buffering = scope.effective(`${family}_buffering`).setting;
      if (buffering?.flag !== false) continue;
      for (const name of ['limit_rate', `${family}_limit_rate`]) {
        const rate = scope.effective(name).setting;
        if (!rate || !limits(rate)) continue;
        const inherited = depthOf(rate.scope) < depthOf(buffering.scope);
        const inner = inherited ? buffering : rate;
        const same = rate.scope === buffering.scope;
        yield {
          at: inner.atValue,
          ...(inherited ? { severity: 'information' as const } : {}),
          setting: inner.name,
          value: inner.text,
          message: inherited
            ? `With buffering off, the inherited ${name} ${rate.text} does not slow anything down here.`
            : `${name} slows nothing down here: ${family}_buffering is off, and then nginx ignores it. Turn buffering on where the rate shall hold.`,
          related: [
            inherited
              ? { ...rate.atName, message: 'The rate is set here.' }
              : { ...buffering.atName, message: 'Buffering is turned off here.' },
          ],
          fixes: [
            {
              title: `Set ${family}_buffering to on${same || inherited ? '' : ' here'}`,
              safety: 'review',
              edits:
                same || inherited
                  ? buffering.set('on')
                  : rate.scope.insert([`${family}_buffering on;`], { after: rate }),
            },
          ],
        };
      }
    }
  },
});

/** Whether the setting certainly asks for a limit; 0 asks for none. */
function limits(rate: NginxSetting): boolean {
  const value = rate.argument(0);
  const bytes = value?.state === 'known' ? parseSize(value.value) : undefined;
  return bytes !== undefined && bytes > 0;
}
