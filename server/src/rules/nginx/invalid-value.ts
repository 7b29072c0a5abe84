import type { Context } from '../../knowledge/nginx/contexts';
import { details } from '../../knowledge/nginx/details';
import type { DirectiveVariant } from '../../knowledge/nginx/directives';
import {
  explainInvalid,
  type InvalidValue,
  parseMilliseconds,
  parseNumber,
  parseSize,
} from '../../knowledge/nginx/units';
import type { Fix, Verdict } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { NginxSetting } from '../../stack/nginx/setting';
import { fitsShape, judgedSettings, meanings, possibleContexts } from '../../stack/nginx/structure';
import type { Word } from '../../syntax/nginx/tree';
import { nginxRule } from '../rule';

type SlotType = Parameters<typeof explainInvalid>[0];

export default nginxRule({
  summary: 'A value that nginx refuses',
  severity: 'error',
  from: 'development',
  why: 'nginx reads sizes, times, numbers and switches more strictly than people write them: no g where it counts memory, no decimals, no unit behind a plain number, on and off rather than true and false. One such value makes it refuse the whole configuration.',
  unless: 'There is no case for it: nginx refuses the value.',
  sources: ['https://nginx.org/en/docs/syntax.html'],
  examples: [
    {
      bad: `
//- conf.d/downloads.conf
server {
    location /downloads/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_max_temp_file_size 1g;
                                 ^^ error: k or m
    }
}
`,
      good: `
//- conf.d/downloads.conf
server {
    location /downloads/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_max_temp_file_size 1024m;
    }
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
server {
    sendfile true;
             ^^^^ error: on or off
    send_timeout 1.5m;
                 ^^^^ error: no decimals
    client_max_body_size 20MB;
                         ^^^^ error: k, m or g
}
`,
      good: `
//- conf.d/shop.conf
server {
    sendfile on;
    send_timeout 90s;
    client_max_body_size 20M;
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
upstream shop {
    zone shop 64k;
    server 127.0.0.1:8000 weight=0 fail_timeout=500ms;
                          ^^^^^^^^ error: 1 or more
                                   ^^^^^^^^^^^^^^^^^^ error: whole seconds
    server 127.0.0.1:8001;
}
`,
      good: `
//- conf.d/shop.conf
upstream shop {
    zone shop 64k;
    server 127.0.0.1:8000 weight=1 fail_timeout=1s;
    server 127.0.0.1:8001;
}
`,
    },
  ],
  *check(configuration) {
    // A filter, for it looks at every directive at every keystroke.
    const suspects = judgedSettings(configuration).filter((setting) => !isKnownToBeGood(configuration, setting));
    for (const setting of suspects) {
      const faults = certainFaults(configuration, setting);
      if (faults.length === 0 && !setting.tree.template)
        goodLines(possibleContexts(configuration, setting.scope)).add(lineOf(setting));
      for (const fault of faults) yield verdict(setting, fault);
    }
  },
});

function isKnownToBeGood(configuration: NginxConfiguration, setting: NginxSetting): boolean {
  if (setting.directive.args.length === 0 || setting.directive.block) return true;
  return goodLines(possibleContexts(configuration, setting.scope)).has(lineOf(setting));
}

function lineOf({ file, directive }: NginxSetting): string {
  return file.text.slice(directive.name.start, directive.end);
}

/** How many lines are remembered for each place. */
const MOST_LINES = 20_000;

const linesByPlace = new Map<string, Set<string>>();
const linesByContexts = new WeakMap<readonly Context[], Set<string>>();

/** Lines in which no fault was found: the same line in the same place has none wherever it stands. */
function goodLines(contexts: readonly Context[]): Set<string> {
  const known = linesByContexts.get(contexts);
  if (known && known.size <= MOST_LINES) return known;
  const place = contexts.join();
  let lines = linesByPlace.get(place);
  if (!lines || lines.size > MOST_LINES) {
    lines = new Set();
    linesByPlace.set(place, lines);
  }
  linesByContexts.set(contexts, lines);
  return lines;
}

/** In a fragment the name may have several meanings: only what all of them refuse is certain. */
function certainFaults(configuration: NginxConfiguration, setting: NginxSetting): readonly Fault[] {
  const possible = meanings(configuration, setting).filter((variant) => fitsShape(variant, setting.directive));
  if (possible.length === 0 || possible.some((variant) => variant.type === 'unknown' || variant.removed !== undefined))
    return [];
  const faults = possible.map((variant) => [...faultsOf(setting, variant)]);
  return faults.some((list) => list.length === 0) ? [] : faults[0]!;
}

