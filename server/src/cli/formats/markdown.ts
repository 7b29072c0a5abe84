import type { Finding } from '../../stack/finding';
import { counted, type Located, type Outcome, rangeOf, severityCounts, summarize } from '../report';

/** The report as Markdown, for a pull request or a wiki. */
export function formatMarkdown(outcome: Outcome): string {
  const summary = summarize(outcome);
  const parts = ['# Headroom', ''];
  if (outcome.findings.length === 0) parts.push(`No findings in ${counted(summary.files, 'file')}.`, '');
  else {
    parts.push(
      `${counted(outcome.findings.length, 'finding')} in ${counted(summary.files, 'file')}: ${severityCounts(summary)}; ${summary.fixable} can be mended by \`headroom check --fix\`.`,
      '',
    );
    for (const file of new Set(outcome.findings.map((located) => located.file))) {
      parts.push(
        `## ${escaped(file)}`,
        '',
        '| line | severity | finding | mend | rule |',
        '| ---: | --- | --- | --- | --- |',
      );
      parts.push(...outcome.findings.filter((located) => located.file === file).map(row), '');
    }
  }
  if (outcome.unknown.length > 0) {
    parts.push('## Not known', '', 'What the files alone don’t tell, so nothing is said about it:', '');
    parts.push(
      ...outcome.unknown.map(
        ({ finding, file }) => `- ${escaped(file)}, \`${finding.rule}\`: ${escaped(finding.unknown)}`,
      ),
      '',
    );
  }
  return parts.join('\n');
}

function row({ finding, workspace }: Located<Finding>): string {
  const { start } = rangeOf(finding.at.file, finding.at.span);
  const related = finding.related.map(
    ({ file, span, message }) => ` (${workspace.shown(file.path)}:${rangeOf(file, span).start.line}: ${message})`,
  );
  const fix = finding.fixes[0]?.title ?? '';
  return `| ${[String(start.line), finding.severity, escaped(finding.message + related.join('')), escaped(fix), `\`${finding.rule}\``].join(' | ')} |`;
}

/** Keeps a text from the user's files from being read as Markdown or HTML. */
function escaped(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_[\]<>|#~]/g, '\\$&');
}
