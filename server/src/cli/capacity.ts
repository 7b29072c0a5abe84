import { type Capacity, capacity, reasonOf, type Way } from '../features/capacity/capacity';
import type { Hop } from '../features/capacity/hop';
import { limitText, loadText } from '../features/capacity/text';
import type { Place } from '../stack/finding';
import type { Amount, Fact, Limit } from '../stack/model/fact';
import { describeOptions, type Options, readArguments } from './arguments';
import type { Command } from './main';
import { rangeOf } from './report';
import { openStacks, STACK_OPTIONS, stackName } from './stacks';
import { type Paint, painter, plain, wantsColor } from './terminal';
import type { Workspace } from './workspaces';

const FORMATS = ['pretty', 'json'] as const;

const OPTIONS: Options = {
  ...STACK_OPTIONS,
  format: { type: 'string', placeholder: 'F', help: 'pretty (default) or json' },
  color: { type: 'boolean', help: 'colours even where standard output is no terminal' },
  'no-color': { type: 'boolean', help: 'no colours; NO_COLOR in the environment does the same' },
};

export const capacityCommand: Command = {
  usage: 'capacity [OPTION…] [PATH]',
  help: () => `Follows requests and tasks through the stack in a folder, by default the working directory:
how much fits through each hop, how that was computed, and which one is the narrowest.

${describeOptions(OPTIONS)}
Exit codes: 0 it was told, 2 bad usage or a path that can’t be read.
`,
  async run(args, terminal) {
    const options = readArguments(args, OPTIONS);
    const format = options.choice('format', FORMATS) ?? 'pretty';
    const paint = painter(wantsColor(options.flag('no-color') ? false : options.flag('color') ? true : undefined));
    const { workspaces, complete } = await openStacks(options, terminal);
    const made = workspaces.map((workspace) => [workspace, capacity(workspace.stack)] as const);
    if (format === 'json') {
      const stacks = made.map(([workspace, found]) => asJson(workspace, found));
      terminal.print(`${JSON.stringify({ version: 1, stacks }, undefined, 2)}\n`);
    } else
      terminal.print(made.map(([workspace, found]) => pretty(workspace, found, paint, made.length > 1)).join('\n'));
    return complete ? 0 : 2;
  },
};

function pretty(workspace: Workspace, { ways }: Capacity, paint: Paint, named: boolean): string {
  const rows = named ? [paint('bold', plain(stackName(workspace))), ''] : [];
  if (ways.length === 0) rows.push('No way of a request is described in the files here.');
  for (const [i, way] of ways.entries()) {
    if (i > 0) rows.push('');
    rows.push(...wayRows(way, workspace, paint));
  }
  return `${rows.join('\n')}\n`;
}

function wayRows({ name, hops, narrowest }: Way, workspace: Workspace, paint: Paint): string[] {
  const rows = [paint('bold', plain(name))];
  const least = narrowest === undefined ? undefined : hops[narrowest];
  if (least) {
    rows.push(`  ${paint('yellow', 'narrowest:')} ${plain(`${least.title}, ${limitText(least)}`)}`);
    rows.push(...least.steps.map(({ kind, text }) => `    ${paint('green', `${kind}:`)} ${plain(text)}`));
  }
  for (const [i, hop] of hops.entries()) rows.push(...hopRows(hop, i === narrowest, workspace, paint));
  return rows;
}

function hopRows(hop: Hop, isNarrowest: boolean, { shown }: Workspace, paint: Paint): string[] {
  const { title, limit, load, alert } = hop;
  const mark = isNarrowest ? paint('yellow', '▶') : ' ';
  const rows = [`${mark} ${plain(title)}: ${paint('bold', plain(limitText(hop)))}`];
  const reason = reasonOf(limit.amount);
  if (reason !== undefined) rows.push(`    ${plain(reason)}`);
  rows.push(`    ${paint('dim', plain(limit.sum))}`);
  const used = loadText(hop);
  if (load && used !== undefined) rows.push(`    ${plain(used)}: ${paint('dim', plain(load.sum))}`);
  const terms = [...limit.terms, ...(load?.terms ?? [])].filter(({ at }) => at !== undefined);
  for (const { source, at } of terms)
    rows.push(`      ${plain(source)} ${paint('dim', plain(`(${shown(at!.file.path)}:${lineOf(at!)})`))}`);
  if (alert !== undefined) rows.push(`    ${plain(alert)}`);
  return rows;
}

function lineOf({ file, span }: Place): number {
  return rangeOf(file, span).start.line;
}

function asJson(workspace: Workspace, { ways }: Capacity) {
  const placed = (at: Place | undefined) =>
    at ? { file: workspace.shown(at.file.path), range: rangeOf(at.file, at.span) } : {};
  const term = ({ source, amount, at }: Fact) => ({ text: source, ...amountJson(amount), ...placed(at) });
  const limit = ({ amount, sum, terms }: Limit) => ({ ...amountJson(amount), sum, terms: terms.map(term) });
  return {
    path: stackName(workspace),
    ways: ways.map(({ name, hops, narrowest }) => ({
      name,
      narrowest: narrowest ?? null,
      hops: hops.map(({ limit: own, load, steps, alertRules: _, ...hop }) => ({
        ...hop,
        limit: limit(own),
        ...(load ? { load: limit(load) } : {}),
        steps: steps.map(({ at, ...step }) => ({ ...step, ...placed(at) })),
      })),
    })),
  };
}

function amountJson(amount: Amount) {
  return amount.state === 'known' ? { state: amount.state, value: amount.value } : { ...amount };
}
