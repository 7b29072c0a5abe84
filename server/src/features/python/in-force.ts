import type { ConfigFile } from '../../settings/file';
import type { Place } from '../../stack/finding';
import { codeOf } from '../../stack/model/code';
import type { Service } from '../../stack/model/service';
import { runningServices } from '../../stack/model/services';
import { workersOf } from '../../stack/model/workers';
import type { CeleryApp } from '../../stack/python/celery';
import type { ClientUse } from '../../stack/python/clients';
import { RedisClientUse } from '../../stack/python/redis-clients';
import type { EffectivePython, PythonSetting } from '../../stack/python/setting';
import type { Stack } from '../../stack/stack';
import { isSecret } from '../compose/variables';
import type { Links } from '../links';
import { code, placeLink } from '../markdown';
import type { PythonPart } from './parts';
import { gunicornServices } from './servers';
import { variablesIn } from './variables';

/** Places that are told at the most. */
const MOST = 4;

/** What is in force of a setting, and who wins; nothing where it is simply what stands here. */
export function inForceLines(stack: Stack, { subject, setting }: PythonPart, links: Links): string[] {
  switch (subject.kind) {
    case 'celery':
      return [
        ...relation(setting, subject.app.effective(setting.name), (winner) => reasonInApp(winner, setting), links),
        ...workerLines(stack, subject.app, setting.name, links),
        ...variableLines(
          setting,
          workersOf(stack).flatMap(({ app, service }) => (app === subject.app ? [service] : [])),
          links,
        ),
      ];
    case 'task': {
      const { app, task } = subject;
      if (!app) return [];
      const effective = app.optionOf(task, setting.name);
      const lines = relation(setting, effective, () => ', which rewrites the options of tasks', links);
      return lines.length > 0 ? lines : overSetting(app, setting.name, links);
    }
    case 'mongo':
    case 'redis':
      return [
        ...clientLines(subject.client, setting, links),
        ...variableLines(setting, runners(stack, setting.file), links),
      ];
    case 'gunicorn': {
      const services = gunicornServices(stack, subject.config);
      return [
        ...relation(setting, subject.config.effective(setting.name), () => ', which comes later', links),
        ...services.flatMap(({ service, settings }) => elsewhere(service.name, settings.get(setting.name), links)),
        ...variableLines(
          setting,
          services.map(({ service }) => service),
          links,
        ),
      ];
    }
    default:
      return [];
  }
}

function relation(
  setting: PythonSetting,
  effective: EffectivePython,
  why: (winner: PythonSetting) => string,
  links: Links,
): string[] {
  if (effective.state === 'absent') return [];
  const winner = effective.setting;
  const isOther = winner !== undefined && !isSame(winner, setting);
  if (effective.state === 'unknown') {
    // Which place sets it may be certain where the value is not.
    if (winner?.sure && winner.read.state === 'unknown' && winner.read.reason === effective.reason)
      return isOther ? [`**In force** ${written(winner)} of ${linkTo(winner.atName, links)}${why(winner)}.`] : [];
    return setting.read.state === 'unknown' && !isOther ? [] : [`What is in force is not known: ${effective.reason}.`];
  }
  if (isOther) return [`**In force** ${written(winner)} of ${linkTo(winner.atName, links)}${why(winner)}.`];
  const losers = effective.losers.filter((loser) => !isSame(loser, setting)).slice(0, MOST);
  return losers.length === 0
    ? []
    : [
        `In force: it wins over ${losers.map((loser) => `${written(loser)} of ${linkTo(loser.atName, links)}`).join(', ')}.`,
      ];
}

function reasonInApp(winner: PythonSetting, setting: PythonSetting): string {
  const onApp = winner.carrier === 'attribute' || (winner.carrier !== 'assignment' && setting.carrier === 'assignment');
  return onApp ? ': what is set on the app itself wins over its configuration' : ', which comes later';
}

/** Where a task's own option takes the place of the app's setting. */
function overSetting(app: CeleryApp, option: string, links: Links): string[] {
  const inApp = app.effective(`task_${option}`);
  if (inApp.state === 'absent' || !inApp.setting) return [];
  return [`In force: it wins over ${written(inApp.setting)} of ${linkTo(inApp.setting.atName, links)}.`];
}

/** What the command line or the environment of a worker says instead. */
function workerLines(stack: Stack, app: CeleryApp, name: string, links: Links): string[] {
  return workersOf(stack)
    .filter((worker) => worker.app === app)
    .flatMap((worker) => elsewhere(worker.name, worker.get(name), links));
}

function elsewhere(
  service: string,
  given: ReturnType<ReturnType<typeof workersOf>[number]['get']>,
  links: Links,
): string[] {
  if (given.state === 'absent' || !given.at || given.at.file.kind === 'python') return [];
  const where = linkTo(given.at, links);
  if (given.state === 'unknown') return [`In ${code(service)} it is not known (${where}): ${given.reason}.`];
  const [name = ''] = given.source.split(/[ =]/);
  const shown = isSecret(name, given.source) ? code(name) : code(given.source);
  return [`**In force** in ${code(service)}: ${shown} of ${where}, which wins.`];
}

function clientLines(client: ClientUse, setting: PythonSetting, links: Links): string[] {
  const isRedis = client instanceof RedisClientUse;
  if (isRedis && client.pool === 'given' && setting.name !== 'connection_pool')
    return ['The client is given its connections: the options of that pool hold, and this one does nothing.'];
  const effective = client.effective(setting.name);
  if (effective.state === 'unknown' && effective.setting === setting && setting.read.state === 'known')
    return [`${isRedis ? 'The URL' : 'Another source'} may set it too, and would win: ${effective.reason}.`];
  const why = isRedis
    ? ': redis-py takes the URL before the keyword'
    : ': pymongo takes the keyword before the connection string';
  return relation(
    setting,
    effective,
    (winner) => (winner.carrier === 'uri' || setting.carrier === 'uri' ? why : ', which comes later'),
    links,
  );
}

/** The services whose program loads a file. */
export function runners(stack: Stack, file: ConfigFile): readonly Service[] {
  return runningServices(stack).filter((service) => codeOf(service, stack)?.files.has(file) === true);
}

/** What the variables that decide a value are in the services that read it. */
function variableLines(setting: PythonSetting, services: readonly Service[], links: Links): string[] {
  const { file, valueSpan } = setting;
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const { name, span } of variablesIn(file)) {
    if (span.start < valueSpan.start || span.end > valueSpan.end) continue;
    for (const service of services) {
      const variable = service.environment.get(name);
      if (!variable) continue;
      const { value, keyPlace } = variable;
      const key = `${name}\n${keyPlace.file.path}\n${keyPlace.span.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const shown = value.state === 'known' && !isSecret(name, value.value) ? ` is ${code(value.value)}` : ' is set';
      lines.push(`${code(name)}${shown} in ${code(service.name)} (${linkTo(keyPlace, links)}).`);
    }
  }
  return lines.slice(0, MOST);
}

function written(setting: PythonSetting): string {
  const text = isSecret(setting.name, setting.text) ? setting.written : `${setting.written} = ${setting.text}`;
  return code(text);
}

function isSame(a: PythonSetting, b: PythonSetting): boolean {
  return a.file === b.file && a.nameSpan.start === b.nameSpan.start;
}

export function linkTo({ file, span }: Place, links: Links): string {
  return placeLink(file, span.start, links);
}
