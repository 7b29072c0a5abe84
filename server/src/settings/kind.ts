import { baseName, directoryOf } from '../text/paths';

/** What a file is, as far as Headroom reads it. `other` files are left alone. */
export type FileKind = 'nginx' | 'headroom' | 'compose' | 'python' | 'sysctl' | 'limits' | 'systemd' | 'redis' | 'mongod' | 'other';

/** The name that a template renders to: `nginx.conf.j2` is an nginx.conf. */
const TEMPLATE_ENDING = /\.(template|tmpl|tpl|j2|jinja2?|erb|gotmpl|mustache|hbs)$/;

/** Whether the name says that the file is rendered before a program reads it. */
export function isTemplateName(path: string): boolean {
  return TEMPLATE_ENDING.test(path);
}

/** Whether a file of this path can be of interest at all, judged by the path alone: what a scan reads. */
export function isCandidate(path: string): boolean {
  const kind = kindOf(path, undefined, undefined);
  return kind !== 'other' || /(^|\/)conf\.d\/[^/]*\.conf$/.test(path.replace(TEMPLATE_ENDING, ''));
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
  if (isNginxName(name, folder)) return text !== undefined && name !== 'nginx.conf' && !looksLikeNginx(text) ? 'other' : 'nginx';
  if (/\/conf\.d\/$/.test(folder) && name.endsWith('.conf')) {
    return text !== undefined && looksLikeNginx(text) ? 'nginx' : 'other';
  }
  return 'other';
}

function isNginxName(name: string, folder: string): boolean {
  if (name === 'nginx.conf' || name.endsWith('.nginx') || name.endsWith('.nginx.conf')) return true;
  if (/^nginx[-_.][\w.-]*\.conf$|[-_.]nginx\.conf$/.test(name)) return true;
  if (folder.includes('/sites-available/') || folder.includes('/sites-enabled/')) return !name.startsWith('.') && name !== 'README';
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
    if (/^\[[\w .:-]+\]$/.test(trimmed) || /^[\w.-]+\s*[=:]\s*\S/.test(trimmed) || /^<\/?\w/.test(trimmed)) others++;
    else if (/^[a-z_]+(\s[^;{]*)?[;{]\s*(#.*)?$/.test(trimmed) || /^[a-z_]+\s[^;{}]*\{.*\}$/.test(trimmed) || trimmed === '}') statements++;
  }
  return statements > others;
}
