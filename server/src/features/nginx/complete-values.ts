import { type Context, isDataContext } from '../../knowledge/nginx/contexts';
import { details } from '../../knowledge/nginx/details';
import { type DirectiveVariant, defaultIn, variantIn, variants } from '../../knowledge/nginx/directives';
import { builtInVariables, type VariableFamily } from '../../knowledge/nginx/variables';
import { rateLimitZoneBytes } from '../../knowledge/tiers';
import { directoryOf } from '../../text/paths';
import type { Completion, CompletionKind } from '../completion';
import { capitalize, code } from '../markdown';
import type { Typing } from './completion';
import { type Mention, type NameKind, nameIndex, plainName } from './names';
import { parameterWords } from './parameters';
import { parameterTierValues, tierValues } from './tier-values';

/** The most files that are offered behind `include`. */
const MOST_FILES = 200;

/** The variables that fit behind a dollar sign; undefined where none is being typed. */
export function variableCompletions(typing: Typing, offset: number): Completion[] | undefined {
  const { statement, file, contexts } = typing;
  if (statement.before.length === 0 && !contexts.some(isDataContext)) return undefined;
  const typed = /\$(\{?)[A-Za-z0-9_]*$/.exec(statement.partial);
  if (!typed) return undefined;
  const brace = typed[1] === '{';
  const behind = /^[A-Za-z0-9_]*\}?/.exec(file.text.slice(offset, offset + 100))![0];
  const span = {
    start: offset - typed[0].length,
    end: offset + (brace ? behind.length : behind.replace('}', '').length),
  };
  const item = (name: string, rank: number, detail: string): Completion => {
    const text = brace ? `\${${name}}` : `$${name}`;
    return {
      label: `$${name}`,
      kind: 'variable',
      detail,
      insertText: text,
      isSnippet: false,
      span,
      sortText: `${rank}${name}`,
      filterText: text,
    };
  };
  const own = definedNames(typing, 'variable').map((mention) =>
    item(mention.name, 0, `${mention.setting.name} in ${mention.file.path}`),
  );
  const taken = new Set(own.map(({ label }) => label));
  const family: VariableFamily = contexts.some((context) => context.startsWith('stream')) ? 'stream' : 'http';
  const builtIn = builtInVariables(family).map(({ name, what }) => item(name, 1, what));
  return [...own, ...builtIn.filter(({ label }) => !taken.has(label))];
}

/** The values that a directive takes as the argument that is being typed. */
export function valueCompletions(typing: Typing): Completion[] {
  const { statement, contexts } = typing;
  const name = statement.before[0]!.value;
  const index = statement.before.length - 1;
  if (name === 'include') return index === 0 ? filePaths(typing) : [];
  if (contexts.every(isDataContext)) return [];
  const context = contexts.find((one) => variantIn(name, one));
  const variant = context ? variantIn(name, context) : variants(name).find((one) => one.thirdParty === undefined);
  if (!variant) return [];
  const list = new ValueList(typing);
  if (index === 0 || variant.type === 'bitmask') addTyped(list, variant, typing);
  addNames(list, typing, name, index);
  addParameters(list, typing, name, context, index);
  if (index === 0 && name === 'limit_req_zone')
    list.add('$binary_remote_addr', {
      kind: 'variable',
      rank: 1,
      detail: 'the client’s address, in its smallest form',
    });
  if (name === 'proxy_set_header' && index === 1) {
    for (const value of ['$host', '$remote_addr', '$proxy_add_x_forwarded_for', '$scheme', '""'])
      list.add(value, { rank: 3 });
  }
  const given = new Set([...statement.before.slice(1), ...statement.after].map((word) => word.value));
  return list.items.filter(({ insertText }) => !given.has(insertText));
}

interface ValueOptions {
  readonly kind?: CompletionKind;
  readonly rank: number;
  readonly label?: string;
  readonly detail?: string;
  readonly documentation?: string;
  readonly snippet?: string;
  readonly tier?: string;
}

