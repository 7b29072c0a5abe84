import { readCommandFlags } from '../settings/flags/programs';
import { programsOfStack } from '../stack/programs';
import type { Stack } from '../stack/stack';
import { fixWith } from './fixes';
import type { Verdicts } from './rule';

/** What programs refuse on their command lines, wherever these stand. Others than those judged are left alone. */
export function* refusedOptions(stack: Stack, isJudged: (name: string) => boolean): Verdicts {
  for (const { program } of programsOfStack(stack)) {
    if (!isJudged(program.name)) continue;
    for (const { at, message, fix, kind } of readCommandFlags(program)?.problems ?? []) {
      // Without a near name, it may be an option of a version newer than those that are known.
      if (kind === 'unknown' && !fix) continue;
      const sure = kind === 'renamed' || kind === 'misplaced' || kind === 'needless-value';
      yield {
        at,
        message,
        fixes: fix ? fixWith(fix.title, sure ? 'safe' : 'review', fix.edits) : [],
      };
    }
  }
}
