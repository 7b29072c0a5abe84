import type { Place } from '../../stack/finding';
import { listens } from '../../stack/nginx/listens';
import type { Scope } from '../../stack/nginx/scope';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'Two servers with the same name on one address',
  severity: 'warning',
  from: 'development',
  settings: ['server_name'],
  why: 'nginx gives every request for a name to the first server that has it and ignores the second one: it starts with a mere warning, and the second server never answers for that name. A server without server_name has the empty name.',
  unless: 'There is no use for the second server under that name.',
  sources: [
    'https://nginx.org/en/docs/http/server_names.html',
    'https://nginx.org/en/docs/http/request_processing.html',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    listen 8080;
    server_name shop.example www.shop.example;
}
server {
    listen 8080;
    server_name admin.example shop.example;
                              ^^^^^^^^^^^^ warning: never answers for it
}
`,
      good: `
//- conf.d/shop.conf
server {
    listen 8080;
    server_name shop.example www.shop.example;
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
    listen 8080;
}
server {
^^^^^^ warning: without server_name
    listen 8080;
    location /admin/ {
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    listen 8080;
}
server {
    listen 8080;
    server_name admin.example;
    location /admin/ {
    }
}
`,
    },
  ],
  *check(configuration) {
    const addresses = new Map<string, Set<Scope>>();
    for (const { address, server } of listens(configuration)) {
      const servers = addresses.get(address);
      if (servers) servers.add(server);
      else addresses.set(address, new Set([server]));
    }
    const said = new Map<Scope, Set<string>>();
    for (const [address, servers] of addresses) {
      if (servers.size < 2) continue;
      const first = new Map<string, { server: Scope; at: Place }>();
      for (const server of servers) {
        for (const { key, shown, at } of namesOf(server)) {
          const before = first.get(key);
          if (!before) first.set(key, { server, at });
          else if (before.server !== server && !said.get(server)?.has(shown)) {
            said.set(server, (said.get(server) ?? new Set()).add(shown));
            yield {
              at,
              setting: 'server_name',
              value: shown,
              message:
                shown === ''
                  ? `Another server without server_name comes first on ${address}, so this one never answers. Give it a name or another address.`
                  : `Another server has the name ${shown} on ${address} and comes first, so this one never answers for it.`,
              related: [{ ...before.at, message: 'The server that answers.' }],
            };
          }
        }
      }
    }
  },
});

interface ServerName {
  readonly key: string;
  readonly shown: string;
  readonly at: Place;
}

/** The names of a server as nginx compares them. Expressions may repeat; a leading dot stands for two names. */
function namesOf(server: Scope): ServerName[] {
  const settings = server.own('server_name');
  if (settings.length === 0) return server.unseen === undefined ? [{ key: '', shown: '', at: server.place }] : [];
  return settings.flatMap((setting) =>
    setting.args.flatMap((word): ServerName[] => {
      if (setting.read(word).state === 'unknown' || /^~|\$/.test(word.value)) return [];
      const shown = word.value;
      const name = shown.toLowerCase();
      const at = setting.atArgument(word);
      const keys = name.startsWith('.') ? [name.slice(1), `*${name}`] : [name];
      return keys.map((key) => ({ key, shown, at }));
    }),
  );
}
