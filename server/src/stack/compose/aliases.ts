import type { ConfigFile } from '../../settings/file';
import type { SyntaxProblem } from '../../syntax/problem';
import type { YamlAlias, YamlNode } from '../../syntax/yaml/tree';
import { composeDocuments } from './documents';

/** Values that aliases may repeat in one file, as Compose limits them; far more than any real file has. */
const MOST_REPEATED = 100_000;

/** Values may stand in one another this deep once aliases are followed. */
const DEEPEST = 300;

/** One file’s aliases are refused at this many places at most. */
const MOST_PROBLEMS = 100;

/** `circular`: no reader can follow it; else it goes beyond what is followed here. */
export interface AliasProblem extends SyntaxProblem {
  readonly circular: boolean;
}

interface Aliases {
  readonly refused: ReadonlyMap<YamlAlias, string>;
  readonly problems: readonly AliasProblem[];
}

const read = new WeakMap<ConfigFile, Aliases>();

/** Why an alias is not followed; undefined where it is. */
export function aliasRefusal(file: ConfigFile, alias: YamlAlias): string | undefined {
  if (!alias.target) return `"*${alias.name}" stands for nothing`;
  return aliasesOf(file).refused.get(alias);
}

/** Aliases that lead back to themselves, and those of a file that would grow beyond all bounds. */
export function aliasProblems(file: ConfigFile): readonly AliasProblem[] {
  return aliasesOf(file).problems;
}

/** Tells of a file with the same aliases as an earlier one that none of them is refused, as there. */
export function followAll(file: ConfigFile): void {
  read.set(file, NONE);
}

function aliasesOf(file: ConfigFile): Aliases {
  let known = read.get(file);
  if (!known) {
    known = file.text.includes('*') ? new Weigher().weigh(composeDocuments(file)) : NONE;
    read.set(file, known);
  }
  return known;
}

const NONE: Aliases = { refused: new Map(), problems: [] };

interface Weight {
  /** How many values it stands for, aliases followed. */
  readonly values: number;
  readonly depth: number;
}

/** Weighs each value once, in the order of the text: what an alias stands for comes before it. */
class Weigher {
  readonly #weights = new Map<YamlNode, Weight>();
  readonly #refused = new Map<YamlAlias, string>();
  readonly #problems: AliasProblem[] = [];
  #repeated = 0;
  #depth = 0;

  weigh(roots: readonly YamlNode[]): Aliases {
    for (const root of roots) this.#weigh(root);
    return { refused: this.#refused, problems: this.#problems };
  }

  /**
   * How many values a node stands for; how deep they stand is left in `#depth`. The tree's own depth is bounded by its
   * reader, and aliases are not entered.
   */
  #weigh(node: YamlNode): number {
    if (node.kind === 'alias') {
      const weight = this.#alias(node);
      this.#depth = weight.depth;
      return weight.values;
    }
    let values = 1;
    let depth = 0;
    if (node.kind === 'map') {
      for (const { key, value } of node.entries) {
        if (key.kind === 'alias') values += this.#weigh(key);
        if (!value) continue;
        values += this.#weigh(value);
        if (this.#depth >= depth) depth = this.#depth + 1;
      }
    } else if (node.kind === 'list') {
      for (const item of node.items) {
        values += this.#weigh(item);
        if (this.#depth >= depth) depth = this.#depth + 1;
      }
    }
    this.#depth = depth;
    // Nothing but an anchor's value is asked for again.
    if (node.anchor) this.#weights.set(node, { values, depth });
    return values;
  }

  #alias(alias: YamlAlias): Weight {
    const nothing = { values: 1, depth: 0 };
    if (!alias.target) return nothing;
    const weight = this.#weights.get(alias.target);
    if (!weight) return this.#refuse(alias, `"*${alias.name}" stands inside of what it repeats`, true);
    if (weight.depth > DEEPEST)
      return this.#refuse(alias, `what "*${alias.name}" repeats stands too deep in one another`);
    this.#repeated += weight.values;
    if (weight.values > MOST_REPEATED || this.#repeated > 2 * MOST_REPEATED)
      return this.#refuse(alias, `the file’s aliases repeat more than ${MOST_REPEATED} values`);
    return weight;
  }

  #refuse(alias: YamlAlias, reason: string, circular = false): Weight {
    this.#refused.set(alias, reason);
    if (this.#problems.length < MOST_PROBLEMS)
      this.#problems.push({
        span: alias.span,
        circular,
        message: `${reason[0]!.toUpperCase()}${reason.slice(1)}; it is not followed.`,
      });
    return { values: 1, depth: 0 };
  }
}
