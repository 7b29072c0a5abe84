import { rules } from '../../rules/index.generated';
import type { NamedRule } from '../../rules/rule';
import type { Fix } from '../../stack/finding';
import { type Outcome, rangeOf, summarize } from '../report';
import type { Workspace } from '../workspaces';

/** The report as JSON, in a form that stays: see docs/command-line.md. */
export function formatJson(outcome: Outcome): string {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const findings = outcome.findings.map(({ finding, file, workspace }) => ({
    file,
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    range: rangeOf(finding.at.file, finding.at.span),
    ...(finding.setting === undefined ? {} : { setting: finding.setting }),
    ...(finding.value === undefined ? {} : { value: finding.value }),
    profile: finding.profile,
    related: finding.related.map(({ file: other, span, message }) => ({
      file: workspace.shown(other.path),
      range: rangeOf(other, span),
      message,
    })),
    fixes: finding.fixes.map((fix) => fixOf(fix, workspace)),
    help: helpOf(byId.get(finding.rule)),
  }));
  const unknown = outcome.unknown.map(({ finding, file }) => ({ file, rule: finding.rule, reason: finding.unknown }));
  return `${JSON.stringify({ version: 1, findings, unknown, summary: summarize(outcome) }, undefined, 2)}\n`;
}

function fixOf({ title, tier, safety, edits }: Fix, workspace: Workspace) {
  return {
    title,
    ...(tier === undefined ? {} : { tier }),
    safety,
    edits: edits.map(({ path, span, newText }) => ({
      file: workspace.shown(path),
      range: rangeOf(workspace.stack.file(path), span),
      newText,
    })),
  };
}

/** Why the rule speaks, with its first source. */
export function helpOf(rule: NamedRule | undefined): string {
  if (!rule) return '';
  return rule.sources[0] === undefined ? rule.why : `${rule.why} ${rule.sources[0]}`;
}
