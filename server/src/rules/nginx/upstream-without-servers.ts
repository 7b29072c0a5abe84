import { variantIn } from '../../knowledge/nginx/directives';
import type { Scope } from '../../stack/nginx/scope';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'An upstream without a server that nginx could use',
  severity: 'error',
  from: 'development',
  settings: ['upstream', 'server'],
  why: 'nginx refuses to start when an upstream names no server, and also when every server in it is a backup.',
  unless: 'Another module fills the group when nginx runs.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
upstream shop {
^^^^^^^^ error: names no server
    zone shop 64k;
}
`,
      good: `
//- conf.d/shop.conf
upstream shop {
    zone shop 64k;
    server 127.0.0.1:8000;
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
upstream shop {
^^^^^^^^ error: only backup servers
    zone shop 64k;
    server 127.0.0.1:8000 backup;
}
`,
      good: `
//- conf.d/shop.conf
upstream shop {
    zone shop 64k;
    server 127.0.0.1:8000;
}
`,
    },
  ],
  *check(configuration) {
    for (const kind of ['upstream', 'stream-upstream'] as const) {
      for (const scope of configuration.scopes(kind)) {
        if (!scope.opener || !isWholly(scope)) continue;
        const servers = scope.own('server');
        const usable = servers.filter((server) => !server.hasWord('backup'));
        if (usable.length > 0) continue;
        const name = scope.opener.text;
        yield {
          at: scope.opener.atName,
          setting: 'upstream',
          value: name,
          message:
            servers.length === 0
              ? `The upstream ${name} names no server, so nginx refuses to start.`
              : `The upstream ${name} has only backup servers, so nginx refuses to start. Take "backup" from one of them.`,
          fixes:
            servers.length === 0
              ? []
              : [
                  {
                    title: 'Make the first server a regular one',
                    safety: 'review',
                    edits: servers[0]!.args
                      .filter((word) => word.value === 'backup')
                      .flatMap((word) => servers[0]!.removeArgument(word)),
                  },
                ],
        };
      }
    }
  },
});

/** Whether all that stands in the group is in view and nginx's own, so that no other module adds servers. */
function isWholly(scope: Scope): boolean {
  if (scope.unseen !== undefined || scope.opener!.file.nginx.problems.length > 0) return false;
  return scope.settings.every((setting) => {
    const variant = variantIn(setting.name, scope.kind!);
    return (
      variant !== undefined &&
      !variant.commercial &&
      !variant.thirdParty &&
      setting.name !== 'include' &&
      !setting.directive.conditional
    );
  });
}
