import { knownImage } from '../../knowledge/compose/images';
import { composeKey } from '../../knowledge/compose/keys';
import { limitsItem } from '../../knowledge/system/limits';
import { sysctlRecommendations } from '../../knowledge/system/recommended';
import { sysctlKey } from '../../knowledge/system/sysctl';
import type { ConfigFile } from '../../settings/file';
import { envFiles } from '../../stack/compose/environment';
import { located } from '../../stack/compose/located';
import type { ComposeNode } from '../../stack/compose/node';
import type { ComposeService } from '../../stack/compose/service';
import { sysctlsOf } from '../../stack/compose/sysctls';
import type { Stack } from '../../stack/stack';
import { type Span, touches } from '../../text/span';
import { settingCard } from '../card';
import type { Hover } from '../hover';
import type { Links } from '../links';
import { code, count, placeLink } from '../markdown';
import { mongodFlagHover } from '../mongod/hover';
import { parameterHover } from '../nginx/hover';
import { redisFlagHover } from '../redis/hover';
import { sysctlGuide } from '../system/recommended';
import { sysctlParagraphs } from '../system/sysctl-hover';
import { coverOf, type ServiceCursor, serviceAt } from './cursor';
import { dotenvHover } from './dotenv-hover';
import { composeGuide } from './guide';
import { environmentCard, readerOf, serverFlagHover } from './server-card';
import { remarksOn, serviceCard } from './service-card';
import { easierCompose } from './units';
import { variableAt, variableCard } from './variables';

/** A card about what Compose, a Dockerfile or a file of variables says of performance under the cursor. */
export function composeHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  if (file.kind === 'dotenv') return dotenvHover(stack, file, offset, links);
  const flag =
    redisFlagHover(stack, file, offset, links) ??
    mongodFlagHover(stack, file, offset, links) ??
    serverFlagHover(stack, file, offset, links) ??
    parameterHover(stack, file, offset, links);
  if (file.kind !== 'compose') return flag;
  const card = flag ?? serviceHover(stack, file, offset, links);
  const variable = variableAt(stack, file, offset);
  if (!variable) return card;
  const own = variableCard(variable, links);
  return { span: variable.use.span, markdown: card ? `${own}\n\n---\n\n${card.markdown}` : own };
}

function serviceHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const at = serviceAt(stack, file, offset);
  const service = at?.services[0];
  if (!at || !service) return undefined;
  const span = at.part === 'key' ? at.node.span : coverOf(file, at.node.span, offset);
  const [top, second] = at.path;
  const answer = (markdown: string | undefined, where: Span = span) =>
    markdown === undefined ? undefined : { span: where, markdown };
  if (top === undefined) return at.part === 'key' ? answer(serviceCard(stack, service, links)) : undefined;
  if (second !== undefined) {
    if (top === 'sysctls') return sysctlHover(stack, file, offset, service, links);
    if (top === 'environment') return environmentHover(stack, file, offset, service, links);
    if (top === 'ulimits') return answer(ulimitCard(stack, at, service, second, links));
    if (top === 'volumes') return mountHover(file, offset, service, links);
    if (top === 'depends_on' && at.path.length === 2) {
      const other = service.project.service(at.part === 'key' ? second : nameOf(at));
      return other && answer(serviceCard(stack, other, links));
    }
  }
  if (at.part === 'value' && (top === 'command' || top === 'entrypoint')) return undefined;
  if (top === 'env_file') return answer(envFileCard(at, service, links));
  const path = top === 'ports' ? [top] : at.path;
  return concerns(service, top) ? answer(keyCard(stack, at, service, path, links)) : undefined;
}

/** Keys that say something only of programs that we know. */
const OF_KNOWN: ReadonlySet<string> = new Set(['command', 'entrypoint', 'network_mode']);

/** Whether a key says something of performance in this service; where it doesn't, its documentation is others' to show. */
function concerns(service: ComposeService, key: string): boolean {
  const { role, replicas } = service;
  if (key === 'image')
    return !service.isBuilt && service.image !== undefined && knownImage(service.image.path) !== undefined;
  if (OF_KNOWN.has(key)) return role !== 'other';
  if (key !== 'ports' && key !== 'container_name') return true;
  return role === 'api' || role === 'celery-worker' || (replicas.state === 'known' && replicas.value > 1);
}

