import { type CeleryNaming, celerySettingNamed } from '../../knowledge/celery/settings';
import type { ConfigFile } from '../../settings/file';
import { isCeleryConfigName } from '../../settings/kind';
import type { RedisClientUse } from '../../stack/python/redis-clients';
import type { Stack } from '../../stack/stack';
import type { PyCall } from '../../syntax/python/tree';
import { bare } from '../../syntax/python/tree';
import { statementAt } from '../../syntax/python/walk';
import { type Span, touches } from '../../text/span';

/** Whose names are typed. */
export type Holder =
  | { readonly kind: 'celery'; readonly naming: CeleryNaming }
  | { readonly kind: 'task' }
  | { readonly kind: 'mongo' }
  | { readonly kind: 'redis'; readonly client: RedisClientUse }
  | { readonly kind: 'gunicorn' };

/** A name, or the value of one, that is being typed where we know the names. */
export interface Typing {
  readonly holder: Holder;
  /** How a value follows its name. */
  readonly form: 'statement' | 'keyword' | 'uri';
  /** The name whose value is typed; undefined while the name itself is. */
  readonly name: string | undefined;
  /** What is replaced. */
  readonly span: Span;
  /** What is typed of it so far. */
  readonly typed: string;
  /** Names that stand there already, as written. */
  readonly present: ReadonlySet<string>;
  /** A value follows already. */
  readonly complete: boolean;
  /** A whole snippet fits. */
  readonly alone: boolean;
}

/** What is typed at an offset; undefined where it is none of our names. */
export function typingAt(stack: Stack, file: ConfigFile, offset: number): Typing | undefined {
  if (file.python.comments.some(({ start, end }) => start < offset && offset <= end)) return undefined;
  const line = file.lines.lineAt(offset);
  const before = file.text.slice(file.lines.startOf(line), offset);
  const uri = /["'](mongodb(?:\+srv)?:\/\/[^'"\s]*)$/.exec(before)?.[1];
  if (uri !== undefined) return inUri(file, offset, uri);
  const call = callAt(file, offset);
  if (call) return inCall(stack, file, offset, call);
  return onConf(stack, file, offset, before) ?? onLine(stack, file, offset, before);
}

function inUri(file: ConfigFile, offset: number, uri: string): Typing | undefined {
  const query = uri.indexOf('?');
  const found = query < 0 ? undefined : /([\w]*)(=([\w.-]*))?$/.exec(uri.slice(query + 1));
  const separator = found && uri[query + found.index];
  if (!found || !separator || !/[?&;]/.test(separator)) return undefined;
  const isValue = found[2] !== undefined;
  const typed = isValue ? found[3]! : found[1]!;
  const all = [...uri.slice(query).matchAll(/[?&;](\w+)=/g)].map((one) => one[1]!.toLowerCase());
  return typing(file, offset, { kind: 'mongo' }, 'uri', isValue ? found[1] : undefined, typed, new Set(all));
}

function typing(
  file: ConfigFile,
  offset: number,
  holder: Holder,
  form: Typing['form'],
  name: string | undefined,
  typed: string,
  present: ReadonlySet<string>,
  alone = false,
): Typing {
  const rest = /^[\w]*/.exec(file.text.slice(offset, offset + 200))![0].length;
  const span = { start: offset - typed.length, end: offset + rest };
  const complete = name === undefined && /^[ \t]*=(?!=)/.test(file.text.slice(span.end, span.end + 20));
  return { holder, form, name, span, typed, present, complete, alone };
}

/** The innermost call between whose parentheses the offset lies. */
function callAt({ python, text }: ConfigFile, offset: number): PyCall | undefined {
  let found: PyCall | undefined;
  for (const { call } of python.calls) {
    const { list, broken } = call;
    if (list.start >= offset || (found && list.start < found.list.start)) continue;
    const closed = text[list.end - 1] === ')';
    const inside = closed ? offset < list.end : broken && text.slice(list.end, offset).trim() === '';
    if (inside || (!closed && offset <= list.end)) found = call;
  }
  return found;
}

