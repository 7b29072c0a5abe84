import { readByLibrary } from './library';
import { readFastTo } from './reader';
import { readAround } from './recover';
import type { YamlTree } from './tree';

/** A text of this length is worth finding the mistake in: the library needs about a millisecond for a thousand characters. */
const LARGE = 20_000;

/** Reads a text as YAML 1.2. Never throws; of a broken text, what could be read is there. */
export function parseYaml(text: string): YamlTree {
  const tree = readFastTo(text);
  if (typeof tree !== 'number') return tree;
  return (text.length >= LARGE ? readAround(text, tree) : undefined) ?? readByLibrary(text);
}
