import { safeFix } from '../../features/settle';
import type { ConfigFile } from '../../settings/file';
import type { Severity } from '../../settings/project';
import type { Finding } from '../../stack/finding';
import type { Span } from '../../text/span';
import { counted, type Located, type Outcome, rangeOf, severityCounts, summarize } from '../report';
import { type Paint, plain } from '../terminal';

const COLORS: Readonly<Record<Severity, 'red' | 'yellow' | 'blue' | 'cyan'>> = {
  error: 'red',
  warning: 'yellow',
  information: 'blue',
  hint: 'cyan',
};

/** So much of a line is shown; of a longer one, what lies around the place. */
const WIDEST = 110;

/** The findings as a compiler would print them: place, severity, message, the line with carets, what belongs to it. */
export function formatPretty(outcome: Outcome, paint: Paint): string {
  return outcome.findings.map((located) => `${entry(located, paint)}\n`).join('\n');
}

/** One line that says how the run went. */
export function prettySummary(outcome: Outcome, paint: Paint): string {
  const summary = summarize(outcome);
  const unknown = outcome.unknown.length;
  const left =
    unknown === 0
      ? ''
      : ` ${counted(unknown, 'place')} could not be judged: the files alone don’t tell (--format json lists them).`;
  if (outcome.findings.length === 0)
    return `${paint('green', 'No findings')} in ${counted(summary.files, 'file')}.${left}\n`;
  const fixable = summary.fixable === 0 ? '' : ` ${summary.fixable} of them can be mended with --fix.`;
  return `${paint('bold', counted(outcome.findings.length, 'finding'))} in ${counted(summary.files, 'file')}: ${severityCounts(summary)}.${fixable}${left}\n`;
}

function entry({ finding, file, workspace }: Located<Finding>, paint: Paint): string {
  const { start } = rangeOf(finding.at.file, finding.at.span);
  const severity = paint(COLORS[finding.severity], paint('bold', finding.severity));
  const rows = [
    `${paint('bold', plain(`${file}:${start.line}:${start.column}`))}: ${severity}: ${plain(finding.message)} ${paint('dim', `[${finding.rule}]`)}`,
  ];
  const gutter = String(start.line).length;
  rows.push(...sourceRows(finding.at.file, finding.at.span, start.line, COLORS[finding.severity], paint));
  const belong = (text: string) => rows.push(`${' '.repeat(gutter + 2)}${paint('dim', '=')} ${text}`);
  for (const { file: other, span, message } of finding.related) {
    const at = rangeOf(other, span).start;
    belong(`${plain(`${workspace.shown(other.path)}:${at.line}:${at.column}`)}: ${plain(message)}`);
  }
  const [first] = finding.fixes;
  if (first)
    belong(
      `${paint('green', first.safety === 'advice' ? 'advice:' : 'fix:')} ${plain(first.title)}${safeFix(finding) ? paint('dim', ' (--fix)') : ''}`,
    );
  return rows.join('\n');
}

/** The line that holds the place, and carets under the part of it that is meant. */
function sourceRows(
  { lines, text }: ConfigFile,
  span: Span,
  number: number,
  color: 'red' | 'yellow' | 'blue' | 'cyan',
  paint: Paint,
): string[] {
  const line = number - 1;
  const lineStart = lines.startOf(line);
  const lineEnd = lines.endOf(line);
  const start = Math.min(span.start, lineEnd);
  const end = Math.max(Math.min(span.end, lineEnd), start);
  const [from, to] = window(lineStart, lineEnd, start, end);
  const before = (from > lineStart ? '…' : '') + shown(text.slice(from, start));
  const marked = shown(text.slice(start, Math.min(end, to)));
  const after = shown(text.slice(Math.min(end, to), to)) + (to < lineEnd ? '…' : '');
  const gutter = String(number).padStart(String(number).length + 1);
  const carets = '^'.repeat(Math.max(1, width(marked)));
  return [
    `${paint('dim', `${gutter} |`)} ${before}${marked}${after}`.trimEnd(),
    `${paint('dim', `${' '.repeat(gutter.length)} |`)} ${' '.repeat(width(before))}${paint(color, carets)}`,
  ];
}

/** The part of a long line that is shown. */
function window(lineStart: number, lineEnd: number, start: number, end: number): [number, number] {
  if (lineEnd - lineStart <= WIDEST) return [lineStart, lineEnd];
  const from = Math.max(lineStart, Math.min(start - 30, lineEnd - WIDEST));
  return [from, Math.min(lineEnd, Math.max(from + WIDEST, Math.min(end, from + 2 * WIDEST)))];
}

function shown(text: string): string {
  return plain(text.replaceAll('\t', '    '));
}

/** Columns of a terminal that a text takes: letters of East Asia and emoji take two, marks over a letter none. */
function width(text: string): number {
  let columns = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0)!;
    if (/\p{Mn}|\p{Me}|\u200d|\ufe0f/u.test(sign)) continue;
    const wide =
      (code >= 0x1100 && code <= 0x115f) ||
      (code >= 0x2e80 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) ||
      (code >= 0x1f300 && code <= 0x1faff) ||
      (code >= 0x20000 && code <= 0x3fffd);
    columns += wide ? 2 : 1;
  }
  return columns;
}
