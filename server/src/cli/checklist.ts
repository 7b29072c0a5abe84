import { type Checklist, checklist, type Item, type ItemState, type Point } from '../features/checklist/checklist';
import {
  checklistMarkdown,
  countedStates,
  lastTierSentence,
  placeText,
  plainTitle,
  tierLine,
} from '../features/checklist/text';
import { describeOptions, type Options, readArguments } from './arguments';
import type { Command } from './main';
import { rangeOf } from './report';
import { openStacks, STACK_OPTIONS, stackName } from './stacks';
import { type Paint, painter, plain, wantsColor } from './terminal';
import type { Workspace } from './workspaces';

const FORMATS = ['pretty', 'json', 'markdown'] as const;

const OPTIONS: Options = {
  ...STACK_OPTIONS,
  format: { type: 'string', placeholder: 'F', help: 'pretty (default), json or markdown' },
  color: { type: 'boolean', help: 'colours even where standard output is no terminal' },
  'no-color': { type: 'boolean', help: 'no colours; NO_COLOR in the environment does the same' },
};

export const checklistCommand: Command = {
  usage: 'checklist [OPTION…] [PATH]',
  help: () => `Holds the stack in a folder, by default the working directory, against the guide’s tuning checklist:
what is met, missing, unknown because the files don’t tell, or accepted by a comment or a setting.

${describeOptions(OPTIONS)}
Exit codes: 0 the checklist was made, whatever it says, 2 bad usage or a path that can’t be read.
`,
  async run(args, terminal) {
    const options = readArguments(args, OPTIONS);
    const format = options.choice('format', FORMATS) ?? 'pretty';
    const color = wantsColor(options.flag('no-color') ? false : options.flag('color') ? true : undefined);
    const { workspaces, complete } = await openStacks(options, terminal);
    const made = workspaces.map((workspace) => [workspace, checklist(workspace.stack)] as const);
    if (format === 'json') {
      const stacks = made.map(([workspace, list]) => asJson(workspace, list));
      terminal.print(`${JSON.stringify({ version: 1, stacks }, undefined, 2)}\n`);
    } else if (format === 'markdown') {
      const parts = made.map(([workspace, list]) => checklistMarkdown(stackName(workspace), list, workspace.shown));
      terminal.print(`# Tuning checklist\n\n${parts.join('\n')}`);
    } else {
      const paint = painter(color);
      terminal.print(made.map(([workspace, list]) => pretty(workspace, list, paint, made.length > 1)).join('\n'));
    }
    return complete ? 0 : 2;
  },
};

const MARKS: Readonly<Record<ItemState, readonly [string, 'green' | 'red' | 'yellow' | 'cyan']>> = {
  met: ['✓ met', 'green'],
  missing: ['✗ missing', 'red'],
  unknown: ['? unknown', 'yellow'],
  accepted: ['✓ accepted', 'cyan'],
};

function pretty(workspace: Workspace, list: Checklist, paint: Paint, named: boolean): string {
  const rows = named ? [paint('bold', plain(stackName(workspace))), ''] : [];
  for (const item of list.items) rows.push(...itemRows(item, workspace, paint));
  rows.push('');
  if (list.profiles.length > 0)
    rows.push(`Held against ${list.profiles.join(' and ')}: ${countedStates(list.counts)}. ${lastTierSentence(list)}`);
  rows.push(...list.tiers.map((tier) => `  ${tierLine(tier)}`));
  return `${rows.join('\n')}\n`;
}

function itemRows({ title, state, reason, points }: Item, { shown }: Workspace, paint: Paint): string[] {
  const [mark, color] = MARKS[state];
  const rows = [`${paint(color, mark.padEnd(11))}${paint('bold', plainTitle(title))}`];
  const own = points.filter((point) => point.state === state);
  const indent = ' '.repeat(11);
  if (own.length === 0) rows.push(`${indent}${plain(reason)}`);
  for (const point of own) {
    const place = placeText(point, shown);
    rows.push(`${indent}${place === undefined ? '' : `${paint('dim', plain(place))}: `}${plain(point.text)}`);
    if (state === 'missing' && point.fix)
      rows.push(
        `${indent}${paint('green', point.fix.safety === 'advice' ? 'advice:' : 'fix:')} ${plain(point.fix.title)}`,
      );
  }
  return rows;
}

function asJson(workspace: Workspace, { items, overlay, ...list }: Checklist) {
  return {
    path: stackName(workspace),
    profiles: list.profiles,
    ...(overlay ? { overlay: workspace.shown(overlay.path) } : {}),
    items: items.map(({ points, ...item }) => ({
      ...item,
      points: points.map((point) => pointJson(point, workspace)),
    })),
    counts: list.counts,
    tiers: list.tiers,
    lastTierMet: list.lastTierMet ?? null,
  };
}

function pointJson({ state, text, at, path, rule, fix }: Point, { shown }: Workspace) {
  return {
    state,
    text,
    ...(at ? { file: shown(at.file.path), range: rangeOf(at.file, at.span) } : {}),
    ...(path === undefined || at ? {} : { file: shown(path) }),
    ...(rule === undefined ? {} : { rule }),
    ...(fix ? { fix: { title: fix.title, safety: fix.safety } } : {}),
  };
}
