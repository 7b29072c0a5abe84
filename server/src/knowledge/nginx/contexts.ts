/** Where a directive may stand: the kinds of block that nginx's parser tells apart, and the blocks whose rows are data. */
export type Context = (typeof CONTEXTS)[number];

/** Blocks whose rows are data: no row of theirs is a directive, `include` excepted. */
export type DataContext = (typeof DATA_CONTEXTS)[number];

const DATA_CONTEXTS = ['map', 'num_map', 'geo', 'types', 'split_clients', 'charset_map', 'match'] as const;

/** Every context there is. */
export const CONTEXTS = [
  'main',
  'events',
  'http',
  'server',
  'location',
  'upstream',
  'server-if',
  'location-if',
  'limit_except',
  'mail',
  'mail-server',
  'stream',
  'stream-server',
  'stream-upstream',
  'mgmt',
  'oidc_provider',
  'acme_issuer',
  'otel_exporter',
  ...DATA_CONTEXTS,
] as const;

/** The contexts that a block's name opens in each parent, as nginx's own modules define them. */
const CHILDREN: Partial<Record<Context, Readonly<Record<string, Context>>>> = {
  main: { events: 'events', http: 'http', mail: 'mail', stream: 'stream', mgmt: 'mgmt' },
  http: {
    server: 'server',
    upstream: 'upstream',
    map: 'map',
    num_map: 'num_map',
    geo: 'geo',
    types: 'types',
    split_clients: 'split_clients',
    charset_map: 'charset_map',
    match: 'match',
    oidc_provider: 'oidc_provider',
    acme_issuer: 'acme_issuer',
    otel_exporter: 'otel_exporter',
  },
  server: { location: 'location', if: 'server-if', types: 'types' },
  location: { location: 'location', if: 'location-if', limit_except: 'limit_except', types: 'types' },
  mail: { server: 'mail-server' },
  stream: {
    server: 'stream-server',
    upstream: 'stream-upstream',
    map: 'map',
    num_map: 'num_map',
    geo: 'geo',
    split_clients: 'split_clients',
    match: 'match',
  },
};

/**
 * The context that a block directive opens.
 * @returns undefined when nginx itself has no such block there: the block is misplaced or belongs to another module,
 * and nothing is known of its body.
 */
export function childContext(parent: Context, directiveName: string): Context | undefined {
  const children = CHILDREN[parent];
  return children && Object.hasOwn(children, directiveName) ? children[directiveName] : undefined;
}

/** Tells whether the rows of a context are data (`map`, `geo`, `types` …), which are never checked as directives. */
export function isDataContext(context: Context): context is DataContext {
  return (DATA_CONTEXTS as readonly string[]).includes(context);
}

/** Tells whether a text is the name of a context. */
export function isContext(text: string): text is Context {
  return (CONTEXTS as readonly string[]).includes(text);
}
