import { namesBelow, optionOfFlag } from '../knowledge/mongodb/mongod-options';
import { directive, removedIn } from '../knowledge/redis/directives';
import { baseName, directoryOf } from '../text/paths';
import { COMMAND_KINDS } from './command-kinds';

/** What a file is, as far as Headroom reads it. `other` files are left alone. */
export type FileKind =
  | 'nginx'
  | 'headroom'
  | 'compose'
  | 'python'
  | 'sysctl'
  | 'limits'
  | 'systemd'
  | 'redis'
  | 'mongod'
  /** `.env`: variables for Compose's interpolation and for containers. */
  | 'dotenv'
  | 'dockerfile'
  | 'procfile'
  | 'supervisord'
  /** A shell script that starts a program we know. */
  | 'shell'
  | 'other';

/** The name that a template renders to: `nginx.conf.j2` is an nginx.conf. */
const TEMPLATE_ENDING = /\.(template|tmpl|tpl|j2|jinja2?|erb|gotmpl|mustache|hbs)$/;

/** The same in front of the ending: `compose.template.yml`. */
const TEMPLATE_WITHIN = /\.(template|tmpl|tpl)\.\w+$/;

/** Whether the name says that the file is rendered before a program reads it. */
export function isTemplateName(path: string): boolean {
  return TEMPLATE_ENDING.test(path) || TEMPLATE_WITHIN.test(path);
}

/** Whether a file of this path can be of interest at all, judged by the path alone: what a scan reads. */
export function isCandidate(path: string): boolean {
  const kind = kindOf(path, undefined, undefined);
  // A Compose file may have any name, and what stands in a conf.d may be anybody's: their text tells.
  return kind !== 'other' || /(^|\/)conf\.d\/[^/]*\.conf$|\.ya?ml$/.test(path.replace(TEMPLATE_ENDING, ''));
}

/**
 * Tells a file's kind by its name and place, then by the editor's language, then by its content. Pass no text to ask
 * by name alone.
 */
export function kindOf(path: string, text: string | undefined, languageId: string | undefined): FileKind {
  const name = baseName(path).replace(TEMPLATE_ENDING, '');
  const folder = `/${directoryOf(path)}/`;
  if (name === 'headroom.yaml' || name === '.headroom.yaml') return directoryOf(path) === '' ? 'headroom' : 'other';
  if (languageId === 'nginx' || languageId === 'NGINX') return 'nginx';
  if (path.endsWith('.py')) return isPython(name, text, languageId) ? 'python' : 'other';
  let named = false;
  for (const carrier of CARRIERS) {
    if (!carrier.isNamed(name, folder)) continue;
    named = true;
    if (text === undefined || carrier.fits(text)) return carrier.kind;
  }
  // A language that somebody chose for a file of another name holds; one that came by the name doesn't.
  const chosen =
    named || languageId === undefined ? undefined : CARRIERS.find((carrier) => carrier.languageId === languageId);
  if (chosen) return chosen.kind;
  if (text !== undefined && !named && isCompose(name, text, languageId)) return 'compose';
  if (isNginxName(name, folder))
    return text !== undefined && name !== 'nginx.conf' && !looksLikeNginx(text) ? 'other' : 'nginx';
  if (/\/conf\.d\/$/.test(folder) && name.endsWith('.conf')) {
    return text !== undefined && looksLikeNginx(text) ? 'nginx' : 'other';
  }
  return 'other';
}

/**
 * The language of a Python module from which others take settings, though its text names none of ours. No editor has
 * a language of this name.
 */
export const PYTHON_MODULE = 'headroom-python';

/** Names without which a Python file has nothing for us: what we read is imported or set under one of them. */
const PYTHON_NAMES =
  /celery|CELERY|Celery|shared_task|BROKER_|MongoClient|MotorClient|mongoengine|MONGO(?:DB)?_|redis|CACHES|DJANGO_SETTINGS_MODULE|\.conf\.(?:update|task_|worker_|broker_|result_)/;

function isPython(name: string, text: string | undefined, languageId: string | undefined): boolean {
  if (text === undefined || languageId === PYTHON_MODULE) return true;
  if (isGunicornName(name) || isCeleryConfigName(name)) return true;
  return PYTHON_NAMES.test(text);
}

