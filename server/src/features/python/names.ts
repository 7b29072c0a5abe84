import type { ConfigFile } from '../../settings/file';
import type { Place } from '../../stack/finding';
import { reach } from '../../stack/model/network';
import { isComposed, type Service } from '../../stack/model/service';
import { runningServices, startedServices } from '../../stack/model/services';
import { workersOf } from '../../stack/model/workers';
import type { CeleryTask } from '../../stack/python/celery-tasks';
import { celeryService } from '../../stack/python/celery-urls';
import type { ServerAddress } from '../../stack/python/clients';
import { type DictItem, itemOf, textOf } from '../../stack/python/value';
import type { Stack } from '../../stack/stack';
import { bare, keyword } from '../../syntax/python/tree';
import { directoryOf } from '../../text/paths';
import { type Span, touches } from '../../text/span';
import type { ComposeName } from '../compose/names';
import { runners } from './in-force';
import { partAt } from './parts';
import { variablesIn } from './variables';

/** What the cursor names in a Python file: an environment variable, a module of settings, a server, a task, a setting. */
export function pythonNameAt(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  if (file.kind !== 'python') return undefined;
  return (
    variableAt(stack, file, offset) ??
    moduleAt(stack, file, offset) ??
    hostAt(stack, file, offset) ??
    taskAt(stack, file, offset) ??
    settingAt(stack, file, offset)
  );
}

/** The entries of `environment` and the lines of files that set the variable, those of services that run the file first. */
function variableAt(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  const read = variablesIn(file).find(({ span }) => touches(span, offset));
  if (!read) return undefined;
  const set = (services: readonly Service[]) =>
    unique(services.flatMap((service) => service.environment.get(read.name)?.keyPlace ?? []).map(nameOf));
  const near = set(servicesOf(stack, file));
  const definitions = near.length > 0 ? near : set(runningServices(stack));
  return { origin: read.span, definitions, uses: () => readsOf(stack, read.name) };
}

/** Where the Python files of a stack read an environment variable. */
export function readsOf(stack: Stack, name: string): readonly Place[] {
  return [...stack.files.values()].flatMap((file) =>
    file.kind === 'python' && file.text.includes(name)
      ? variablesIn(file).flatMap((one) => (one.name === name ? [{ file, span: one.span }] : []))
      : [],
  );
}

/** The services that run a file, or whose app it is part of. */
function servicesOf(stack: Stack, file: ConfigFile): readonly Service[] {
  const workers = workersOf(stack).filter(({ app }) => app?.settings.some((setting) => setting.file === file));
  return [...new Set([...runners(stack, file), ...workers.map(({ service }) => service)])];
}

/** The name in front of a value of a file of variables. */
function nameOf(place: Place): Place {
  const { file, span } = place;
  if (file.kind !== 'dotenv') return place;
  const entry = file.dotenv.entries.find((one) => one.span.start <= span.start && span.end <= one.span.end);
  return entry ? { file, span: entry.nameSpan } : place;
}

/** `config_from_object('shop.celeryconfig')`, with a class behind a colon or the last dot. */
function moduleAt(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  for (const { operation } of stack.python.celeryByFile.get(file)?.operations ?? []) {
    const { what } = operation;
    if (what.kind !== 'call' || what.method !== 'config_from_object' || !touches(what.call.span, offset)) continue;
    const argument = (keyword(what.call, 'obj') ?? what.call.args[0])?.value;
    const text = argument && bare(argument);
    if (text?.kind !== 'string' || !touches(text.span, offset)) return undefined;
    const found = findModule(stack, file, text.content.text);
    if (!found) return undefined;
    const origin = text.literals[0]?.inner ?? text.span;
    return { origin, definitions: [found], uses: () => [{ file, span: origin }] };
  }
  return undefined;
}

function findModule(stack: Stack, from: ConfigFile, written: string): Place | undefined {
  const [path = '', member] = written.split(':');
  const dot = path.lastIndexOf('.');
  const ways: (readonly [string, string | undefined])[] = [
    [path, member],
    ...(member === undefined && dot > 0 ? [[path.slice(0, dot), path.slice(dot + 1)] as const] : []),
  ];
  for (const [module, name] of ways) {
    const file = moduleFile(stack, from, module);
    if (!file) continue;
    const definition = file.python.definitions.find((one) => one.kind === 'class' && one.name === name);
    return { file, span: definition?.nameSpan ?? { start: 0, end: 0 } };
  }
  return undefined;
}

/** The module in the nearest folder above that has one of the name. */
function moduleFile(stack: Stack, from: ConfigFile, module: string): ConfigFile | undefined {
  const path = module.replaceAll('.', '/');
  for (let folder = directoryOf(from.path); ; folder = directoryOf(folder)) {
    const root = folder === '' ? '' : `${folder}/`;
    const found = stack.file(`${root}${path}.py`) ?? stack.file(`${root}${path}/__init__.py`);
    if (found?.kind === 'python') return found;
    if (folder === '') return undefined;
  }
}

