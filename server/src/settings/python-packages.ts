import { baseName, directoryOf } from '../text/paths';
import type { ConfigFile } from './file';
import type { Program } from './project';

/** A package of which headroom.yaml may state the version too. */
export type StatedPackage = Extract<Program, 'celery' | 'pymongo' | 'redis-py'>;

/** A package of Python of which a file of dependencies may tell the version. */
export type PythonPackage = StatedPackage | 'gunicorn' | 'uvicorn';

/** What a file of dependencies says of a package, each time that it names it: undefined is no certain version. */
export type PackageVersions = ReadonlyMap<PythonPackage, readonly (string | undefined)[]>;

const PACKAGES: Readonly<Record<string, PythonPackage>> = {
  celery: 'celery',
  pymongo: 'pymongo',
  redis: 'redis-py',
  gunicorn: 'gunicorn',
  uvicorn: 'uvicorn',
};

const NAMES = Object.keys(PACKAGES).join('|');

/** Whether a file tells which packages of Python a program runs with, judged by its path. */
export function isPackageFile(path: string): boolean {
  const name = baseName(path);
  if (isLockFile(path) || name === 'pyproject.toml' || /^(requirements|constraints)[\w.-]*\.txt$/.test(name))
    return true;
  return baseName(directoryOf(path)) === 'requirements' && name.endsWith('.txt');
}

/** Whether it names the one version of each package that is installed, where others may leave a choice. */
export function isLockFile(path: string): boolean {
  return /^((poetry|uv|pdm|Pipfile)\.lock|pylock([\w.-]*)\.toml)$/.test(baseName(path));
}

const read = new WeakMap<ConfigFile, PackageVersions>();

/** What a file of dependencies says, found in one pass over its text. */
export function packagesIn(file: ConfigFile): PackageVersions {
  let packages = read.get(file);
  if (!packages) {
    packages = readPackages(file);
    read.set(file, packages);
  }
  return packages;
}

function readPackages({ name, path, text }: ConfigFile): PackageVersions {
  const found = new Map<PythonPackage, (string | undefined)[]>();
  const add: Add = (written, version) => {
    const program = PACKAGES[written.toLowerCase()]!;
    const list = found.get(program);
    if (list) list.push(version);
    else found.set(program, [version]);
  };
  if (name === 'Pipfile.lock') readPipfileLock(text, add);
  else if (isLockFile(path)) readTomlLock(text, add);
  else if (name === 'pyproject.toml') readPyproject(text, add);
  else readRequirements(text, add);
  return found;
}

type Add = (written: string, version: string | undefined) => void;

/**
 * Lines such as `celery[redis]==5.4.0 ; python_version > "3.8"`.
 *
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
function readRequirements(text: string, add: Add): void {
  const lines = new RegExp(`^[ \\t]*(${NAMES})(?![\\w.-])[ \\t]*(?:\\[[^\\]\\n]*\\])?([^;#\\\\\\n]*)`, 'gim');
  for (const [, name, rest] of text.matchAll(lines)) add(name!, versionOfSpecifier(rest!.split(' --')[0]!));
}

/** @see https://python-poetry.org/docs/basic-usage/#committing-your-poetrylock-file-to-version-control */
function readTomlLock(text: string, add: Add): void {
  const entries = new RegExp(`^name = "(${NAMES})"\\r?\\nversion = "([^"\\n]*)"`, 'gim');
  for (const [, name, version] of text.matchAll(entries)) add(name!, exactVersion(version!));
}

/** @see https://pipenv.pypa.io/en/latest/pipfile.html */
function readPipfileLock(text: string, add: Add): void {
  const entries = new RegExp(`"(${NAMES})":\\s*\\{([^{}]*)\\}`, 'gi');
  for (const [, name, body] of text.matchAll(entries))
    add(name!, versionOfSpecifier(/"version":\s*"([^"]*)"/.exec(body!)?.[1] ?? ''));
}

/** Tables whose lists hold requirements under any key. */
const LISTS = /^(project\.optional-dependencies|dependency-groups|tool\.pdm\.dev-dependencies)$/;

const POETRY = /^tool\.poetry\.(group\.[\w-]+\.)?(dev-)?dependencies$/;

/**
 * The lists of requirements of a `[project]`, and Poetry's own tables.
 *
 * @see https://packaging.python.org/en/latest/specifications/pyproject-toml/
 * @see https://python-poetry.org/docs/dependency-specification/
 */
