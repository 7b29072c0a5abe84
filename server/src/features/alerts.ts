import { type Alert, alertLines } from '../knowledge/alerts';
import type { Place } from '../stack/finding';
import { inProduction } from '../stack/model/deployments';
import type { Stack } from '../stack/stack';
import { hopsOf, reasonOf } from './capacity/capacity';
import type { Hop } from './capacity/hop';
import { lineOf } from './checklist/text';

/** A stack with the name of its group of rules. */
export interface NamedStack {
  readonly name: string;
  readonly stack: Stack;
  /** A place as a comment names it. */
  readonly shown?: (at: Place) => string;
}

const HEADER = `# Prometheus alert rules, with the numbers of the configuration that they were made from.
# Metrics: nginx-prometheus-exporter, celery-exporter, mongodb_exporter, redis_exporter, and for requests
# prometheus-fastapi-instrumentator or another library with a histogram of that name.
# Try them with: promtool check rules FILE
groups:
`;

/** A file of Prometheus rules that watch the limits of some stacks; what is not known stands in it as a comment. */
export function alertsText(stacks: readonly NamedStack[]): string {
  const groups = stacks.flatMap(({ name, stack, shown = pathAndLine }) => {
    const rules = rulesOf(stack, shown, stacks.length > 1 ? { stack: name } : {});
    return rules.length === 0 ? [] : [`  - name: ${JSON.stringify(name)}`, '    rules:', ...rules.map(indented)];
  });
  return groups.length === 0 ? `${HEADER.trimEnd()} []\n` : `${HEADER}${groups.join('\n')}\n`;
}

function rulesOf(stack: Stack, shown: (at: Place) => string, labels: Readonly<Record<string, string>>): string[] {
  const watched = hopsToWatch(stack);
  const servers = new Map<string, Set<string>>();
  for (const { alert, hop } of watched) {
    const known = servers.get(alert.name) ?? new Set();
    servers.set(alert.name, known.add(hop.service));
  }
  const written = new Set<string>();
  const explained = new Set<string>();
  return watched.flatMap(({ alert, hop }) => {
    const only = servers.get(alert.name)!.size > 1 ? `instance=~".*${pattern(hop.service)}.*"` : undefined;
    const lines = alertLines(alert, { ...labels, service: hop.service }, only);
    const key = lines.join('\n');
    if (written.has(key)) return [];
    written.add(key);
    const comment = oneLine(`# ${hop.title}${basis(hop, shown)}`);
    if (explained.has(comment)) return lines;
    explained.add(comment);
    return [comment, ...lines];
  });
}

/** A server is on several ways, and what is watched of it is the same on each. */
function hopsToWatch(stack: Stack): { readonly alert: Alert; readonly hop: Hop }[] {
  return hopsOf(inProduction(stack)).flatMap(({ hops }) =>
    hops.flatMap((hop) => (hop.kind === 'broker' ? [] : (hop.alertRules ?? [])).map((alert) => ({ alert, hop }))),
  );
}

/** The hops of which the limit decides when to raise an alarm. */
const BY_LIMIT: ReadonlySet<Hop['kind']> = new Set<Hop['kind']>(['connections', 'database', 'memory']);

function basis({ kind, limit }: Hop, shown: (at: Place) => string): string {
  if (!BY_LIMIT.has(kind)) return '';
  const reason = reasonOf(limit.amount);
  if (reason !== undefined) return `: not known (${reason})`;
  const places = new Set(limit.terms.flatMap(({ at }) => (at ? [shown(at)] : [])));
  return `: ${limit.sum}${places.size === 0 ? '' : ` (${[...places].join(', ')})`}`;
}

/** What is quoted from files ends no comment. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ');

/** Matches a name in PromQL, within a quoted text. */
const pattern = (name: string) => name.replace(/[^\w-]/g, '.');

const indented = (line: string) => `      ${line}`;

function pathAndLine(at: Place): string {
  return `${at.file.path}:${lineOf(at)}`;
}
