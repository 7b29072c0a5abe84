import { type Context, isDataContext } from '../../knowledge/nginx/contexts';
import { details, type Parameter } from '../../knowledge/nginx/details';
import { type DirectiveVariant, variants } from '../../knowledge/nginx/directives';
import { builtInVariable } from '../../knowledge/nginx/variables';
import type { ConfigFile } from '../../settings/file';
import type { Policy } from '../../settings/project';
import { NginxConfiguration } from '../../stack/nginx/configuration';
import { readParameters } from '../../stack/nginx/parameters';
import type { NginxSetting } from '../../stack/nginx/setting';
import type { Stack } from '../../stack/stack';
import type { Word } from '../../syntax/nginx/tree';
import type { Span } from '../../text/span';
import { flagAt } from '../compose/programs';
import type { Hover } from '../hover';
import type { Links } from '../links';
import { capitalize, code, count, placeLink } from '../markdown';
import { adviceOn, rulesOf, tierTables } from '../rule-text';
import { contextName, type Occurrence, occurrences, wordAt } from './cursor';
import { effectiveLines, inForceTable } from './effective';
import { includedPaths } from './included-files';
import { type NamedThing, namedThingAt } from './mentions';
import { plainName } from './names';

/** A card about the word under the cursor of an nginx file. */
export function nginxHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const at = wordAt(file, offset);
  if (!at) return undefined;
  const found = occurrences(stack, file, at.directive);
  const [first] = found;
  if (!first) return undefined;
  const span = { start: at.word.start, end: at.word.end };
  const named = namedThingAt(stack, file, offset);
  if (named && (named.definitions.length > 0 || named.mention.kind === 'variable')) {
    const markdown = nameCard(named, links);
    if (markdown !== undefined) return { span: named.mention.span, markdown };
  }
  if (first.setting.scope.kind && isDataContext(first.setting.scope.kind)) return undefined;
  if (at.index >= 0) {
    if (at.directive.name.value === 'include') return includeCard(stack, found, span, links);
    const parameter = parameterAt(first.setting, at.word);
    if (parameter) return { span, markdown: parameterCard(first.setting, parameter, stack.policyOf(file)) };
  }
  const markdown = directiveCard(stack, file, found, links);
  return markdown === undefined ? undefined : { span, markdown };
}

/** A card about a directive behind `nginx -g`, wherever that command line stands. */
export function parameterHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const at = flagAt(stack, file, offset);
  const word = at?.setting.name === 'directives' ? at.setting.use.value?.word : undefined;
  const parameters = word && readParameters(at!.flags.line, word);
  if (!parameters) return undefined;
  const given = stack.nginx.find((one) => one.parameters.some((other) => other?.word?.word === word));
  const configuration = given ?? NginxConfiguration.ofParameters(file, stack.source, parameters);
  for (const setting of configuration.root.settings) {
    const touched = [setting.directive.name, ...setting.args].find(
      ({ start, end }) => !setting.inFile && setting.file === file && start <= offset && offset <= end,
    );
    const markdown = touched && directiveCard(stack, file, [{ configuration, setting }], links);
    if (markdown !== undefined) return { span: { start: touched!.start, end: touched!.end }, markdown };
  }
  return undefined;
}

/** What the catalogue knows of a directive where it stands; where its context is not known, its first meaning. */
function meaningOf(setting: NginxSetting): DirectiveVariant | undefined {
  return (
    setting.variant ??
    (setting.scope.kind === undefined ? variants(setting.name).find((one) => one.removed === undefined) : undefined) ??
    variants(setting.name)[0]
  );
}

function directiveCard(stack: Stack, file: ConfigFile, found: readonly Occurrence[], links: Links): string | undefined {
  const { setting, configuration } = found[0]!;
  const variant = meaningOf(setting);
  if (!variant) return undefined;
  const version = stack.nginxVersions(configuration).oldest;
  const parts = [
    `**${setting.name}** · ${variant.thirdParty ? `${variant.thirdParty} module` : placesOf(variant)} · [documentation](${variant.page})`,
  ];
  const known = details(setting.name, setting.scope.kind);
  if (known) parts.push(`${known.what}${rangeOf(known.min, known.max)}`);
  const remarks = versionRemarks(variant, version);
  if (remarks.length > 0) parts.push(remarks.join(' '));
  if (!setting.directive.block) parts.push(...effectiveLines(found, variant, version, links));
  if (setting.name.endsWith('_pass')) {
    const table = inForceTable(setting, version, links);
    if (table) parts.push(table);
  }
  const rows = rulesOf(setting.name).find((rule) => rule.tiers)?.tiers;
  if (rows) parts.push(tierTables(rows, stack.policyOf(file)));
  const advice = adviceOn(setting.name, links);
  parts.push(...advice);
  if (advice.length < 2 && known?.traps) parts.push(known.traps.map((trap) => `- ${trap}`).join('\n'));
  return parts.join('\n\n');
}

function placesOf(variant: DirectiveVariant): string {
  const shown: Context[] = variant.contexts.filter((context) => context !== 'server-if' && context !== 'location-if');
  if (variant.contexts.length > 20) return 'anywhere';
  return shown
    .map((context) => (context === 'main' ? 'top level' : context.replace(/^(stream|mail)-/, '$1 ')))
    .join(', ');
}

