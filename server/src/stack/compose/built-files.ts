import type { ConfigFile } from '../../settings/file';
import { UNKNOWN_CHARACTER } from '../../text/mapped-text';
import { baseName, globToRegExp } from '../../text/paths';
import type { Place } from '../finding';
import { type Build, inImage, type Step } from './dockerfile';
import { withoutIgnored } from './ignored';
import { interpolate } from './interpolate';
import type { Shown, ShownFolder } from './mounts';
import type { ComposeSource } from './source';
import { workspacePath } from './source';
import { withoutSlash } from './volumes';

/** One COPY or ADD of a Dockerfile. */
interface Copy {
  /** Its number among the instructions. */
  readonly step: number;
  readonly place: Place;
  /** Workspace paths; undefined for what comes from another stage or can't be told. */
  readonly sources: readonly (string | undefined)[];
  /** In the image, without a slash at its end. */
  readonly target: string;
  /** Whether the target is a folder for certain: a slash stands at its end, or there are several sources. */
  readonly intoFolder: boolean;
}

/** One RUN of a Dockerfile. */
interface Run {
  readonly step: number;
  readonly text: string;
}

const IMAGES_OWN = 'the image’s own files are not in view';

/** The files of the workspace that a Dockerfile copies into its image. What else a RUN makes of them is not seen. */
export class BuiltFiles {
  readonly #copies: readonly Copy[];
  readonly #runs: readonly Run[];
  /** Why a file may come from anywhere: a COPY whose target can't be told. */
  readonly #vague: string | undefined;

  /** The names that COPY finds. */
  readonly source: ReturnType<typeof withoutIgnored>;

  constructor(
    readonly build: Build | undefined,
    source: ComposeSource,
  ) {
    this.source = withoutIgnored(source, build);
    const copies: Copy[] = [];
    let vague: string | undefined;
    const steps = build?.steps ?? [];
    const runs: Run[] = [];
    for (const [at, step] of steps.entries()) {
      const { keyword } = step.instruction;
      if (keyword === 'RUN') runs.push({ step: at, text: runText(step, build!) });
      if (keyword !== 'COPY' && keyword !== 'ADD') continue;
      const copy = readCopy(step, build!, this.source);
      if (copy) copies.push({ ...copy, step: at });
      else vague ??= 'the Dockerfile copies files to where can’t be told';
    }
    this.#copies = copies;
    this.#vague = vague;
    this.#runs = runs;
  }

