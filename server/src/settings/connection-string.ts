import { UNKNOWN_CHARACTER } from '../text/mapped-text';
import { remembered } from '../text/remembered';

/** A part of a connection string: offsets into it, half open. */
export interface UrlPart {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface UrlHost extends UrlPart {
  /** In lower case, without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number | undefined;
  /** Some of it can't be told. */
  readonly unknown: boolean;
}

export interface UrlOption extends UrlPart {
  readonly name: UrlPart;
  /** Percent signs resolved; undefined where some of it can't be told. */
  readonly value: string | undefined;
  readonly valuePart: UrlPart;
}

/** `mongodb://user:password@host:27017,other/db?maxPoolSize=50`, `redis://host:6379/0`, `amqp://…//` in their parts. */
export interface ConnectionString {
  readonly text: string;
  /** In lower case: `mongodb+srv`, `rediss`. */
  readonly scheme: string;
  readonly hosts: readonly UrlHost[];
  /** Behind the slash that follows the hosts; undefined where there is no slash. */
  readonly path: UrlPart | undefined;
  readonly options: readonly UrlOption[];
  /** What separates the options from one another. */
  readonly separator: '&' | ';';
  /** Where the hosts end. */
  readonly hostsEnd: number;
  /** Some of it can't be told, so that it may hold more than it shows. */
  readonly incomplete: boolean;
}

const SCHEME = /^\s*([A-Za-z][\w+.-]*):\/\//;

/** Takes a connection string apart; undefined for a text that is none. Never throws. */
export const parseConnectionString: (text: string) => ConnectionString | undefined = remembered(takeApart);

function takeApart(text: string): ConnectionString | undefined {
  const scheme = SCHEME.exec(text);
  if (!scheme) return undefined;
  const start = scheme[0].length;
  const query = indexOrEnd(text, '?', start, text.length);
  // A password may hold a slash where a driver is lenient: the last "@" before the options ends it.
  const slash = indexOrEnd(text, '/', start, query);
  const at = text.lastIndexOf('@', query - 1);
  const hostsStart = at >= start && (at < slash || text.indexOf('/', at) >= 0 || slash === query) ? at + 1 : start;
  const hostsEnd = Math.max(hostsStart, indexOrEnd(text, '/', hostsStart, query));
  const path = hostsEnd < query ? partOf(text, hostsEnd + 1, query) : undefined;
  const separator = text.includes(';', query) && !text.includes('&', query) ? ';' : '&';
  return {
    text,
    scheme: scheme[1]!.toLowerCase(),
    hosts: readHosts(text, hostsStart, hostsEnd),
    path,
    options: readOptions(text, query + 1),
    separator,
    hostsEnd,
    incomplete: text.includes(UNKNOWN_CHARACTER),
  };
}

function indexOrEnd(text: string, sign: string, from: number, end: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 || at > end ? end : at;
}

function partOf(text: string, from: number, to: number): UrlPart {
  return { from, to, text: text.slice(from, to) };
}

function readHosts(text: string, start: number, end: number): UrlHost[] {
  const hosts: UrlHost[] = [];
  for (let from = start; from < end; ) {
    const to = indexOrEnd(text, ',', from, end);
    if (to > from) hosts.push(readHost(partOf(text, from, to)));
    from = to + 1;
  }
  return hosts;
}

function readHost(part: UrlPart): UrlHost {
  const found = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(part.text);
  const port = /^\d{1,5}$/.test(found?.[2] ?? '') ? Number(found![2]) : undefined;
  const host = (found?.[1] ?? part.text).replace(/^\[|\]$/g, '').toLowerCase();
  return { ...part, host, port, unknown: part.text.includes(UNKNOWN_CHARACTER) };
}

function readOptions(text: string, start: number): UrlOption[] {
  const options: UrlOption[] = [];
  const separators = /[&;]/g;
  for (let from = start; from < text.length; ) {
    separators.lastIndex = from;
    const to = separators.exec(text)?.index ?? text.length;
    if (to > from) {
      const equals = indexOrEnd(text, '=', from, to);
      const valuePart = partOf(text, Math.min(equals + 1, to), to);
      options.push({
        ...partOf(text, from, to),
        name: partOf(text, from, equals),
        valuePart,
        value: decode(valuePart),
      });
    }
    from = to + 1;
  }
  return options;
}

function decode({ text }: UrlPart): string | undefined {
  if (text.includes(UNKNOWN_CHARACTER)) return undefined;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** The text that adds an option, and where it goes. */
export function insertedOption(url: ConnectionString, name: string, value: string): { at: number; text: string } {
  const { text, options, separator, path, hostsEnd } = url;
  const written = `${name}=${encodeURIComponent(value)}`;
  const last = options[options.length - 1];
  if (last) return { at: last.to, text: separator + written };
  if (text.endsWith('?')) return { at: text.length, text: written };
  // Options follow a slash, though no database is named.
  if (!path && /^mongodb/.test(url.scheme)) return { at: hostsEnd, text: `/?${written}` };
  return { at: path ? path.to : hostsEnd, text: `?${written}` };
}
