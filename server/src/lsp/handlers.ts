import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Command,
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type DocumentSymbol,
  FoldingRangeKind,
  InsertTextFormat,
  type LocationLink,
  SymbolKind,
} from 'vscode-languageserver';
import { type Action, type ActionCommand, codeActions, fixAll } from '../features/code-actions';
import { codeLenses } from '../features/code-lens';
import { type Completion, type CompletionKind, completion } from '../features/completion';
import { definition } from '../features/definition';
import { documentLinks } from '../features/document-links';
import { foldingRanges } from '../features/folding';
import { hover } from '../features/hover';
import { inlayHints } from '../features/inlay-hints';
import { references } from '../features/references';
import { documentSymbols, type SymbolKind as OutlineKind, type OutlineSymbol } from '../features/symbols';
import { expandSnippet } from '../knowledge/snippets/snippet';
import { type RuleLink, toDiagnostic, toWorkspaceEdit } from './convert';
import type { Server } from './engine';
import type { Folder } from './folder';
import { toOffset, toRange, toSpan } from './positions';
import type { Located } from './session';

/** Registers the protocol's requests about documents: each converts in, asks one feature, and converts out. */
export function registerFeatures(server: Server, ruleLink: RuleLink): void {
  const { connection, session, client, diagnostics } = server;
  const { encoding } = client;

  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    const report = await server.about(textDocument.uri, token, (located) =>
      diagnostics.document(located, previousResultId),
    );
    return report ?? { kind: 'full', items: [] };
  });

  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }, token) => {
    for (const folder of session.workspaceFolders) await folder.ready();
    if (token.isCancellationRequested) return { items: [] };
    return diagnostics.workspace(new Map(previousResultIds.map(({ uri, value }) => [uri, value])));
  });

  connection.onHover(({ textDocument, position }, token) =>
    server.about(textDocument.uri, token, ({ folder, file }) => {
      const links = { place: (path: string, line: number) => `${folder.uriOf(path)}#L${line}`, rule: ruleLink };
      const found = hover(folder.stack, file, toOffset(file.lines, position, encoding), links, folder.report);
      return (
        found && {
          contents: { kind: 'markdown' as const, value: found.markdown },
          range: toRange(file.lines, found.span, encoding),
        }
      );
    }),
  );

  connection.onCompletion(({ textDocument, position, context }, token) =>
    server.about(textDocument.uri, token, ({ folder, file }) => {
      if (/^[.?&]$/.test(context?.triggerCharacter ?? '') && !DOTTED.has(file.kind)) return [];
      return completion(folder.stack, file, toOffset(file.lines, position, encoding))
        .filter((item) => item.kind !== 'snippet' || !client.ownSnippets)
        .map((item) => toCompletionItem(item, file.lines, server));
    }),
  );

  connection.onCodeAction((params, token) =>
    server.about(params.textDocument.uri, token, (located) => actionsFor(server, ruleLink, located, params, token)),
  );

  connection.languages.inlayHint.on(({ textDocument, range }, token) =>
    server.about(textDocument.uri, token, ({ folder, file }) => {
      const { enabled, kinds } = session.settingsOf(folder.uri).inlayHints;
      if (!enabled) return [];
      return inlayHints(folder.stack, file, toSpan(file.lines, range, encoding), kinds).map((hint) => ({
        position: toRange(file.lines, { start: hint.offset, end: hint.offset }, encoding).start,
        label: hint.label,
        paddingLeft: true,
        ...(hint.tooltip === undefined ? {} : { tooltip: { kind: 'markdown' as const, value: hint.tooltip } }),
      }));
    }),
  );

  connection.onCodeLens(({ textDocument }, token) =>
    server.about(textDocument.uri, token, ({ folder, file }) => {
      if (!session.settingsOf(folder.uri).codeLens.enabled) return [];
      return codeLenses(folder.stack, folder.report, file).map((lens) => ({
        range: toRange(file.lines, lens.span, encoding),
        command: { title: lens.title, command: lens.command, arguments: [textDocument.uri] },
      }));
    }),
  );

  connection.onDocumentLinks(({ textDocument }, token) =>
    server.about(textDocument.uri, token, ({ folder, file }) =>
      documentLinks(folder.stack, file).map((link) => ({
        range: toRange(file.lines, link.span, encoding),
        target: folder.uriOf(link.target),
        tooltip: link.tooltip,
      })),
    ),
  );

  connection.onDocumentSymbol(({ textDocument }, token) =>
    server.about(textDocument.uri, token, ({ file }) => {
      const convert = (symbol: OutlineSymbol): DocumentSymbol => ({
        name: symbol.name,
        detail: symbol.detail,
        kind: SYMBOL_KINDS[symbol.kind],
        range: toRange(file.lines, symbol.span, encoding),
        selectionRange: toRange(file.lines, symbol.nameSpan, encoding),
        children: symbol.children.map(convert),
      });
      return documentSymbols(file).map(convert);
    }),
  );

  connection.onFoldingRanges(({ textDocument }, token) =>
    server.about(textDocument.uri, token, ({ file }) =>
      foldingRanges(file).map(({ span, kind }) => ({
        startLine: file.lines.lineAt(span.start),
        endLine: file.lines.lineAt(span.end),
        ...(kind === 'comment' ? { kind: FoldingRangeKind.Comment } : {}),
      })),
    ),
  );

  connection.onDefinition(({ textDocument, position }, token) =>
    server.about(textDocument.uri, token, ({ folder, file }) => {
      const found = definition(folder.stack, file, toOffset(file.lines, position, encoding));
      return found?.targets.map(
        (target): LocationLink => ({
          originSelectionRange: toRange(file.lines, found.origin, encoding),
          targetUri: folder.uriOf(target.file.path),
          targetRange: toRange(target.file.lines, target.span, encoding),
          targetSelectionRange: toRange(target.file.lines, target.nameSpan, encoding),
        }),
      );
    }),
  );

  connection.onReferences(({ textDocument, position, context }, token) =>
    server.about(textDocument.uri, token, ({ folder, file }) =>
      references(folder.stack, file, toOffset(file.lines, position, encoding), context.includeDeclaration).map(
        (place) => ({
          uri: folder.uriOf(place.file.path),
          range: toRange(place.file.lines, place.span, encoding),
        }),
      ),
    ),
  );
}

