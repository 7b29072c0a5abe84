import { globToRegExp } from '../../text/paths';
import type { Build } from './dockerfile';
import type { ComposeSource } from './source';

type Names = Pick<ComposeSource, 'has' | 'inFolder' | 'hasFolder'>;

/** The names of the workspace without those that the build's .dockerignore leaves out. */
export function withoutIgnored(source: ComposeSource, build: Build | undefined): Names {
  if (!build?.ignore) return source;
  const prefix = build.context ? `${build.context}/` : '';
  const rules = build.ignore.text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const back = line.startsWith('!');
      const glob = (back ? line.slice(1).trim() : line).replace(/^(\.?\/)+|\/+$/g, '');
      return { back, pattern: globToRegExp(glob === '.' ? '**' : glob, { dot: true }) };
    });
  // The last line that fits the path, or a folder above it, decides.
  const isIgnored = (path: string) => {
    if (!path.startsWith(prefix)) return false;
    const parts = path.slice(prefix.length).split('/');
    const ways = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
    return rules.findLast(({ pattern }) => ways.some((way) => pattern.test(way)))?.back === false;
  };
  return {
    has: (path) => source.has(path) && !isIgnored(path),
    inFolder: (folder) => source.inFolder(folder).filter((path) => !isIgnored(path)),
    hasFolder: (folder) => source.hasFolder(folder),
  };
}
