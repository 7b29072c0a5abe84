import type { Outcome } from './report';
import type { Request } from './request';
import { painter } from './terminal';

/**
 * Writes the report in the format that was asked for. A format is loaded when it is.
 *
 * @param print for the report itself
 * @param aside for what no machine format has a place for
 */
export async function printReport(
  outcome: Outcome,
  request: Request,
  print: (text: string) => void,
  aside: (text: string) => void,
): Promise<void> {
  const forPeople = request.format === 'pretty' || request.format === 'markdown';
  print(await format(outcome, request));
  if (request.statistics) (forPeople ? print : aside)(statistics(outcome));
  if (request.format === 'pretty' && !request.quiet) {
    const { prettySummary } = await import('./formats/pretty');
    print(`${outcome.findings.length > 0 ? '\n' : ''}${prettySummary(outcome, painter(request.color))}`);
  }
}

async function format(outcome: Outcome, request: Request): Promise<string> {
  switch (request.format) {
    case 'pretty':
      return (await import('./formats/pretty')).formatPretty(outcome, painter(request.color));
    case 'json':
      return (await import('./formats/json')).formatJson(outcome);
    case 'sarif':
      return (await import('./formats/sarif')).formatSarif(outcome);
    case 'github':
      return (await import('./formats/github')).formatGithub(outcome);
    case 'markdown':
      return (await import('./formats/markdown')).formatMarkdown(outcome);
  }
}

/** How often each rule spoke, the most frequent first. */
function statistics({ findings }: Outcome): string {
  const rows = new Map<string, { count: number; severity: string; rule: string }>();
  for (const { finding } of findings) {
    const { rule, severity } = finding;
    const key = `${rule} ${severity}`;
    rows.set(key, { rule, severity, count: (rows.get(key)?.count ?? 0) + 1 });
  }
  return [...rows.values()]
    .sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1))
    .map(({ count, severity, rule }) => `${String(count).padStart(6)}  ${severity.padEnd(11)}  ${rule}\n`)
    .join('');
}
