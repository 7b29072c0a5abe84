import type { Context } from './contexts';

/**
 * How nginx reads a directive's arguments; with several arguments it speaks of the first, except for 'buffers'
 * (a number and a size), 'bitmask' and 'mime-types' (every argument).
 * 'size-or-variable' is a size, or any text that contains a variable. 'predicate' is a list of texts of which one
 * that isn't empty and isn't 0 counts as true. 'custom': the directive has a syntax of its own. 'unknown': another
 * module's directive of which only the name is known.
 */
export type ValueType =
  | 'flag'
  | 'milliseconds'
  | 'seconds'
  | 'size'
  | 'size-or-variable'
  | 'offset'
  | 'number'
  | 'enum'
  | 'bitmask'
  | 'buffers'
  | 'string'
  | 'key-value'
  | 'path'
  | 'access'
  | 'address'
  | 'mime-types'
  | 'predicate'
  | 'custom'
  | 'none'
  | 'unknown';

/**
 * What an inner block gets from the outer one.
 * 'scalar': the outer value unless it has its own. 'array': all of the outer ones unless it has at least one of its
 * own, which then replaces them all. 'merge-in-block': like array, and several in one block add up. 'own': nothing
 * (handlers, definitions, blocks; a `*_pass` still reaches into `if` and `limit_except` of its location).
 */
export type Inheritance = 'scalar' | 'array' | 'merge-in-block' | 'own';

/** One meaning of a directive's name: the same name may mean other things in other modules. */
export interface DirectiveVariant {
  readonly name: string;
  /** The module that defines it, e.g. 'ngx_http_proxy_module'. */
  readonly module: string;
  /** Where nginx accepts it; empty for another module's directive of which only the name is known. */
  readonly contexts: readonly Context[];
  readonly minArgs: number;
  /** Infinity when there is no upper limit. */
  readonly maxArgs: number;
  /** The allowed numbers of arguments where they aren't a plain range. */
  readonly argCounts?: readonly number[];
  /** Tells whether a block follows instead of a semicolon (meaningless where `type` is 'unknown'). */
  readonly block: boolean;
  readonly type: ValueType;
  /** The accepted words of an enum or bitmask; nginx compares them without regard to case. */
  readonly keywords?: readonly string[];
  /** The newest version's default as one writes it; absent when there is none. See defaultIn for older versions. */
  readonly default?: string;
  /** The version that introduced it, absent when it is as old as 1.0.0 or the module isn't nginx's own. */
  readonly since?: string;
  /** The version that refuses it for the first time. */
  readonly removed?: string;
  /** The version that declared it obsolete. */
  readonly deprecated?: string;
  readonly inheritance: Inheritance;
  /** Tells whether nginx accepts it twice in one block; otherwise the second one "is duplicate". */
  readonly repeatable: boolean;
  /** Present when only the commercial edition knows it. */
  readonly commercial?: boolean;
  /** The module's name when it isn't nginx's own. */
  readonly thirdParty?: string;
  /** The documentation's address. */
  readonly page: string;
}
