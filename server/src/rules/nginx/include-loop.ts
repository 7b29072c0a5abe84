import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'An include that leads back to its own file',
  severity: 'error',
  from: 'development',
  settings: ['include'],
  why: 'nginx opens a file for every include and does not notice that it goes round in circles: it ends with too many open files or a crash, and without a message that names the loop.',
  unless: 'There is no case for it.',
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
    include conf.d/*.conf;
}
//- conf.d/status.conf
include conf.d/*.conf;
        ^^^^^^^^^^^^^ error: leads back to this file
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
    include conf.d/*.conf;
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
  *check(configuration) {
    for (const { setting, target, loop } of configuration.includes) {
      // A relative path starts from the main file's folder: in a fragment that folder is not known.
      if (!loop || (!configuration.whole && !setting.args[0]?.value.startsWith('/'))) continue;
      const own = target.paths.includes(setting.file.path);
      yield {
        at: setting.atValue,
        setting: 'include',
        value: setting.text,
        message: own
          ? 'This include leads back to this file: nginx reads round in circles until it fails with too many open files.'
          : 'This include leads back to a file that includes this one: nginx reads round in circles until it fails with too many open files.',
        fixes: [{ title: 'Remove this include', safety: 'review', edits: setting.remove() }],
      };
    }
  },
});
