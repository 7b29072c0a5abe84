// What is generated from the rules: their pages, the table of them, the guide, the schema of `headroom.rules` in
// package.json, and the schema of headroom.yaml.

import { ruleIndexTable, rulePage } from '../server/src/features/explain';
import { guidePage } from '../server/src/features/guide';
import { snippetFiles } from '../server/src/knowledge/snippets/index';
import { rules } from '../server/src/rules/index.generated';
import { projectSchema } from '../server/src/settings/headroom-schema';

const LEVELS = ['off', 'hint', 'information', 'warning', 'error'];

/** The folder that holds nothing but generated pages. */
export const RULE_PAGES = 'docs/rules';

/**
 * Every generated file: path from the project's root → text.
 *
 * @param manifest the text of package.json, of which only the schema of `headroom.rules` is replaced
 */
export function generatedFiles(manifest: string): Record<string, string> {
  const files: Record<string, string> = {
    ...snippetFiles(),
    [`${RULE_PAGES}/README.md`]: overview(),
    'docs/guide.md': guidePage((id) => `rules/${id}.md`),
    'package.json': withRuleLevels(manifest),
    'docs/headroom.schema.json': projectSchema(rules),
  };
  for (const rule of rules) files[`${RULE_PAGES}/${rule.id}.md`] = rulePage(rule, (id) => `../${id}.md`);
  return files;
}

function overview(): string {
  return `# Rules

Each rule has a page with its reasons, its price and examples. \`headroom explain RULE\` prints the same text.

A rule speaks from its profile on, and errors in every profile. A safe fix is applied by \`--fix\` and by fix-all, a review fix is offered one by one, and advice says what to do elsewhere.

${ruleIndexTable((id) => `${id}.md`)}
`;
}

/**
 * The schema of the setting: every rule, and globs. What each rule says stands in the server, which completes headroom.yaml
 * with it; a second and third time would make the package larger by a hundredth each.
 */
function ruleLevels(): object {
  const level = { type: 'string', enum: LEVELS };
  return {
    scope: 'resource',
    order: 1,
    type: 'object',
    default: {},
    properties: Object.fromEntries(rules.map(({ id }) => [id, level])),
    patternProperties: { '\\*': { ...level, description: 'All rules whose name fits.' } },
    additionalProperties: false,
    markdownDescription:
      'Severities of rules by their name; `*` stands for any part of it, as in `"nginx/*": "information"`. Of several that fit, the last holds.',
  };
}

/** Replaces the schema where it stands, and nothing around it. */
function withRuleLevels(manifest: string): string {
  const key = '"headroom.rules": ';
  const start = manifest.indexOf(key);
  if (start < 0) throw new Error('package.json contributes no setting "headroom.rules".');
  const open = start + key.length;
  const lineStart = manifest.lastIndexOf('\n', start) + 1;
  const indent = manifest.slice(lineStart, start);
  const text = JSON.stringify(ruleLevels(), undefined, 2).replace(/\n/g, `\n${indent}`);
  return manifest.slice(0, open) + text + manifest.slice(endOfObject(manifest, open));
}

/** Where the JSON object that begins at the offset ends. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  for (const token of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token[0] === '{') depth++;
    else if (token[0] === '}' && --depth === 0) return start + token.index + 1;
  }
  throw new Error('package.json ends inside of "headroom.rules".');
}
