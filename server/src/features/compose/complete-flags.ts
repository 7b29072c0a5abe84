import { type Flag, flagOf } from '../../knowledge/flags/grammar';
import type { CommandWord } from '../../settings/command/command-line';
import type { StartedProgram } from '../../settings/command/program';
import type { ConfigFile } from '../../settings/file';
import { readCommandFlags } from '../../settings/flags/programs';
import type { ComposeService } from '../../stack/compose/service';
import type { Stack } from '../../stack/stack';
import { type Span, touches } from '../../text/span';
import type { Completion } from '../completion';
import { CompletionList, placeholder } from '../completion-list';
import type { GuideValue } from '../guide-values';
import { code } from '../markdown';
import { mongodFlagNames, mongodFlagValues } from '../mongod/completion';
import { celeryGuide } from '../python/guide';
import { redisFlagNames, redisFlagValues } from '../redis/completion';
import { rulesOf } from '../rule-text';
import { yamlAt } from './cursor';
import { programsIn, serverKnowledge } from './programs';

/** A word of a command line that is being typed. */
export interface TypedWord {
  /** The program that takes it. */
  readonly name: string;
  readonly program: StartedProgram;
  readonly service: ComposeService | undefined;
  /** Behind the program's name: those before the word, and those after it. */
  readonly before: readonly CommandWord[];
  readonly after: readonly CommandWord[];
  readonly text: string;
  readonly span: Span;
  /** Whether each word is an item of a list, so that a flag and its value are two. */
  readonly items: boolean;
}

/** The flags of the program at a place of a command line, or the values of one; undefined where no command stands. */
export function flagCompletions(stack: Stack, file: ConfigFile, offset: number): Completion[] | undefined {
  const typed = typedWord(stack, file, offset);
  if (!typed) return undefined;
  const { name } = typed;
  if (name === 'redis-server' || name === 'valkey-server') return ofRedis(stack, file, typed);
  if (name === 'mongod') return ofMongod(typed);
  return ofServer(stack, file, typed);
}

/** Servers that the entrypoints of official images start. */
const SERVERS: Readonly<Record<string, string>> = { redis: 'redis-server', mongodb: 'mongod' };

function typedWord(stack: Stack, file: ConfigFile, offset: number): TypedWord | undefined {
  for (const { program, service } of programsIn(stack, file)) {
    const { word: first } = program;
    // The entrypoint of an image puts its server in front of flags.
    const isFlag = first.text.startsWith('-');
    const args = isFlag ? [first, ...program.args] : program.args;
    const name = isFlag ? SERVERS[service?.role ?? ''] : program.name;
    const end = args.at(-1)?.span.end ?? first.span.end;
    const start = isFlag ? first.span.start - 1 : first.span.end;
    if (name === undefined || offset <= start || !isBehind(file, end, offset)) continue;
    const word = args.find(({ span }) => touches(span, offset));
    const before = args.filter(({ span }) => span.end < offset && (!word || span.end <= word.span.start));
    const after = args.filter(({ span }) => span.start > offset);
    const at = file.kind === 'compose' ? yamlAt(file, offset) : undefined;
    const items = at?.steps.at(-1)?.container.kind === 'list' && at.node.kind === 'scalar' && !/\s/.test(at.node.text);
    if (!word && items) return undefined;
    const span = word ? word.part(0, word.text.length) : { start: offset, end: offset };
    return { name, program, service, before, after, text: word?.text ?? '', span, items };
  }
  return undefined;
}

/** Whether an offset lies before the end of a command or, behind a blank, on its last line. */
function isBehind(file: ConfigFile, end: number, offset: number): boolean {
  return offset <= end || /^[ \t]+$/.test(file.text.slice(end, offset));
}

