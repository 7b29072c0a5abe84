// @ts-check
// Leaves one example of each rule in what is shipped, and of that only the part in which something is found: a page in the
// editor shows one, mended by the rule's own fix; the pages in docs/rules/ show all.

import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** @typedef {import('esbuild').Plugin} Plugin */

/** @type {Plugin} */
export const firstExample = {
  name: 'first-example',
  setup(build) {
    build.onLoad({ filter: /server[\\/]src[\\/]rules[\\/][a-z]+[\\/][\w-]+\.ts$/ }, ({ path }) => ({
      contents: withFirstExample(path, readFileSync(path, 'utf8')),
      loader: 'ts',
    }));
  },
};

/**
 * @param {string} path
 * @param {string} text a rule's module
 * @returns {string}
 * @throws where the rule's examples can't be found
 */
function withFirstExample(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  /** @type {ts.NodeArray<ts.Expression> | undefined} */
  let examples;
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === 'examples') {
      if (ts.isArrayLiteralExpression(node.initializer)) examples = node.initializer.elements;
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  const [first] = examples ?? [];
  if (!examples || !first) throw new Error(`${path} has no examples.`);
  const good = ts.isObjectLiteralExpression(first) ? first.properties.find(isGood) : undefined;
  const kept = good ? `${text.slice(0, good.pos)}}` : text.slice(0, first.end);
  return kept + text.slice(examples.end);
}

/** @param {ts.ObjectLiteralElementLike} property */
function isGood({ name }) {
  return name !== undefined && ts.isIdentifier(name) && name.text === 'good';
}
