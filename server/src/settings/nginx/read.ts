import { childContext, type Context, isDataContext } from '../../knowledge/nginx/contexts';
import { acceptsArgCount, type DirectiveVariant, variantIn, variants } from '../../knowledge/nginx/directives';
import { type ParseOptions, parseNginx, type Recovery } from '../../syntax/nginx/parse';
import type { Directive, NginxTree, Word } from '../../syntax/nginx/tree';
import { isTemplateName } from '../kind';

/** Reads an nginx file, finding forgotten terminators with what is known of the directives. */
export function readNginx(text: string, path: string): NginxTree {
  return parseNginx(text, { template: isTemplateName(path), recover: forgottenTerminator });
}

/**
 * A statement that nginx refuses as it stands, whose later line begins with a directive that belongs here: the
 * terminator before that line was forgotten.
 */
const forgottenTerminator: NonNullable<ParseOptions['recover']> = (words, terminator, parents) => {
  const name = words[0]!.value;
  const here = contextOf(parents);
  if (here !== undefined && isDataContext(here)) return undefined;
  const candidates = here ? [variantIn(name, here)].filter((v) => v !== undefined) : variants(name);
  const [first] = candidates;
  if (!first || first.thirdParty) return undefined;
  if (candidates.some((variant) => accepts(variant, words.length - 1, terminator))) return undefined;
  for (let next = 1; next < words.length; next++) {
    const word = words[next]!;
    if (word.quote !== '' || !/^[a-z_][a-z0-9_]*$/.test(word.value)) continue;
    if (variants(word.value).length === 0) continue;
    const found = missingBefore(candidates, words, next, here);
    if (found) return found;
  }
  return undefined;
};

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
      const inside = here ? childContext(here, variant.name) : undefined;
      if (inside && variantIn(name, inside)) return { next, missing: '{' };
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