/** `celeryconfig.py`, which Celery reads by itself, and names that say the same. */
export function isCeleryConfigName(name: string): boolean {
  return /^celery_?(config|conf|settings)\w*\.py$/.test(name);
}

/** `gunicorn.conf.py`, which gunicorn reads by itself, and what is named after it. */
export function isGunicornName(name: string): boolean {
  return /^gunicorn[\w.-]*\.py$/.test(name);
}

/** A format of lines: which names it goes by, and whether a text of such a name is one. */
interface Carrier {
  readonly kind: FileKind;
  readonly languageId: string | undefined;
  isNamed(name: string, folder: string): boolean;
  fits(text: string): boolean;
}

const CARRIERS: readonly Carrier[] = [
  {
    kind: 'compose',
    languageId: 'dockercompose',
    isNamed: isComposeName,
    fits: (text) => !/^(apiVersion|kind):/m.test(text.slice(0, 20_000)),
  },
  {
    kind: 'systemd',
    languageId: undefined,
    isNamed: (name, folder) => name.endsWith('.service') || (/\.service\.d\/$/.test(folder) && name.endsWith('.conf')),
    fits: (text) => looksLike(text, (line) => /^\[[A-Z][\w-]*\]?/.test(line) || undefined, /^<|^\[D-BUS/),
  },
  {
    kind: 'sysctl',
    languageId: 'sysctl',
    isNamed: (name, folder) => name.endsWith('.conf') && (/\/sysctl\.d\/$/.test(folder) || name.includes('sysctl')),
    fits: (text) =>
      looksLike(
        text,
        (line) =>
          (/^-?\s*[\w*{}$%/-]+[./]/.test(line) && !/[{;]\s*$|^<|^\/\//.test(line)) ||
          /^\S+\s*=/.test(line) ||
          undefined,
        /^\[[\w .:-]+\]$|^<\w|\{\s*$/,
      ),
  },
  {
    kind: 'limits',
    languageId: 'limits',
    isNamed: (name, folder) => name === 'limits.conf' || (/\/limits\.d\/$/.test(folder) && name.endsWith('.conf')),
    fits: (text) =>
      looksLike(
        text,
        (line) => /^\S+(\s+\S+)*$/.test(line) || undefined,
        /^\[[\w .:-]+\]$|^<\w|[{;}]\s*$|^[\w.-]+\s*=/,
      ),
  },
  {
    kind: 'redis',
    languageId: 'redis-conf',
    isNamed: isRedisName,
    fits: looksLikeRedis,
  },
  {
    kind: 'mongod',
    languageId: undefined,
    isNamed: (name) => /^(mongod[\w.-]*\.(conf|ya?ml)|mongo(db)?\.conf)$/.test(name),
    fits: looksLikeMongod,
  },
  ...COMMAND_KINDS,
];

/**
 * Whether most lines are of a format.
 *
 * @param isOwn true for a line that can only be one of it, undefined for one that says nothing
 * @param foreign lines that the format can't have
 */
function looksLike(text: string, isOwn: (line: string) => boolean | undefined, foreign: RegExp): boolean {
  let own = 0;
  let others = 0;
  let lines = 0;
  for (const line of contentLines(text)) {
    lines++;
    if (foreign.test(line)) others++;
    else if (isOwn(line)) own++;
  }
  return lines === 0 || own > others || (own === 0 && others === 0 && lines < 3);
}

/** Template markup within one line. */
const MARKUP = /\{\{[^\n]*?\}\}|\{%[^\n]*?%\}|\{#[^\n]*?#\}|<%[^\n]*?%>|\$\{\w+\}/g;

/** The first lines that are neither blank nor a comment nor a template's own. */
function contentLines(text: string): string[] {
  const lines = text
    .slice(0, 20_000)
    .split('\n', 400)
    .map((line) =>
      line
        .replace(/^\uFEFF/, '')
        .replace(MARKUP, (markup) => (/^(\{\{|<%=|\$)/.test(markup) ? '0' : ''))
        .trim(),
    );
  return lines.filter((line) => line !== '' && line !== '0' && !/^[#;]/.test(line));
}

function isComposeName(name: string): boolean {
  return /^((docker|podman)-)?compose([._-][\w.-]*)?\.ya?ml$|[._-]compose\.ya?ml$|^docker-stack[\w.-]*\.ya?ml$/.test(
    name,
  );
}

/** Whether a YAML file of another name has the shape of Compose's: services, each of which says what it runs. */
function isCompose(name: string, text: string, languageId: string | undefined): boolean {
  if (languageId !== 'yaml' && !/\.ya?ml$/.test(name)) return false;
  const head = text.slice(0, 20_000);
  if (/^(apiVersion|kind|stages|jobs):/m.test(head)) return false;
  const services = /^services:[ \t]*(#.*)?\r?\n((?:[ \t]*(#.*)?\r?\n)*)([ \t]+)[\w.-]+:/m.exec(head);
  if (!services) return false;
  const indent = services[4]!;
  const own = new RegExp(`^${indent}[ \\t]+(image|build|extends):`, 'm');
  return own.test(head.slice(services.index));
}

/**
 * Whether the top level of a text names groups of mongod's options, as YAML or in the older form `key = value`. A
 * cluster's manifest and a Compose file may bear such a name as well.
 */
function looksLikeMongod(text: string): boolean {
  const groups = namesBelow('').map((group) => group.toLowerCase());
  let own = 0;
  let others = 0;
  for (const line of text.slice(0, 20_000).split('\n', 400)) {
    const found = /^\uFEFF?([A-Za-z_][\w.]*)\s*([:=])/.exec(line);
    if (!found) continue;
    const [, name = '', sign] = found;
    const group = name.split('.')[0]!;
    if (sign === ':' ? groups.includes(group.toLowerCase()) : optionOfFlag(name) !== undefined) own++;
    else others++;
  }
  return own > others || (own === 0 && others === 0);
}

/** Files of Sentinel are of another kind: it has directives of its own. */
function isRedisName(name: string, folder: string): boolean {
  if (!name.endsWith('.conf') || name.includes('sentinel') || folder.includes('sentinel')) return false;
  return /^(redis|valkey)|[-_.](redis|valkey)\.conf$/.test(name) || /\/(redis|valkey)\/$/.test(folder);
}

/**
 * Whether the lines of a text begin with directives of Redis. Other programs keep files of that name as well: a
 * section about Redis for a supervisor, a server of nginx, a proxy.
 */
function looksLikeRedis(text: string): boolean {
  let own = 0;
  let others = 0;
  for (const line of contentLines(text)) {
    const word = /^["']?([A-Za-z_][\w-]*)/.exec(line)?.[1]?.toLowerCase();
    if (word === 'sentinel') return false;
    if (/^\[[\w .:-]+\]$|^<\w|[{}]$|^\/\//.test(line)) return false;
    if (word !== undefined && (directive(word) || removedIn(word) !== undefined)) own++;
    else if (/^\w+\s*=/.test(line)) return false;
    // A name with a hyphen may be a directive that is misspelt or belongs to a module.
    else if (word === undefined || !word.includes('-')) others++;
  }
  return own > others || own + others < 3;
}

function isNginxName(name: string, folder: string): boolean {
  if (name === 'nginx.conf' || name.endsWith('.nginx') || name.endsWith('.nginx.conf')) return true;
  if (/^nginx[-_.][\w.-]*\.conf$|[-_.]nginx\.conf$/.test(name)) return true;
  if (folder.includes('/sites-available/') || folder.includes('/sites-enabled/'))
    return !name.startsWith('.') && name !== 'README';
  return folder.includes('/nginx/') && (name.endsWith('.conf') || /_params$/.test(name));
}

/**
 * Whether a text has the shape of nginx configuration: its first statements end with `;` or open a block, and no line
 * is a section header or an assignment, as in the other formats that live in files named `*.conf`.
 */
export function looksLikeNginx(text: string): boolean {
  const head = text.slice(0, 20_000);
  let statements = 0;
  let others = 0;
  for (const line of head.split('\n', 400)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    if (
      /^\[[\w .:-]+\]$/.test(trimmed) ||
      /^(?!location\b)[\w.-]+\s*[=:]\s*\S/.test(trimmed) ||
      /^<\/?\w/.test(trimmed)
    )
      others++;
    else if (
      /^[a-z_]+(\s[^;{]*)?[;{]\s*(#.*)?$/.test(trimmed) ||
      /^[a-z_]+\s[^;{}]*\{.*\}$/.test(trimmed) ||
      trimmed === '}'
    )
      statements++;
  }
  return statements > others;
}
