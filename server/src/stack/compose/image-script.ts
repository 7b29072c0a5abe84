import type { CommandLine, CommandWord } from '../../settings/command/command-line';
import type { ComposeService } from './service';
import { variableLine } from './variable-line';

/** How the script of an image starts its server. */
export interface ImageScript {
  readonly program: string;
  /** Holds more arguments for the server. */
  readonly variable: string;
  /** Where a configuration is to be mounted; undefined where the image always has one of its own. */
  readonly configuration: string | undefined;
}

const script = (program: string, variable: string, configuration?: string): ImageScript => ({
  program,
  variable,
  configuration,
});

const STACK = script('redis-server', 'REDIS_ARGS', '/redis-stack.conf');
const REDIS = script('redis-server', 'REDIS_EXTRA_FLAGS');
const VALKEY = script('valkey-server', 'VALKEY_EXTRA_FLAGS');
const MONGODB = script('mongod', 'MONGODB_EXTRA_FLAGS');

/**
 * @see https://github.com/redis-stack/redis-stack/blob/master/etc/scripts/entrypoint.sh
 * @see https://github.com/bitnami/containers
 */
const SCRIPTS: Readonly<Record<string, ImageScript>> = {
  'redis/redis-stack': STACK,
  'redis/redis-stack-server': STACK,
  'bitnami/redis': REDIS,
  'bitnamilegacy/redis': REDIS,
  'bitnami/valkey': VALKEY,
  'bitnamilegacy/valkey': VALKEY,
  'bitnami/mongodb': MONGODB,
  'bitnamilegacy/mongodb': MONGODB,
};

/** Some of the arguments that a server gets. */
export interface Given {
  readonly line: CommandLine;
  readonly args: readonly CommandWord[];
}

/**
 * What the script of a service's image gives its server behind what it sets itself: the variable's arguments, then those
 * of the command. Undefined where no such script starts, or none of it can be told.
 */
export function givenByScript(
  service: ComposeService,
): { readonly script: ImageScript; readonly parts: readonly Given[] } | undefined {
  const path = service.runtimeImage?.path ?? '';
  const script = Object.hasOwn(SCRIPTS, path) ? SCRIPTS[path] : undefined;
  const { entrypoint, command } = service.startup;
  if (!script || entrypoint.state !== 'image' || command.state === 'unknown' || command.state === 'none')
    return undefined;
  const parts: Given[] = [];
  const line = variableLine(service, script.variable);
  if (line) parts.push({ line, args: line.words });
  if (command.state === 'written') {
    const [first, ...args] = command.line.words;
    if (!first?.text.endsWith('/run.sh') || script.configuration !== undefined) return undefined;
    parts.push({ line: command.line, args });
  }
  return { script, parts };
}
