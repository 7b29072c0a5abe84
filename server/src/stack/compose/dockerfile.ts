import type { CommandLine } from '../../settings/command/command-line';
import { dockerfileCommand } from '../../settings/command/file-commands';
import type { ConfigFile } from '../../settings/file';
import { unknown } from '../../settings/value';
import { readPairs } from '../../syntax/dockerfile/pairs';
import type { DockerfileInstruction, DockerfileStage } from '../../syntax/dockerfile/tree';
import type { MappedText } from '../../text/mapped-text';
import { joinPath } from '../../text/paths';
import { interpolate } from './interpolate';
import { located } from './located';
import { buildOf, pairsOf } from './merge';
import type { ComposeService } from './service';
import { workspacePath } from './source';
import { type Variable, Variables } from './variables';

/** An instruction with the variables that hold where it stands. */
export interface Step {
  readonly instruction: DockerfileInstruction;
  readonly variables: Variables;
  /** The folder in the image in which it works; undefined where that can't be told. */
  readonly workdir: string | undefined;
}

/** What a service's Dockerfile makes, as far as its own instructions tell it. Immutable. */
export interface Build {
  readonly file: ConfigFile;
  /** The workspace folder from which COPY takes; undefined where it lies outside. */
  readonly context: string | undefined;
  /** Says what of it COPY can't take. */
  readonly ignore: ConfigFile | undefined;
  /** The image that it builds on in the end; undefined where it can't be told, and for `scratch`. */
  readonly base: MappedText | undefined;
  /** Every instruction of the stages that the image is made of, the lowest first. */
  readonly steps: readonly Step[];
  /** The variables that ENV leaves in the image. */
  readonly environment: ReadonlyMap<string, Variable>;
  /** Undefined where the image's own below it holds. */
  readonly entrypoint: CommandLine | undefined;
  readonly command: CommandLine | undefined;
}

/** The path of the Dockerfile of a service that is built; undefined where it isn't, or it lies outside. */
export function dockerfilePath(
  service: ComposeService,
): { readonly path: string; readonly context: string } | undefined {
  const node = service.get('build');
  const build = node && buildOf(node);
  if (build?.kind !== 'map' || build.get('dockerfile_inline')) return undefined;
  const context = build.get('context');
  const written = located(context);
  if (context?.kind !== 'scalar' || written.state !== 'known') return undefined;
  const folder = workspacePath(context.context.folder, written.value);
  const name = located(build.get('dockerfile'));
  if (folder === undefined || name.state === 'unknown') return undefined;
  const path = workspacePath(folder, name.state === 'known' ? name.value : 'Dockerfile');
  return path === undefined ? undefined : { path, context: folder };
}

/** Reads the Dockerfile of a service; undefined where there is none in view. */
export function readBuild(service: ComposeService): Build | undefined {
  const found = dockerfilePath(service);
  const file = found && service.project.source.get(found.path);
  if (!found || !file) return undefined;
  service.project.take(file);
  const { globals, stages } = file.dockerfile;
  const node = service.get('build');
  const build = node && buildOf(node);
  const target = build?.kind === 'map' ? located(build.get('target')) : undefined;
  if (target?.state === 'unknown') return undefined;
  const last = target?.state === 'known' ? stageNamed(stages, target.value) : stages.length - 1;
  if (last === undefined || last < 0) return undefined;
  const given = givenArguments(build?.kind === 'map' ? build.get('args') : undefined);
  const ignore = ignoreFiles(found)
    .map((path) => service.project.source.get(path))
    .find((one) => one !== undefined);
  if (ignore) service.project.take(ignore);
  return { ...new Reader(file, stages, globals, given).read(last, found.context), ignore };
}

/**
 * Where a build looks for its .dockerignore: the first that is there counts.
 *
 * @see https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export function ignoreFiles({ path, context }: { readonly path: string; readonly context: string }): string[] {
  return [`${path}.dockerignore`, context === '' ? '.dockerignore' : `${context}/.dockerignore`];
}

function stageNamed(stages: readonly DockerfileStage[], name: string): number | undefined {
  const at = stages.findLastIndex((stage) => stage.name === name.toLowerCase());
  if (at >= 0) return at;
  return /^\d+$/.test(name) && Number(name) < stages.length ? Number(name) : undefined;
}

/** What `build.args` gives, by name. */
function givenArguments(node: ReturnType<ComposeService['get']>): ReadonlyMap<string, Variable> {
  const map = node && pairsOf(node);
  if (map?.kind !== 'map') return new Map();
  return new Map(
    [...map.entries.values()].map(({ key, keyPlace, value }) => {
      const found = located(value);
      const held = found.state === 'absent' ? unknown(`${key} comes from the shell that runs Compose`) : found;
      return [key, { name: key, value: held, place: value.kind === 'scalar' ? value.place : keyPlace }];
    }),
  );
}

class Reader {
  constructor(
    readonly file: ConfigFile,
    readonly stages: readonly DockerfileStage[],
    readonly globals: readonly DockerfileInstruction[],
    readonly given: ReadonlyMap<string, Variable>,
  ) {}

