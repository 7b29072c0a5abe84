import { isDataContext } from '../../knowledge/nginx/contexts';
import { variants } from '../../knowledge/nginx/directives';
import { builtInVariables, isDefinedSomewhere, type VariableFamily } from '../../knowledge/nginx/variables';
import type { Fix, Place, RelatedPlace, Verdict } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { NginxSetting } from '../../stack/nginx/setting';
import { definedVariables, type VariableUse, variableUses } from '../../stack/nginx/variables';
import { nearest } from '../../text/nearest';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'A variable that nothing defines',
  severity: 'error',
  from: 'development',
  why: 'nginx looks every variable up when it starts: it must be one of its own, or set, map, geo or a named group of a regular expression must define it. One name that nobody defines makes it refuse the whole configuration, and its message names no line.',
  unless: 'A module that is built into your nginx defines the variable, and no line of the configuration shows it.',
  sources: [
    'https://nginx.org/en/docs/varindex.html',
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#set',
    'https://nginx.org/en/docs/http/ngx_http_map_module.html#map',
  ],
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
    log_format timing '$request $upstream_adrr $upstream_response_time';
                                ^^^^^^^^^^^^^^ error: $upstream_addr is probably meant
    server {
        location = /nginx-status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
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
    log_format timing '$request $upstream_addr $upstream_response_time';
    server {
        location = /nginx-status {
            stub_status;
            allow 127.0.0.1;
            deny all;
        }
    }
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
server {
    location /old/ {
        return 301 https://\${host/shop/;
                           ^^^^^^ error: closing bracket
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location /old/ {
        return 301 https://\${host}/shop/;
    }
}
`,
    },
  ],
  *check(configuration) {
    const uses = variableUses(configuration);
    if (uses.length === 0) return;
    const sight = sightOf(configuration);
    const seen = new Map<string, Set<number>>();
    const said = new Map<string, VariableUse[]>();
    const meanings = new Map<string, string | undefined>();
    for (const use of uses) {
      const { family, name, word, setting } = use;
      if (setting.tree.template || setting.tree.problems.length > 0) continue;
      if (use.fault === undefined && (sight === 'partial' || isKnown(configuration, use) || isPlaceholder(name)))
        continue;
      // A file that is included twice is read twice.
      const key = `${setting.file.path} ${use.text}`;
      const words = seen.get(key) ?? new Set();
      if (words.has(word.start)) continue;
      seen.set(key, words.add(word.start));
      if (use.fault !== undefined) {
        if (isMarkup(use)) continue;
        yield fault(use);
        continue;
      }
      const same = `${family} ${name.toLowerCase()}`;
      if (!meanings.has(same) && meanings.size < MOST_MEANINGS) {
        meanings.set(same, nearestVariable(configuration, family, name));
      }
      const meant = meanings.get(same);
      if (meant !== undefined) yield misspelt(use, meant);
      else if (sight === 'whole') {
        const others = said.get(same);
        if (others) others.push(use);
        else said.set(same, [use]);
      }
    }
    for (const same of said.values()) yield undefinedAnywhere(same);
  },
});

/**
 * How much of what could define a variable is in view: `partial` where lines or modules may that nobody here sees,
 * `modules` where only the list of the distribution's modules is out of view.
 */
function sightOf(configuration: NginxConfiguration): 'whole' | 'modules' | 'partial' {
  return configuration.derive(computeSight);
}

const OWN_MODULES = /(^|\/)ngx_(mail|stream|http_(geoip|image_filter|perl|xslt_filter)|stream_geoip)_module\.so$/;

function computeSight(configuration: NginxConfiguration): 'whole' | 'modules' | 'partial' {
  const { root } = configuration;
  if (!configuration.whole || root.unseen !== undefined) return 'partial';
  for (const file of configuration.files) {
    if (file.nginx.template || file.nginx.problems.length > 0 || !file.nginx.balanced) return 'partial';
  }
  if (root.descendants().some((scope) => scope.unseen !== undefined || scope.kind === undefined)) return 'partial';
  if (!configuration.all('load_module').every((one) => OWN_MODULES.test(one.args[0]?.value ?? ''))) return 'partial';
  if (configuration.everything().some(isForeign)) return 'partial';
  const unseen = configuration.includes.filter(({ target }) => target.state !== 'found' && target.state !== 'empty');
  return unseen.some(({ setting }) => setting.scope === root) ? 'modules' : 'whole';
}

/** Whether a module that isn't nginx's own brings the directive along. */
function isForeign({ name, scope, directive }: NginxSetting): boolean {
  if (scope.kind === undefined || isDataContext(scope.kind)) return scope.kind === undefined;
  return directive.block?.opaque === true || variants(name).every((variant) => variant.thirdParty !== undefined);
}

function isKnown(configuration: NginxConfiguration, { family, name }: VariableUse): boolean {
  return isDefinedSomewhere(family, name) || definedVariables(configuration, family).has(name.toLowerCase());
}

/** Names that people keep for values which another program fills in before nginx reads the file. */
function isPlaceholder(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name) || name.startsWith('__');
}

/** Whether the sign and what follows it look like markup of another program: `${site.host}`, `$$`, `$(…)`. */
function isMarkup({ name, word, text }: VariableUse): boolean {
  const rest = word.value.slice(word.value.indexOf(text) + text.length);
  if (isPlaceholder(name)) return true;
  return text.startsWith('${') ? rest.includes('}') || /^[^\w\s/?&:"'-]/.test(rest) : /^[$({[]/.test(rest);
}

function fault(use: VariableUse): Verdict {
  const { setting, text, name } = use;
  const base = { at: placeOf(use), setting: setting.name, value: setting.text };
  if (use.fault === 'name' || name === '') {
    return {
      ...base,
      message: `nginx takes ${text} for the beginning of a variable's name, finds none and refuses to start.`,
    };
  }
  return {
    ...base,
    message: `The closing bracket of ${text} is missing, so nginx refuses to start.`,
    fixes: [rewrite(use, `\${${name}}`, `Write \${${name}}`)],
  };
}

