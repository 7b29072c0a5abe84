import { details, type Parameter } from '../../knowledge/nginx/details';
import { atLeast } from '../../knowledge/nginx/versions';
import type { NginxSetting } from '../../stack/nginx/setting';
import { judgedSettings, meanings } from '../../stack/nginx/structure';
import type { Word } from '../../syntax/nginx/tree';
import { nginxRule } from '../rule';

/** Mends of security holes that distributions brought into the older versions that they keep. */
const BACKPORTED = new Set(['max_headers']);

export default nginxRule({
  summary: 'The project’s nginx is too old for this',
  severity: 'error',
  from: 'development',
  why: 'A directive or parameter that came with a later version makes an older nginx refuse the whole configuration. The version is the one that the image’s tag tells, or headroom.yaml.',
  unless: 'The version in headroom.yaml is out of date, or the image’s tag names no version of nginx.',
  sources: ['https://nginx.org/en/CHANGES'],
  examples: [
    {
      bad: `
//- headroom.yaml
versions:
  nginx: "1.22.1"
//- conf.d/shop.conf
server {
    listen 443 ssl;
    http2 on;
    ^^^^^ error: came with nginx 1.25.1
    ssl_session_cache shared:tls:1m;
}
`,
      good: `
//- headroom.yaml
versions:
  nginx: "1.22.1"
//- conf.d/shop.conf
server {
    listen 443 ssl http2;
    ssl_session_cache shared:tls:1m;
}
`,
    },
  ],
  *check(configuration, view) {
    const version = view.nginxVersions(configuration).oldest;
    if (version === undefined) return;
    for (const setting of judgedSettings(configuration)) {
      const possible = meanings(configuration, setting);
      if (possible.length === 0 || possible.some((variant) => variant.thirdParty !== undefined)) continue;
      const since = possible.map((variant) => variant.since);
      if (!BACKPORTED.has(setting.name) && since.every((one) => one !== undefined && !atLeast(version, one))) {
        yield {
          at: setting.atName,
          setting: setting.name,
          value: setting.text,
          message: `"${setting.name}" came with nginx ${since[0]}; nginx ${version}, which reads this, refuses to start.`,
        };
        continue;
      }
      for (const { word, parameter } of newParameters(setting, version)) {
        yield {
          at: setting.atArgument(word),
          setting: setting.name,
          value: setting.text,
          message: `The parameter ${parameter.name} came with nginx ${parameter.since}; nginx ${version}, which reads this, refuses to start.`,
        };
      }
    }
  },
});

function* newParameters(setting: NginxSetting, version: string): Generator<{ word: Word; parameter: Parameter }> {
  const params = details(setting.name, setting.scope.kind)?.params;
  if (!params) return;
  for (const parameter of params) {
    if (parameter.since === undefined || atLeast(version, parameter.since)) continue;
    const word = setting.args.find(
      (arg, index) => isParameter(arg, parameter.name) && (index > 0 || setting.args.length === 1),
    );
    if (word && !word.placeholder) yield { word, parameter };
  }
}

function isParameter(word: Word, name: string): boolean {
  return word.value === name || word.value.startsWith(name.endsWith(':') ? name : `${name}=`);
}
