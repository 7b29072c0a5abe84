import type { SyntaxProblem } from '../problem';
import type { YamlEntry, YamlNode } from './tree';

/** Looks for keys that stand in a map twice. */
export class Repeats {
  /** The keys of maps that have grown large. */
  readonly #known = new WeakMap<readonly YamlEntry[], Set<string>>();

  constructor(readonly problems: SyntaxProblem[]) {}

  /** @param entries those of the map, the one of the key last */
  look(entries: readonly YamlEntry[], key: YamlNode): void {
    if (key.kind !== 'scalar' || !this.#isKnown(entries, key.text)) return;
    const message = `"${key.text}" is set a second time here; only one of the two can count.`;
    this.problems.push({ span: key.span, message });
  }

  #isKnown(entries: readonly YamlEntry[], text: string): boolean {
    const count = entries.length - 1;
    if (count < FEW) {
      for (let i = 0; i < count; i++) {
        const { key } = entries[i]!;
        if (key.kind === 'scalar' && key.text === text) return true;
      }
      return false;
    }
    let known = this.#known.get(entries);
    if (!known) {
      known = new Set();
      for (let i = 0; i < count; i++) {
        const { key } = entries[i]!;
        if (key.kind === 'scalar') known.add(key.text);
      }
      this.#known.set(entries, known);
    }
    if (known.has(text)) return true;
    known.add(text);
    return false;
  }
}

/** So few keys are compared with each other faster than any table is made. */
const FEW = 16;