/** Values in the order in which they are offered; what was added first is not added again. */
class ValueList {
  readonly #items = new Map<string, Completion>();

  constructor(private readonly typing: Typing) {}

  get items(): Completion[] {
    return [...this.#items.values()];
  }

  add(text: string, options: ValueOptions): void {
    if (this.#items.has(text)) return;
    const { kind = 'value', rank, label = text, detail, documentation, snippet, tier } = options;
    this.#items.set(text, {
      label,
      kind,
      ...(detail === undefined ? {} : { detail }),
      ...(documentation === undefined ? {} : { documentation }),
      ...(tier === undefined ? {} : { tier }),
      insertText: snippet ?? text,
      isSnippet: snippet !== undefined,
      span: this.typing.statement.span,
      sortText: `${rank}${String(this.#items.size).padStart(3, '0')}`,
      filterText: text,
    });
  }
}

/** The guide's numbers, keywords and the default. */
function addTyped(list: ValueList, variant: DirectiveVariant, { stack, file, version }: Typing): void {
  for (const { value, tier, active } of tierValues(variant, stack.policyOf(file))) {
    list.add(value, {
      rank: 0,
      label: `${value} — ${tier}`,
      detail: active ? 'the tier in force' : 'another tier of the guide',
      tier,
    });
  }
  const standard = defaultIn(variant, version);
  const keywords = variant.type === 'flag' ? ['on', 'off'] : (variant.keywords ?? []);
  for (const word of keywords) list.add(word, { rank: 2, ...(word === standard ? { detail: 'default' } : {}) });
  if (standard !== undefined && keywords.length === 0 && !/[|;"\s]/.test(standard))
    list.add(standard, { rank: 3, detail: 'default' });
}

/** Names that the configuration defines elsewhere. */
function addNames(list: ValueList, typing: Typing, name: string, index: number): void {
  const { statement, contexts } = typing;
  const offer = (
    kind: NameKind,
    write: (plain: string) => string,
    fits: (mention: Mention) => boolean = () => true,
  ) => {
    for (const mention of definedNames(typing, kind)) {
      if (!fits(mention)) continue;
      list.add(write(plainName(mention)), {
        kind: 'name',
        rank: 1,
        detail: `${kind} in ${mention.file.path}`,
        documentation: code(summaryOf(mention)),
      });
    }
  };
  const inStream = contexts.some((context) => context.startsWith('stream'));
  const sameSide = (mention: Mention) => mention.name.startsWith('stream ') === inStream;
  const pass = /^(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/.exec(name)?.[1];
  if (pass && index === 0) {
    const scheme =
      /^[a-z]+:\/\//.exec(statement.partial)?.[0] ?? (pass === 'proxy' ? 'http://' : pass === 'grpc' ? 'grpc://' : '');
    offer('upstream', (plain) => (inStream ? plain : scheme + plain), sameSide);
  }
  const cache = /^(proxy|fastcgi|uwsgi|scgi)_cache$/.exec(name)?.[1];
  if (cache && index === 0) {
    offer(
      'cache zone',
      (plain) => plain,
      (mention) => mention.name.startsWith(`${cache} `),
    );
    list.add('off', { rank: 2 });
  }
  if (name === 'limit_req' && !statement.before.some((word) => word.value.startsWith('zone=')))
    offer('rate limit zone', (plain) => `zone=${plain}`);
  if (name === 'limit_conn' && index === 0) offer('connection limit zone', (plain) => plain, sameSide);
  if (name === 'access_log' && index === 0) list.add('off', { rank: 2, detail: 'no log' });
  if (name === 'access_log' && index === 1) {
    offer('log format', (plain) => plain, sameSide);
    if (!inStream) list.add('combined', { kind: 'name', rank: 2, detail: 'nginx’s own format' });
  }
  if (name === 'try_files' || name === 'error_page') offer('named location', (plain) => plain);
  if (name === 'aio') offer('thread pool', (plain) => `threads=${plain}`);
}

function addParameters(
  list: ValueList,
  { stack, file, statement }: Typing,
  name: string,
  context: Context | undefined,
  index: number,
): void {
  const words = parameterWords(name, context, index);
  if (words.length === 0) return;
  const given = new Set(statement.before.slice(1).map((word) => keyOf(word.value)));
  const about = details(name, context)?.params ?? [];
  const policy = stack.policyOf(file);
  for (const word of words) {
    const key = keyOf(word);
    if (given.has(key)) continue;
    const parameter = about.find((one) => one.name === key);
    const texts = {
      ...(parameter
        ? {
            documentation: `${capitalize(parameter.what)}.${parameter.since ? ` Since nginx ${parameter.since}.` : ''}`,
          }
        : {}),
      ...(parameter?.default === undefined ? {} : { detail: `default ${parameter.default}` }),
    };
    for (const { value, tier } of word.endsWith('=') ? parameterTierValues(name, word, policy) : []) {
      list.add(value, { kind: 'parameter', rank: 2, label: `${value} — ${tier}`, tier, ...texts });
    }
    const zone =
      name.endsWith('_zone') && word === 'zone=' ? `zone=\${1:name}:${rateLimitZoneBytes / 1024 / 1024}m` : undefined;
    list.add(word, {
      kind: 'parameter',
      rank: 4,
      ...texts,
      ...(zone === undefined ? {} : { snippet: zone, label: 'zone=name:size' }),
    });
  }
}

function keyOf(word: string): string {
  const sign = word.indexOf('=');
  return sign > 0 ? word.slice(0, sign) : word;
}

/** The names of a kind that the configurations at hand define, each once. */
function definedNames({ scopes, stack, file }: Typing, kind: NameKind): Mention[] {
  const configurations = new Set(
    scopes.length > 0 ? scopes.map(({ configuration }) => configuration) : stack.nginxOf(file),
  );
  const found = new Map<string, Mention>();
  for (const configuration of configurations) {
    for (const mention of nameIndex(configuration).defined(kind))
      if (!found.has(mention.name)) found.set(mention.name, mention);
  }
  return [...found.values()];
}

function summaryOf({ setting: { file, directive } }: Mention): string {
  return file.text.slice(directive.name.start, directive.block ? directive.block.open : directive.end).trim();
}

/** Files of the workspace as an include names them: from the folder of the main file. */
function filePaths(typing: Typing): Completion[] {
  const { stack, file, scopes } = typing;
  const list = new ValueList(typing);
  for (const main of new Set(scopes.map(({ configuration }) => configuration.main))) {
    const folder = directoryOf(main.path);
    const prefix = folder === '' ? '' : `${folder}/`;
    const paths = [...new Set([...stack.listing.paths, ...stack.files.keys()])].filter(
      (path) =>
        path.startsWith(prefix) &&
        path !== main.path &&
        path !== file.path &&
        isIncludable(path, stack.file(path)?.kind === 'nginx'),
    );
    const folders = new Set(
      paths
        .filter((path) => path.endsWith('.conf'))
        .map(directoryOf)
        .filter((one) => one !== folder),
    );
    for (const one of [...folders].sort())
      list.add(`${one.slice(prefix.length)}/*.conf`, { kind: 'file', rank: 1, detail: 'all of the folder' });
    for (const path of paths.sort().slice(0, MOST_FILES))
      list.add(path.slice(prefix.length), { kind: 'file', rank: 2 });
  }
  return list.items;
}

function isIncludable(path: string, isNginx: boolean): boolean {
  return (
    isNginx ||
    /(\.conf|_params|mime\.types)$/.test(path) ||
    /\/(sites-available|sites-enabled|snippets)\/[^/]+$/.test(path)
  );
}
