import { parseYaml } from '../syntax/yaml/parse';
import { entriesOf, resolveAlias, type YamlMap, type YamlNode, type YamlScalar } from '../syntax/yaml/tree';
import { nearest } from '../text/nearest';
import type { Span } from '../text/span';
import type { ConfigFile } from './file';
import {
  type Choice,
  LEVEL_SHAPE,
  PROJECT_SHAPE,
  parseBytes,
  type Shape,
  type TextShape,
  VERSION,
} from './headroom-keys';
import type { PartialSettings } from './project';

/** A mistake in headroom.yaml, with its range. */
export interface ProjectProblem {
  /** `syntax`: it is no YAML; `value`: a key has a value that it can't have; `key`: no key is called so. */
  readonly kind: 'syntax' | 'value' | 'key';
  readonly span: Span;
  readonly message: string;
  readonly fix?: { readonly title: string; readonly span: Span; readonly newText: string };
}

/** A place that names a rule or a glob of rules. */
export interface RuleReference {
  readonly pattern: string;
  readonly span: Span;
}

/** What a project's own file says, and what is wrong with it; the rest still counts. */
export interface ProjectFile {
  readonly file: ConfigFile;
  readonly settings: PartialSettings;
  readonly problems: readonly ProjectProblem[];
  /** The rules whose level it sets, in the file's order. Whether there are such rules is not known here. */
  readonly rules: readonly RuleReference[];
}

/** Reads headroom.yaml. A mistake costs the value that it stands in, nothing else. */
export function readProject(file: ConfigFile): ProjectFile {
  const tree = parseYaml(file.text);
  const reader = new ProjectReader();
  for (const { span, message, fix } of tree.problems) reader.report('syntax', span, message, fix);
  const second = tree.documents[1];
  if (second) {
    const span = { start: second.start, end: Math.min(second.start + 3, file.text.length) };
    reader.report('syntax', span, 'Another document begins here; only the first one is read.');
  }
  const settings = reader.read(tree.root, PROJECT_SHAPE, 'headroom.yaml') ?? {};
  const problems = [...reader.problems].sort((a, b) => a.span.start - b.span.start);
  return { file, settings: settings as PartialSettings, problems, rules: reader.rules };
}

class ProjectReader {
  readonly problems: ProjectProblem[] = [];
  readonly rules: RuleReference[] = [];
  /** What aliases lead to is read once for each shape, however many of them lead there. */
  readonly #known = new Map<Shape, Map<YamlNode, unknown>>();

  report(kind: ProjectProblem['kind'], span: Span, message: string, fix?: ProjectProblem['fix']): void {
    this.problems.push({ kind, span, message, ...(fix ? { fix } : {}) });
  }

  /**
   * The value of a node as the shape has it; undefined where there is none or it is wrong. A key without a value is
   * silent: somebody is about to write one, or has commented its parts out.
   */
  read(node: YamlNode | undefined, shape: Shape, name: string): unknown {
    const value = resolveAlias(node);
    if (!value || (value.kind === 'scalar' && value.value === null)) return undefined;
    let known = this.#known.get(shape);
    if (!known) this.#known.set(shape, (known = new Map()));
    if (!known.has(value)) known.set(value, this.#readValue(value, shape, name));
    return known.get(value);
  }

  #readValue(node: Exclude<YamlNode, { kind: 'alias' }>, shape: Shape, name: string): unknown {
    if (shape.kind === 'map')
      return node.kind === 'map' ? this.#map(node, shape, name) : this.#wrong(node, groupOf(shape, name));
    if (shape.kind === 'rules')
      return node.kind === 'map'
        ? this.#levels(node)
        : this.#wrong(node, `${name} is a list of rules, each on its own line as "nginx/gzip: off".`);
    if (shape.kind === 'list') return this.#list(node, shape.item, name);
    if (shape.kind === 'texts') return this.#texts(node, shape.item, name);
    return node.kind === 'scalar' ? this.#scalar(node, shape, name) : this.#wrong(node, `${name} is a single value.`);
  }

