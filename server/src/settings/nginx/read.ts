import { type Context, childContext, type DataContext, isDataContext } from '../../knowledge/nginx/contexts';
import { acceptsArgCount, type DirectiveVariant, variantIn, variants } from '../../knowledge/nginx/directives';
import { type ParseOptions, parseNginx, type Recovery, type Statement } from '../../syntax/nginx/parse';
import { reparseNginx } from '../../syntax/nginx/reparse';
import type { Directive, NginxTree, Word } from '../../syntax/nginx/tree';
import { isTemplateName } from '../kind';

/**
 * Reads an nginx file, finding forgotten terminators with what is known of the directives.
 *
 * @param before the tree of an earlier version of the file, which is used up
 */
export function readNginx(text: string, path: string, before?: NginxTree): NginxTree {
  const options = { template: isTemplateName(path), recover: forgottenTerminator };
  return (before && reparseNginx(before, text, options)) ?? parseNginx(text, options);
}

/**
 * A statement that nginx refuses as it stands, whose later line begins with a directive that belongs here: the
 * terminator before that line was forgotten.
 */
const forgottenTerminator: NonNullable<ParseOptions['recover']> = (statement, parents) => {
  const { words, terminator } = statement;
  const name = words[0]!.value;
  const here = contextOf(parents);
  if (here !== undefined && isDataContext(here)) return afterRow(statement, here);
  const candidates = here ? [variantIn(name, here)].filter((v) => v !== undefined) : variants(name);
  const [first] = candidates;
  if (!first || first.thirdParty) return undefined;
  const accepted = candidates.find((variant) => accepts(variant, words.length - 1, terminator));
  if (accepted && !refusesStrangers(accepted)) return undefined;
  for (let next = 1; next < words.length; next++) {
    const opens = candidates.find((variant) => variant.block && opensData(variant, here));
    if (opens && statement.startsLine(next) && acceptsArgCount(opens, next - 1)) return { next, missing: '{' };
    const word = words[next]!;
    if (word.quote !== '' || !/^[a-z_][a-z0-9_]*$/.test(word.value)) continue;
    if (accepted && !statement.startsLine(next)) continue;
    if (variants(word.value).length === 0) continue;
    const found = missingBefore(candidates, words, next, here);
    if (found && (found.missing === '{' || statement.startsLine(next))) return found;
  }
  return undefined;
};

/** Rows of data are pairs, apart from a few words that stand alone. */
function afterRow({ words, startsLine }: Statement, here: DataContext): Recovery | undefined {
  // nginx takes further words of these rows without a complaint.
  if (here === 'types' || here === 'match' || here === 'split_clients') return undefined;
  const next = /^(volatile|hostnames|ranges|proxy_recursive)$/.test(words[0]!.value) ? 1 : 2;
  return words.length > next && startsLine(next) ? { next, missing: ';' } : undefined;
}

/** Whether nginx takes none but certain words here, so that another directive's name among them is one by mistake. */
function refusesStrangers(variant: DirectiveVariant): boolean {
  return variant.type === 'bitmask' || (!variant.block && STRICT.test(variant.name));
}

const STRICT =
  /^(listen|server|access_log|error_log|resolver|error_page|limit_req|add_header|add_trailer|(proxy|fastcgi|uwsgi|scgi)_cache_(path|valid)|open_file_cache|hash|random|return)$/;

/** The contexts that a block may open, where its own place is not known. */
function insides(variant: DirectiveVariant, here: Context | undefined): readonly Context[] {
  const places = here ? [here] : variant.contexts;
  return places.map((place) => childContext(place, variant.name)).filter((context) => context !== undefined);
}

function opensData(variant: DirectiveVariant, here: Context | undefined): boolean {
  return insides(variant, here).some(isDataContext);
}

function missingBefore(
  candidates: readonly DirectiveVariant[],
  words: readonly Word[],
  next: number,
  here: Context | undefined,
): Recovery | undefined {
  const name = words[next]!.value;
  for (const variant of candidates) {
    if (!acceptsArgCount(variant, next - 1)) continue;
    if (variant.block) {
      if (insides(variant, here).some((inside) => variantIn(name, inside))) return { next, missing: '{' };
    } else if (!here || variantIn(name, here)) return { next, missing: ';' };
  }
  return undefined;
}

function accepts(variant: DirectiveVariant, count: number, terminator: ';' | '{'): boolean {
  return variant.block === (terminator === '{') && acceptsArgCount(variant, count);
}

/** The context inside the innermost parent; undefined where the outermost file's own context is not known. */
function contextOf(parents: readonly Directive[]): Context | undefined {
  if (parents.length === 0) return undefined;
  const first = parents[0]!.name.value;
  let context: Context | undefined = variants(first).find((variant) => variant.block)?.contexts[0];
  for (const parent of parents) context = context && childContext(context, parent.name.value);
  return context;
}
