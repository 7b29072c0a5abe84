import type { CommandLine, CommandWord } from '../../settings/command/command-line';
import { RedisFlag, type RedisFlagProblem, readRedisFlags, redisWords } from '../../settings/redis-flags';
import type { FileEdit } from '../../text/edit';
import { givenByScript } from '../compose/image-script';
import type { ComposeService } from '../compose/service';
import { variableLine } from '../compose/variable-line';
import type { Place } from '../finding';

/** The configuration file that a Redis starts with. */
export interface StartedConfiguration {
  /** In the workspace; undefined where it lies in the image, in a volume or out of the workspace. */
  readonly path: string | undefined;
  readonly unseen: string | undefined;
}

/** How a Compose service starts Redis. */
export interface RedisCommand {
  readonly service: ComposeService;
  readonly configuration: StartedConfiguration | undefined;
  readonly steps: readonly (RedisFlag | { readonly unseen: string })[];
  readonly problems: readonly RedisFlagProblem[];
  /** Where a finding about a missing directive goes: what starts Redis. */
  readonly place: Place;
  /** Whether Valkey is started. */
  readonly valkey: boolean;
  /**
   * Edits that add directives to the command.
   *
   * @param values names with their arguments as redis.conf has them
   */
  insert(values: readonly (readonly [name: string, value: string])[]): FileEdit[];
}

/** Images whose entrypoint hands everything to redis-server, and which have no configuration of their own. */
const OFFICIAL: Readonly<Record<string, string>> = { redis: 'redis-server', 'valkey/valkey': 'valkey-server' };

const PROGRAMS: ReadonlySet<string> = new Set(Object.values(OFFICIAL));

/**
 * How a service starts Redis or Valkey; undefined where it starts something else, or an image of another maker, which
 * brings a configuration of its own along.
 */
export function redisCommandOf(service: ComposeService): RedisCommand | undefined {
  const path = service.runtimeImage?.path ?? '';
  const image = Object.hasOwn(OFFICIAL, path) ? OFFICIAL[path] : undefined;
  const [program, ...others] = service.programs.filter(({ name }) => PROGRAMS.has(name));
  if (program && others.length > 0)
    return unknownCommand(service, program.name, 'a script decides with which command it starts');
  if (program) return started(service, program.name, program.line, program.word, program.args);
  if (image === undefined) return startedByScript(service);
  if (service.startup.entrypoint.state !== 'image') return undefined;
  const { command } = service.startup;
  if (command.state === 'unknown') return unknownCommand(service, image, command.reason);
  const line = command.state === 'written' ? command.line : undefined;
  const first = line?.words[0];
  if (line && first && !/^-|\.conf$/.test(first.text)) return undefined;
  return started(service, image, line, undefined, line?.words ?? []);
}

/** Behind what the image sets itself: how it starts Redis besides is out of view. */
function startedByScript(service: ComposeService): RedisCommand | undefined {
  const given = givenByScript(service);
  const { program, configuration } = given?.script ?? {};
  if (!given || program === undefined || !PROGRAMS.has(program)) return undefined;
  const shown = configuration === undefined ? undefined : service.mountedFile(configuration);
  const path = shown?.state === 'file' ? shown.path : undefined;
  const readings = given.parts.map(({ line, args }) => readRedisFlags(line, args));
  if (path === undefined && readings.every(({ steps }) => steps.length === 0)) return undefined;
  return {
    service,
    configuration: { path, unseen: 'the image brings a configuration of its own along' },
    steps: readings.flatMap(({ steps }) => steps),
    problems: readings.flatMap(({ configuration, problems }) => (configuration ? [] : problems)),
    place: placeOfImage(service),
    valkey: program === 'valkey-server',
    insert: () => [],
  };
}

function started(
  service: ComposeService,
  program: string,
  line: CommandLine | undefined,
  word: CommandWord | undefined,
  args: readonly CommandWord[],
): RedisCommand | undefined {
  if (args.some(({ text }) => text === '--sentinel')) return undefined;
  const reading = line ? readRedisFlags(line, args) : undefined;
  const { configuration } = reading ?? {};
  const steps = reading?.steps ?? [];
  const more = behindCommand(service, line);
  const start = word ?? configuration ?? line?.words[0];
  const flags = steps.filter((step) => step instanceof RedisFlag);
  const last = flags.at(-1)?.words.at(-1) ?? configuration ?? word;
  return {
    service,
    configuration: configuration && shownAt(service, configuration),
    steps: [...steps, ...(more?.steps ?? [])],
    problems: [...(reading?.problems ?? []), ...(more?.problems ?? [])],
    place: start ? { file: start.file, span: start.span } : placeOfImage(service),
    valkey: program === 'valkey-server',
    insert: (values) => {
      if (!line)
        return service.set(
          ['command'],
          [program, ...values.flatMap(([name, value]) => [`--${name}`, value])].join(' '),
        );
      const words = values.flatMap(([name, value]) => wordsLike(flags, name, value));
      return last ? line.insertAfter(last, words) : [];
    },
  };
}

/**
 * What the script of Valkey's own image adds to the command.
 *
 * @see https://github.com/valkey-io/valkey-container/blob/mainline/docker-entrypoint.sh
 */
function behindCommand(service: ComposeService, line: CommandLine | undefined) {
  const { entrypoint, command } = service.startup;
  if (service.runtimeImage?.path !== 'valkey/valkey' || entrypoint.state !== 'image') return undefined;
  if (line && !(command.state === 'written' && command.line === line)) return undefined;
  const added = variableLine(service, 'VALKEY_EXTRA_FLAGS');
  return added && readRedisFlags(added, added.words);
}

/** The words of a new flag: in one, where the others are. */
function wordsLike(flags: readonly RedisFlag[], name: string, value: string): string[] {
  const glued = flags.filter((flag) => flag.given.length > 0 && flag.given[0]!.word === flag.flag.word).length;
  if (glued > 0 && glued === flags.length) return [`--${name} ${value}`];
  return [`--${name}`, ...redisWords(value)];
}

function unknownCommand(service: ComposeService, program: string, reason: string): RedisCommand {
  const place = placeOfImage(service);
  const valkey = program === 'valkey-server';
  return {
    service,
    configuration: undefined,
    steps: [{ unseen: reason }],
    problems: [],
    place,
    valkey,
    insert: () => [],
  };
}

function shownAt(service: ComposeService, word: CommandWord): StartedConfiguration {
  if (word.value.state === 'unknown') return { path: undefined, unseen: word.value.reason };
  const { value } = word.value;
  if (!value.startsWith('/')) return { path: undefined, unseen: `where ${value} lies is not known` };
  const shown = service.mountedFile(value);
  if (shown.state === 'file') return { path: shown.path, unseen: undefined };
  const unseen = shown.state === 'unknown' ? shown.reason : `${value} is not in the workspace`;
  return { path: undefined, unseen };
}

function placeOfImage(service: ComposeService): Place {
  return service.image?.place ?? service.place;
}
