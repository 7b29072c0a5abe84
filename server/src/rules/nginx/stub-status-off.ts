import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'stub_status off turns the status page on',
  severity: 'warning',
  from: 'development',
  settings: ['stub_status'],
  why: 'The directive takes no on or off: whatever stands behind it is ignored, and the location shows nginx’s counters.',
  unless: 'The status page is wanted; then write it without a word behind it.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_stub_status_module.html#stub_status'],
  examples: [
    {
      bad: `
//- conf.d/status.conf
server {
    location = /status {
        allow 127.0.0.1;
        deny all;
        stub_status off;
                    ^^^ warning: is on
    }
}
`,
      good: `
//- conf.d/status.conf
server {
    location = /status {
        allow 127.0.0.1;
        deny all;
        stub_status;
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const setting of configuration.all('stub_status')) {
      const word = setting.argument(0);
      if (word?.state !== 'known' || word.value.toLowerCase() !== 'off') continue;
      yield {
        at: setting.atValue,
        setting: 'stub_status',
        value: setting.text,
        message: 'nginx ignores this word: the status page is on. Remove the line where it shall be off.',
        fixes: [
          { title: 'Remove stub_status', safety: 'review', edits: setting.remove() },
          {
            title: 'Keep the status page (stub_status without a word)',
            safety: 'review',
            edits: setting.removeArgument(setting.args[0]!),
          },
        ],
      };
    }
  },
});