function readPyproject(text: string, add: Add): void {
  const requirement = new RegExp(`["'](${NAMES})(?![\\w.-])[ \\t]*(?:\\[[^\\]"'\\n]*\\])?([^;"'\\n]*)`, 'gi');
  const own = new RegExp(
    `^["']?(${NAMES})["']?\\s*=\\s*(?:["']([^"'\\n]*)|\\{(?:[^}\\n]*?\\bversion\\s*=\\s*["']([^"'\\n]*))?)`,
    'i',
  );
  let table = '';
  let key = '';
  for (const line of text.split('\n')) {
    const header = /^\s*\[+\s*([^\]\s]+)\s*\]/.exec(line);
    if (header && !line.includes('"')) {
      table = header[1]!;
      key = '';
      continue;
    }
    key = /^([\w-]+)\s*=/.exec(line)?.[1] ?? key;
    if (
      LISTS.test(table) ||
      (table === 'project' && key === 'dependencies') ||
      (table === 'tool.uv' && /dep/.test(key))
    ) {
      for (const [, name, rest] of line.replace(/^\s*#.*/, '').matchAll(requirement))
        add(name!, versionOfSpecifier(rest!));
    } else if (POETRY.test(table)) {
      const [, name, plain, inner] = own.exec(line) ?? [];
      if (name !== undefined) add(name, versionOfConstraint(plain ?? inner ?? ''));
    }
  }
}

/** Poetry's constraints: those of Python, `^5.4`, `~5.4.1`, and a version alone, which is exact. */
function versionOfConstraint(text: string): string | undefined {
  const constraint = text.trim();
  const wildcard = /^(?:==)?\s*(\d+(?:\.\d+)*)\.\*$/.exec(constraint);
  if (wildcard) return wildcard[1];
  if (/^\d/.test(constraint)) return exactVersion(constraint);
  const range = /^([\^~])\s*(\d+(?:\.\d+)*)$/.exec(constraint);
  if (!range) return versionOfSpecifier(constraint);
  const parts = range[2]!.split('.');
  const fixed = range[1] === '~' ? Math.min(2, parts.length) : parts.findIndex((part) => Number(part) > 0) + 1;
  return fixed > 0 ? parts.slice(0, fixed).join('.') : undefined;
}

/**
 * What is certain of the version that a specifier allows: all of it for `==5.4.0`, its first parts where a range fixes
 * them (`>=5.3,<5.4` is 5.3).
 *
 * @see https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
export function versionOfSpecifier(text: string): string | undefined {
  const clauses = text
    .replace(/^\s*\(|\)\s*$/g, '')
    .split(',')
    .map((clause) => /^\s*(===?|~=|<=?|>=?)\s*v?(\d+(?:\.\d+)*)(\.\*|[\w.+-]*)\s*$/.exec(clause));
  let least: readonly number[] | undefined;
  let below: readonly number[] | undefined;
  for (const clause of clauses) {
    if (!clause) continue;
    const [, sign, version, rest] = clause;
    const parts = version!.split('.').map(Number);
    if (sign!.startsWith('==')) return rest === '.*' ? version : exactVersion(version!);
    if (sign === '~=') return parts.length > 1 ? parts.slice(0, -1).join('.') : undefined;
    if (sign!.startsWith('>')) least = parts;
    else if (sign === '<') below = parts;
  }
  return least && below ? lineOf(least, below) : undefined;
}

/** The parts that all versions from one to before another have in common: 5.3 of 5.3.1 to 5.4. */
function lineOf(least: readonly number[], below: readonly number[]): string | undefined {
  const end = below.slice(0, below.findLastIndex((part) => part > 0) + 1);
  const line = end.map((part, i) => (i === end.length - 1 ? part - 1 : part));
  return line.length > 0 && line.every((part, i) => (least[i] ?? 0) === part) ? line.join('.') : undefined;
}

/** A version with its three parts: what is written 5.4 is 5.4.0, and no other one of its line. */
function exactVersion(text: string): string | undefined {
  const found = /^v?(\d+(?:\.\d+){0,3})/.exec(text.trim())?.[1];
  if (found === undefined) return undefined;
  const parts = found.split('.');
  return [...parts, ...['0', '0'].slice(0, Math.max(0, 3 - parts.length))].join('.');
}
