import { readByLibrary } from './library';
import type { YamlTree } from './tree';

/** Reads a text as YAML 1.2. Never throws. */
export function parseYaml(text: string): YamlTree {
  return readByLibrary(text);
}