/** The service of Compose that the host of a connection string is. */
function hostAt(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  const at = addressesOf(stack).find(({ place }) => place.file === file && touches(place.span, offset));
  if (!at) return undefined;
  const own = servicesOf(stack, file).filter(isComposed);
  const found = (own.length > 0 ? own : startedServices(stack)).flatMap((service) => {
    const reached = reach(service, at.host);
    return reached.state === 'service' ? [reached.place] : [];
  });
  // A service reaches itself by its name as well.
  const named = startedServices(stack).flatMap((service) =>
    service.hostnames.flatMap(({ name, place }) => (name.toLowerCase() === at.host ? [place] : [])),
  );
  const definitions = unique(found.length > 0 || own.length > 0 ? found : named);
  if (definitions.length === 0) return undefined;
  return {
    origin: at.place.span,
    definitions,
    uses: () => unique(addressesOf(stack).flatMap(({ host, place }) => (host === at.host ? [place] : []))),
  };
}

function addressesOf(stack: Stack): readonly ServerAddress[] {
  return [
    ...[...stack.mongoClients, ...stack.redisClients].flatMap(({ hosts }) => hosts),
    ...stack.celeryApps.flatMap((app) =>
      (['broker_url', 'result_backend'] as const).flatMap((name) => celeryService(app, name)?.hosts ?? []),
    ),
  ];
}

/** The task that `task_annotations`, `task_routes` or `beat_schedule` names. */
function taskAt(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  const mention = mentionsOf(stack).find((one) => one.file === file && touches(one.span, offset));
  if (!mention) return undefined;
  const definitions = tasksOf(stack)
    .filter((task) => isNamed(task, mention.name))
    .map(({ place }) => place);
  if (definitions.length === 0) return undefined;
  const uses = () => mentionsOf(stack).filter(({ name }) => name === mention.name);
  return { origin: mention.span, definitions: unique(definitions), uses };
}

function tasksOf(stack: Stack): readonly CeleryTask[] {
  return [...stack.python.celeryByFile.values()].flatMap(({ tasks }) => tasks);
}

interface TaskMention extends Place {
  readonly name: string;
}

function mentionsOf(stack: Stack): readonly TaskMention[] {
  return stack.celeryApps.flatMap((app) => [
    ...keysOf(app.settings.filter(({ name }) => name === 'task_annotations' || name === 'task_routes')),
    ...app.settings
      .filter(({ name }) => name === 'beat_schedule')
      .flatMap(({ read }) => itemsIn(read))
      .flatMap(({ value }): TaskMention[] => {
        const item = value.state === 'known' && value.type === 'dict' ? itemOf(value, 'task') : undefined;
        const name = item && textOf(item.value);
        return item && name !== undefined
          ? [{ name, file: item.file, span: inner(item.file, item.expression.span) }]
          : [];
      }),
  ]);
}

function keysOf(settings: readonly { readonly read: Parameters<typeof itemsIn>[0] }[]): TaskMention[] {
  return settings
    .flatMap(({ read }) => itemsIn(read))
    .flatMap(({ key, file, keySpan }) => (key === undefined ? [] : [{ name: key, file, span: inner(file, keySpan) }]));
}

function itemsIn(value: Parameters<typeof textOf>[0]): readonly DictItem[] {
  return value.state === 'known' && value.type === 'dict' ? value.value : [];
}

/** Without the quotes around it. */
function inner({ text }: ConfigFile, { start, end }: Span): Span {
  return /^["'].*["']$/s.test(text.slice(start, end)) ? { start: start + 1, end: end - 1 } : { start, end };
}

/** Whether a name is that of a task: its own, or its module and function. */
function isNamed(task: CeleryTask, name: string): boolean {
  const own = task.option('name');
  if (own.state === 'known') return textOf(own.value) === name;
  if (own.state === 'unknown') return false;
  const module = task.file.path.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.');
  const dot = name.lastIndexOf('.');
  const within = name.slice(0, dot);
  return name.slice(dot + 1) === task.name && dot > 0 && (module === within || module.endsWith(`.${within}`));
}

/** Of a setting that several places set, that which is in force. */
function settingAt(stack: Stack, file: ConfigFile, offset: number): ComposeName | undefined {
  const part = partAt(stack, file, offset);
  if (!part || !touches(part.setting.nameSpan, offset)) return undefined;
  const { subject, setting } = part;
  const holder = subject.kind === 'celery' ? subject.app : 'client' in subject ? subject.client : undefined;
  const all = holder?.all(setting.name) ?? [];
  const inForce = holder?.effective(setting.name);
  if (all.length < 2 || !inForce || inForce.state === 'absent' || !inForce.setting) return undefined;
  return { origin: part.span, definitions: [inForce.setting.atName], uses: () => all.map(({ atName }) => atName) };
}

function unique(places: readonly Place[]): Place[] {
  return places.filter(
    (one, i) => places.findIndex(({ file, span }) => file === one.file && span.start === one.span.start) === i,
  );
}
