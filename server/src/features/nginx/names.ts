import type { ConfigFile } from '../../settings/file';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { NginxSetting } from '../../stack/nginx/setting';
import type { Word } from '../../syntax/nginx/tree';
import type { Span } from '../../text/span';

/** What values of nginx name: one value gives the name, others refer to it. */
export const NAME_KINDS = [
  'rate limit zone',
  'connection limit zone',
  'cache zone',
  'upstream',
  'log format',
  'named location',
  'thread pool',
  'variable',
] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** One mention of a name. */
export interface Mention {
  readonly kind: NameKind;
  readonly name: string;
  readonly role: 'definition' | 'use';
  readonly file: ConfigFile;
  /** The name alone. */
  readonly span: Span;
  readonly setting: NginxSetting;
}

/** The mentions of all names of a configuration. */
export interface NameIndex {
  /** Definitions and uses of one name, in the order in which nginx reads them. */
  of(kind: NameKind, name: string): readonly Mention[];
  /** The names that are defined, in the order of their definitions. */
  defined(kind: NameKind): readonly Mention[];
}

export function nameIndex(configuration: NginxConfiguration): NameIndex {
  return configuration.derive(buildIndex);
}

function buildIndex(configuration: NginxConfiguration): NameIndex {
  const byName = new Map<string, Mention[]>();
  const definitions = new Map<NameKind, Mention[]>();
  for (const setting of configuration.everything()) {
    for (const mention of mentionsIn(setting)) {
      push(byName, `${mention.kind}\n${mention.name}`, mention);
      if (mention.role === 'definition') push(definitions, mention.kind, mention);
    }
  }
  return {
    of: (kind, name) => byName.get(`${kind}\n${name}`) ?? [],
    defined: (kind) => definitions.get(kind) ?? [],
  };
}

/** The names that a directive's words mention. */
export function mentionsIn(setting: NginxSetting): Mention[] {
  const found: Mention[] = [];
  const { file, args } = setting;
  const add = (kind: NameKind, role: Mention['role'], word: Word, from: number, length: number, name?: string) => {
    if (length <= 0) return;
    const start = contentStart(word) + from;
    // With an escape in it, a word's value is shorter than what is written.
    if (start + length > word.end || file.text.slice(start, start + length) !== word.value.slice(from, from + length))
      return;
    found.push({
      kind,
      name: name ?? word.value.slice(from, from + length),
      role,
      file,
      span: { start, end: start + length },
      setting,
    });
  };
  const whole = (kind: NameKind, role: Mention['role'], word: Word | undefined, name?: string) => {
    if (word && !word.value.includes('$')) add(kind, role, word, 0, word.value.length, name);
  };
  const behind = (kind: NameKind, role: Mention['role'], prefix: string, scoped = '') => {
    for (const word of args) {
      if (!word.value.startsWith(prefix)) continue;
      const rest = word.value.slice(prefix.length);
      const length = role === 'definition' ? (rest + ':').indexOf(':') : rest.length;
      if (!rest.slice(0, length).includes('$'))
        add(kind, role, word, prefix.length, length, scoped + rest.slice(0, length));
    }
  };
  const { name } = setting;
  const [first, second] = args;
  switch (name) {
    case 'limit_req_zone':
      behind('rate limit zone', 'definition', 'zone=');
      break;
    case 'limit_req':
      behind('rate limit zone', 'use', 'zone=');
      break;
    case 'limit_conn_zone':
      behind('connection limit zone', 'definition', 'zone=', side(setting));
      break;
    case 'limit_conn':
      whole('connection limit zone', 'use', first, side(setting) + (first?.value ?? ''));
      break;
    case 'log_format':
      whole('log format', 'definition', first, side(setting) + (first?.value ?? ''));
      break;
    case 'access_log':
      if (second && !second.value.includes('=')) whole('log format', 'use', second, side(setting) + second.value);
      break;
    case 'upstream':
      whole('upstream', 'definition', first, side(setting) + (first?.value ?? ''));
      break;
    case 'thread_pool':
      whole('thread pool', 'definition', first);
      break;
    case 'aio':
      behind('thread pool', 'use', 'threads=');
      break;
    case 'location':
      if (first?.value.startsWith('@')) whole('named location', 'definition', first);
      break;
    case 'try_files':
    case 'error_page': {
      const last = args[args.length - 1];
      if (last?.value.startsWith('@')) whole('named location', 'use', last);
      break;
    }
    default: {
      const cache = /^(proxy|fastcgi|uwsgi|scgi)_cache(_path)?$/.exec(name);
      if (cache?.[2]) behind('cache zone', 'definition', 'keys_zone=', `${cache[1]} `);
      else if (cache && first && first.value !== 'off') whole('cache zone', 'use', first, `${cache[1]} ${first.value}`);
      else if (/^(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/.test(name) && first) passTarget(setting, first, add);
    }
  }
  variablesOf(setting, add);
  return found;
}

type Add = (kind: NameKind, role: Mention['role'], word: Word, from: number, length: number, name?: string) => void;

/** http and stream keep their zones, formats and upstreams apart. */
function side(setting: NginxSetting): string {
  return setting.scope.kind?.startsWith('stream') ? 'stream ' : '';
}

/** What stands behind `proxy_pass` and its kin may be the name of an upstream: `http://NAME/…`, `NAME`, `grpc://NAME`. */
function passTarget(setting: NginxSetting, word: Word, add: Add): void {
  const found = /^([a-z]+:\/\/)?([^/:?$[\]]+)(?=[/?]|$)/i.exec(word.value);
  if (found) add('upstream', 'use', word, found[1]?.length ?? 0, found[2]!.length, side(setting) + found[2]!);
}

/** Directives that define the variable which they name, and which argument names it. */
const VARIABLE_MAKERS: Readonly<Record<string, number>> = {
  set: 0,
  map: 1,
  num_map: 1,
  split_clients: 1,
  auth_request_set: 0,
  perl_set: 0,
  js_set: 0,
  js_var: 0,
  keyval: 1,
  set_by_lua_block: 0,
  set_by_lua_file: 0,
};

function variablesOf(setting: NginxSetting, add: Add): void {
  const { args, name } = setting;
  const made =
    name === 'geo' ? args.length - 1 : Object.hasOwn(VARIABLE_MAKERS, name) ? VARIABLE_MAKERS[name] : undefined;
  for (const [i, word] of args.entries()) {
    const { value } = word;
    if (value.includes('$')) {
      for (const found of value.matchAll(VARIABLE)) {
        const defines = i === made && found.index === 0;
        const from = found.index + (found[1] === undefined ? 1 : 2);
        add('variable', defines ? 'definition' : 'use', word, from, (found[1] ?? found[2]!).length);
      }
    }
    if (value.includes('(?')) {
      for (const found of value.matchAll(/\(\?P?[<']([A-Za-z_]\w*)[>']/g))
        add('variable', 'definition', word, found.index + found[0].length - 1 - found[1]!.length, found[1]!.length);
    }
  }
}

const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

function contentStart(word: Word): number {
  return word.quote === '' ? word.start : word.start + 1;
}

function push<K>(map: Map<K, Mention[]>, key: K, mention: Mention): void {
  const list = map.get(key);
  if (list) list.push(mention);
  else map.set(key, [mention]);
}

/** A name as users write it: without what keeps those of http and stream, or of two cache modules, apart. */
export function plainName(mention: Mention): string {
  return mention.kind === 'variable' ? `$${mention.name}` : mention.name.slice(mention.name.lastIndexOf(' ') + 1);
}