  #map(map: YamlMap, shape: Extract<Shape, { kind: 'map' }>, name: string): Record<string, unknown> | undefined {
    const entries = entriesOf(map);
    const read: [string, unknown][] = [];
    for (const [text, entry] of entries) {
      const key = Object.hasOwn(shape.keys, text) ? shape.keys[text] : undefined;
      if (!key) this.#unknownKey(entry.key as YamlScalar, Object.keys(shape.keys), name);
      const value = key && this.read(entry.value, key.shape, text);
      if (value !== undefined) read.push([text, value]);
    }
    for (const { key } of map.entries)
      if (key.kind !== 'scalar') this.report('key', key.span, 'A key is a single word.');
    for (const wanted of shape.required ?? []) {
      if (entries.has(wanted)) continue;
      this.#wrong(map.entries[0]?.key ?? map, `${name} need "${wanted}": without it, this holds for nothing.`);
      return undefined;
    }
    return Object.fromEntries(read);
  }

  #unknownKey(key: YamlScalar, names: readonly string[], owner: string): void {
    const meant = nearest(key.text, names);
    const there = owner === 'headroom.yaml' ? 'headroom.yaml has' : `"${owner}" has`;
    const message =
      meant === undefined
        ? `${there} no key "${key.text}"; its keys are ${listed(names)}.`
        : `${there} no key "${key.text}"; "${meant}" is meant, it seems.`;
    this.report('key', key.span, message, meant === undefined ? undefined : replacing(key, meant));
  }

  #levels(map: YamlMap): Record<string, unknown> {
    const levels: [string, unknown][] = [];
    for (const [pattern, { key, value }] of entriesOf(map)) {
      this.rules.push({ pattern, span: key.span });
      const level = this.read(value, LEVEL_SHAPE, pattern);
      if (level !== undefined) levels.push([pattern, level]);
    }
    return Object.fromEntries(levels);
  }

  #list(node: YamlNode, item: Shape, name: string): unknown[] | undefined {
    if (node.kind !== 'list') return this.#wrong(node, `${name} is a list: each of its parts begins with "- ".`);
    return node.items.map((part) => this.read(part, item, name)).filter((value) => value !== undefined);
  }

  #texts(node: Exclude<YamlNode, { kind: 'alias' }>, item: TextShape, name: string): string[] | undefined {
    if (node.kind === 'scalar') {
      const fix = { title: 'Put it in brackets', span: node.span, newText: `[${JSON.stringify(node.text)}]` };
      return this.#wrong(
        node,
        `${name} is a list, such as ["${item.example}"].`,
        node.style === 'block' ? undefined : fix,
      );
    }
    if (node.kind !== 'list') return this.#wrong(node, `${name} is a list, such as ["${item.example}"].`);
    return node.items.flatMap((part) => {
      const text = resolveAlias(part);
      if (text?.kind === 'scalar' && item.pattern.test(text.text)) return [text.text];
      this.#wrong(part, `Each part of ${name} ${item.must}.`);
      return [];
    });
  }

  #scalar(
    node: YamlScalar,
    shape: Extract<Shape, { kind: 'choice' | 'flag' | 'number' | 'size' | 'version' }>,
    name: string,
  ): unknown {
    switch (shape.kind) {
      case 'choice':
        return this.#choice(node, shape.values, name);
      case 'flag':
        return typeof node.value === 'boolean'
          ? node.value
          : this.#wrong(node, `${name} is true or false.`, this.#flagMeant(node));
      case 'number':
        return this.#number(node, shape.whole, name);
      case 'size':
        return this.#size(node, name);
      case 'version':
        return this.#version(node, name);
    }
  }

  #choice(node: YamlScalar, values: readonly Choice[], name: string): string | undefined {
    if (values.some(({ value }) => value === node.text)) return node.text;
    const names = values.map(({ value }) => value);
    const meant = node.value === false && names.includes('off') ? 'off' : nearest(node.text, names);
    return this.#wrong(
      node,
      `"${node.text}" is no value of ${name}; it is ${listed(names, 'or')}.`,
      meant === undefined ? undefined : replacing(node, meant),
    );
  }

  #flagMeant(node: YamlScalar): ProjectProblem['fix'] {
    const meant = /^(true|yes|on|y)$/i.test(node.text)
      ? 'true'
      : /^(false|no|off|n)$/i.test(node.text)
        ? 'false'
        : undefined;
    return meant === undefined ? undefined : { title: `Write ${meant}`, span: node.span, newText: meant };
  }

  #number(node: YamlScalar, whole: boolean, name: string): number | undefined {
    const { value } = node;
    const fits =
      typeof value === 'number' && Number.isFinite(value) && value > 0 && (!whole || Number.isSafeInteger(value));
    if (fits) return value;
    const unquoted = typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value.trim());
    const fix = unquoted
      ? { title: `Write ${value.trim()} without quotes`, span: node.span, newText: value.trim() }
      : undefined;
    return this.#wrong(
      node,
      `${name} is a ${whole ? 'whole ' : ''}number above 0${unquoted ? ', without quotes' : ''}.`,
      fix,
    );
  }

  #size(node: YamlScalar, name: string): number | undefined {
    const found = parseBytes(node.text);
    if (!found) return this.#wrong(node, `${name} is a size such as 16g: a number with k, m or g.`);
    const { bytes, number, unit } = found;
    if (bytes >= 1024 ** 2 && Number.isSafeInteger(bytes)) return bytes;
    const fix =
      unit === '' && bytes >= 1 && bytes <= 4096
        ? { title: `Write ${number}g`, span: node.span, newText: `${number}g` }
        : undefined;
    return this.#wrong(
      node,
      `${node.text.trim()} are ${Number.isSafeInteger(bytes) ? `${bytes} ` : 'too many '}bytes, which no machine has; ${name} is a size such as 16g.`,
      fix,
    );
  }

  #version(node: YamlScalar, name: string): string | undefined {
    const text = node.text.trim();
    if (VERSION.test(text)) return text;
    const bare = text.replace(/^v(?=\d)/i, '');
    const fix =
      bare !== text && VERSION.test(bare)
        ? { title: `Write ${bare}`, span: node.span, newText: JSON.stringify(bare) }
        : undefined;
    return this.#wrong(node, `"${text}" is no version of ${name}; a version looks like 6.1 or 1.27.4.`, fix);
  }

  #wrong(node: YamlNode, message: string, fix?: ProjectProblem['fix']): undefined {
    this.report('value', firstLine(node), message, fix);
    return undefined;
  }
}

/** A list or map that is wrong as a whole is marked at its first part, not over the many lines that it may have. */
function firstLine(node: YamlNode): Span {
  if (node.kind === 'map' && !node.flow) return node.entries[0]?.key.span ?? node.span;
  if (node.kind === 'list' && !node.flow) return { start: node.span.start, end: node.span.start + 1 };
  return node.span;
}

function groupOf(shape: Extract<Shape, { kind: 'map' }>, name: string): string {
  const names = Object.keys(shape.keys);
  return name === 'headroom.yaml'
    ? `headroom.yaml begins with a key: ${listed(names, 'or')}.`
    : `${name} is a group of keys on lines below it: ${listed(names, 'or')}.`;
}

/** Puts another word in its place, in the same quotes. */
function replacing(node: YamlScalar, word: string): NonNullable<ProjectProblem['fix']> {
  const quote = node.style === 'double' ? '"' : node.style === 'single' ? "'" : '';
  return { title: `Replace "${node.text}" by "${word}"`, span: node.span, newText: `${quote}${word}${quote}` };
}

/** `a, b and c`. */
export function listed(words: readonly string[], conjunction = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
