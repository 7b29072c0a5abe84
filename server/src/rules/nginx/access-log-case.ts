import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'Only a small off turns the access log off',
  severity: 'warning',
  from: 'development',
  settings: ['access_log'],
  why: 'nginx compares this word letter by letter: OFF is taken for the name of a file, and every request is written into it.',
  unless: 'A file of that name is really wanted.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    access_log OFF;
               ^^^ warning: a file named "OFF"
}
`,
      good: `
//- conf.d/shop.conf
server {
    access_log off;
}
`,
    },
  ],
  *check(configuration) {
    for (const setting of configuration.all('access_log')) {
      const target = setting.argument(0);
      if (
        target?.state !== 'known' ||
        setting.args.length !== 1 ||
        target.value === 'off' ||
        target.value.toLowerCase() !== 'off'
      )
        continue;
      yield {
        at: setting.atValue,
        setting: 'access_log',
        value: setting.text,
        message: `nginx logs every request into a file named "${target.value}": only "off" in small letters turns the log off.`,
        fixes: [{ title: 'Set access_log to off', safety: 'safe', edits: setting.set('off') }],
      };
    }
  },
});
