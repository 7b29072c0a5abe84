import type { Fix, RelatedPlace } from '../../stack/finding';
import { logFormats, logLevelOf } from '../../stack/nginx/log-formats';
import type { NginxSetting } from '../../stack/nginx/setting';
import { closestName, zonesUnseen } from '../../stack/nginx/shared-zones';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'A log format that nobody has defined by then',
  severity: 'error',
  from: 'development',
  settings: ['access_log', 'log_format'],
  why: 'access_log names a format that log_format defines in http. nginx reads from top to bottom and refuses to start when the name is unknown at that point, even if the definition follows further down. Only combined is always there.',
  unless: 'There is no case for it: nginx refuses the line.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format'],
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
    log_format timing '$request_time $request';
    access_log logs/timing.log timming;
                               ^^^^^^^ error: No log_format defines
    access_log logs/access.log main;
                               ^^^^ error: further down
    log_format main '$remote_addr $request';
    server {
        location = /nginx-status {
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
    gzip_types application/json;
    log_format timing '$request_time $request';
    access_log logs/timing.log timing;
    log_format main '$remote_addr $request';
    access_log logs/access.log main;
    server {
        location = /nginx-status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
    },
  ],
  *check(configuration) {
    const uses = configuration.all('access_log');
    if (uses.length === 0) return;
    const defined = { http: logFormats(configuration, 'http'), stream: logFormats(configuration, 'stream') };
    for (const setting of uses) {
      const level = logLevelOf(setting);
      const name = setting.argument(1);
      const word = setting.args[1];
      if (
        !level ||
        !word ||
        name?.state !== 'known' ||
        setting.args[0]!.placeholder ||
        setting.args[0]!.value === 'off'
      )
        continue;
      if (name.value === 'combined' || /^(buffer=|flush=|gzip$|gzip=|if=)/.test(name.value)) continue;
      const at = setting.atArgument(word);
      const definitions = defined[level].get(name.value) ?? [];
      const isEarlier = (one: NginxSetting) => one.order < setting.order;
      if (definitions.some(isEarlier)) continue;
      const unseen = zonesUnseen(configuration, level);
      if (unseen !== undefined) {
        yield { at, unknown: `the format ${name.value} may be defined elsewhere: ${unseen}` };
        continue;
      }
      const later = definitions[0];
      const meant = later
        ? undefined
        : closestName(
            name.value,
            [...defined[level]].filter(([, lines]) => lines.some(isEarlier)).map(([key]) => key),
          );
      const related: RelatedPlace[] = later ? [{ ...later.atName, message: 'It is defined here, too late.' }] : [];
      const ownLine =
        later &&
        !later.directive.conditional &&
        later.scope.opener &&
        setting.scope === later.scope &&
        setting.file === later.file;
      const fixes: Fix[] = meant
        ? [{ title: `Use the format ${meant}`, safety: 'review', edits: setting.setWord(word, meant) }]
        : ownLine && definitions.length === 1
          ? [
              {
                title: `Move access_log behind the format ${name.value}`,
                safety: 'review',
                edits: [...setting.remove(), ...setting.scope.insert([textOf(setting)], { after: later })],
              },
            ]
          : [];
      yield {
        at,
        setting: 'access_log',
        value: setting.text,
        message: later
          ? `The format ${name.value} is defined further down; nginx does not know it here and refuses to start.`
          : `No log_format defines ${name.value}, so nginx refuses to start${meant ? `; the format ${meant} is there` : ''}.`,
        related,
        fixes,
      };
    }
  },
});

function textOf(setting: NginxSetting): string {
  return setting.file.text.slice(setting.span.start, setting.span.end);
}
