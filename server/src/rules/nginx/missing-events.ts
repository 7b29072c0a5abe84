import { variants } from '../../knowledge/nginx/directives';
import { type Profile, workerConnections } from '../../knowledge/tiers';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Stack } from '../../stack/stack';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'A main file without an events block',
  severity: 'error',
  from: 'development',
  settings: ['events'],
  why: 'The events block is the one part that nginx insists on, even if it is empty. Without it nginx does not start: no "events" section in configuration.',
  unless: 'The file is included by another one that has the block and lies outside the workspace.',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#events'],
  examples: [
    {
      bad: `
//- nginx.conf
worker_processes auto;
http {
^^^^ error: events
    gzip on;
    gzip_types application/json;
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
  *check(stack) {
    for (const configuration of stack.nginx) {
      if (!isMainFile(stack, configuration) || configuration.events) continue;
      const { root } = configuration;
      const http = root.own('http')[0] ?? root.own('stream')[0] ?? root.own('mail')[0];
      // Lines of events at the top level are misplaced, and moving them brings the block along.
      const strays = root.settings.some(({ name }) =>
        variants(name).some((variant) => variant.contexts.length === 1 && variant.contexts[0] === 'events'),
      );
      if (!http || strays) continue;
      const { profile } = stack.policyOf(http.file);
      yield {
        at: http.atName,
        setting: 'events',
        message: 'nginx does not start without an events block, and this configuration has none.',
        fixes: [
          {
            title: `Add an events block (${profile})`,
            tier: profile,
            safety: 'review',
            edits: root.insert([eventsBlock(profile)], { before: http }),
          },
        ],
      };
    }
  },
});

/** Whether nginx is started with the file: it has the name of a main file, and no other file includes it. */
function isMainFile(stack: Stack, configuration: NginxConfiguration): boolean {
  const { main, root, whole } = configuration;
  if (!whole || !/(^nginx|[-_.]nginx)\b[\w.-]*$/.test(main.name) || !main.nginx.balanced || main.nginx.template)
    return false;
  if (
    root.unseen !== undefined ||
    configuration.includes.some(
      ({ setting, target }) => setting.scope === root && target.state !== 'found' && target.state !== 'empty',
    )
  )
    return false;
  return !stack.nginx.some((other) => other !== configuration && other.files.has(main));
}

function eventsBlock(profile: Profile): string {
  return `events {\n    worker_connections ${workerConnections[profile]};\n    use epoll;\n    multi_accept on;\n}`;
}
