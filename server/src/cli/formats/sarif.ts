import { createHash } from 'node:crypto';
import { version } from '../../../../package.json';
import { rules } from '../../rules/index.generated';
import type { NamedRule } from '../../rules/rule';
import type { ConfigFile } from '../../settings/file';
import { logicalPath } from '../../settings/logical-path';
import type { Severity } from '../../settings/project';
import type { Finding, Fix } from '../../stack/finding';
import type { Span } from '../../text/span';
import { type Located, type Outcome, rangeOf } from '../report';
import type { Workspace } from '../workspaces';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** The report as SARIF 2.1.0. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function formatSarif({ findings }: Outcome): string {
  const named = [...new Set(findings.map(({ finding }) => finding.rule))].sort();
  const indexes = new Map(named.map((id, i) => [id, i]));
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Headroom',
            version,
            semanticVersion: version,
            rules: named.map((id) => descriptorOf(byId.get(id)!)),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true }],
        results: findings.map((located) => resultOf(located, indexes.get(located.finding.rule)!)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptorOf({ id, summary, why, price, unless, severity, sources }: NamedRule) {
  const help = [why, ...(price === undefined ? [] : [price]), `When not to follow it: ${unless}`];
  return {
    id,
    shortDescription: { text: `${summary}.` },
    fullDescription: { text: why },
    help: {
      text: [...help, ...sources].join('\n\n'),
      markdown: [...help, ...sources.map((source) => `<${source}>`)].join('\n\n'),
    },
    ...(sources[0] === undefined ? {} : { helpUri: sources[0] }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [id.split('/')[0], 'performance'] },
  };
}

function resultOf({ finding, file, workspace }: Located<Finding>, ruleIndex: number) {
  const fixes = finding.fixes.filter(({ edits }) => edits.length > 0).map((fix) => fixOf(fix, workspace));
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: placeOf(file, finding.at.file, finding.at.span) }],
    ...(finding.related.length === 0
      ? {}
      : {
          relatedLocations: finding.related.map(({ file: other, span, message }, id) => ({
            id,
            message: { text: message },
            physicalLocation: placeOf(workspace.shown(other.path), other, span),
          })),
        }),
    ...(fixes.length === 0 ? {} : { fixes }),
    partialFingerprints: { 'headroomFinding/v1': fingerprint(finding, file) },
    properties: {
      severity: finding.severity,
      profile: finding.profile,
      ...(finding.setting === undefined ? {} : { setting: finding.setting }),
      ...(finding.value === undefined ? {} : { value: finding.value }),
    },
  };
}

function fixOf({ title, edits }: Fix, workspace: Workspace) {
  const byPath = new Map<string, typeof edits>();
  for (const edit of edits) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  return {
    description: { text: title },
    artifactChanges: [...byPath].map(([path, list]) => ({
      artifactLocation: { uri: uriOf(workspace.shown(path)) },
      replacements: list.map(({ span, newText }) => ({
        deletedRegion: regionOf(workspace.stack.file(path), span),
        insertedContent: { text: newText },
      })),
    })),
  };
}

function placeOf(shown: string, file: ConfigFile, span: Span) {
  return { artifactLocation: { uri: uriOf(shown) }, region: regionOf(file, span) };
}

function regionOf(file: ConfigFile | undefined, span: Span) {
  const { start, end } = rangeOf(file, span);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function uriOf(shown: string): string {
  return shown.split('/').map(encodeURIComponent).join('/');
}

/** The same for a finding wherever its lines move to. */
function fingerprint({ rule, at, setting, value }: Finding, file: string): string {
  const parts = [rule, file, logicalPath(at.file, at.span), setting ?? '', value ?? ''];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}
