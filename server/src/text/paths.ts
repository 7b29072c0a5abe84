/**
 * Paths of a workspace: relative to its folder, with forward slashes and without `.` or `..`. They are names, nothing
 * is looked up; a path that would leave the workspace has no such form.
 */

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins and resolves `.` and `..`; undefined when the result would lie outside the workspace. */
export function joinPath(directory: string, relative: string): string | undefined {
  const parts = directory === '' ? [] : directory.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else parts.push(part);
  }
  return parts.join('/');
}

export interface GlobOptions {
  /** Whether `*` and `?` also match a leading dot of a name. */
  readonly dot?: boolean;
}

const cache = new Map<string, RegExp>();

/**
 * A regular expression for a glob: `*` and `?` stay within a name, `**` spans folders, `[…]` is a class, `{a,b}` an
 * alternative. A pattern without a slash matches the name in any folder when `anywhere` is set.
 */
export function globToRegExp(glob: string, options: GlobOptions = {}): RegExp {
  const key = `${options.dot ? 1 : 0}${glob}`;
  const known = cache.get(key);
  if (known) return known;
  const made = new RegExp(`^${translate(glob, options.dot ?? true)}$`);
  if (cache.size > 500) cache.clear();
  cache.set(key, made);
  return made;
}

function translate(glob: string, dot: boolean): string {
  let out = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i]!;
    const atStart = i === 0 || glob[i - 1] === '/';
    if (c === '*') {
      if (glob[i + 1] === '*' && atStart && (glob[i + 2] === '/' || i + 2 >= glob.length)) {
        out += glob[i + 2] === '/' ? '(?:[^/]+/)*' : '.*';
        i += glob[i + 2] === '/' ? 2 : 1;
      } else {
        out += atStart && !dot ? '(?!\\.)[^/]*' : '[^/]*';
        while (glob[i + 1] === '*') i++;
      }
    } else if (c === '?') out += atStart && !dot ? '[^/.]' : '[^/]';
    else if (c === '[') {
      const close = glob.indexOf(']', glob[i + 1] === ']' || glob[i + 1] === '!' ? i + 2 : i + 1);
      if (close < 0) out += '\\[';
      else {
        const body = glob
          .slice(i + 1, close)
          .replace(/\\/g, '\\\\')
          .replace(/^!/, '^');
        try {
          new RegExp(`[${body}]`);
          out += `[${body}]`;
        } catch {
          out += '[]';
        }
        i = close;
      }
    } else if (c === '{' && glob.indexOf('}', i) > 0) {
      out += '(?:';
      depth++;
    } else if (c === '}' && depth > 0) {
      out += ')';
      depth--;
    } else if (c === ',' && depth > 0) out += '|';
    else out += c.replace(/[.+^$()|\\{}[\]*?]/g, '\\$&');
  }
  return out + ')'.repeat(depth);
}

/** Whether the path matches the glob as users write it: a glob without a slash matches a name in any folder. */
export function matchesGlob(path: string, glob: string): boolean {
  const pattern = glob.replace(/^\.?\//, '').replace(/\/$/, '/**');
  return globToRegExp(pattern).test(path) || (!pattern.includes('/') && globToRegExp(pattern).test(baseName(path)));
}
