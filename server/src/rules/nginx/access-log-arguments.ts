import type { Fix } from '../../stack/finding';
import type { NginxSetting } from '../../stack/nginx/setting';
import type { Word } from '../../syntax/nginx/tree';
import { nginxRule } from '../rule';

const OPTION = /^(buffer=|flush=|gzip$|gzip=|if=)/;

export default nginxRule({
  summary: 'Arguments of access_log that nginx refuses',
  severity: 'error',
  settings: ['access_log'],
  why: 'The format stands directly behind the path, a flush time needs a buffer, and neither a path with variables nor syslog can have one. nginx does not start otherwise; a reload leaves the old configuration running.',
  unless: 'There is no case for it: nginx refuses the line.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    access_log /var/log/nginx/shop.log buffer=32k;
                                       ^^^^^^^^^^ error: format
}
`,
      good: `
//- conf.d/shop.conf
server {
    access_log /var/log/nginx/shop.log combined buffer=32k;
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
server {
    access_log /var/log/nginx/$host.log combined buffer=32k;
                                                 ^^^^^^^^^^ error: variable
    access_log /var/log/nginx/shop.log combined flush=5s;
                                                ^^^^^^^^ error: without a buffer
}
`,
      good: `
//- conf.d/shop.conf
server {
    access_log /var/log/nginx/$host.log combined;
    access_log /var/log/nginx/shop.log combined buffer=32k flush=5s;
}
`,
    },
  ],
  *check(configuration) {
    for (const setting of configuration.all('access_log')) {
      const kind = setting.scope.kind;
      // The stream module's access_log follows the same rules, but has no default format.
      if (kind === undefined || kind.startsWith('stream') || setting.directive.conditional) continue;
      if (setting.args.length < 2 || setting.args.some((word) => word.placeholder)) continue;
      const fault = faultOf(setting);
      if (fault)
        yield {
          at: setting.atArgument(fault.word),
          setting: 'access_log',
          value: setting.text,
          message: fault.message,
          fixes: fault.fixes,
        };
    }
  },
});

interface Fault {
  readonly word: Word;
  readonly message: string;
  readonly fixes: readonly Fix[];
}

function faultOf(setting: NginxSetting): Fault | undefined {
  const [path, format] = setting.args;
  const option = (key: string) => setting.args.find((word) => word.value === key || word.value.startsWith(`${key}=`));
  if (path!.value === 'off') {
    return {
      word: format!,
      message: 'nginx takes nothing behind "access_log off" and does not start.',
      fixes: [{ title: 'Set access_log to off', safety: 'review', edits: setting.set('off') }],
    };
  }
  if (OPTION.test(format!.value)) return formatFault(setting);
  const buffered = option('buffer') ?? option('gzip');
  const flush = option('flush');
  if (!buffered) {
    if (!flush) return undefined;
    const buffer = setting.args.flatMap((word) => (word === flush ? [`buffer=32k`, word.value] : [word.value]));
    const plain = path!.value.includes('$') || path!.value.startsWith('syslog:');
    return {
      word: flush,
      message: 'nginx refuses a flush time without a buffer and does not start.',
      fixes: [
        ...(plain ? [] : [{ title: 'Add buffer=32k', safety: 'review' as const, edits: setting.set(...buffer) }]),
        { title: `Remove ${flush.value}`, safety: 'review', edits: setting.removeArgument(flush) },
      ],
    };
  }
  const reason = path!.value.startsWith('syslog:')
    ? 'syslog'
    : path!.value.includes('$')
      ? 'a path with a variable'
      : undefined;
  if (reason === undefined) return undefined;
  const kept = setting.args.map((word) => word.value).filter((word) => !/^(buffer=|flush=|gzip$|gzip=)/.test(word));
  return {
    word: buffered,
    message: `nginx can’t buffer a log to ${reason}, and does not start.`,
    fixes: [{ title: `Remove the buffer`, safety: 'review', edits: setting.set(...kept) }],
  };
}

/** An option stands where nginx expects the name of a format. */
function formatFault(setting: NginxSetting): Fault {
  const [path, ...rest] = setting.args.map((word) => word.value);
  const format = rest.find((word) => !OPTION.test(word));
  const options = acceptable(
    path!,
    rest.filter((word) => OPTION.test(word)),
  );
  return {
    word: setting.args[1]!,
    message: `nginx takes "${rest[0]}" for the name of a log format and does not start: the format stands directly behind the path.`,
    fixes: [
      {
        title: format === undefined ? 'Name the format combined' : `Put ${format} behind the path`,
        safety: 'review',
        edits: setting.set(path!, format ?? 'combined', ...options),
      },
    ],
  };
}

/** The options without those that nginx would refuse next, and with the buffer that a flush time needs. */
function acceptable(path: string, options: readonly string[]): string[] {
  if (path.includes('$') || path.startsWith('syslog:')) return options.filter((option) => option.startsWith('if='));
  const buffered = options.some((option) => /^(buffer=|gzip)/.test(option));
  return buffered
    ? [...options]
    : options.flatMap((option) => (option.startsWith('flush=') ? ['buffer=32k', option] : [option]));
}
