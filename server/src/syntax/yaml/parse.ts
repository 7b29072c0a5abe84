import { readByLibrary } from './library';
import { readFast } from './reader';
import type { YamlTree } from './tree';

/** Reads a text as YAML 1.2. Never throws; of a broken text, what could be read is there. */
export function parseYaml(text: string): YamlTree {
  return readFast(text) ?? readByLibrary(text);
}