function inCall(stack: Stack, file: ConfigFile, offset: number, call: PyCall): Typing | undefined {
  const holder = holderOf(stack, file, call);
  const segment = holder && segmentBefore(file.text, call.list.start + 1, offset);
  if (!holder || segment === undefined) return undefined;
  const value = /^\s*(\w+)\s*=\s*([\w.]*)$/.exec(segment);
  const name = /^\s*([A-Za-z_]\w*)?$/.exec(segment);
  if (!value && !name) return undefined;
  const typed = value ? value[2]! : (name![1] ?? '');
  const written = call.args.flatMap((argument) =>
    argument.name === undefined || touches(argument.span, offset) ? [] : [argument.name],
  );
  return typing(file, offset, holder, 'keyword', value?.[1], typed, new Set(written));
}

function holderOf(stack: Stack, file: ConfigFile, call: PyCall): Holder | undefined {
  const { python } = stack;
  if (python.mongoClients.some((client) => client.call === call)) return { kind: 'mongo' };
  const client = python.redisClients.find((one) => one.call === call);
  if (client) return { kind: 'redis', client };
  const celery = python.celeryByFile.get(file);
  if (!celery) return undefined;
  if (celery.creations.some((creation) => creation.call === call)) return { kind: 'celery', naming: 'new' };
  const operation = celery.operations.find(({ operation: { what } }) => what.kind === 'call' && what.call === call);
  if (operation)
    return operation.operation.what.kind === 'call' && operation.operation.what.onConf
      ? { kind: 'celery', naming: onAppNaming(stack, file) }
      : undefined;
  if (celery.tasks.some(({ list }) => list?.span.start === call.list.start)) return { kind: 'task' };
  return isDecorator(file, call) ? { kind: 'task' } : undefined;
}

/** `@app.task(` or `@shared_task(` above a function that is not written yet. */
function isDecorator({ text }: ConfigFile, call: PyCall): boolean {
  const callee = bare(call.callee);
  const isTask =
    callee.kind === 'attribute' ? callee.name === 'task' : callee.kind === 'name' && /^shared_task$/.test(callee.name);
  return (
    call.broken && isTask && /(^|\n)[ \t]*@[ \t]*$/.test(text.slice(Math.max(0, call.span.start - 80), call.span.start))
  );
}

/** Longer argument lists are no ones that somebody types. */
const MOST_CHARACTERS = 20_000;

