import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Scope } from '../../stack/nginx/scope';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'tcp_nopush does nothing without sendfile',
  severity: 'hint',
  settings: ['tcp_nopush', 'sendfile'],
  why: 'nginx uses tcp_nopush only while it sends a file with sendfile, to put the header and the start of the file into one packet. Without sendfile the line has no effect.',
  unless: 'nginx serves no files, only other servers’ answers; then both lines can go.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#tcp_nopush',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#sendfile',
  ],
  examples: [
    {
      bad: `
//- conf.d/files.conf
server {
    sendfile off;
    tcp_nopush on;
    ^^^^^^^^^^ hint: sendfile is off
}
`,
      good: `
//- conf.d/files.conf
server {
    sendfile on;
    tcp_nopush on;
}
`,
    },
  ],
  *check(configuration) {
    for (const setting of configuration.all('tcp_nopush')) {
      if (setting.flag !== true) continue;
      const { scope } = setting;
      const sendfile = scope.effective('sendfile');
      if (sendfile.state === 'unknown') continue;
      if (sendfile.setting && sendfile.setting.flag !== false) continue;
      if (sendfileInside(configuration, scope)) continue;
      yield {
        at: setting.atName,
        setting: 'tcp_nopush',
        value: setting.text,
        message: `tcp_nopush has no effect here: sendfile is ${sendfile.setting ? 'off' : 'not set, and off by itself'}.`,
        fixes: [
          {
            title: 'Set sendfile to on',
            safety: 'review',
            edits:
              sendfile.setting?.scope === scope
                ? sendfile.setting.set('on')
                : scope.insert(['sendfile on;'], { before: setting }),
          },
        ],
      };
    }
  },
});

/** Whether a block inside may turn sendfile on, so that the setting has its use there. */
function sendfileInside(configuration: NginxConfiguration, scope: Scope): boolean {
  return configuration.derive(aroundSendfile).has(scope);
}

/** The blocks around every place that turns sendfile on, or may do so out of view. */
function aroundSendfile(configuration: NginxConfiguration): ReadonlySet<Scope> {
  const around = new Set<Scope>();
  const addParents = (inner: Scope) => {
    for (let outer = inner.parent; outer && !around.has(outer); outer = outer.parent) around.add(outer);
  };
  for (const setting of configuration.all('sendfile')) if (setting.flag !== false) addParents(setting.scope);
  for (const kind of ['server', 'location'] as const) {
    for (const scope of configuration.scopes(kind)) if (scope.unseen !== undefined) addParents(scope);
  }
  return around;
}
