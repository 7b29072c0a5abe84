import { isBefore } from '../knowledge/redis/versions';
import type { CommandFlags } from '../settings/flags/command-flags';
import { readCommandFlags } from '../settings/flags/programs';
import { programVersion } from '../stack/model/package-versions';
import { type ProgramOfStack, programsOfStack } from '../stack/programs';
import type { Stack } from '../stack/stack';
import { fixWith } from './fixes';
import type { Verdicts } from './rule';

/** What programs refuse on their command lines, wherever these stand. Others than those judged are left alone. */
export function* refusedOptions(stack: Stack, isJudged: (name: string) => boolean): Verdicts {
  for (const started of programsOfStack(stack)) {
    if (!isJudged(started.program.name)) continue;
    const flags = readCommandFlags(started.program);
    if (!flags) continue;
    yield* newerOptions(flags, started, stack);
    for (const { at, message, fix, kind } of flags.problems) {
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

/** Options that came after the version that is installed. */
function* newerOptions(flags: CommandFlags, started: ProgramOfStack, stack: Stack): Verdicts {
  const dated = flags.settings.filter(({ use }) => use.flag.since !== undefined);
  if (dated.length === 0) return;
  const version = programVersion(started, stack);
  const { name } = started.program;
  const program = name === 'celery' ? 'Celery' : name;
  for (const setting of dated) {
    const { flag, spelling } = setting.use;
    if (!isBefore(version, flag.since!)) continue;
    yield {
      at: setting.atName,
      setting: setting.name,
      message: `${spelling} came with ${program} ${flag.since}: ${program} ${version} does not start.`,
      fixes: fixWith(`Take ${spelling} out`, 'review', setting.remove()),
    };
  }
}
