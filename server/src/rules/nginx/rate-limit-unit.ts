import { rateLimits } from '../../stack/nginx/zones';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'The rate of a limit_req_zone has no unit',
  severity: 'information',
  guide: 'Nginx › Rate limiting',
  settings: ['limit_req_zone'],
  why: 'nginx takes a bare number as requests per second. The documentation knows only r/s and r/m, so a reader who takes the number for requests per minute is wrong by a factor of 60.',
  unless: 'Everybody who reads the file knows that nginx counts a bare number per second.',
  sources: ['https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_zone'],
  examples: [
    {
      bad: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100;
                                                      ^^^^^^^^ information: per second
`,
      good: `
//- conf.d/limits.conf
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=100r/s;
`,
    },
  ],
  *check(configuration) {
    for (const { setting } of rateLimits(configuration).zones) {
      const rate = setting.parameter('rate');
      if (rate?.value.state !== 'known' || !/^\d+$/.test(rate.value.value) || Number(rate.value.value) === 0) continue;
      const number = rate.value.value;
      yield {
        at: setting.atArgument(rate.word),
        setting: 'limit_req_zone',
        value: number,
        message: `rate=${number} has no unit; nginx counts it per second. Write ${number}r/s, or r/m if minutes are meant.`,
        fixes: [
          {
            title: `Set the rate to ${number}r/s`,
            safety: 'safe',
            edits: setting.setWord(rate.word, `rate=${number}r/s`),
          },
        ],
      };
    }
  },
});
