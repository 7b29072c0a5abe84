import type { Severity } from '../../settings/project';
import { type Outcome, rangeOf, SEVERITY_ORDER } from '../report';

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/**
 * Workflow commands, which GitHub shows as annotations. It shows only the first few of a step, so the most severe come
 * first. https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export function formatGithub({ findings }: Outcome): string {
  const ordered = SEVERITY_ORDER.flatMap((severity) => findings.filter(({ finding }) => finding.severity === severity));
  return ordered
    .map(({ finding, file }) => {
      const { start, end } = rangeOf(finding.at.file, finding.at.span);
      const properties = [
        ['file', file],
        ['line', start.line],
        ['endLine', end.line],
        // Columns are taken only where both are of one line, and the last one is included.
        ...(start.line === end.line
          ? [
              ['col', start.column],
              ['endColumn', Math.max(start.column, end.column - 1)],
            ]
          : []),
        ['title', finding.rule],
      ];
      const written = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
      return `::${LEVELS[finding.severity]} ${written}::${escapeData(finding.message)}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