/** The argument up to an offset that lies between the parentheses themselves; undefined within brackets and texts. */
function segmentBefore(text: string, from: number, to: number): string | undefined {
  if (to - from > MOST_CHARACTERS) return undefined;
  let start = from;
  let depth = 0;
  for (let at = from; at < to; at++) {
    const sign = text[at]!;
    if (sign === '#') {
      while (at < to && text[at] !== '\n') at++;
      if (at >= to) return undefined;
      if (text.slice(start, at).trim().startsWith('#')) start = at;
    } else if (sign === '"' || sign === "'") {
      const end = endOfText(text, at, to);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if ('([{'.includes(sign)) depth++;
    else if (')]}'.includes(sign)) depth--;
    else if (sign === ',' && depth === 0) start = at + 1;
  }
  return depth === 0 ? text.slice(start, to) : undefined;
}

function endOfText(text: string, from: number, limit: number): number | undefined {
  const sign = text[from]!;
  const quote = text.startsWith(sign.repeat(3), from) ? sign.repeat(3) : sign;
  for (let at = from + quote.length; at < limit; at++) {
    if (text[at] === '\\') at++;
    else if (quote.length === 1 && text[at] === '\n') return at;
    else if (text.startsWith(quote, at)) return at + quote.length <= limit ? at + quote.length : undefined;
  }
  return undefined;
}

/** `app.conf.name` and its value. */
function onConf(stack: Stack, file: ConfigFile, offset: number, before: string): Typing | undefined {
  const found = /^\s*([\w.]+)\.conf\.(\w*)(\s*=\s*([\w.]*))?$/.exec(before);
  const celery = stack.python.celeryByFile.get(file);
  if (!found || !celery || !isCode(file, offset)) return undefined;
  const [, app = '', name = '', value, typed = ''] = found;
  if (!namesApp(stack, file, app)) return undefined;
  const holder: Holder = { kind: 'celery', naming: onAppNaming(stack, file) };
  const set = celery.operations.flatMap(({ operation: { what } }) =>
    what.kind === 'set' && typeof what.name === 'string' && !touches(what.nameSpan, offset) ? [what.name] : [],
  );
  const isValue = value !== undefined;
  return typing(file, offset, holder, 'statement', isValue ? name : undefined, isValue ? typed : name, new Set(set));
}

/** Whether a name stands for an app: a call in view gives it, or something is done to it as to an app. */
function namesApp(stack: Stack, file: ConfigFile, name: string): boolean {
  const celery = stack.python.celeryByFile.get(file)!;
  const { text, python } = file;
  if (celery.operations.some(({ operation: { app } }) => text.slice(app.span.start, app.span.end) === name))
    return true;
  if (
    celery.creations.some(({ call }) => {
      const statement = statementAt(python, call.span.start);
      return (
        statement?.kind === 'assignment' &&
        statement.targets.some(({ span }) => text.slice(span.start, span.end) === name)
      );
    })
  )
    return true;
  const [root = ''] = name.split('.');
  return python.imported.has(root) && /(^|_|\.)(celery|app|current_app)$/i.test(name);
}

/** On an app that reads Django's settings, names are those since Celery 4. */
function onAppNaming(stack: Stack, file: ConfigFile): CeleryNaming {
  const app = stack.celeryApps.find((one) => one.place.file === file || one.files.has(file));
  return app?.naming === 'old' ? 'old' : 'new';
}

/** A name at the beginning of a line of a settings module or class, and its value. */
function onLine(stack: Stack, file: ConfigFile, offset: number, before: string): Typing | undefined {
  const found = /^(\s*)(?:([A-Za-z_]\w*)?|([A-Za-z_]\w*)\s*=\s*([\w.]*))$/.exec(before);
  if (!found || !isCode(file, offset)) return undefined;
  const [, indent = '', typed = '', name, value = ''] = found;
  const holder = holderAt(stack, file, offset, indent);
  if (!holder) return undefined;
  // In Django's settings most names are none of Celery's.
  if (holder.kind === 'celery' && typeof holder.naming === 'object') {
    const { namespace } = holder.naming;
    if (name === undefined && !(typed !== '' && (namespace.startsWith(typed) || typed.startsWith(namespace))))
      return undefined;
    if (name !== undefined && !celerySettingNamed(name, holder.naming)) return undefined;
  }
  const set = [...file.python.body].flatMap((statement) =>
    statement.kind === 'assignment' && !touches(statement.span, offset)
      ? statement.targets.flatMap((target) => (target.kind === 'name' ? [target.name] : []))
      : [],
  );
  return typing(
    file,
    offset,
    holder,
    'statement',
    name,
    name === undefined ? typed : value,
    new Set(set),
    name === undefined && indent === '',
  );
}

function holderAt(stack: Stack, file: ConfigFile, offset: number, indent: string): Holder | undefined {
  if (indent === '' && stack.gunicornConfigs.some((config) => config.file === file)) return { kind: 'gunicorn' };
  const owner = file.python.definitions.findLast(({ span }) => span.start < offset && offset <= span.end + 1);
  const within = indent === '' ? undefined : owner;
  if (indent !== '' && within?.kind !== 'class') return undefined;
  for (const app of stack.celeryApps) {
    const fits = app.settings.some(
      ({ carrier, span, ...setting }) =>
        carrier === 'assignment' &&
        setting.file === file &&
        (within === undefined
          ? file.lines.indentAt(span.start) === ''
          : within.span.start < span.start &&
            span.end <= within.span.end &&
            file.lines.indentAt(span.start) === indent),
    );
    if (fits) return { kind: 'celery', naming: app.naming };
  }
  return indent === '' && isCeleryConfigName(file.name) ? { kind: 'celery', naming: 'new' } : undefined;
}

/** Whether a line is one of code that begins there, and not the inside of a text or of brackets. */
function isCode(file: ConfigFile, offset: number): boolean {
  const start = file.lines.startOf(file.lines.lineAt(offset));
  const statement = statementAt(file.python, start);
  if (!statement || statement.span.start >= start) return true;
  return ['class', 'function', 'if', 'loop', 'try', 'with', 'match'].includes(statement.kind);
}
