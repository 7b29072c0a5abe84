import { acceptsArgCount, type DirectiveVariant, variantIn } from '../../knowledge/nginx/directives';
import {
  parseFlag,
  parseMilliseconds,
  parseNumber,
  parseOffset,
  parseSeconds,
  parseSize,
} from '../../knowledge/nginx/units';
import type { NginxSetting } from '../../stack/nginx/setting';
import type { Word } from '../../syntax/nginx/tree';
import { nginxRule } from '../rule';

/** Directives that take any number of words without looking at them. */
const TAKES_ALL =
  /^(server_name|index|try_files|log_format|valid_referers|gzip_disable|(gzip|sub_filter|ssi|charset|addition|xslt)_types|(proxy|fastcgi|uwsgi|scgi)_(no_cache|cache_bypass))$/;

export default nginxRule({
  summary: 'A missing semicolon makes the next line part of this one',
  severity: 'warning',
  from: 'development',
  settings: ['server_name', 'index', 'try_files', 'log_format', 'gzip_types'],
  why: 'These directives take any number of words, so nginx starts without a complaint where the semicolon is missing: the next line becomes more names or types, and its setting is not in force.',
  unless: 'The words are meant as they stand.',
  sources: [
    'https://nginx.org/en/docs/beginners_guide.html#conf_structure',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#server_name',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    server_name shop.example
    listen 8080;
    ^^^^^^^^^^^ warning: server_name
}
`,
      good: `
//- conf.d/shop.conf
server {
    server_name shop.example;
    listen 8080;
}
`,
    },
  ],
  *check(configuration) {
    for (const setting of configuration.everything().filter(mayHaveSwallowed)) {
      const lines = swallowedLines(setting);
      const first = lines[0]?.[0];
      const last = lines[0]?.at(-1);
      if (!first || !last) continue;
      yield {
        at: { file: setting.file, span: { start: first.start, end: last.end } },
        setting: setting.name,
        message: `nginx reads this as more words of ${setting.name}: the semicolon before it is missing, and ${first.value} is not in force.`,
        related: [{ ...setting.atName, message: `${setting.name} begins here.` }],
        fixes: [
          {
            title: `End ${setting.name} with a semicolon`,
            safety: 'review',
            edits: lines.flatMap(([word]) => setting.endBefore(word!)),
          },
        ],
      };
    }
  },
});

function mayHaveSwallowed(setting: NginxSetting): boolean {
  const { directive } = setting;
  return (
    directive.args.length > 1 &&
    !directive.block &&
    !directive.conditional &&
    TAKES_ALL.test(directive.name.value) &&
    spansLines(setting)
  );
}

function spansLines({ file, directive }: NginxSetting): boolean {
  const lineBreak = file.text.indexOf('\n', directive.name.end);
  return lineBreak >= 0 && lineBreak < directive.args[directive.args.length - 1]!.start;
}

/** The lines at the end of a directive that read as directives of their own. */
function swallowedLines(setting: NginxSetting): readonly (readonly Word[])[] {
  const { kind } = setting.scope;
  if (!kind || setting.args.some((word) => word.placeholder)) return [];
  const { lines } = setting.file;
  const rows: Word[][] = [];
  const firstLine = lines.lineAt(setting.directive.name.end);
  let line = firstLine;
  for (const word of setting.args) {
    const at = lines.lineAt(word.start);
    if (at !== line || rows.length === 0) rows.push([]);
    rows[rows.length - 1]!.push(word);
    line = lines.lineAt(word.end);
  }
  const found: Word[][] = [];
  let kept = setting.args.length;
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i]!;
    const [name, ...args] = row;
    if (name?.quote !== '' || lines.lineAt(name.start) === firstLine) break;
    const variant = variantIn(name.value, kind);
    if (!variant || !isPlausible(variant, args)) break;
    kept -= row.length;
    found.unshift(row);
  }
  const own = variantIn(setting.name, kind);
  return own && kept >= own.minArgs ? found : [];
}

/** Whether the words are such as the directive takes, and such as hardly anything else would be. */
function isPlausible(variant: DirectiveVariant, args: readonly Word[]): boolean {
  if (variant.thirdParty !== undefined || variant.block || args.length === 0 || !acceptsArgCount(variant, args.length))
    return false;
  const value = args[0]!.value;
  switch (variant.type) {
    case 'flag':
      return parseFlag(value) !== undefined;
    case 'milliseconds':
      return parseMilliseconds(value) !== undefined;
    case 'seconds':
      return parseSeconds(value) !== undefined;
    case 'size':
    case 'size-or-variable':
      return parseSize(value) !== undefined || value.startsWith('$');
    case 'offset':
      return parseOffset(value) !== undefined;
    case 'number':
      return parseNumber(value) !== undefined;
    case 'access':
      return value === 'all' || value === 'unix:' || /^[\d.]+(\/\d+)?$|:/.test(value);
    case 'enum':
    case 'bitmask':
      return args.every((word) => variant.keywords?.includes(word.value.toLowerCase()));
    default:
      return looksRight(variant.name, value);
  }
}

function looksRight(name: string, value: string): boolean {
  if (name === 'listen') return /^\d+$|^[\d.*]+:\d+$|^\[.*\](:\d+)?$|^unix:/.test(value);
  if (name === 'root' || name === 'alias' || name === 'include') return /[/$]|\.conf$/.test(value);
  if (name === 'return') return /^[1-5]\d\d$/.test(value);
  if (name === 'index') return /\.(html?|php|cgi|jsp|aspx?)$/i.test(value);
  if (name === 'rewrite') return /[\^/$]/.test(value);
  if (name === 'expires') return /^(\d+[smhdwMy]?|off|max|epoch|-1)$/.test(value);
  if (name === 'set') return /^\$\w+$/.test(value);
  // A name of several words joined by underscores is no host name, file or type.
  return name.includes('_');
}
