import { expect } from 'vitest';
import type { CommandLine } from '../../../server/src/settings/command/command-line';
import { applyEdits, type FileEdit } from '../../../server/src/text/edit';

/** Arguments that need care somewhere. */
export const ARGUMENTS = [
  '8',
  '512mb',
  '',
  'a b',
  "it's",
  'a"b',
  'a\\b',
  '$x',
  'a: b',
  '#c',
  'x #y',
  'a,b',
  '[z]',
  '%n',
  '*',
];

/**
 * Asserts of every writer of a command line that reading the edited text gives exactly the arguments meant.
 *
 * @param others asserts of the edited text that nothing else in it changed
 * @param none arguments that the place can't hold: then there are no edits
 */
export function checkWriters(
  text: string,
  read: (text: string) => CommandLine | undefined,
  others: (after: string) => void = () => {},
  none: (argument: string) => boolean = () => false,
): void {
  const line = read(text)!;
  const argv = line.words.map((word) => word.text);
  expect(argv.length).toBeGreaterThan(0);
  const holds = (edits: readonly FileEdit[], expected: readonly string[], what: string) => {
    const after = applyEdits(text, edits);
    expect(
      read(after)?.words.map((word) => word.text),
      `${what}\n${after}`,
    ).toEqual(expected);
    others(after);
  };
  for (const [i, word] of line.words.entries()) {
    expect(line.replace(word, word.text), 'what is there already').toEqual([]);
    for (const argument of ARGUMENTS) {
      if (none(argument)) {
        expect(line.insertAfter(word, [argument])).toEqual([]);
        continue;
      }
      holds(line.replace(word, argument), argv.with(i, argument), `replace ${word.text} by ${argument}`);
      const two = [argument, '--flag'];
      holds(line.insertAfter(word, two), argv.toSpliced(i + 1, 0, ...two), `insert ${argument} after ${word.text}`);
      if (word.text.length > 2)
        holds(
          line.replacePart(word, 2, word.text.length, argument),
          argv.with(i, word.text.slice(0, 2) + argument),
          `replace the end of ${word.text} by ${argument}`,
        );
    }
    for (let count = 1; count <= 2 && i > 0 && i + count <= argv.length; count++)
      holds(line.remove(line.words.slice(i, i + count)), argv.toSpliced(i, count), `remove ${count} at ${word.text}`);
  }
}