  read(last: number, context: string): Omit<Build, 'ignore'> {
    const chain: DockerfileStage[] = [];
    let base: MappedText | undefined;
    const outer = this.#globalArguments();
    // A stage may build on an earlier one only, so this ends.
    for (let at: number | undefined = last; at !== undefined; ) {
      const stage: DockerfileStage = this.stages[at]!;
      chain.unshift(stage);
      const name = interpolate(stage.base, this.file, outer).text;
      const below: number | undefined = this.#earlier(name.text, at);
      base = below === undefined ? name : undefined;
      at = below;
    }
    return this.#run(chain, context, base && base.text !== 'scratch' ? base : undefined, outer);
  }

  #earlier(name: string, before: number): number | undefined {
    const at = this.stages.slice(0, before).findLastIndex((stage) => stage.name === name.toLowerCase());
    return at >= 0 ? at : undefined;
  }

  /** The arguments before the first FROM. */
  #globalArguments(): Variables {
    const made = new Map<string, Variable>();
    const variables = new Variables(made);
    for (const instruction of this.globals)
      if (instruction.keyword === 'ARG') this.#argument(instruction, made, variables, undefined);
    return variables;
  }

  #argument(
    instruction: DockerfileInstruction,
    into: Map<string, Variable>,
    variables: Variables,
    outer: Variables | undefined,
  ): void {
    for (const { name, nameSpan, value } of readPairs(instruction, this.file.dockerfile.escape)) {
      const given = this.given.get(name);
      const place = { file: this.file, span: value?.source ?? nameSpan };
      if (given) into.set(name, given);
      else if (value) into.set(name, { name, value: this.#fill(value, variables), place });
      else {
        const inherited = outer?.get(name);
        into.set(name, inherited ?? { name, value: unknown(`nothing gives ${name} a value`), place });
      }
    }
  }

  #fill(text: MappedText, variables: Variables): Variable['value'] {
    if (!text.text.includes('$')) return { state: 'known', value: text.text };
    if (text.text.includes('$$') || text.text.includes('\\$')) return unknown('its dollar signs can’t be told apart');
    const made = interpolate(text, this.file, variables);
    const reason = made.refused ?? made.text.unknownIn(0, Math.max(1, made.text.text.length));
    return reason === undefined ? { state: 'known', value: made.text.text } : unknown(reason);
  }

  #run(
    chain: readonly DockerfileStage[],
    context: string,
    base: MappedText | undefined,
    outer: Variables,
  ): Omit<Build, 'ignore'> {
    const steps: Step[] = [];
    const environment = new Map<string, Variable>();
    let entrypoint: CommandLine | undefined;
    let command: CommandLine | undefined;
    let shell: readonly string[] | undefined;
    let workdir: string | undefined;
    for (const stage of chain) {
      const own = new Map<string, Variable>();
      const variables = new Variables(own, new Variables(environment));
      let commandHere = false;
      for (const instruction of stage.instructions) {
        const { keyword } = instruction;
        // A snapshot, for what is set further down doesn't hold here.
        const held = instruction.body.text.includes('$')
          ? new Variables(new Map(own), new Variables(new Map(environment)))
          : variables;
        if (keyword === 'ARG') this.#argument(instruction, own, held, outer);
        else if (keyword === 'ENV') this.#set(instruction, environment, held);
        else if (keyword === 'WORKDIR') workdir = this.#workdir(instruction, workdir, held);
        else if (keyword === 'SHELL') shell = instruction.items?.map(({ text }) => text.text);
        else if (keyword === 'CMD') {
          command = dockerfileCommand(this.file, instruction, shell);
          commandHere = true;
        } else if (keyword === 'ENTRYPOINT') {
          entrypoint = dockerfileCommand(this.file, instruction, shell);
          // An entrypoint takes away the command that a stage has from below.
          if (!commandHere) command = undefined;
        }
        steps.push({ instruction, variables: held, workdir });
      }
    }
    return { file: this.file, context, base, steps, environment, entrypoint, command };
  }

  #set(instruction: DockerfileInstruction, environment: Map<string, Variable>, variables: Variables): void {
    for (const { name, value } of readPairs(instruction, this.file.dockerfile.escape))
      if (value) {
        const place = { file: this.file, span: value.source };
        environment.set(name, { name, value: this.#fill(value, variables), place });
      }
  }

  #workdir(instruction: DockerfileInstruction, before: string | undefined, variables: Variables): string | undefined {
    const value = this.#fill(instruction.body, variables);
    if (value.state !== 'known') return undefined;
    return inImage(before, value.value.trim());
  }
}

/** An absolute path in the image; undefined where it can't be told. */
export function inImage(workdir: string | undefined, path: string): string | undefined {
  const plain = path.replace(/^(["'])(.*)\1$/, '$2');
  if (!plain.startsWith('/') && workdir === undefined) return undefined;
  const joined = joinPath(plain.startsWith('/') ? '' : workdir!.slice(1), plain);
  return joined === undefined ? '/' : `/${joined}`;
}
