import { type Context, isDataContext } from '../../knowledge/nginx/contexts';
import { details } from '../../knowledge/nginx/details';
import { type DirectiveVariant, defaultIn, directivesIn } from '../../knowledge/nginx/directives';
import { atLeast } from '../../knowledge/nginx/versions';
import { type Snippet, snippets } from '../../knowledge/snippets/index';
import type { Completion } from '../completion';
import { code } from '../markdown';
import { rulesOf } from '../rule-text';
import type { Typing } from './completion';
import { tierValues } from './tier-values';

/** The words that may begin a row of a block whose rows are data. */
const DATA_WORDS: Partial<Record<Context, readonly string[]>> = {
  map: ['default', 'hostnames', 'volatile', 'include'],
  num_map: ['default', 'volatile', 'include'],
  geo: ['default', 'include', 'proxy', 'ranges', 'delete'],
  types: ['include'],
};

/** The directives that may stand at a place, and whole snippets for it. */
export function nameCompletions(typing: Typing): Completion[] {
  const { contexts, statement } = typing;
  const data = contexts.flatMap((context) => DATA_WORDS[context] ?? []);
  if (contexts.every(isDataContext)) {
    return [...new Set(data)].map((word) => plain(typing, word));
  }
  const items = new Map<string, Completion>();
  const complete = statement.after.length > 0 && sameLine(typing);
  for (const context of contexts) {
    for (const known of knownDirectives(context)) {
      const { name } = known.variant;
      if (!items.has(name) && inVersion(known.variant, typing)) items.set(name, directiveItem(typing, known, complete));
    }
  }
  return complete ? [...items.values()] : [...items.values(), ...snippetItems(typing)];
}

/** What is always the same about a directive in a context. */
interface KnownDirective {
  readonly variant: DirectiveVariant;
  readonly what: string;
  /** Its place among the others: the guide's own first, then what there is something to tell about. */
  readonly rank: number;
}

const knownIn = new Map<Context, readonly KnownDirective[]>();

/** Neither the catalogue nor the rules ever change, so each context is looked up once. */
function knownDirectives(context: Context): readonly KnownDirective[] {
  let list = knownIn.get(context);
  if (!list) {
    list = directivesIn(context).map((variant) => {
      const about = details(variant.name, context);
      const rank = variant.deprecated ? 7 : rulesOf(variant.name).some((rule) => rule.guide) ? 1 : about ? 2 : 3;
      return { variant, what: about ? `${about.what}\n\n` : '', rank };
    });
    knownIn.set(context, list);
  }
  return list;
}

function inVersion({ since, removed }: DirectiveVariant, { version }: Typing): boolean {
  return (since === undefined || atLeast(version, since)) && (removed === undefined || !atLeast(version, removed));
}

/** @param complete the directive's arguments stand there already */
function directiveItem(typing: Typing, { variant, what, rank }: KnownDirective, complete: boolean): Completion {
  const { statement, file } = typing;
  const { name } = variant;
  const standard = variant.block ? undefined : defaultIn(variant, typing.version);
  const present =
    !variant.repeatable &&
    typing.scopes.some(({ scope }) =>
      scope.own(name).some((one) => one.directive.name.start !== statement.span.start || one.file !== file),
    );
  const insertText = complete ? name : insertTextOf(typing, variant, standard);
  const detail = present ? 'stands here already' : standard === undefined ? undefined : `default ${standard}`;
  return {
    label: name,
    kind: variant.block ? 'block' : 'directive',
    ...(detail === undefined ? {} : { detail }),
    insertText,
    isSnippet: !complete,
    span: statement.span,
    sortText: `${present ? 8 : rank}${name}`,
    filterText: name,
    documentation: `${what}${standard === undefined ? '' : `Default ${code(standard)}. `}[Documentation](${variant.page})`,
    ...(variant.deprecated ? { deprecated: true } : {}),
  };
}

/** Whether the words behind the cursor stand in its line: then only the name is being changed. */
function sameLine({ file, statement }: Typing): boolean {
  const next = statement.after[0];
  return next !== undefined && file.lines.lineAt(next.start) === file.lines.lineAt(statement.span.end);
}

function insertTextOf(typing: Typing, variant: DirectiveVariant, standard: string | undefined): string {
  const { file, statement } = typing;
  const { name } = variant;
  if (variant.block) return variant.minArgs > 0 ? `${name} \${1} {\n\t$0\n}` : `${name} {\n\t$0\n}`;
  const end = file.text[statement.span.end] === ';' ? '' : ';';
  if (variant.type === 'none' || variant.maxArgs === 0) return `${name}${end}`;
  const choices = valueChoices(typing, variant, standard);
  if (choices.length > 1) return `${name} \${1|${choices.map(escapeChoice).join(',')}|}${end}`;
  const [only] = choices;
  return only === undefined ? `${name} $1${end}` : `${name} \${1:${escapeDefault(only)}}${end}`;
}

function valueChoices(typing: Typing, variant: DirectiveVariant, standard: string | undefined): string[] {
  const tiers = tierValues(variant, typing.stack.policyOf(typing.file)).map(({ value }) => value);
  if (tiers.length > 0) return [...new Set(tiers)];
  if (variant.type === 'flag') return standard === 'on' ? ['off', 'on'] : ['on', 'off'];
  if (variant.type === 'enum' && variant.keywords)
    return [
      ...variant.keywords.filter((word) => word !== standard),
      ...variant.keywords.filter((word) => word === standard),
    ];
  return standard === undefined || /[|;"]/.test(standard) ? [] : [standard];
}

function escapeChoice(text: string): string {
  return text.replace(/[\\,|$}]/g, '\\$&');
}

function escapeDefault(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** Snippets of the knowledge that fit the place. A whole configuration is for files that have none yet. */
function snippetItems(typing: Typing): Completion[] {
  const { contexts, scopes, statement } = typing;
  const hasBlocks = scopes.some(({ scope }) => scope.own('http').length > 0 || scope.own('events').length > 0);
  const fits = (snippet: Snippet) =>
    snippet.file === 'nginx' &&
    (contexts as readonly string[]).includes(snippet.place) &&
    !(snippet.place === 'main' && hasBlocks);
  return snippets.filter(fits).map((snippet) => ({
    label: snippet.prefix,
    kind: 'snippet',
    detail: snippet.description,
    insertText: snippet.body.join('\n'),
    isSnippet: true,
    span: statement.span,
    sortText: `5${snippet.prefix}`,
    filterText: snippet.prefix,
    ...(snippet.tier === undefined ? {} : { tier: snippet.tier }),
    documentation: `${snippet.description}.`,
  }));
}

function plain({ statement }: Typing, word: string): Completion {
  return {
    label: word,
    kind: 'directive',
    insertText: word,
    isSnippet: false,
    span: statement.span,
    sortText: `2${word}`,
    filterText: word,
  };
}