function ofServer(stack: Stack, file: ConfigFile, typed: TypedWord): Completion[] {
  const { program, before, text, span, items } = typed;
  const flags = readCommandFlags(program);
  const section = flags?.sections.findLast(({ anchor }) => anchor.span.end <= span.start);
  if (!flags || !section) return [];
  const { grammar } = section;
  const equals = /^(--[\w-]+)=/.exec(text);
  const previous = before.at(-1);
  const flag = equals
    ? flagOf(grammar, equals[1]!)
    : previous && previous !== section.anchor && !previous.text.includes('=')
      ? flagOf(grammar, previous.text)
      : undefined;
  if (equals || (flag && flag.type !== 'none' && flag.type !== 'optional')) {
    const from = equals ? equals[0].length : 0;
    const list = new CompletionList({ start: span.start + from, end: span.end });
    if (flag) addValues(stack, file, list, flags.kind, flag, typed.service);
    return list.items;
  }
  if (text !== '' && !text.startsWith('-')) return [];
  const list = new CompletionList(span);
  const set = new Set(
    flags.settings.filter((one) => one.use.name.word.span.start !== span.start).map((one) => one.name),
  );
  for (const one of grammar.flags) {
    const spelling = one.spellings.find((written) => written.startsWith('--'));
    const known = one.setting === undefined ? undefined : serverKnowledge(flags.kind, one.setting);
    // What nothing is known of is not worth a line among the others.
    if (spelling === undefined || !known) continue;
    const standard = known.default === 'None' ? undefined : known.default;
    const values = guideOf(stack, file, flags.kind, one, typed.service).map(({ value }) => value);
    const takes = one.type !== 'none' && one.type !== 'optional';
    const sign = items || flags.kind.startsWith('celery') ? '=' : ' ';
    const isJudged = rulesOf(known.name, 'celery').some((rule) => rule.guide) && flags.kind.startsWith('celery');
    list.add(spelling, {
      kind: 'directive',
      rank: set.has(known.name) ? 7 : isJudged ? 1 : 3,
      detail: set.has(known.name) ? 'stands here already' : standard === undefined ? '' : `default ${standard}`,
      documentation: `${known.what}.\n\n[Documentation](${known.page})`,
      ...(takes && text !== spelling
        ? {
            snippet: `${spelling}${sign}${placeholder(values.length > 0 ? values.slice(0, 1) : standard === undefined ? [] : [standard])}`,
          }
        : {}),
    });
  }
  return list.items;
}

function addValues(
  stack: Stack,
  file: ConfigFile,
  list: CompletionList,
  kind: string,
  flag: Flag,
  service: ComposeService | undefined,
): void {
  list.addGuideValues(guideOf(stack, file, kind, flag, service));
  for (const word of flag.words) list.add(word, { rank: 2 });
  const known = flag.setting === undefined ? undefined : serverKnowledge(kind, flag.setting);
  for (const word of known?.words ?? []) list.add(word, { rank: 2 });
  if (known && known.default !== 'None' && /^[\w.:-]+$/.test(known.default))
    list.add(known.default, { rank: 3, detail: 'default', documentation: `${code(known.name)}: ${known.what}.` });
}

function guideOf(
  stack: Stack,
  file: ConfigFile,
  kind: string,
  { setting }: Flag,
  service: ComposeService | undefined,
): GuideValue[] {
  if (setting === undefined || !kind.startsWith('celery')) return [];
  const limit = service?.cpuLimit;
  const cpus = limit?.state === 'known' && limit.value >= 1 ? Math.floor(limit.value) : stack.settings.host.cpus;
  return celeryGuide(setting, { policy: stack.policyOf(file), cpus, servesTasks: true });
}

function ofRedis(stack: Stack, file: ConfigFile, { text, span, before, items }: TypedWord): Completion[] {
  const flag = before.findLastIndex((word) => word.text.startsWith('--'));
  if (text.startsWith('-') || (text === '' && (flag < 0 || flag < before.length - 1)))
    return redisFlagNames(stack, file, span, items);
  return flag < 0 || flag < before.length - 1 ? [] : redisFlagValues(stack, file, span, before[flag]!.text.slice(2));
}

function ofMongod({ text, span, before }: TypedWord): Completion[] {
  const equals = /^--(\w+)=/.exec(text);
  if (equals) return mongodFlagValues(equals[1]!, { start: span.start + equals[0].length, end: span.end });
  const last = before.at(-1)?.text;
  if (last !== undefined && /^--\w+$/.test(last) && !text.startsWith('-')) {
    const values = mongodFlagValues(last.slice(2), span);
    if (values.length > 0) return values;
  }
  return text === '' || text.startsWith('-') ? mongodFlagNames(span) : [];
}