function misspelt(use: VariableUse, meant: string): Verdict {
  const { setting, name, text } = use;
  const written = text.startsWith('${') ? `\${${meant}}` : `$${meant}`;
  return {
    at: placeOf(use),
    setting: setting.name,
    value: setting.text,
    message: `Nothing defines the variable $${name}, so nginx refuses to start; $${meant} is probably meant.`,
    fixes: [rewrite(use, written, `Use $${meant}`)],
  };
}

function undefinedAnywhere(uses: readonly VariableUse[]): Verdict {
  const [first, ...others] = uses;
  const { setting, name } = first!;
  const related: RelatedPlace[] = others
    .slice(0, MOST_RELATED)
    .map((use) => ({ ...placeOf(use), message: 'It is used here too.' }));
  const message = /^\d+$/.test(name)
    ? `nginx knows no variable $${name} here and refuses to start.`
    : `Nothing defines the variable $${name}, so nginx refuses to start. Define it with set, map or geo, or take it out.`;
  return { at: placeOf(first!), setting: setting.name, value: setting.text, message, related };
}

const MOST_RELATED = 20;

/** Names that are compared with all others: a configuration that lacks a whole file of definitions has no misspellings. */
const MOST_MEANINGS = 20;

/** The variable in the text; the whole word where an escape hides it. */
function placeOf({ setting, word, text }: VariableUse): Place {
  const offset = offsetIn(setting.file.text.slice(word.start, word.end), text);
  if (offset === undefined) return setting.atArgument(word);
  const start = word.start + offset;
  return { file: setting.file, span: { start, end: start + text.length } };
}

/** Writes the variable anew wherever it stands in the word. */
function rewrite({ setting, word, text }: VariableUse, written: string, title: string): Fix {
  let value = word.value;
  for (let at = offsetIn(value, text); at !== undefined; at = offsetIn(value, text, at + written.length)) {
    value = value.slice(0, at) + written + value.slice(at + text.length);
  }
  return { title, safety: 'review', edits: setting.setWord(word, value) };
}

/** Where a variable first stands, longer names that begin alike passed over. */
function offsetIn(written: string, text: string, from = 0): number | undefined {
  for (let at = written.indexOf(text, from); at >= 0; at = written.indexOf(text, at + 1)) {
    if (text.endsWith('}') || !/\w/.test(written.charAt(at + text.length))) return at;
  }
  return undefined;
}

/** Request headers that configurations name often: their family's name alone would resemble nothing. */
const HEADERS = [
  'http_accept',
  'http_accept_encoding',
  'http_authorization',
  'http_connection',
  'http_cookie',
  'http_host',
  'http_origin',
  'http_referer',
  'http_upgrade',
  'http_user_agent',
  'http_x_forwarded_for',
  'http_x_forwarded_host',
  'http_x_forwarded_proto',
  'http_x_real_ip',
  'http_x_request_id',
];

/** The variable that somebody most likely meant. */
function nearestVariable(configuration: NginxConfiguration, family: VariableFamily, name: string): string | undefined {
  const candidates = [
    ...builtInVariables(family)
      .map((one) => one.name)
      .filter((one) => !one.endsWith('_')),
    ...(family === 'http' ? HEADERS : []),
    ...definedVariables(configuration, family),
  ];
  // One that begins alike is another one: $host_name is not a misspelt $host.
  const alike = candidates.filter((one) => Math.abs(one.length - name.length) <= MOST_SLIPS);
  const found = name.length < SHORTEST ? undefined : nearest(name, alike);
  return found !== undefined && isOtherWord(found, name) ? found : undefined;
}

const MOST_SLIPS = 2;
const SHORTEST = 4;

/** Whether the two differ by more than a number at the end, which people use to tell variables apart. */
function isOtherWord(found: string, name: string): boolean {
  return found.replace(/\d+$/, '') !== name.toLowerCase().replace(/\d+$/, '');
}