/** What a file of variables gives the container. */
function envFileCard(at: ServiceCursor, service: ComposeService, links: Links): string | undefined {
  const wanted = at.part === 'value' ? at.node.span : undefined;
  const lines = envFiles(service).flatMap(({ path, place }) => {
    const file = path === undefined ? undefined : service.project.source.get(path);
    if (!file || (wanted && (wanted.start > place.span.start || place.span.end > wanted.end))) return [];
    const names = [...service.environment.values()].filter(
      ({ origin, keyPlace }) => origin === 'env_file' && keyPlace.file === file,
    );
    const shown = names.slice(0, 12).map(({ name }) => code(name));
    const more = names.length > 12 ? ` and ${names.length - 12} more` : '';
    return `[${file.path}](${links.place(file.path, 1)}) gives ${code(service.name)} ${count(names.length, 'variable')}${names.length > 0 ? `: ${shown.join(', ')}${more}` : ''}.`;
  });
  return lines.length === 0 ? undefined : lines.join('\n\n');
}

function nameOf({ node }: ServiceCursor): string {
  return node.kind === 'scalar' ? node.text : '';
}

function keyCard(
  stack: Stack,
  at: ServiceCursor,
  service: ComposeService,
  path: readonly string[],
  links: Links,
): string | undefined {
  const known = composeKey(path);
  if (!known) return undefined;
  const { file } = service.get(...path) ?? service;
  const isCommand = known.setting === 'command' || known.setting === 'entrypoint';
  const head = {
    name: known.path.includes('*') ? path.join('.') : known.path,
    // What rules say of commands is about single words of them.
    setting: isCommand ? '' : known.setting,
    told: known.rule,
    marks: ['Compose'],
    page: known.page,
    paragraphs: [
      `${known.what}.`,
      [
        isCommand ? '' : valueLine(at, service, path, known.unit),
        known.default === undefined ? '' : `default ${code(known.default)}`,
      ]
        .filter((part) => part !== '')
        .join(' · '),
      inForce(at, service, path, links),
      holdsFor(at),
      ...remarksOn(stack, service, path, links),
    ],
    guide: composeGuide(stack, service, path),
  };
  return settingCard(head, 'compose', stack.policyOf(file), links);
}

/** What is written under the cursor, variables filled in. */
function valueLine(
  at: ServiceCursor,
  service: ComposeService,
  path: readonly string[],
  unit: 'bytes' | 'duration' | undefined,
): string {
  const written = at.steps.at(-1)?.value;
  if (written?.kind !== 'scalar' || written.value === null || at.path.length !== path.length) return '';
  const node = service.get(...path);
  const value = isWritten(node, at) ? located(node) : undefined;
  if (value?.state === 'unknown') return `**Here** ${code(written.text)}: not known, ${value.reason}`;
  const text = value?.state === 'known' ? value.value : written.text;
  const easier = easierCompose(unit, text);
  const from = node?.kind === 'scalar' && value && node.variables.length > 0 ? `, by ${code(written.text)}` : '';
  return `**Here** ${code(text)}${easier === undefined ? '' : ` (${easier})`}${from}`;
}

/** Whether a merged value is the one that stands under the cursor. */
function isWritten(node: ComposeNode | undefined, { steps }: ServiceCursor): boolean {
  const written = steps.at(-1)?.value;
  return node?.kind === 'scalar' ? node.yaml === written : node?.span.start === written?.span.start;
}

/** What wins over the value under the cursor. */
function inForce(at: ServiceCursor, service: ComposeService, path: readonly string[], links: Links): string {
  const node = service.get(...path);
  if (node?.kind !== 'scalar' || isWritten(node, at) || at.path.length !== path.length) return '';
  const value = located(node);
  const shown = value.state === 'known' ? code(value.value) : 'what can’t be told';
  return `**In force** in ${code(service.name)}: ${shown} of ${placeLink(node.file, node.span.start, links)}.`;
}

/** The services for which the place speaks, where it stands in none of them. */
function holdsFor({ services, steps }: ServiceCursor): string {
  if (steps[0]?.key === 'services' && services.length < 2) return '';
  const names = services.slice(0, 8).map(({ name }) => code(name));
  return `Holds for ${names.join(', ')}${services.length > 8 ? ` and ${services.length - 8} more` : ''}.`;
}

