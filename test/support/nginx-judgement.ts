import { readNginx } from '../../server/src/settings/nginx/read';
import type { Directive } from '../../server/src/syntax/nginx/tree';
import { directoryOf, joinPath } from '../../server/src/text/paths';
import { WRAPPER } from './nginx-wrapping';
import { findNginx, type NginxMessage, type NginxTestResult, nginxTest } from './real-nginx';

/** What the real nginx makes of a configuration, apart from what lies outside the configuration itself. */
export interface Judgement {
  readonly verdict: 'accepted' | 'refused' | 'not judged';
  /** Why it is refused, or why nothing can be told. */
  readonly message?: NginxMessage;
  readonly dump: ReadonlyMap<string, string>;
  /** The mended copy that nginx was given last. */
  readonly given: ReadonlyMap<string, string>;
}

/** How often a configuration is mended before it counts as one that can't be judged. */
const MOST_MENDS = 60;

/**
 * Lets the real nginx judge a configuration that was written for another machine.
 *
 * What only that machine has is mended in the copy that nginx reads, one thing after the other as nginx names it, and
 * without moving a line: hosts that don't resolve become 127.0.0.1, included files that are missing become empty ones,
 * log files and folders move into the temporary folder, users and certificates go, names that only a fragment's
 * surroundings define are defined, `ssl` goes from listen lines that
 * have no certificate. Directives of modules that this nginx doesn't have go when they are one statement; else the
 * configuration is not judged. An address that can't be bound says nothing about the configuration: nginx has read all
 * of it by then.
 */
