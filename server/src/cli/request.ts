import { PROFILES } from '../knowledge/tiers';
import { isKnownRule, nearestRule } from '../rules/known';
import type { PartialSettings } from '../settings/project';
import { matchesGlob } from '../text/paths';
import { type Arguments, guess, type Options } from './arguments';
import { Failure } from './failure';
import { wantsColor } from './terminal';
import type { OpenOptions } from './workspaces';

const FORMATS = ['pretty', 'json', 'sarif', 'github', 'markdown'] as const;
const FAIL_ON = ['error', 'warning', 'information', 'never'] as const;

export const CHECK_OPTIONS: Options = {
  profile: {
    type: 'string',
    placeholder: 'P',
    help: 'development, production, high-traffic or auto; wins over\nheadroom.yaml, its overrides and comments in files',
  },
  config: { type: 'string', placeholder: 'FILE', help: 'read this file in the place of headroom.yaml' },
  format: { type: 'string', placeholder: 'F', help: 'pretty (default), json, sarif, github or markdown' },
  fix: {
    type: 'boolean',
    help: 'apply safe fixes and report what is left; with --profile, also\nthose for review, until that profile asks for no edit; with\n--stdin, print the mended text',
  },
  diff: { type: 'boolean', help: 'print what --fix would change as a unified diff, change nothing' },
  'fail-on': {
    type: 'string',
    placeholder: 'LEVEL',
    help: 'the least severity for exit code 1: error, warning (default),\ninformation or never',
  },
  rule: {
    type: 'string',
    multiple: true,
    placeholder: 'ID',
    help: 'report only this rule; may be repeated and hold *',
  },
  stdin: { type: 'boolean', help: 'read one file from standard input, as the path - does' },
  'stdin-filename': { type: 'string', placeholder: 'F', help: 'the path that the text from standard input has' },
  baseline: { type: 'string', placeholder: 'FILE', help: 'leave out the findings that the file lists' },
  'write-baseline': {
    type: 'string',
    placeholder: 'FILE',
    help: 'list all findings in the file and exit with 0; with --baseline,\nonly those of its entries that still hold',
  },
  statistics: { type: 'boolean', help: 'count the findings of each rule' },
  'no-ignore': { type: 'boolean', help: 'report also what comments and ignore: in headroom.yaml silence' },
  quiet: { type: 'boolean', short: 'q', help: 'print findings and errors only, no summary and no remarks' },
  color: { type: 'boolean', help: 'colours even where standard output is no terminal' },
  'no-color': { type: 'boolean', help: 'no colours; NO_COLOR in the environment does the same' },
};

/** What a run of `headroom check` is asked for. */
export interface Request {
  readonly paths: readonly string[];
  readonly piped: boolean;
  readonly pipedName: string | undefined;
  readonly open: OpenOptions;
  readonly format: (typeof FORMATS)[number];
  readonly failOn: (typeof FAIL_ON)[number];
  /** Whether a rule is to be reported. */
  readonly wants: (rule: string) => boolean;
  readonly fix: boolean;
  readonly diff: boolean;
  /** A profile is named: fixes bring the files to it, those for review among them. */
  readonly toTier: boolean;
  readonly noIgnore: boolean;
  readonly statistics: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
}

/** @throws Failure where options contradict each other or say something unknown */
export function readRequest(options: Arguments): Request {
  const paths = options.positionals;
  const piped = options.flag('stdin') || paths.includes('-');
  if (piped && paths.some((path) => path !== '-'))
    throw new Failure('standard input is checked alone: leave out the other paths');
  if (!piped && options.text('stdin-filename') !== undefined) throw new Failure('--stdin-filename goes with --stdin');
  const format = options.choice('format', FORMATS);
  if (options.flag('diff') && format !== undefined)
    throw new Failure('--diff prints a diff and nothing else, so it goes without --format');
  const writeBaseline = options.text('write-baseline');
  if (writeBaseline !== undefined && (options.flag('fix') || options.flag('diff')))
    throw new Failure('--write-baseline goes without --fix and --diff');
  const profile = options.choice('profile', ['auto', ...PROFILES]);
  const noIgnore = options.flag('no-ignore');
  const forced: PartialSettings = { ...(profile ? { profile } : {}), ...(noIgnore ? { ignore: [] } : {}) };
  return {
    paths: paths.length === 0 ? ['.'] : paths,
    piped,
    pipedName: options.text('stdin-filename'),
    open: { forced, config: options.text('config') },
    format: format ?? 'pretty',
    failOn: options.choice('fail-on', FAIL_ON) ?? 'warning',
    wants: ruleFilter(options.texts('rule')),
    fix: options.flag('fix') && !options.flag('diff'),
    diff: options.flag('diff'),
    toTier: profile !== undefined && profile !== 'auto',
    noIgnore,
    statistics: options.flag('statistics'),
    quiet: options.flag('quiet'),
    color: wantsColor(options.flag('no-color') ? false : options.flag('color') ? true : undefined),
    baseline: options.text('baseline'),
    writeBaseline,
  };
}

function ruleFilter(patterns: readonly string[]): (rule: string) => boolean {
  for (const pattern of patterns)
    if (!isKnownRule(pattern)) throw new Failure(`there is no rule ${pattern}${guess(nearestRule(pattern))}`);
  return (rule) => patterns.length === 0 || patterns.some((pattern) => pattern === rule || matchesGlob(rule, pattern));
}
