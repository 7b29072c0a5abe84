import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'gzip_types lists text/html, which nginx always compresses',
  severity: 'information',
  settings: ['gzip_types'],
  why: 'nginx compresses text/html whatever gzip_types says, and warns at every start about the type that is listed twice. Such warnings hide the ones that matter.',
  unless: 'The warning at start bothers nobody.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_gzip_module.html#gzip_types'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    gzip on;
    gzip_types text/html text/css application/json;
               ^^^^^^^^^ information: always compressed
}
`,
      good: `
//- conf.d/shop.conf
server {
    gzip on;
    gzip_types text/css application/json;
}
`,
    },
  ],
  *check(configuration) {
    for (const setting of configuration.all('gzip_types')) {
      if (setting.args.length < 2 || setting.directive.conditional || setting.hasWord('*')) continue;
      for (const word of setting.args) {
        if (word.placeholder || word.value.toLowerCase() !== 'text/html') continue;
        yield {
          at: setting.atArgument(word),
          setting: 'gzip_types',
          value: setting.text,
          message: 'text/html is always compressed; nginx warns at every start that it is listed.',
          tag: 'unnecessary',
          fixes: [{ title: 'Remove text/html from gzip_types', safety: 'safe', edits: setting.removeArgument(word) }],
        };
      }
    }
  },
});
