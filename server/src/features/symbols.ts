import type { ConfigFile } from '../settings/file';
import { argumentsSpan, type Directive, spanOf } from '../syntax/nginx/tree';
import type { Span } from '../text/span';
import { mongodSymbols } from './mongod/symbols';
import { redisSymbols } from './redis/symbols';
import { systemSymbols } from './system/symbols';

export type SymbolKind =
  | 'block'
  | 'server'
  | 'location'
  | 'upstream'
  | 'member'
  | 'zone'
  | 'variable'
  | 'format'
  | 'include'
  | 'setting';

/** An entry of a file's outline. */
export interface OutlineSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly span: Span;
  /** Lies within `span`. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineSymbol[];
}

/** Statements without a block that belong in an outline: they define or bring in something. */
const STATEMENTS: Readonly<Record<string, SymbolKind>> = {
  limit_req_zone: 'zone',
  limit_conn_zone: 'zone',
  proxy_cache_path: 'zone',
  fastcgi_cache_path: 'zone',
  uwsgi_cache_path: 'zone',
  scgi_cache_path: 'zone',
  log_format: 'format',
  include: 'include',
};

/** Blocks that define a variable. */
const VARIABLE_BLOCKS: ReadonlySet<string> = new Set(['map', 'geo', 'split_clients', 'num_map']);

/**
 * The outline of a file: its blocks, and what its statements define. That of Compose files and of Python is left to the
 * extensions for these languages: an editor shows the outlines of two one below the other.
 */
export function documentSymbols(file: ConfigFile): OutlineSymbol[] {
  if (file.kind === 'redis') return redisSymbols(file);
  if (file.kind === 'mongod') return mongodSymbols(file);
  if (file.kind === 'sysctl' || file.kind === 'limits' || file.kind === 'systemd') return systemSymbols(file);
  return file.kind === 'nginx' ? symbolsOf(file, file.nginx.directives, '') : [];
}

function symbolsOf(file: ConfigFile, directives: readonly Directive[], parent: string): OutlineSymbol[] {
  return directives.flatMap((directive) => {
    const name = directive.name.value;
    const kind = kindOf(directive, parent);
    if (name === '' || !kind) return [];
    const children = directive.block ? symbolsOf(file, directive.block.directives, name) : [];
    const nameSpan = { start: directive.name.start, end: directive.name.end };
    return [{ ...labelOf(file, directive, kind), kind, span: spanOf(directive), nameSpan, children }];
  });
}

function kindOf({ name: { value: name }, block }: Directive, parent: string): SymbolKind | undefined {
  if (!block)
    return name === 'server' && parent === 'upstream'
      ? 'member'
      : Object.hasOwn(STATEMENTS, name)
        ? STATEMENTS[name]
        : undefined;
  if (name === 'server' || name === 'location' || name === 'upstream') return name;
  return VARIABLE_BLOCKS.has(name) ? 'variable' : 'block';
}

/** A server is known by its names, a zone by its name, everything else by its arguments. */
function labelOf(file: ConfigFile, directive: Directive, kind: SymbolKind): { name: string; detail: string } {
  const { start, end } = argumentsSpan(directive);
  const detail = oneLine(file.text.slice(start, end));
  const name = directive.name.value;
  if (kind === 'zone') {
    const zone = directive.args
      .map((word) => /^(?:keys_)?zone=([^:]+)/.exec(word.value)?.[1])
      .find((found) => found !== undefined);
    return { name: zone ?? name, detail: `${name} ${detail}` };
  }
  if (kind === 'format') return { name: directive.args[0]?.value || name, detail: name };
  if (kind === 'server') {
    const inside = (wanted: string) => directive.block!.directives.filter((one) => one.name.value === wanted);
    const names = inside('server_name')
      .flatMap((one) => one.args.map((word) => word.value))
      .filter((one) => one !== '' && one !== '_');
    const listens = inside('listen').flatMap((one) => one.args[0]?.value ?? []);
    return {
      name: names.length > 0 ? `server ${names[0]}` : 'server',
      detail: [...names.slice(1), ...listens].join(' '),
    };
  }
  return {
    name: detail === '' || kind === 'include' ? name : `${name} ${detail}`,
    detail: kind === 'include' ? detail : '',
  };
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
