// Stands in for minimatch in the bundle of the language client.

import { globToRegExp } from '../../server/src/text/paths';

export class Minimatch {
  readonly #pattern: RegExp;

  constructor(glob: string) {
    this.#pattern = globToRegExp(glob);
  }

  makeRe(): RegExp {
    return this.#pattern;
  }

  match(path: string): boolean {
    return this.#pattern.test(path.replaceAll('\\', '/'));
  }
}