interface Fault extends InvalidValue {
  readonly word: Word;
  /** What stands before the value in the word: `burst=`. */
  readonly prefix?: string;
  /** Whether the suggestion says the very same in words that nginx takes. */
  readonly sure?: boolean;
}

function* faultsOf(setting: NginxSetting, variant: DirectiveVariant): Generator<Fault> {
  const [first, second] = setting.args;
  switch (variant.type) {
    case 'flag':
    case 'milliseconds':
    case 'seconds':
    case 'size':
    case 'size-or-variable':
    case 'offset':
    case 'number': {
      const fault = slot(setting, variant.type, first!) ?? outOfRange(setting, variant, first!);
      if (fault) yield fault;
      break;
    }
    case 'buffers': {
      const count = slot(setting, 'number', first!);
      if (count) yield count;
      const size = second && slot(setting, 'size', second);
      if (size) yield size;
      break;
    }
    case 'enum':
    case 'bitmask':
      for (const word of variant.type === 'enum' ? [first!] : setting.args) {
        const fault = keyword(setting, variant, word);
        if (fault) yield fault;
      }
      break;
    default:
      yield* parameters(setting, variant);
  }
}

function slot(setting: NginxSetting, type: SlotType, word: Word, prefix = ''): Fault | undefined {
  if (isOpen(setting, word)) return undefined;
  const text = word.value.slice(prefix.length);
  const invalid = explainInvalid(type, text);
  if (!invalid) return undefined;
  if (text.includes('#') && word.quote === '') return { word, prefix, message: 'a comment needs a space before its #' };
  return { ...invalid, word, prefix, sure: isSame(type, text, invalid.suggestion) };
}

/** Whether the suggestion writes the same value, so that only the spelling changes. */
function isSame(type: SlotType, text: string, suggestion: string | undefined): boolean {
  if (suggestion === undefined || type === 'number' || type === 'rate') return false;
  if (type === 'milliseconds' && /^\d+ ?M$/.test(text)) return false;
  return !/^\d+(,\d+)/.test(text);
}