function rangeOf(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` From ${min} to ${max}.`;
  if (min !== undefined && min > 1) return ` At least ${min}.`;
  return max === undefined ? '' : ` At most ${max}.`;
}

function versionRemarks(variant: DirectiveVariant, version: string | undefined): string[] {
  const remarks: string[] = [];
  if (variant.commercial) remarks.push('Only the commercial edition knows it.');
  if (variant.removed) remarks.push(`nginx ${variant.removed} and newer refuse it.`);
  else if (variant.deprecated) remarks.push(`Obsolete since nginx ${variant.deprecated}.`);
  if (variant.since && version !== undefined)
    remarks.push(`Since nginx ${variant.since}; this project runs ${version}.`);
  return remarks;
}

/** The parameter that a word is, as `burst=20` or `nodelay`. */
function parameterAt(setting: NginxSetting, word: Word): Parameter | undefined {
  const sign = word.value.indexOf('=');
  const key = sign > 0 ? word.value.slice(0, sign) : word.value;
  const parameter = details(setting.name, setting.scope.kind)?.params?.find(({ name }) => name === key);
  // The first argument is the value itself more often than a parameter: only a word with a sign is one there.
  return parameter && (sign > 0 || setting.args.indexOf(word) > 0 || setting.name === 'location')
    ? parameter
    : undefined;
}

function parameterCard(
  setting: NginxSetting,
  { name, what, default: value, since }: Parameter,
  policy: Policy,
): string {
  const parts = [`**${name}** of \`${setting.name}\``, `${capitalize(what)}.`];
  if (value !== undefined) parts.push(`Default \`${value}\`.`);
  if (since !== undefined) parts.push(`Since nginx ${since}.`);
  const rows = rulesOf(setting.name)
    .flatMap((rule) => rule.tiers ?? [])
    .filter((row) => row.value.startsWith(`${name}=`));
  const first = rows.filter(
    (row, i) => rows.findIndex((other) => other.axis === row.axis && other.tier === row.tier) === i,
  );
  if (first.length > 0) parts.push(tierTables(first, policy));
  return parts.join('\n\n');
}

/** How many places a card names. */
const MOST_PLACES = 4;

function nameCard(thing: NamedThing, links: Links): string | undefined {
  const { mention, definitions, uses } = thing;
  const parts: string[] = [];
  if (mention.kind === 'variable' && definitions.length === 0) {
    const family = mention.setting.scope.kind?.startsWith('stream') ? 'stream' : 'http';
    const known = builtInVariable(family, mention.name);
    return known && `**$${mention.name}** · variable of nginx\n\n${capitalize(known.what)}.`;
  }
  parts.push(`**${plainName(mention)}** · ${mention.kind}`);
  for (const one of definitions.slice(0, MOST_PLACES)) {
    parts.push(`Defined in ${placeLink(one.file, one.span.start, links)}: ${code(definitionText(one.setting))}`);
  }
  if (
    mention.role === 'use' &&
    mention.kind === 'rate limit zone' &&
    mention.setting.name === 'limit_req' &&
    definitions.length > 1
  )
    parts.push('Two definitions of one zone: nginx refuses that.');
  const others = uses.filter(
    (use) => use !== mention && (use.file !== mention.file || use.span.start !== mention.span.start),
  );
  if (mention.role === 'definition' && uses.length === 0) parts.push('No file in view uses it.');
  else if (mention.role === 'definition')
    parts.push(
      `Used in ${count(uses.length, 'place')}: ${placesText(uses.map((use) => placeLink(use.file, use.span.start, links)))}`,
    );
  else if (others.length > 0)
    parts.push(
      `Used in ${count(others.length, 'more place', 'more places')}: ${placesText(others.map((use) => placeLink(use.file, use.span.start, links)))}`,
    );
  return parts.join('\n\n');
}

function placesText(all: readonly string[]): string {
  const places = [...new Set(all)];
  const more = places.length > MOST_PLACES ? `, and ${places.length - MOST_PLACES} more` : '';
  return places.slice(0, MOST_PLACES).join(', ') + more;
}

/** A definition as it is written; of an upstream its servers, of another block its first line. */
function definitionText(setting: NginxSetting): string {
  const { directive, file } = setting;
  if (!directive.block) return file.text.slice(directive.name.start, directive.end);
  const servers = directive.block.directives
    .filter((one) => one.name.value === 'server')
    .map((one) => one.args[0]?.value ?? '');
  const head = file.text.slice(directive.name.start, directive.block.open).trim();
  return directive.name.value === 'upstream' && servers.length > 0
    ? `${head} { ${servers
        .slice(0, 6)
        .map((server) => `server ${server};`)
        .join(' ')} }`
    : head;
}

function includeCard(stack: Stack, found: readonly Occurrence[], span: Span, links: Links): Hover {
  const paths = includedPaths(
    stack,
    found.map(({ setting }) => setting),
  );
  const where = contextName(found[0]!.setting.scope.kind);
  if (paths.length === 0) {
    return {
      span,
      markdown:
        'The workspace holds no file of this name. A path without a slash in front starts at the folder of the main configuration file.',
    };
  }
  const listed = paths.slice(0, 12).map((path) => `- [${path}](${links.place(path, 1)})`);
  if (paths.length > 12) listed.push(`- and ${paths.length - 12} more`);
  return { span, markdown: `Reads ${count(paths.length, 'file')} into ${where}:\n\n${listed.join('\n')}` };
}
