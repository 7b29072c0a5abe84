import { CONTEXTS, type Context } from './contexts';
import type { DirectiveVariant, Inheritance, ValueType } from './variant';

/*
 * The catalogue's tables are written one directive a row, so that they stay small and can be read and compared:
 *
 *   @module family page [commercial | third:name]
 *   name contexts arity type inheritance [>since] [<removed] [~deprecated] [?] [= default]
 *
 * family       http, stream, mail or core: which blocks the context letters mean
 * page         below https://nginx.org/en/docs/, without .html
 * contexts     m main, e events, h the family's outer block, s server, l location, u upstream, i `if` in server,
 *              f `if` in location, x limit_except, a dot for every context, (name) for a block of a special kind
 * arity        2, 1-3, 1,3 or 1+; {} follows when a block does
 * type         a ValueType; [a,b] or %set follows with the accepted words
 * inheritance  S scalar, A array, M merge-in-block, O own; an asterisk when it may stand twice in one block
 * ?            no documentation of its own: the module's page without an anchor
 */

const DOCS = 'https://nginx.org/en/docs/';

const CONTEXT_LETTERS: Readonly<Record<string, Readonly<Record<string, Context>>>> = {
  core: { m: 'main', e: 'events' },
  http: {
    m: 'main',
    h: 'http',
    s: 'server',
    l: 'location',
    u: 'upstream',
    i: 'server-if',
    f: 'location-if',
    x: 'limit_except',
  },
  stream: { m: 'main', h: 'stream', s: 'stream-server', u: 'stream-upstream' },
  mail: { m: 'main', h: 'mail', s: 'mail-server' },
};

const INHERITANCE: Readonly<Record<string, Inheritance>> = {
  S: 'scalar',
  A: 'array',
  M: 'merge-in-block',
  O: 'own',
};

/** Word lists that many directives share; rows name them with a percent sign. */
const WORD_SETS: Readonly<Record<string, string>> = {
  tls: 'SSLv2,SSLv3,TLSv1,TLSv1.1,TLSv1.2,TLSv1.3',
  retry:
    'error,timeout,invalid_header,non_idempotent,http_500,http_502,http_503,http_504,http_403,http_404,http_429,' +
    'updating,off',
  'retry-script':
    'error,timeout,invalid_header,non_idempotent,http_500,http_503,http_403,http_404,http_429,updating,off',
  'ignored-headers':
    'X-Accel-Redirect,X-Accel-Expires,X-Accel-Limit-Rate,X-Accel-Buffering,X-Accel-Charset,Expires,Cache-Control,' +
    'Set-Cookie,Vary',
  verify: 'off,on,optional,optional_no_ca',
  'log-level': 'info,notice,warn,error',
  methods: 'GET,HEAD,POST',
};

/** A name with an asterisk at one end, which stands for a whole family of another module's directives. */
export interface NameFamily {
  readonly module: string;
  readonly page: string;
  readonly prefix: string;
  readonly suffix: string;
}

/** Reads a table of the format above. */
export function readTable(table: string): DirectiveVariant[] {
  const result: DirectiveVariant[] = [];
  let header: string[] = [];
  for (const line of table.split('\n')) {
    if (line === '') continue;
    if (line.startsWith('@')) header = line.slice(1).split(' ');
    else result.push(readRow(line, header));
  }
  return result;
}

/** Reads a table of mere names: a header with a module and its page, then names, of which some stand for families. */
export function readNames(table: string): { directives: DirectiveVariant[]; families: NameFamily[] } {
  const directives: DirectiveVariant[] = [];
  const families: NameFamily[] = [];
  let module = '';
  let page = '';
  for (const line of table.split('\n')) {
    if (line === '') continue;
    if (line.startsWith('@')) {
      [module = '', page = ''] = line.slice(1).split(' ');
      continue;
    }
    for (const name of line.split(' ')) {
      if (name.endsWith('*')) families.push({ module, page, prefix: name.slice(0, -1), suffix: '' });
      else if (name.startsWith('*')) families.push({ module, page, prefix: '', suffix: name.slice(1) });
      else directives.push(thirdPartyVariant(name, module, page));
    }
  }
  return { directives, families };
}

/** A directive of which nothing but the module is known. */
export function thirdPartyVariant(name: string, module: string, page: string): DirectiveVariant {
  return {
    name,
    module,
    contexts: [],
    minArgs: 0,
    maxArgs: Number.POSITIVE_INFINITY,
    block: name.endsWith('_by_lua_block'),
    type: 'unknown',
    inheritance: 'own',
    repeatable: true,
    thirdParty: module,
    page,
  };
}

function readRow(line: string, header: readonly string[]): DirectiveVariant {
  const [module = '', family = 'core', pagePath = '', edition = ''] = header;
  const split = line.indexOf(' = ');
  const columns = (split < 0 ? line : line.slice(0, split)).split(' ');
  const [name = '', contexts = '', arity = '', type = '', inheritance = 'S', ...marks] = columns;
  const typeParts = /^([^%[]+)(?:%(.+)|\[(.+)\])?$/.exec(type);
  const words = typeParts?.[2] === undefined ? typeParts?.[3] : WORD_SETS[typeParts[2]];
  const mark = (sign: string): string | undefined => marks.find((text) => text.startsWith(sign))?.slice(1);
  const since = mark('>');
  const removed = mark('<');
  const deprecated = mark('~');
  const page = `${DOCS}${pagePath}.html`;
  return {
    name,
    module,
    contexts: readContexts(contexts, family),
    ...readArity(arity.replace('{}', '')),
    block: arity.endsWith('{}'),
    type: (typeParts?.[1] ?? 'custom') as ValueType,
    ...(words === undefined ? {} : { keywords: words.split(',') }),
    ...(split < 0 ? {} : { default: line.slice(split + 3) }),
    ...(since === undefined ? {} : { since }),
    ...(removed === undefined ? {} : { removed }),
    ...(deprecated === undefined ? {} : { deprecated }),
    inheritance: INHERITANCE[inheritance.charAt(0)] ?? 'scalar',
    repeatable: inheritance.endsWith('*'),
    ...(edition === 'commercial' ? { commercial: true } : {}),
    ...(edition.startsWith('third:') ? { thirdParty: edition.slice('third:'.length) } : {}),
    page: marks.includes('?') ? page : `${page}#${name}`,
  };
}

function readContexts(text: string, family: string): readonly Context[] {
  if (text === '.') return CONTEXTS;
  const special = /^\((.+)\)$/.exec(text);
  if (special) return [special[1] as Context];
  const letters = CONTEXT_LETTERS[family] ?? {};
  return [...text].flatMap((letter) => letters[letter] ?? []);
}

function readArity(text: string): { minArgs: number; maxArgs: number; argCounts?: readonly number[] } {
  if (text.endsWith('+')) return { minArgs: Number.parseInt(text, 10), maxArgs: Number.POSITIVE_INFINITY };
  const numbers = text.split(/[-,]/).map(Number);
  const [minArgs = 0] = numbers;
  const maxArgs = numbers.at(-1) ?? minArgs;
  return text.includes(',') ? { minArgs, maxArgs, argCounts: numbers } : { minArgs, maxArgs };
}