/** Values that a template, or envsubst before nginx, fills in. */
function isOpen(setting: NginxSetting, word: Word): boolean {
  return (
    setting.read(word).state === 'unknown' ||
    /\$\{?[A-Z_][A-Z0-9_]*\b/.test(word.value) ||
    /__\w+__|%\w+%|@\w+@|<\w+>/.test(word.value)
  );
}

function outOfRange(setting: NginxSetting, variant: DirectiveVariant, word: Word): Fault | undefined {
  if (isOpen(setting, word)) return undefined;
  const range = details(setting.name, setting.scope.kind);
  const number =
    variant.type === 'number'
      ? parseNumber(word.value)
      : variant.type === 'milliseconds'
        ? parseMilliseconds(word.value)
        : undefined;
  if (!range || number === undefined) return undefined;
  const { min, max } = range;
  const low = min !== undefined && number < min;
  const high = max !== undefined && number > max;
  if (!low && !high) return undefined;
  const message =
    min !== undefined && max !== undefined
      ? `nginx takes ${min} to ${max} here`
      : low
        ? `nginx takes ${min} or more here`
        : `nginx takes ${max} or less here`;
  return { word, message };
}

function keyword(setting: NginxSetting, variant: DirectiveVariant, word: Word): Fault | undefined {
  const { keywords } = variant;
  if (!keywords || isOpen(setting, word) || keywords.some((one) => one.toLowerCase() === word.value.toLowerCase()))
    return undefined;
  const offered = keywords.length > 8 ? `such as ${keywords.slice(0, 4).join(', ')}` : keywords.join(', ');
  const flag =
    keywords.includes('on') && keywords.includes('off') ? explainInvalid('flag', word.value)?.suggestion : undefined;
  return { word, message: `nginx knows ${offered} here`, ...(flag ? { suggestion: flag, sure: true } : {}) };
}

/** Parameters of the form `name=value`, by directive: how nginx reads the value, and the smallest one that it takes. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, { type: SlotType; min?: number }>>>> = {
  limit_req_zone: { rate: { type: 'rate' } },
  limit_req: { burst: { type: 'number', min: 1 }, delay: { type: 'number', min: 1 } },
  listen: {
    backlog: { type: 'number', min: 1 },
    fastopen: { type: 'number' },
    rcvbuf: { type: 'size' },
    sndbuf: { type: 'size' },
  },
  server: {
    weight: { type: 'number', min: 1 },
    max_fails: { type: 'number' },
    max_conns: { type: 'number' },
    fail_timeout: { type: 'seconds' },
  },
  open_file_cache: { max: { type: 'number', min: 1 }, inactive: { type: 'seconds' } },
  proxy_cache_path: { inactive: { type: 'seconds' }, max_size: { type: 'offset' }, min_free: { type: 'offset' } },
  thread_pool: { threads: { type: 'number', min: 1 }, max_queue: { type: 'number' } },
};

const SAME_PARAMETERS: Readonly<Record<string, string>> = {
  fastcgi_cache_path: 'proxy_cache_path',
  uwsgi_cache_path: 'proxy_cache_path',
  scgi_cache_path: 'proxy_cache_path',
};

/** Smallest size of a zone: eight pages. */
const SMALLEST_ZONE = 32 * 1024;

function* parameters(setting: NginxSetting, variant: DirectiveVariant): Generator<Fault> {
  const { name } = setting;
  if (name === 'worker_processes') yield* workers(setting);
  if (name === 'add_header' || name === 'add_trailer') yield* onlyAlways(setting);
  if (name === 'limit_conn') yield* connections(setting);
  if (name === 'zone' || name === 'limit_req_zone' || name === 'limit_conn_zone') yield* zoneSize(setting);
  if (name === 'server' && !variant.module.endsWith('_upstream_module')) return;
  const table = PARAMETERS[SAME_PARAMETERS[name] ?? name];
  if (!table) return;
  for (const word of setting.args) {
    const sign = word.value.indexOf('=');
    const parameter =
      sign > 0 && Object.hasOwn(table, word.value.slice(0, sign)) ? table[word.value.slice(0, sign)] : undefined;
    if (!parameter) continue;
    const prefix = word.value.slice(0, sign + 1);
    const fault = slot(setting, parameter.type, word, prefix);
    if (fault) yield fault;
    else if (
      parameter.min !== undefined &&
      !isOpen(setting, word) &&
      parseNumber(word.value.slice(prefix.length))! < parameter.min
    ) {
      yield { word, prefix, message: `nginx takes ${parameter.min} or more for ${prefix}` };
    }
  }
}

function* workers(setting: NginxSetting): Generator<Fault> {
  const word = setting.args[0]!;
  if (isOpen(setting, word) || word.value === 'auto' || parseNumber(word.value) !== undefined) return;
  const automatic = /^auto$/i.test(word.value) ? { suggestion: 'auto', sure: true } : {};
  yield { word, message: 'nginx takes auto (in small letters) or a whole number here', ...automatic };
}

function* onlyAlways(setting: NginxSetting): Generator<Fault> {
  const word = setting.args[2];
  if (!word || isOpen(setting, word) || word.value === 'always') return;
  yield { word, message: `nginx takes only the word always behind the value; put quotes around a value with spaces` };
}

function* connections(setting: NginxSetting): Generator<Fault> {
  const word = setting.args[1];
  if (!word || isOpen(setting, word)) return;
  const fault = slot(setting, 'number', word);
  const number = parseNumber(word.value);
  if (fault) yield fault;
  else if (number === undefined || number < 1 || number > 65535) yield { word, message: 'nginx takes 1 to 65535 here' };
}

function* zoneSize(setting: NginxSetting): Generator<Fault> {
  const inUpstream = setting.name === 'zone';
  const word = inUpstream ? setting.args[1] : setting.args.find((arg) => arg.value.startsWith('zone='));
  if (!word || isOpen(setting, word)) return;
  const colon = inUpstream ? -1 : word.value.indexOf(':');
  if (!inUpstream && colon < 0) {
    yield { word, message: 'nginx wants the size of the zone behind its name, as in zone=name:10m' };
    return;
  }
  const prefix = word.value.slice(0, colon + 1);
  const fault = slot(setting, 'size', word, prefix);
  const bytes = parseSize(word.value.slice(prefix.length));
  if (fault) yield fault;
  else if (bytes !== undefined && bytes < SMALLEST_ZONE)
    yield { word, prefix, message: 'nginx takes no zone below 32k' };
}

function verdict(setting: NginxSetting, fault: Fault): Verdict {
  const { word, message, suggestion, prefix = '', sure } = fault;
  const fixes: Fix[] =
    suggestion === undefined
      ? []
      : [
          {
            title: `Write ${prefix}${suggestion}`,
            safety: sure ? 'safe' : 'review',
            edits: setting.setWord(word, prefix + suggestion),
          },
        ];
  const shown = word.value.length > 40 ? `${word.value.slice(0, 39)}…` : word.value;
  return {
    at: setting.atArgument(word),
    setting: setting.name,
    value: setting.text,
    message: `nginx refuses "${shown}" and does not start: ${message}.`,
    fixes,
  };
}
