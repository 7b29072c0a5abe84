import { type Context, isDataContext } from '../../knowledge/nginx/contexts';
import { acceptsArgCount, type DirectiveVariant, variants } from '../../knowledge/nginx/directives';
import type { ConfigFile } from '../../settings/file';
import type { Directive } from '../../syntax/nginx/tree';
import type { Span } from '../../text/span';
import type { NginxConfiguration } from './configuration';
import type { Scope } from './scope';
import type { NginxSetting } from './setting';

/**
 * The directives of a configuration that can be held against nginx's own rules about names, places and arguments: what
 * stands in a block of a known kind, is not a row of data, and was read without a mistake in the syntax around it.
 */
export function judgedSettings(configuration: NginxConfiguration): readonly NginxSetting[] {
  return configuration.derive(findJudged);
}

/** The scopes of `judgedSettings`, each with those of its directives that are judged. */
export function judgedScopes(configuration: NginxConfiguration): ReadonlyMap<Scope, readonly NginxSetting[]> {
  return configuration.derive(groupJudged);
}

/**
 * The contexts in which a scope may stand: one, where the main file is in view. A fragment leaves open what includes
 * it, and a `server` alone may be one of http, stream or mail.
 */
export function possibleContexts(configuration: NginxConfiguration, scope: Scope): readonly Context[] {
  const { kind } = scope;
  if (kind === undefined) return [];
  if (configuration.whole) return alone(kind);
  if (scope.parent === undefined) return configuration.derive(contextsOfRoot);
  const alike = ALIKE[kind];
  return alike && scope.parent.parent === undefined ? alike : alone(kind);
}

const ALONE = new Map<Context, readonly Context[]>();

/** The list of this context alone; always the same list. */
function alone(kind: Context): readonly Context[] {
  let list = ALONE.get(kind);
  if (!list) {
    list = [kind];
    ALONE.set(kind, list);
  }
  return list;
}

/** What the name may mean there, by nginx's own catalogue and that of the modules that it documents. */
export function meanings(configuration: NginxConfiguration, setting: NginxSetting): readonly DirectiveVariant[] {
  const contexts = possibleContexts(configuration, setting.scope);
  if (contexts.length === 1) return variantsIn(setting.name, contexts[0]!);
  return contexts.flatMap((context) => variantsIn(setting.name, context));
}

/**
 * Of the judged directives, those whose name, place, number of words or age gives reason to look closer. All others
 * are known to nginx in their place, have a shape that it takes, and are neither removed nor obsolete.
 */
export function doubtfulSettings(configuration: NginxConfiguration): readonly NginxSetting[] {
  return configuration.derive(findDoubtful);
}

function findDoubtful(configuration: NginxConfiguration): readonly NginxSetting[] {
  return judgedSettings(configuration).filter(
    (setting) => !isPlain(meanings(configuration, setting), setting.directive),
  );
}

function isPlain(possible: readonly DirectiveVariant[], directive: Directive): boolean {
  let fits = false;
  for (const variant of possible) {
    if (variant.deprecated !== undefined || variant.removed !== undefined || variant.type === 'unknown') return false;
    fits ||= fitsShape(variant, directive);
  }
  return fits;
}

/** Of the settings with the same key, the first one with each of those that repeat it. Those without a key are passed over. */
export function repeatedSettings(
  settings: readonly NginxSetting[],
  keyOf: (setting: NginxSetting) => string | undefined,
): readonly (readonly [NginxSetting, NginxSetting])[] {
  if (settings.length < 2) return NO_REPEATS;
  if (settings.length <= FEW) return repeatsOfFew(settings, keyOf);
  const found: [NginxSetting, NginxSetting][] = [];
  const first = new Map<string, NginxSetting>();
  for (const setting of settings) {
    const key = keyOf(setting);
    if (key === undefined) continue;
    const before = first.get(key);
    if (before) found.push([before, setting]);
    else first.set(key, setting);
  }
  return found;
}

/** Up to so many, comparing each with each is cheaper than a map. */
const FEW = 10;

function repeatsOfFew(
  settings: readonly NginxSetting[],
  keyOf: (setting: NginxSetting) => string | undefined,
): readonly (readonly [NginxSetting, NginxSetting])[] {
  let found: [NginxSetting, NginxSetting][] | undefined;
  for (let i = 1; i < settings.length; i++) {
    const key = keyOf(settings[i]!);
    if (key === undefined) continue;
    for (let j = 0; j < i; j++) {
      if (keyOf(settings[j]!) !== key) continue;
      found ??= [];
      found.push([settings[j]!, settings[i]!]);
      break;
    }
  }
  return found ?? NO_REPEATS;
}

const NO_REPEATS: readonly (readonly [NginxSetting, NginxSetting])[] = [];

/** Whether nginx would take the directive with these arguments and this ending in one of its meanings. */
export function fitsShape(variant: DirectiveVariant, directive: Directive): boolean {
  return (
    variant.type === 'unknown' ||
    (variant.block === (directive.block !== undefined) && acceptsArgCount(variant, directive.args.length))
  );
}

