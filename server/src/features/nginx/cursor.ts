import type { Context } from '../../knowledge/nginx/contexts';
import type { ConfigFile } from '../../settings/file';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Scope } from '../../stack/nginx/scope';
import type { NginxSetting } from '../../stack/nginx/setting';
import type { Stack } from '../../stack/stack';
import { type Directive, directivesAt, type Word } from '../../syntax/nginx/tree';
import type { Span } from '../../text/span';

/** The word of a directive that a cursor touches. */
export interface WordAtCursor {
  readonly directive: Directive;
  readonly word: Word;
  /** Which argument it is, or -1 for the directive's name. */
  readonly index: number;
}

/** The directive where it takes effect, with the configuration that it does so in. */
export interface Occurrence {
  readonly configuration: NginxConfiguration;
  readonly setting: NginxSetting;
}

/** The word under a cursor; undefined between words, in comments and in code of other languages. */
export function wordAt(file: ConfigFile, offset: number): WordAtCursor | undefined {
  if (commentAt(file, offset)) return undefined;
  const path = directivesAt(file.nginx, offset);
  for (let i = path.length - 1; i >= 0; i--) {
    const directive = path[i]!;
    const index = [directive.name, ...directive.args].findIndex((word) => word.start <= offset && offset <= word.end);
    if (index >= 0)
      return { directive, word: index === 0 ? directive.name : directive.args[index - 1]!, index: index - 1 };
  }
  return undefined;
}

/** The comment that holds the offset; a cursor behind its last character is still in it, one before its sign is not. */
export function commentAt(file: ConfigFile, offset: number): Span | undefined {
  const { comments } = file.nginx;
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  const found = comments[low - 1];
  return found && offset <= found.end ? found : undefined;
}

/** Every place at which a directive of a file takes effect: several where the file is included several times. */
export function occurrences(stack: Stack, file: ConfigFile, directive: Directive): Occurrence[] {
  return stack.nginxOf(file).flatMap((configuration) =>
    configuration
      .all(directive.name.value)
      .filter((setting) => setting.directive === directive && setting.file === file)
      .map((setting) => ({ configuration, setting })),
  );
}

/** The blocks around an offset, innermost last. A block that is not closed holds what is typed at its end. */
export function blocksAround(file: ConfigFile, offset: number): Directive[] {
  const blocks: Directive[] = [];
  let list = file.nginx.directives;
  for (;;) {
    const last = lastStartingBefore(list, offset);
    const block = last?.block;
    if (!block || offset <= block.open || (block.close < 0 ? offset > block.end : offset >= block.end)) return blocks;
    blocks.push(last);
    if (block.opaque) return blocks;
    list = block.directives;
  }
}

/** The last directive of a list that begins before the offset, or at it. */
export function lastStartingBefore(list: readonly Directive[], offset: number): Directive | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.name.start <= offset) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}

/** The scopes that an offset lies in: several where the file takes part in several configurations. */
export function scopesAt(
  stack: Stack,
  file: ConfigFile,
  offset: number,
): { configuration: NginxConfiguration; scope: Scope }[] {
  const opener = blocksAround(file, offset).at(-1);
  if (opener) {
    return occurrences(stack, file, opener).flatMap(({ configuration, setting }) => {
      const scope = setting.scope.children.find((child) => child.opener === setting);
      return scope ? [{ configuration, scope }] : [];
    });
  }
  return stack
    .nginxOf(file)
    .flatMap((configuration) => outerScopes(configuration, file, stack).map((scope) => ({ configuration, scope })));
}

/** The scopes in which a file's own level stands. */
function outerScopes(configuration: NginxConfiguration, file: ConfigFile, stack: Stack): Scope[] {
  if (configuration.main === file) return [configuration.root];
  const { links } = stack.listing;
  const scopes = configuration.includes
    .filter(({ target, loop }) => !loop && target.paths.some((path) => (links.get(path) ?? path) === file.path))
    .map(({ setting }) => setting.scope);
  return [...new Set(scopes)];
}

/** How people call a context. */
export function contextName(context: Context | undefined): string {
  if (context === undefined) return 'the block around it';
  if (context === 'server-if' || context === 'location-if') return '`if`';
  if (context === 'main') return 'the top level';
  return `\`${context.replace(/^(mail|stream)-/, '')}\``;
}
