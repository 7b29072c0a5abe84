import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../text/nearest';
import { Failure } from './failure';

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

/** An option with what `--help` says of it. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** Stands for the value in the help, such as FILE. */
  readonly placeholder?: string;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

export interface Arguments {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  /** One of several words. @throws Failure for another one */
  choice<T extends string>(name: string, allowed: readonly T[]): T | undefined;
}

/** Reads a command's arguments. @throws Failure for an option that it doesn't have or that lacks its value */
export function readArguments(args: readonly string[], options: Options): Arguments {
  const config: OptionsConfig = Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short ? { short } : {}), ...(multiple ? { multiple } : {}) },
    ]),
  );
  const { values, positionals } = parse(args, config, options);
  return {
    positionals,
    flag: (name) => values[name] === true,
    text: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
    texts: (name) => (Array.isArray(values[name]) ? values[name].filter((value) => typeof value === 'string') : []),
    choice(name, allowed) {
      const value = values[name];
      if (typeof value !== 'string') return undefined;
      const found = allowed.find((one) => one === value);
      if (found === undefined)
        throw new Failure(
          `--${name} is ${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}, not "${value}"${guess(nearest(value, allowed))}`,
        );
      return found;
    },
  };
}

function parse(args: readonly string[], config: OptionsConfig, options: Options) {
  try {
    return parseArgs({ args: [...args], options: config, allowPositionals: true });
  } catch (error) {
    throw new Failure(inOurWords(error, args, options));
  }
}

/** Node.js's own messages explain how to escape a dash; what the user needs is the name. */
function inOurWords(error: unknown, args: readonly string[], options: Options): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const name = /'(?:-\w, )?(--?[^' =]+)/.exec(message)?.[1] ?? '';
  const option = options[name.replace(/^--/, '')];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const known = Object.keys(options).map((one) => `--${one}`);
    return `unknown option ${name || args.join(' ')}${guess(nearest(name, known))}`;
  }
  if (option?.type === 'boolean') return `${name} takes no value`;
  return option ? `${name} needs a value: ${name} ${option.placeholder ?? 'VALUE'}` : message;
}

/** `; did you mean …?`, or nothing. */
export function guess(meant: string | undefined): string {
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}

/** The option lines of a help text. */
export function describeOptions(options: Options): string {
  const rows = Object.entries(options).map(([name, { short, placeholder, help }]) => {
    return [`${short ? `-${short}, ` : '    '}--${name}${placeholder ? ` ${placeholder}` : ''}`, help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows
    .map(([left, help]) => `  ${left.padEnd(width)}${help.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}\n`)
    .join('');
}
