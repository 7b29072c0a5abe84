import { ConfigFile } from '../settings/file';
import { isCandidate } from '../settings/kind';
import type { PartialSettings } from '../settings/project';
import { type Listing, Stack } from './stack';

/** Reads the text of a workspace path; undefined where it has none to give. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** Includes that lead to includes … are followed this many times. */
const MOST_ROUNDS = 30;

/** Files read at once. */
const AT_ONCE = 32;

/**
 * Builds the stack of a folder: the files whose names say that they matter, then those to which they lead.
 *
 * @param stop asked between files; when it says so, what is there is returned
 */
export async function loadStack(
  listing: Listing,
  read: ReadText,
  editor: PartialSettings = {},
  options: { readonly stop?: () => boolean; readonly progress?: (done: number, of: number) => void } = {},
): Promise<Stack> {
  const candidates = listing.paths.filter((path) => isCandidate(path) && !listing.links.has(path));
  const files: ConfigFile[] = [];
  for (let i = 0; i < candidates.length && !options.stop?.(); i += AT_ONCE) {
    files.push(...(await readAll(candidates.slice(i, i + AT_ONCE), read)).filter(isKept));
    options.progress?.(Math.min(i + AT_ONCE, candidates.length), candidates.length);
  }
  return completeStack(Stack.of(files, editor, listing), read, options.stop);
}

/** Reads what the stack's includes lead to and it does not hold yet. */
export async function completeStack(stack: Stack, read: ReadText, stop?: () => boolean): Promise<Stack> {
  const tried = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = stack;
    const wanted = stack.wanted.filter((path) => !tried.has(path));
    if (wanted.length === 0 || stop?.()) return stack;
    for (const path of wanted) tried.add(path);
    const held = wanted.map((path) => stack.file(path)).filter((file) => file !== undefined);
    const missing = wanted.filter((path) => stack.file(path) === undefined);
    const language = (path: string) => before.wantedLanguage(path);
    const fresh = await readAll(missing, read, language);
    stack = stack.with(...held.map((file) => new ConfigFile(file.path, file.text, language(file.path))), ...fresh);
  }
  return stack;
}

/** Of Python and YAML files only those stay whose text has something for us: a project may have thousands. */
export function isKept(file: ConfigFile): boolean {
  return file.kind !== 'other' || !/\.(py|ya?ml)$/.test(file.path);
}

async function readAll(
  paths: readonly string[],
  read: ReadText,
  languageOf?: (path: string) => string,
): Promise<ConfigFile[]> {
  const texts = await Promise.all(paths.map((path) => read(path)));
  return texts.flatMap((text, i) =>
    text === undefined ? [] : [new ConfigFile(paths[i]!, text, languageOf?.(paths[i]!))],
  );
}