function sysctlHover(
  stack: Stack,
  file: ConfigFile,
  offset: number,
  service: ComposeService,
  links: Links,
): Hover | undefined {
  const set = sysctlsOf(service);
  const setting = set.keys
    .flatMap((key) => set.settings(key))
    .find((one) => one.file === file && (touches(one.nameSpan, offset) || touches(one.valueSpan, offset)));
  const known = setting && sysctlKey(setting.name);
  if (!setting || !known) return undefined;
  const kernel = stack.settings.host.kernel;
  const reach =
    known.scope === 'host'
      ? 'It is the host’s alone: the container does not start with it.'
      : 'It holds in this container alone, whatever the host has.';
  const head = {
    name: setting.name,
    marks: ['sysctl of the container'],
    page: known.page,
    paragraphs: [
      ...sysctlParagraphs(known, { value: setting.value, text: setting.text, exclusion: false }, kernel),
      reach,
    ],
    guide: sysctlGuide(setting.name, sysctlRecommendations(kernel)),
  };
  const span = touches(setting.nameSpan, offset) ? setting.nameSpan : coverOf(file, setting.valueSpan, offset);
  return { span, markdown: settingCard(head, 'system', stack.policyOf(file), links) };
}

function ulimitCard(
  stack: Stack,
  at: ServiceCursor,
  service: ComposeService,
  name: string,
  links: Links,
): string | undefined {
  const known = limitsItem(name);
  const limit = service.ulimit(name);
  if (!known || !limit) return undefined;
  const numbers = (['soft', 'hard'] as const).map((type) => {
    const one = limit[type];
    const place =
      one.state === 'known' && one.place.file !== at.services[0]!.file
        ? ` (${placeLink(one.place.file, one.place.span.start, links)})`
        : '';
    return `${type} ${one.state === 'known' ? code(String(one.value)) : one.state === 'absent' ? 'missing' : `not known: ${one.reason}`}${place}`;
  });
  const head = {
    name,
    marks: ['ulimit of the container'],
    page: 'https://docs.docker.com/reference/compose-file/services/#ulimits',
    paragraphs: [
      `${known.what}. The program starts with the soft limit and may raise it up to the hard one. The host’s limits.conf doesn’t reach containers.`,
      `**Here** ${limit.single && limit.soft.state === 'known' ? `${code(String(limit.soft.value))} for both, soft and hard` : numbers.join(', ')}`,
      holdsFor(at),
    ],
    guide: composeGuide(stack, service, ['ulimits', name]),
  };
  return settingCard(head, 'system', stack.policyOf(limit.node.file), links);
}

function environmentHover(
  stack: Stack,
  file: ConfigFile,
  offset: number,
  service: ComposeService,
  links: Links,
): Hover | undefined {
  for (const { name, keyPlace, value } of service.environment.values()) {
    const span = keyPlace.file === file && touches(keyPlace.span, offset) ? keyPlace.span : undefined;
    const onValue = value.state !== 'absent' && value.place?.file === file && touches(value.place.span, offset);
    if (!span && !onValue) continue;
    const reader = readerOf(stack, service, name);
    const markdown = reader && environmentCard(stack, file, name, reader, links);
    return markdown === undefined
      ? undefined
      : { span: span ?? (value as { place: { span: Span } }).place.span, markdown };
  }
  return undefined;
}

/** On a mount: the file of the workspace that shows, and what reads it. */
function mountHover(file: ConfigFile, offset: number, service: ComposeService, links: Links): Hover | undefined {
  const volume = service.volumes.volumes.find(({ place }) => place.file === file && touches(place.span, offset));
  if (!volume?.path) return undefined;
  const { source } = service.project;
  if (!source.has(volume.path) && !source.hasFolder(volume.path)) return undefined;
  const what = source.has(volume.path)
    ? `[${volume.path}](${links.place(volume.path, 1)})`
    : `the folder ${code(volume.path)}`;
  return {
    span: coverOf(file, volume.place.span, offset),
    markdown: `Shows ${what} of the workspace as ${code(volume.target)} in ${code(service.name)}${volume.readOnly ? ', read-only' : ''}.`,
  };
}