  /** The same for Dockerfiles that copy the same. */
  get key(): string {
    const copies = this.#copies.map(({ sources, target, intoFolder, step }) => [sources, target, intoFolder, step]);
    return JSON.stringify([this.build !== undefined, copies, this.#runs, this.#vague, this.build?.ignore?.text]);
  }

  /** What is at an absolute path in the image. */
  at(path: string): Shown {
    for (let i = this.#copies.length - 1; i >= 0; i--) {
      const copy = this.#copies[i]!;
      const shown = this.#through(copy, path);
      if (!shown) continue;
      if (shown.state === 'file' && this.#isTouched(path, copy.step))
        return { state: 'unknown', reason: 'a RUN of the Dockerfile changes it', via: shown.via };
      return shown;
    }
    if (this.#vague !== undefined) return { state: 'unknown', reason: this.#vague, via: undefined };
    return this.#isTouched(path)
      ? { state: 'unknown', reason: 'a RUN of the Dockerfile makes or changes it', via: undefined }
      : { state: 'image' };
  }

  /** Whether a RUN after a step names the file, or clears a folder above it. */
  #isTouched(path: string, after = -1): boolean {
    return this.#runs.some(({ step, text }) => step > after && (names(text, path) || clears(text, path)));
  }

  #through({ sources, target, intoFolder, place }: Copy, path: string): Shown | undefined {
    if (path !== target && !path.startsWith(target === '/' ? '/' : `${target}/`)) return undefined;
    const rest = path === target ? '' : path.slice(target === '/' ? 1 : target.length + 1);
    let vague = false;
    for (const source of sources) {
      if (source === undefined) {
        vague = true;
        continue;
      }
      if (this.source.has(source)) {
        const name = baseName(source);
        if (rest === '' ? !intoFolder : intoFolder && rest === name) return { state: 'file', path: source, via: place };
        continue;
      }
      if (rest === '') continue;
      const below = source === '' ? rest : `${source}/${rest}`;
      if (this.source.has(below)) return { state: 'file', path: below, via: place };
      if (source !== '' && !this.source.hasFolder(source)) vague = true;
    }
    return vague && (rest !== '' || !intoFolder)
      ? { state: 'unknown', reason: 'the Dockerfile copies it from out of the workspace', via: place }
      : undefined;
  }

  /** The files directly in a folder of the image. */
  inFolder(folder: string): ShownFolder {
    const files = new Map<string, Shown>();
    for (const { sources, target, intoFolder } of this.#copies) {
      const inside =
        folder === target
          ? ''
          : folder.startsWith(target === '/' ? '/' : `${target}/`)
            ? folder.slice(target === '/' ? 1 : target.length + 1)
            : undefined;
      for (const source of sources) {
        if (source === undefined) continue;
        const names =
          this.source.has(source) && inside === '' && intoFolder
            ? [baseName(source)]
            : inside !== undefined && !this.source.has(source)
              ? this.source.inFolder([source, inside].filter((part) => part !== '').join('/')).map(baseName)
              : [];
        for (const name of names) {
          const shown = this.at(`${folder === '/' ? '' : folder}/${name}`);
          if (shown.state === 'file' || shown.state === 'unknown') files.set(name, shown);
        }
      }
      const inTarget = target.slice(0, Math.max(0, target.lastIndexOf('/'))) === (folder === '/' ? '' : folder);
      if (inTarget && !intoFolder) {
        const shown = this.at(target);
        if (shown.state === 'file' || shown.state === 'unknown') files.set(baseName(target), shown);
      }
    }
    return { files, unseen: this.#vague ?? IMAGES_OWN, ofImage: this.#vague === undefined };
  }

  /** Where a file of the workspace may be in the image. */
  pathsOf(file: ConfigFile): readonly string[] {
    const found: string[] = [];
    for (const { sources, target, intoFolder } of this.#copies) {
      const prefix = target === '/' ? '' : target;
      for (const source of sources) {
        if (source === file.path) found.push(intoFolder ? `${prefix}/${file.name}` : target);
        else if (source !== undefined && (source === '' || file.path.startsWith(`${source}/`)))
          found.push(`${prefix}/${source === '' ? file.path : file.path.slice(source.length + 1)}`);
      }
    }
    return found;
  }
}

/** Whether a text has the path as a whole. */
function names(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1))
    if (!/[\w./-]/.test(text[at + path.length] ?? ' ')) return true;
  return false;
}

/** Whether a text takes all of a folder above the path away, or changes all of its files. */
function clears(text: string, path: string): boolean {
  const takes = /\b(rm|mv)\s/.test(text);
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const folder = path.slice(0, slash);
    if (text.includes(`${folder}/*`)) return true;
    if (takes && (names(text, folder) || names(text, `${folder}/`))) return true;
  }
  return false;
}

function readCopy(step: Step, build: Build, source: Pick<ComposeSource, 'inFolder'>): Omit<Copy, 'step'> | undefined {
  const { instruction } = step;
  const { body } = instruction;
  const words =
    instruction.items?.map(({ text }) => text) ?? wordsOf(body.text).map(([from, to]) => body.slice(from, to));
  const filled = words.map((word) =>
    interpolate(word, build.file, step.variables).text.text.replace(/^(["'])(.*)\1$/, '$2'),
  );
  const written = filled.pop();
  if (written === undefined || filled.length === 0 || written.includes(UNKNOWN_CHARACTER)) return undefined;
  const target = inImage(step.workdir, written);
  if (target === undefined) return undefined;
  const foreign = instruction.flags.some(({ name }) => name === 'from');
  const isGlob = filled.some((name) => /[*?[]/.test(name));
  const sources = filled.flatMap((name) =>
    foreign || name.includes(UNKNOWN_CHARACTER) ? [undefined] : sourcesOf(name, build.context, source),
  );
  return {
    place: { file: build.file, span: instruction.span },
    sources,
    target: withoutSlash(target),
    intoFolder: /\/\.?$|^\.$/.test(written) || filled.length > 1 || isGlob,
  };
}

/** The workspace paths that one source of a COPY names. */
function sourcesOf(
  name: string,
  context: string | undefined,
  source: Pick<ComposeSource, 'inFolder'>,
): (string | undefined)[] {
  if (/^[a-z]+:\/\/|^git@/.test(name)) return [undefined];
  const path = workspacePath(context, name.replace(/^\/+/, '') || '.');
  if (path === undefined) return [undefined];
  if (!/[*?[]/.test(path)) return [path];
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '' : path.slice(0, slash);
  if (/[*?[]/.test(folder)) return [undefined];
  const matches = globToRegExp(path, { dot: true });
  return source.inFolder(folder).filter((one) => matches.test(one));
}

function wordsOf(text: string): [number, number][] {
  return [...text.matchAll(/\S+/g)].map((match) => [match.index, match.index + match[0].length]);
}

function runText({ instruction }: Step, build: Build): string {
  const documents = instruction.documents.map(({ start, end }) => build.file.text.slice(start, end));
  return [instruction.body.text, ...documents].join('\n');
}
