import { nearestNames, variantIn, variants } from '../../knowledge/nginx/directives';
import type { Verdict } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { NginxSetting } from '../../stack/nginx/setting';
import { doubtfulSettings, fitsShape, possibleContexts } from '../../stack/nginx/structure';
import { nginxRule } from '../rule';

/** Names that follow the pattern of other modules, and that nginx never had. */
const NEVER_EXISTED: Readonly<Record<string, string>> = {
  grpc_buffering: 'nginx has no grpc_buffering and refuses to start: gRPC answers are never buffered. Remove the line.',
  grpc_request_buffering:
    'nginx has no grpc_request_buffering and refuses to start: gRPC requests are never buffered. Remove the line.',
};

export default nginxRule({
  summary: 'nginx has no directive of this name',
  severity: 'error',
  from: 'development',
  why: 'nginx refuses the whole configuration for one name that it does not know: it does not start, and a reload keeps the old configuration running.',
  unless: 'A module that Headroom does not know brings the directive along.',
  sources: ['https://nginx.org/en/docs/dirindex.html'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_intercept_erors on;
        ^^^^^^^^^^^^^^^^^^^^^ error: "proxy_intercept_errors" is probably meant
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_intercept_errors on;
    }
}
`,
    },
    {
      bad: `
//- conf.d/orders.conf
server {
    location /orders.Orders/ {
        grpc_pass grpc://127.0.0.1:50051;
        grpc_buffering off;
        ^^^^^^^^^^^^^^ error: never buffered
    }
}
`,
      good: `
//- conf.d/orders.conf
server {
    location /orders.Orders/ {
        grpc_pass grpc://127.0.0.1:50051;
    }
}
`,
    },
  ],
  *check(configuration) {
    const said = new Set<string>();
    for (const setting of doubtfulSettings(configuration)) {
      const { name } = setting;
      if (variants(name).length > 0) continue;
      const verdict = neverExisted(setting) ?? notAName(setting) ?? misspelt(configuration, setting);
      if (verdict) {
        yield verdict;
        continue;
      }
      if (said.has(name) || mayHaveModules(configuration)) continue;
      said.add(name);
      yield {
        at: setting.atName,
        severity: 'information',
        setting: name,
        message: `nginx itself has no directive "${name}": unless a module brings it along, nginx refuses to start.`,
      };
    }
  },
});

function neverExisted(setting: NginxSetting): Verdict | undefined {
  const message = Object.hasOwn(NEVER_EXISTED, setting.name) ? NEVER_EXISTED[setting.name] : undefined;
  if (message === undefined) return undefined;
  const fixes = setting.directive.block
    ? []
    : [{ title: `Remove ${setting.name}`, safety: 'review' as const, edits: setting.remove() }];
  return { at: setting.atName, setting: setting.name, message, fixes };
}

/** Words that no module would use for a name: something is not as nginx wants it written. */
function notAName(setting: NginxSetting): Verdict | undefined {
  const { name } = setting;
  if (/^[A-Za-z_][\w-]*$/.test(name) || setting.tree.problems.length > 0) return undefined;
  const comment = /^(\/\/|\/\*|--|;)/.test(name);
  const shown = name.length > 40 ? `${name.slice(0, 39)}…` : name;
  return {
    at: setting.atName,
    message: comment
      ? `nginx takes "${shown}" for a directive's name and refuses to start: its comments begin with #.`
      : `nginx takes "${shown}" for a directive's name, has none of that name, and refuses to start.`,
  };
}

function misspelt(configuration: NginxConfiguration, setting: NginxSetting): Verdict | undefined {
  const { name } = setting;
  const contexts = possibleContexts(configuration, setting.scope);
  const candidates = nearestNames(name, contexts.length === 1 ? contexts[0] : undefined);
  const fitting = candidates.filter((candidate) =>
    contexts.some((context) => {
      const variant = variantIn(candidate, context);
      return variant !== undefined && !variant.commercial && fitsShape(variant, setting.directive);
    }),
  );
  if (fitting.length === 0) return undefined;
  const meant = fitting.map((candidate) => `"${candidate}"`).join(' or ');
  return {
    at: setting.atName,
    setting: fitting[0]!,
    value: name,
    message: `nginx has no directive "${name}" and refuses to start; ${meant} is probably meant.`,
    fixes: fitting.map((candidate) => ({
      title: `Rename it to ${candidate}`,
      safety: candidates.length === 1 ? ('safe' as const) : ('review' as const),
      edits: setting.setWord(setting.directive.name, candidate),
    })),
  };
}

/** Whether modules may be loaded that nobody here knows: what they bring along can't be told from a mistake. */
function mayHaveModules(configuration: NginxConfiguration): boolean {
  const { root } = configuration;
  return (
    !configuration.whole ||
    root.unseen !== undefined ||
    root.own('load_module').length > 0 ||
    root.own('include').length > 0
  );
}
