import type { Verdict } from '../../stack/finding';
import { isDefaultServer, type Listen, listens, socketOptions } from '../../stack/nginx/listens';
import type { NginxSetting } from '../../stack/nginx/setting';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'Listen lines that contradict each other',
  severity: 'error',
  from: 'development',
  settings: ['listen'],
  why: 'All servers on an address share one socket. A server names the address once, one server may be its default, and options of the socket (backlog, reuseport, ipv6only and their like) stand on one of the lines only. nginx refuses everything else, even where both lines say the same.',
  unless: 'There is no case for it: nginx refuses the second line.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#listen'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    listen 8080 backlog=4096 reuseport;
    server_name shop.example;
}
server {
    listen 8080 backlog=4096;
                ^^^^^^^^^^^^ error: only once
    server_name admin.example;
}
`,
      good: `
//- conf.d/shop.conf
server {
    listen 8080 backlog=4096 reuseport;
    server_name shop.example;
}
server {
    listen 8080;
    server_name admin.example;
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
server {
    listen 8080 default_server;
    listen *:8080;
           ^^^^^^ error: already listens
    server_name shop.example;
}
server {
    listen 8080 default_server;
                ^^^^^^^^^^^^^^ error: already has a default server
    server_name admin.example;
}
`,
      good: `
//- conf.d/shop.conf
server {
    listen 8080 default_server;
    server_name shop.example;
}
server {
    listen 8080;
    server_name admin.example;
}
`,
    },
  ],
  *check(configuration) {
    const addresses = new Map<string, Address>();
    for (const listen of listens(configuration)) {
      const { setting } = listen;
      if (!setting || setting.directive.conditional || setting.args.some((word) => word.placeholder)) continue;
      const address = addresses.get(listen.address) ?? { servers: new Map() };
      addresses.set(listen.address, address);
      yield* judge(listen, setting, address);
    }
  },
});

/** What was said of an address so far. */
interface Address {
  readonly servers: Map<unknown, NginxSetting>;
  defaultServer?: NginxSetting;
  withOptions?: NginxSetting;
}

function* judge({ server, address }: Listen, setting: NginxSetting, seen: Address): Generator<Verdict> {
  const before = seen.servers.get(server);
  if (before) {
    yield {
      at: setting.atArgument(setting.args[0]!),
      setting: 'listen',
      value: setting.text,
      message: `This server already listens on ${address}: nginx refuses the second line.`,
      related: [{ ...before.atValue, message: 'The first one.' }],
      fixes:
        before.directive === setting.directive
          ? []
          : [
              {
                title: 'Remove this listen',
                safety: setting.args.length === 1 ? 'safe' : 'review',
                edits: setting.remove(),
              },
            ],
    };
    return;
  }
  seen.servers.set(server, setting);
  const isDefault = isDefaultServer(setting);
  if (isDefault && seen.defaultServer) {
    yield {
      at: setting.atArgument(isDefault),
      setting: 'listen',
      value: setting.text,
      message: `${address} already has a default server: nginx takes one only and refuses to start.`,
      related: [{ ...seen.defaultServer.atValue, message: 'The default server so far.' }],
      fixes: [{ title: `Remove ${isDefault.value}`, safety: 'review', edits: setting.removeArgument(isDefault) }],
    };
  } else if (isDefault) seen.defaultServer = setting;
  const options = socketOptions(setting);
  const first = options[0];
  if (!first) return;
  if (!seen.withOptions) {
    seen.withOptions = setting;
    return;
  }
  const same = options.every((word) => seen.withOptions!.hasWord(word.value));
  const [start, end] = [first.start, options[options.length - 1]!.end];
  yield {
    at: { file: setting.file, span: { start, end } },
    setting: 'listen',
    value: setting.text,
    message: `Options of the socket on ${address} may be given only once: nginx refuses them here.`,
    related: [{ ...seen.withOptions.atValue, message: 'They are given here.' }],
    fixes: [
      {
        title: `Remove ${options.map((word) => word.value).join(' ')}`,
        safety: same ? 'safe' : 'review',
        edits: options.flatMap((word) => setting.removeArgument(word)),
      },
    ],
  };
}
