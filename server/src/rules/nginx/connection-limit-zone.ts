import type { Fix, Verdict } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { NginxSetting } from '../../stack/nginx/setting';
import { closestName, zonesUnseen } from '../../stack/nginx/shared-zones';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'limit_conn and limit_conn_zone do not fit together',
  severity: 'error',
  settings: ['limit_conn', 'limit_conn_zone'],
  why: 'limit_conn only names the zone that counts connections; limit_conn_zone defines it, once, in http (or in stream for TCP). nginx refuses to start when the definition is missing or is there twice. Unlike limit_req, limit_conn takes the bare name, without zone= in front.',
  unless: 'There is no use for it.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_limit_conn_module.html#limit_conn',
    'https://nginx.org/en/docs/stream/ngx_stream_limit_conn_module.html#limit_conn',
  ],
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
    limit_conn_zone $binary_remote_addr zone=clients:10m;
    limit_conn_status 429;
    server {
        location /downloads/ {
            limit_conn zone=clients 10;
                       ^^^^^^^^^^^^ error: without zone=
        }
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
    limit_conn_zone $binary_remote_addr zone=clients:10m;
    limit_conn_status 429;
    server {
        location /downloads/ {
            limit_conn clients 10;
        }
        location = /nginx-status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
    },
    {
      bad: `
//- conf.d/limits.conf
limit_conn_zone $binary_remote_addr zone=clients:10m;
limit_conn_zone $server_name zone=clients:10m;
                             ^^^^^^^^^^^^^^^^ error: defined twice
`,
      good: `
//- conf.d/limits.conf
limit_conn_zone $binary_remote_addr zone=clients:10m;
limit_conn_zone $server_name zone=servers:10m;
`,
    },
  ],
  *check(configuration) {
    const zones = { http: definitions(configuration, 'http'), stream: definitions(configuration, 'stream') };
    for (const setting of configuration.all('limit_conn')) {
      const name = setting.argument(0);
      if (name?.state !== 'known' || setting.args.length !== 2) continue;
      const level = levelOf(setting);
      if (zones[level].some((zone) => zone.name === name.value)) continue;
      const at = setting.atArgument(setting.args[0]!);
      const hidden = configuration
        .all('limit_conn_zone')
        .some((zone) => zone.parameter('zone')?.value.state === 'unknown');
      const unseen = hidden ? 'a template fills in a zone’s definition' : zonesUnseen(configuration, level);
      if (unseen !== undefined) yield { at, unknown: `the zone ${name.value} may be defined elsewhere: ${unseen}` };
      else yield undefinedZone(setting, name.value, zones[level]);
    }
    yield* definedTwice(zones.http);
    yield* definedTwice(zones.stream);
  },
});

interface ConnectionZone {
  readonly setting: NginxSetting;
  readonly name: string;
}

type Level = 'http' | 'stream';

function levelOf(setting: NginxSetting): Level {
  return setting.scope.kind?.startsWith('stream') ? 'stream' : 'http';
}

/** The zones of one level; those of the other are of no use to it. */
function definitions(configuration: NginxConfiguration, level: Level): readonly ConnectionZone[] {
  return configuration.all('limit_conn_zone').flatMap((setting) => {
    const zone = setting.parameter('zone')?.value;
    const name = zone?.state === 'known' ? zone.value.split(':', 1)[0] : undefined;
    return name && levelOf(setting) === level ? [{ setting, name }] : [];
  });
}

function undefinedZone(setting: NginxSetting, name: string, zones: readonly ConnectionZone[]): Verdict {
  const word = setting.args[0]!;
  const bare = name.startsWith('zone=') ? name.slice('zone='.length) : undefined;
  const names = zones.map((zone) => zone.name);
  const meant = bare !== undefined && names.includes(bare) ? bare : closestName(bare ?? name, names);
  const definition = zones.find((zone) => zone.name === meant);
  const fixes: Fix[] =
    meant === undefined
      ? []
      : [{ title: `Use the zone ${meant}`, safety: 'review', edits: setting.setWord(word, meant) }];
  return {
    at: setting.atArgument(word),
    setting: 'limit_conn',
    value: name,
    message:
      bare !== undefined && meant === bare
        ? `limit_conn takes the zone's name without zone= in front; as it stands, nginx refuses to start. Write ${bare}.`
        : `No limit_conn_zone defines the zone ${name}, so nginx refuses to start${meant === undefined ? '' : `; the zone ${meant} is there`}.`,
    related: definition ? [{ ...definition.setting.atValue, message: `The zone ${meant} is defined here.` }] : [],
    fixes,
  };
}

function* definedTwice(zones: readonly ConnectionZone[]): Iterable<Verdict> {
  const first = new Map<string, ConnectionZone>();
  for (const zone of zones) {
    const { setting, name } = zone;
    if (setting.directive.conditional || !mayDefine(setting)) continue;
    const before = first.get(name);
    if (!before) {
      first.set(name, zone);
      continue;
    }
    const sameLine = before.setting.directive === setting.directive;
    yield {
      at: setting.atArgument(setting.parameter('zone')!.word),
      setting: 'limit_conn_zone',
      value: name,
      message: sameLine
        ? `This file is included twice at one level, so the zone ${name} is defined twice and nginx refuses to start.`
        : `The zone ${name} is defined twice, so nginx refuses to start. Remove one of the two or rename it.`,
      related: sameLine ? [] : [{ ...before.setting.atValue, message: 'It is defined here first.' }],
      fixes: sameLine
        ? []
        : [{ title: `Remove this definition of ${name}`, safety: 'review', edits: setting.remove() }],
    };
  }
}

/** Whether nginx takes definitions at that level, as far as a file of its own shows it; elsewhere the place is what is wrong. */
function mayDefine({ scope }: NginxSetting): boolean {
  return scope.kind === 'http' || scope.kind === 'stream' || (scope.kind === undefined && scope.parent === undefined);
}
