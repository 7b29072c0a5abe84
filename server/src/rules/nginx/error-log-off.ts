import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'error_log off writes to a file named off',
  severity: 'warning',
  from: 'development',
  settings: ['error_log'],
  why: 'error_log knows no off, unlike access_log: nginx takes the word for a file name and logs into that file, which nobody looks at and nothing rotates.',
  price: 'Without an error log nobody sees why requests fail.',
  unless: 'A file of that name is really wanted.',
  sources: ['https://nginx.org/en/docs/ngx_core_module.html#error_log'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    error_log off;
              ^^^ warning: a file named "off"
}
`,
      good: `
//- conf.d/shop.conf
server {
    error_log /dev/null emerg;
}
`,
    },
  ],
  *check(configuration) {
    for (const setting of configuration.all('error_log')) {
      const target = setting.argument(0);
      if (target?.state !== 'known' || target.value.toLowerCase() !== 'off') continue;
      yield {
        at: setting.atArgument(setting.args[0]!),
        setting: 'error_log',
        value: setting.text,
        message: `nginx logs errors into a file named "${target.value}": error_log can’t be turned off. Keep only the gravest errors instead, or remove the line.`,
        fixes: [
          { title: 'Set error_log to /dev/null emerg', safety: 'review', edits: setting.set('/dev/null', 'emerg') },
          {
            title: 'Remove error_log, so that errors go where the block around sends them',
            safety: 'review',
            edits: setting.remove(),
          },
        ],
      };
    }
  },
});