/**
 * Whether the file takes part in the configuration for certain. Of several templates that an include may lead to, each
 * may be rendered in place of another.
 */
export function takesPart(configuration: NginxConfiguration, file: ConfigFile): boolean {
  return file === configuration.main || !file.nginx.template;
}

/** Whether a template's placeholder makes the number of words uncertain. */
export function hasPlaceholder(setting: NginxSetting): boolean {
  return setting.directive.name.placeholder || setting.args.some((word) => word.placeholder);
}

/** How people call a context. */
export function contextName(context: Context): string {
  return CONTEXT_NAMES[context] ?? context;
}

/** "http", "http or server", "http, server or location". */
export function listContexts(contexts: readonly Context[]): string {
  const names = [...new Set(contexts.map(contextName))];
  const last = names.pop();
  return names.length === 0 ? (last ?? '') : `${names.join(', ')} or ${last}`;
}

/** The contexts in which everything at the outermost level of a fragment may stand; all of them where there is none. */
function contextsOfRoot(configuration: NginxConfiguration): readonly Context[] {
  const names = [...new Set(configuration.root.settings.map(({ name }) => name))];
  const own = names.filter((name) =>
    variants(name).some((variant) => !variant.thirdParty && variant.contexts.length > 0),
  );
  const fitting = ANYWHERE.filter((context) => own.every((name) => variantsIn(name, context).length > 0));
  return fitting.length > 0 ? fitting : ANYWHERE;
}

const ANYWHERE: readonly Context[] = [
  'main',
  'events',
  'http',
  'server',
  'location',
  'upstream',
  'server-if',
  'location-if',
  'limit_except',
  'mail',
  'mail-server',
  'stream',
  'stream-server',
  'stream-upstream',
];

/** Contexts that a block of a fragment may be instead of the one that it is taken for. */
const ALIKE: Partial<Record<Context, readonly Context[]>> = {
  server: ['server', 'stream-server', 'mail-server'],
  upstream: ['upstream', 'stream-upstream'],
  'server-if': ['server-if', 'location-if'],
  'location-if': ['server-if', 'location-if'],
};

const CONTEXT_NAMES: Partial<Record<Context, string>> = {
  main: 'the top level',
  'server-if': 'an if block of a server',
  'location-if': 'an if block of a location',
  'mail-server': 'a server of mail',
  'stream-server': 'a server of stream',
  'stream-upstream': 'an upstream of stream',
};

/** Answers that were asked for before: rules ask the same of every line. */
const known = new Map<Context, Map<string, readonly DirectiveVariant[]>>();

function variantsIn(name: string, context: Context): readonly DirectiveVariant[] {
  let byName = known.get(context);
  if (!byName) {
    byName = new Map();
    known.set(context, byName);
  }
  const before = byName.get(name);
  if (before) return before;
  const found = variants(name).filter((variant) => variant.contexts.includes(context));
  if (found.length === 0) return NO_VARIANTS;
  byName.set(name, found);
  return found;
}

const NO_VARIANTS: readonly DirectiveVariant[] = [];

function findJudged(configuration: NginxConfiguration): readonly NginxSetting[] {
  const judged: NginxSetting[] = [];
  const problems = new Map<ConfigFile, readonly Span[]>();
  for (const file of configuration.files) {
    const spans = file.nginx.problems.map(({ span }) => span);
    if (spans.length > 0)
      problems.set(
        file,
        spans.sort((a, b) => a.start - b.start),
      );
  }
  for (const setting of configuration.everything()) {
    const { scope, file, directive, tree } = setting;
    if (scope.kind === undefined || isDataContext(scope.kind)) continue;
    const takesPart = file === configuration.main || !tree.template;
    if (!tree.balanced || !takesPart || directive.conditional || directive.name.placeholder) continue;
    const mistakes = problems.get(file);
    if (directive.terminator === '' || (mistakes && isMangled(mistakes, directive))) continue;
    judged.push(setting);
  }
  return judged;
}

/**
 * Whether a mistake in the syntax lies in the directive's own words: what they were meant to be is doubtful.
 *
 * @param problems the spans of the file's syntax problems, by their start
 */
function isMangled(problems: readonly Span[], directive: Directive): boolean {
  if (directive.block && directive.block.close < 0) return true;
  const start = directive.name.start;
  const end = directive.block ? directive.block.open + 1 : directive.end;
  let low = 0;
  let high = problems.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (problems[middle]!.end > start) high = middle;
    else low = middle + 1;
  }
  const next = problems[low];
  return next !== undefined && next.start < end;
}

function groupJudged(configuration: NginxConfiguration): ReadonlyMap<Scope, readonly NginxSetting[]> {
  const groups = new Map<Scope, NginxSetting[]>();
  for (const setting of judgedSettings(configuration)) {
    const group = groups.get(setting.scope);
    if (group) group.push(setting);
    else groups.set(setting.scope, [setting]);
  }
  return groups;
}
