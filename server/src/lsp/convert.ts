import {
  type CodeDescription,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { ConfigFile } from '../settings/file';
import type { Severity } from '../settings/project';
import type { Finding } from '../stack/finding';
import type { FileEdit } from '../text/edit';
import { Lines } from '../text/lines';
import type { Folder } from './folder';
import { type Encoding, toRange } from './positions';

export const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What the client can show. */
export interface ClientSupport {
  readonly encoding: Encoding;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly documentChanges: boolean;
  readonly createFiles: boolean;
  readonly annotations: boolean;
  readonly snippets: boolean;
  /** It offers our snippets by itself. */
  readonly ownSnippets: boolean;
}

/** A link to a rule's page; undefined where this server has none to offer. */
export type RuleLink = (rule: string) => string | undefined;

export function toDiagnostic(finding: Finding, folder: Folder, client: ClientSupport, link: RuleLink): Diagnostic {
  const href = client.codeDescription ? link(finding.rule) : undefined;
  return {
    range: toRange(finding.at.file.lines, finding.at.span, client.encoding),
    severity: SEVERITY[finding.severity],
    code: finding.rule,
    ...(href === undefined ? {} : { codeDescription: { href } satisfies CodeDescription }),
    source: 'headroom',
    message: finding.message,
    ...(finding.tag === undefined
      ? {}
      : { tags: [finding.tag === 'deprecated' ? DiagnosticTag.Deprecated : DiagnosticTag.Unnecessary] }),
    ...(finding.related.length === 0 || !client.relatedInformation
      ? {}
      : {
          relatedInformation: finding.related.map(({ file, span, message }) => ({
            location: { uri: folder.uriOf(file.path), range: toRange(file.lines, span, client.encoding) },
            message,
          })),
        }),
    data: {
      rule: finding.rule,
      setting: finding.setting,
      value: finding.value,
      profile: finding.profile,
      fixable: finding.fixes.some((fix) => fix.safety !== 'advice'),
    },
  };
}

export interface EditOptions {
  /** Ask for confirmation, with this label, before the edits are made. */
  readonly confirm?: string;
}

/** Edits of workspace files as the protocol has them. A file that is not there yet is created. */
export function toWorkspaceEdit(
  edits: readonly FileEdit[],
  folder: Folder,
  client: ClientSupport,
  options: EditOptions = {},
): WorkspaceEdit {
  const byPath = new Map<string, FileEdit[]>();
  for (const edit of edits) {
    const list = byPath.get(edit.path);
    if (list) list.push(edit);
    else byPath.set(edit.path, [edit]);
  }
  const annotate = options.confirm !== undefined && client.annotations;
  const parts = [...byPath].map(([path, list]) => {
    const file = folder.stack.file(path);
    const lines = file?.lines ?? new Lines('');
    const changes = list.map((edit) => ({
      range: toRange(lines, edit.span, client.encoding),
      newText: edit.newText,
      ...(annotate ? { annotationId: 'tier' } : {}),
    }));
    return { uri: folder.uriOf(path), exists: file !== undefined, version: versionOf(folder, file), changes };
  });
  if (!client.documentChanges) return { changes: Object.fromEntries(parts.map((part) => [part.uri, part.changes])) };
  const documentChanges: NonNullable<WorkspaceEdit['documentChanges']> = [];
  for (const part of parts) {
    if (!part.exists && client.createFiles)
      documentChanges.push({ kind: 'create', uri: part.uri, options: { ignoreIfExists: true } });
    documentChanges.push({
      textDocument: { uri: part.uri, version: part.version },
      edits: part.changes,
    } satisfies TextDocumentEdit);
  }
  return {
    documentChanges,
    ...(annotate ? { changeAnnotations: { tier: { label: options.confirm!, needsConfirmation: true } } } : {}),
  };
}

function versionOf(folder: Folder, file: ConfigFile | undefined): number | null {
  return (file && folder.openDocument(file.path)?.version) ?? null;
}