export async function judgeByNginx(
  files: ReadonlyMap<string, string>,
  main: string,
  isForeign: (directive: string) => boolean = () => false,
): Promise<Judgement> {
  const installed = await findNginx();
  if (!installed) throw new Error('nginx is not installed');
  const texts = new Map([...files].map(([path, text]) => [path, portable(text)]));
  // Modules stand before the first line, so that every line keeps its number.
  const modules = installed.loadModules.replaceAll('\n', ' ');
  for (let mends = 0; mends < MOST_MENDS; mends++) {
    const given = Object.fromEntries([...texts].map(([path, text]) => [path, path === main ? modules + text : text]));
    const result = await nginxTest(given, main);
    const refusal = firstRefusal(result);
    if (!refusal) return { verdict: 'accepted', dump: withoutModules(result.dump, main, modules), given: texts };
    if (/^(bind|listen|still could not bind|setsockopt|socket)\(?/.test(refusal.message))
      return { verdict: 'accepted', dump: new Map(), given: texts };
    const mended = mend(texts, refusal, isForeign, main);
    if (mended === 'foreign') return { verdict: 'not judged', message: refusal, dump: new Map(), given: texts };
    if (!mended) return { verdict: 'refused', message: refusal, dump: new Map(), given: texts };
  }
  return { verdict: 'not judged', dump: new Map(), given: texts };
}

function firstRefusal(result: NginxTestResult): NginxMessage | undefined {
  if (result.ok) return undefined;
  const severe = result.messages.filter(
    ({ level, message }) => /emerg|alert|crit/.test(level) && !/\(13: Permission denied\)$/.test(message),
  );
  return severe[0] ?? { level: 'emerg', message: 'nginx says nothing' };
}

/** Paths of an installation become relative: nginx then looks for them beside the main file. */
function portable(text: string): string {
  return text.replace(/(["'\s])\/(?:etc\/nginx|usr\/local\/nginx\/conf|usr\/local\/openresty\/nginx\/conf)\//g, '$1');
}

function withoutModules(dump: ReadonlyMap<string, string>, main: string, modules: string): Map<string, string> {
  return new Map(
    [...dump].map(([path, text]) => [
      path,
      path === main && text.startsWith(modules) ? text.slice(modules.length) : text,
    ]),
  );
}

type Texts = Map<string, string>;

/** Takes away the reason of a refusal when it lies outside the configuration. */
function mend(
  texts: Texts,
  refusal: NginxMessage,
  isForeign: (directive: string) => boolean,
  main: string,
): boolean | 'foreign' {
  const { message, file, line } = refusal;
  const host =
    /^(?:invalid )?host not found(?: in [\w.-]+)? "([^"]+)"/.exec(message)?.[1] ??
    /^host not found in (?:upstream|resolver) "([^"]+)"/.exec(message)?.[1];
  if (host !== undefined) return replaceAll(texts, hostPattern(host.replace(/:\d+$/, '')), '$1127.0.0.1');
  const port = /^no port in upstream "([^"]+)"/.exec(message)?.[1];
  if (port !== undefined) return replaceAll(texts, hostPattern(port), '$1127.0.0.1:9');
  const missing = /^open\(\) "([^"]+)" failed \((?:2|6|13|20|21):/.exec(message)?.[1];
  if (missing !== undefined) return provide(texts, missing, main, file);
  const folder = /^(?:mkdir|realpath|stat)\(\) "([^"]+)" failed/.exec(message)?.[1];
  if (folder !== undefined) return replaceAll(texts, pathPattern(folder), '$1logs/x');
  if (/^get(pwnam|grnam)\(/.test(message)) return dropAt(texts, file, line, 'user');
  const certificate = /^(?:cannot load certificate(?: key)?|SSL_CTX_\w+|BIO_new_file|SSL_\w+)[ (]"([^"]+)"/.exec(
    message,
  )?.[1];
  if (certificate !== undefined) return dropStatements(texts, certificate);
  const variable = main.endsWith(WRAPPER) ? /^unknown "(\w+)" variable/.exec(message)?.[1] : undefined;
  if (variable !== undefined) return replaceAll(texts, /\bhttp \{/, `http { map $host $${variable} { default ""; }`);
  if (/^no "ssl_certificate(_key)?" is defined/.test(message)) return dropCertificates(texts);
  if (/^(dlopen\(\)|module "|"load_module")/.test(message)) return dropAt(texts, file, line, 'load_module');
  const directive = /^unknown directive "([^"]+)"/.exec(message)?.[1];
  if (directive !== undefined && isForeign(directive)) return dropAt(texts, file, line, directive) || 'foreign';
  if (/is unsupported on this platform|^invalid event type|requires the "|lua|^nginx was built/.test(message))
    return 'foreign';
  return false;
}

function hostPattern(host: string): RegExp {
  return new RegExp(`(^|[\\s/"'@])${escapeForRegExp(host)}(?=[\\s:;/"'])`, 'gm');
}

function pathPattern(path: string): RegExp {
  const tail = path.replace(/^.*\/headroom-nginx-\w+\//, '');
  return new RegExp(`(["'\\s=])/?${escapeForRegExp(tail.replace(/^\//, ''))}(?=["'\\s;:])`, 'g');
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function replaceAll(texts: Texts, pattern: RegExp, by: string): boolean {
  let changed = false;
  for (const [path, text] of texts) {
    const next = text.replace(pattern, by);
    if (next !== text) changed = true;
    texts.set(path, next);
  }
  return changed;
}

/** An empty file where an include wants one; every other file moves into the folder of the logs. */
function provide(texts: Texts, missing: string, main: string, from: string | undefined): boolean {
  const inside = /\/headroom-nginx-\w+\/(.*)$/.exec(missing)?.[1];
  if (inside === undefined || from === undefined) return replaceAll(texts, pathPattern(missing), '$1logs/x');
  const base = directoryOf(main);
  const relative = base !== '' && inside.startsWith(`${base}/`) ? inside.slice(base.length + 1) : inside;
  const isInclude = [...texts.values()].some((text) =>
    new RegExp(`include\\s+["']?[^;]*${escapeForRegExp(relative.split('/').pop()!)}`).test(text),
  );
  const path = joinPath('', inside);
  if (isInclude && path !== undefined && !texts.has(path)) {
    texts.set(path, '');
    return true;
  }
  return replaceAll(texts, pathPattern(missing), '$1logs/x');
}

/** Blanks out the statement of that name that ends at a line, without moving the lines. */
function dropAt(texts: Texts, file: string | undefined, line: number | undefined, name: string): boolean {
  const text = file === undefined ? undefined : texts.get(file);
  if (text === undefined || line === undefined) return false;
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  const found = directives(text).find(
    (one) => one.name.value === name && !one.block && lineOf(one.name.start) <= line && lineOf(one.end) >= line,
  );
  return found !== undefined && blank(texts, file!, [found]);
}

/** Every directive of a text. */
function directives(text: string): Directive[] {
  const all: Directive[] = [];
  const visit = (list: readonly Directive[]): void => {
    for (const directive of list) {
      all.push(directive);
      if (directive.block) visit(directive.block.directives);
    }
  };
  visit(readNginx(text, 'nginx.conf').directives);
  return all;
}

function blank(texts: Texts, path: string, statements: readonly Directive[]): boolean {
  let text = texts.get(path)!;
  for (const { name, end } of statements)
    text = text.slice(0, name.start) + text.slice(name.start, end).replace(/[^\n]/g, ' ') + text.slice(end);
  texts.set(path, text);
  return statements.length > 0;
}

/** Blanks out the TLS directives that name a file. */
function dropStatements(texts: Texts, missing: string): boolean {
  const tail = missing.replace(/^.*\/headroom-nginx-\w+\//, '');
  for (const [path, text] of texts) {
    const found = directives(text).filter(
      ({ name, args, block }) =>
        !block &&
        /ssl/.test(name.value) &&
        args.some(
          (word) => word.value !== '' && (word.value === missing || tail.endsWith(word.value.replace(/^\.?\//, ''))),
        ),
    );
    if (blank(texts, path, found)) return true;
  }
  return false;
}

function dropCertificates(texts: Texts): boolean {
  let changed = false;
  for (const [path, text] of texts) {
    const next = text
      .replace(
        /(\blisten\s[^;]*?)\s(ssl|quic)(?=[\s;])/g,
        (whole, before: string) => before + ' '.repeat(whole.length - before.length),
      )
      .replace(/(?<=[;{}\s])ssl\s+on\s*;/g, (whole) => ' '.repeat(whole.length));
    if (next !== text) changed = true;
    texts.set(path, next);
  }
  return changed;
}
