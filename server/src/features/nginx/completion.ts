import { type Context, isDataContext } from '../../knowledge/nginx/contexts';
import { acceptsArgCount, variantIn, variants } from '../../knowledge/nginx/directives';
import type { ConfigFile } from '../../settings/file';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { Scope } from '../../stack/nginx/scope';
import type { Stack } from '../../stack/stack';
import type { Completion } from '../completion';
import { nameCompletions } from './complete-names';
import { valueCompletions, variableCompletions } from './complete-values';
import { scopesAt } from './cursor';
import { type StatementAtCursor, statementAt } from './statement';

/** Where something is typed: everything that decides what fits. */
export interface Typing {
  readonly stack: Stack;
  readonly file: ConfigFile;
  readonly statement: StatementAtCursor;
  readonly scopes: readonly { readonly configuration: NginxConfiguration; readonly scope: Scope }[];
  /** The contexts that it may stand in: one, unless files are included in several places or nobody includes them. */
  readonly contexts: readonly Context[];
  /** The oldest version of nginx that reads the file; undefined where it isn't known. */
  readonly version: string | undefined;
}

export function nginxCompletions(stack: Stack, file: ConfigFile, offset: number): Completion[] {
  const statement = statementAt(file, offset);
  if (!statement) return [];
  const scopes = scopesAt(stack, file, offset);
  const known = [...new Set(scopes.map(({ scope }) => scope.kind).filter((kind) => kind !== undefined))];
  if (known.length === 0 && statement.blocks.length > 0) return [];
  const [first] = scopes;
  const typing: Typing = {
    stack,
    file,
    statement,
    scopes,
    contexts: known.length > 0 ? known : usualContexts(file),
    version: first ? stack.nginxVersions(first.configuration).oldest : stack.version('nginx'),
  };
  const variables = variableCompletions(typing, offset);
  if (variables) return variables;
  if (statement.quoted) return [];
  if (statement.before.length === 0) return nameCompletions(typing);
  const values = valueCompletions(typing);
  return mayBeginAnother(typing) ? [...nameCompletions(typing), ...values] : values;
}

/** Where a file's own level probably stands while what is in it does not tell: somebody may have just begun it. */
function usualContexts(file: ConfigFile): readonly Context[] {
  return /^nginx\.conf(\.|$)/.test(file.name) ? ['main'] : ['http', 'server', 'location', 'upstream'];
}

/** Whether the word may be the name of the next statement, because the semicolon before it is forgotten. */
function mayBeginAnother({ statement, contexts, file }: Typing): boolean {
  const { before, beginsLine, span } = statement;
  const [name] = before;
  if (!beginsLine || !name || file.lines.lineAt(name.start) === file.lines.lineAt(span.start)) return false;
  if (contexts.every(isDataContext)) return false;
  const variant =
    contexts.map((context) => variantIn(name.value, context)).find((one) => one !== undefined) ??
    variants(name.value)[0];
  return variant !== undefined && !variant.block && acceptsArgCount(variant, before.length - 1);
}
