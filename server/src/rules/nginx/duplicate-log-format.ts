import { logFormats } from '../../stack/nginx/log-formats';
import { takesPart } from '../../stack/nginx/structure';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'Two log formats of the same name',
  severity: 'error',
  from: 'development',
  settings: ['log_format'],
  why: 'All files of one configuration share the names of its log formats, and nginx brings combined along. It refuses to start when a name is there twice; a file in conf.d that defines main again is the usual cause.',
  unless: 'There is no case for it: nginx refuses the second one.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format'],
  examples: [
    {
      bad: `
//- conf.d/logs.conf
log_format main '$remote_addr $request';
log_format main '$request_time $request';
           ^^^^ error: already a log format main
`,
      good: `
//- conf.d/logs.conf
log_format main '$remote_addr $request';
log_format timing '$request_time $request';
`,
    },
  ],
  *check(configuration) {
    for (const level of ['http', 'stream'] as const) {
      for (const [name, definitions] of logFormats(configuration, level)) {
        const certain = definitions.filter(
          (setting) => !setting.directive.conditional && takesPart(configuration, setting.file),
        );
        const own = level === 'http' && name === 'combined';
        const first = own ? undefined : certain[0];
        for (const setting of own ? certain : certain.slice(1)) {
          const twice = first?.directive === setting.directive;
          const same = first !== undefined && !twice && first.text === setting.text;
          yield {
            at: setting.atArgument(setting.args[0]!),
            setting: 'log_format',
            value: name,
            message: own
              ? 'nginx brings the format combined along and refuses another one of that name. Call it something else.'
              : twice
                ? `${setting.file.path} is included twice, so that its log format ${name} is a duplicate and nginx refuses to start.`
                : `There is already a log format ${name}${first!.file === setting.file ? ' above' : ` in ${first!.file.path}`}: nginx refuses to start.`,
            related: first && !twice ? [{ ...first.atName, message: 'The first one.' }] : [],
            fixes: same
              ? [{ title: `Remove this repetition of ${name}`, safety: 'safe', edits: setting.remove() }]
              : [],
          };
        }
      }
    }
  },
});