type LocatedFile = Located & { readonly file: NonNullable<Located['file']> };

function actionsFor(
  server: Server,
  ruleLink: RuleLink,
  located: LocatedFile,
  params: CodeActionParams,
  token: CancellationToken,
): CodeAction[] {
  const { folder, file } = located;
  const { client } = server;
  const only = params.context.only;
  const wants = (kind: string) => !only || only.some((one) => one === kind || kind.startsWith(`${one}.`));
  const actions: CodeAction[] = [];
  if (!only || wants(CodeActionKind.QuickFix) || wants(CodeActionKind.Refactor)) {
    const found = codeActions(
      folder.stack,
      folder.report,
      file,
      toSpan(file.lines, params.range, client.encoding),
      only,
    );
    for (const action of found) {
      if (action.kind === 'source.fixAll.headroom' || !wants(action.kind)) continue;
      actions.push(toCodeAction(action, located, server, ruleLink));
    }
  }
  // Fixing all costs a run to rest, so it is done only for one who asks for just that: on save, or by its command.
  if (only?.some((one) => 'source.fixAll.headroom'.startsWith(one)) && !token.isCancellationRequested) {
    const edits = fixAll(folder.stack, file);
    if (edits.length > 0)
      actions.push({
        title: 'Apply all safe fixes of Headroom',
        kind: 'source.fixAll.headroom',
        edit: toWorkspaceEdit(edits, folder, client),
      });
  }
  return actions;
}

function toCodeAction(action: Action, { folder }: LocatedFile, { client }: Server, ruleLink: RuleLink): CodeAction {
  return {
    title: action.title,
    kind: action.kind,
    ...(action.preferred ? { isPreferred: true } : {}),
    ...(action.finding ? { diagnostics: [toDiagnostic(action.finding, folder, client, ruleLink)] } : {}),
    ...(action.edits ? { edit: toWorkspaceEdit(action.edits, folder, client) } : {}),
    ...(action.command ? { command: toCommand(action.title, action.command, folder) } : {}),
  };
}

/** The file that a command is about goes first among its arguments, by its address. */
function toCommand(title: string, { id, path, args }: ActionCommand, folder: Folder): Command {
  return { title, command: id, arguments: path === undefined ? [...args] : [folder.uriOf(path), ...args] };
}

/** Kinds of files in which a dot goes on with a name; elsewhere it calls for nothing. */
const DOTTED: ReadonlySet<string> = new Set(['python', 'sysctl', 'mongod']);

const COMPLETION_KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  directive: CompletionItemKind.Property,
  block: CompletionItemKind.Module,
  value: CompletionItemKind.Value,
  parameter: CompletionItemKind.Field,
  variable: CompletionItemKind.Variable,
  snippet: CompletionItemKind.Snippet,
  name: CompletionItemKind.Reference,
  file: CompletionItemKind.File,
};

function toCompletionItem(item: Completion, lines: LocatedFile['file']['lines'], { client }: Server): CompletionItem {
  const snippet = item.isSnippet && client.snippets;
  // A client without snippets gets the text with its placeholders filled in.
  const newText =
    item.isSnippet && !client.snippets
      ? expandSnippet(item.insertText.split('\n')).replace(/\n$/, '')
      : item.insertText;
  return {
    label: item.label,
    kind: COMPLETION_KINDS[item.kind],
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    ...(item.documentation === undefined ? {} : { documentation: { kind: 'markdown', value: item.documentation } }),
    ...(item.deprecated ? { tags: [CompletionItemTag.Deprecated] } : {}),
    sortText: item.sortText,
    filterText: item.filterText,
    insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range: toRange(lines, item.span, client.encoding), newText },
  };
}

const SYMBOL_KINDS: Readonly<Record<OutlineKind, SymbolKind>> = {
  block: SymbolKind.Namespace,
  server: SymbolKind.Class,
  location: SymbolKind.Method,
  upstream: SymbolKind.Interface,
  member: SymbolKind.Field,
  zone: SymbolKind.Constant,
  variable: SymbolKind.Variable,
  format: SymbolKind.String,
  include: SymbolKind.File,
  setting: SymbolKind.Property,
};
