import type { Place } from '../../stack/finding';
import { capitalize } from '../markdown';
import { type Checklist, type Counts, ITEM_STATES, type ItemState, type Point, type TierProgress } from './checklist';

/** `7 missing, 5 unknown, 1 met`; states that no item has are left out. */
export function countedStates(counts: Counts): string {
  return ITEM_STATES.filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`)
    .join(', ');
}

/** How far the stack has come, in a sentence, and in which deployment, in another one. */
export function lastTierSentence(checklist: Checklist): string {
  const { overlay } = checklist;
  return `${tierSentence(checklist)}${overlay ? ` This is the stack with ${overlay.path}.` : ''}`;
}

function tierSentence({ lastTierMet, tiers }: Checklist): string {
  if (lastTierMet === undefined) return 'No tier is met yet.';
  const { counts } = tiers.find(({ profile }) => profile === lastTierMet)!;
  const open = counts.unknown === 0 ? '' : `, as far as files tell: ${countedItems(counts.unknown)} unknown`;
  return `The last tier met is ${lastTierMet}${open}.`;
}

function countedItems(count: number): string {
  return count === 1 ? '1 item is' : `${count} items are`;
}

export function tierLine({ profile, counts }: TierProgress): string {
  return `${capitalize(profile)}: ${countedStates(counts)}`;
}

/** The title without the signs of Markdown. */
export function plainTitle(title: string): string {
  return title.replaceAll('`', '');
}

/** The point's place as `file:line`; its path alone where the file is not read. */
export function placeText({ at, path }: Point, shown: (path: string) => string): string | undefined {
  if (at) return `${shown(at.file.path)}:${lineOf(at)}`;
  return path === undefined ? undefined : shown(path);
}

export function lineOf({ file, span }: Place): number {
  return file.lines.lineAt(span.start) + 1;
}

const BOXES: Readonly<Record<ItemState, string>> = { missing: '[ ]', unknown: '[ ]', accepted: '[x]', met: '[x]' };

/**
 * A checklist as Markdown, for a pull request or a wiki.
 *
 * @param name of the stack, for its heading
 * @param shown how a path of the stack is written
 */
export function checklistMarkdown(name: string, checklist: Checklist, shown = (path: string) => path): string {
  const parts = [`## ${escaped(name)}`, ''];
  const against = checklist.profiles.length === 0 ? '' : `Held against ${checklist.profiles.join(' and ')}: `;
  parts.push(`${capitalize(`${against}${countedStates(checklist.counts)}.`)} ${lastTierSentence(checklist)}`, '');
  for (const { title, state, reason, points } of checklist.items) {
    parts.push(`- ${BOXES[state]} ${title}: **${state}**`);
    const own = points.filter((point) => point.state === state);
    if (own.length === 0) parts.push(`  - ${escaped(reason)}`);
    for (const point of own) {
      const place = placeText(point, shown);
      const rule = point.rule === undefined ? '' : ` (\`${point.rule}\`)`;
      parts.push(`  - ${place === undefined ? '' : `${escaped(place)}: `}${escaped(point.text)}${rule}`);
      if (state === 'missing' && point.fix) parts.push(`    - ${escaped(point.fix.title)}`);
    }
  }
  parts.push('', '| tier | missing | unknown | accepted | met |', '| --- | ---: | ---: | ---: | ---: |');
  for (const { profile, counts } of checklist.tiers)
    parts.push(`| ${profile} | ${ITEM_STATES.map((state) => counts[state]).join(' | ')} |`);
  return `${parts.join('\n')}\n`;
}

/** Keeps a text from the user's files from being read as Markdown or HTML. */
function escaped(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_[\]<>|#~]/g, '\\$&');
}
