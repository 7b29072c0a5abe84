import { PROFILE_RANK } from '../knowledge/tiers';
import { rules } from '../rules/index.generated';
import type { Example, NamedRule } from '../rules/rule';
import { check, UNUSED_SUPPRESSION } from '../rules/run';
import { ConfigFile } from '../settings/file';
import type { Finding, Safety } from '../stack/finding';
import { Stack } from '../stack/stack';
import { applyEdits } from '../text/edit';
import { type ExampleFile, readExample, showExample } from './example';
import { cell } from './markdown';
import { tierTables } from './rule-text';

/** The address of another rule's page; undefined where there is none. */
export type RulePageLink = (id: string) => string | undefined;

/** The page of a rule in Markdown: all that its own text says, its examples, and how to silence it. */
export function rulePage(rule: NamedRule, link: RulePageLink = () => undefined): string {
  const sections = [
    `# ${rule.id}`,
    `${rule.summary}.`,
    factsOf(rule),
    `## Why\n\n${rule.why}`,
    ...(rule.price ? [`## What it costs\n\n${rule.price}`] : []),
    `## When not to follow it\n\n${rule.unless}`,
    ...(rule.tiers ? [`## Values\n\n${tierTables(rule.tiers)}`] : []),
    ...(rule.examples.length > 0
      ? [`## Examples\n\n${rule.examples.map((example) => exampleText(rule, example)).join('\n\n')}`]
      : []),
    `## Fixes\n\n${fixesText(rule)}`,
    `## Silencing it\n\n${silencingText(rule)}`,
    ...(rule.sources.length > 0 ? [`## Sources\n\n${rule.sources.map((address) => `- <${address}>`).join('\n')}`] : []),
  ];
  const relatives = relatedRules(rule).flatMap(({ id, summary }) => {
    const address = link(id);
    return address === undefined ? [] : [`- [${id}](${address}): ${summary}`];
  });
  if (relatives.length > 0) sections.push(`## Other rules about the same settings\n\n${relatives.join('\n')}`);
  return `${sections.join('\n\n')}\n`;
}

/** A Markdown table of all rules, by id. */
export function ruleIndexTable(link: RulePageLink = (id) => `${id}.md`): string {
  const rows = rules.map((rule) => {
    const address = link(rule.id);
    const name = address === undefined ? `\`${rule.id}\`` : `[${rule.id}](${address})`;
    return `| ${name} | ${rule.severity} | ${cell(rule.summary)} | ${fixCell(rule)} | ${rule.from ?? 'production'} |`;
  });
  return ['| Rule | Severity | What it finds | Fix | From profile |', '| :-- | :-- | :-- | :-- | :-- |', ...rows].join(
    '\n',
  );
}

function factsOf(rule: NamedRule): string {
  const from = rule.from ?? 'production';
  const speaks =
    rule.severity === 'error' || PROFILE_RANK[from] === 0
      ? 'in every profile'
      : `from the profile ${from} on; errors in every profile`;
  const rows = [
    `| Severity | ${rule.severity}, unless a finding says otherwise |`,
    `| Speaks | ${speaks} |`,
    ...(rule.guide ? [`| Guide | ${cell(rule.guide)} |`] : []),
    ...(rule.checklist ? [`| Checklist | ${cell(rule.checklist)} |`] : []),
    ...(rule.settings && rule.settings.length > 0
      ? [`| Settings | ${[...new Set(rule.settings)].map((name) => `\`${name}\``).join(', ')} |`]
      : []),
  ];
  return ['| | |', '| :-- | :-- |', ...rows].join('\n');
}

function exampleText(rule: NamedRule, { bad, good }: Partial<Example> & Pick<Example, 'bad'>): string {
  const found = `Found:\n\n${showExample(bad)}`;
  const fine = good ?? mended(rule, bad);
  return fine === undefined ? found : `${found}\n\nFine:\n\n${showExample(fine)}`;
}

/** The example as the rule's first fix leaves it; undefined where none of its fixes is an edit. */
function mended(rule: NamedRule, bad: string): string | undefined {
  const files = readExample(bad);
  const fix = findingsIn(files, rule)
    .flatMap(({ fixes }) => fixes)
    .find(({ edits }) => edits.length > 0);
  if (!fix) return undefined;
  const editsOf = (path: string) => fix.edits.filter((edit) => edit.path === path);
  return files.map(({ path, text }) => `//- ${path}\n${applyEdits(text, editsOf(path))}`).join('');
}

const SAFETIES: Readonly<Record<Safety, string>> = {
  safe: 'applied by `--fix` and by fix-all',
  review: 'offered one by one',
  advice: 'what to do elsewhere',
};

function fixesText(rule: NamedRule): string {
  const fixes = fixesOf(rule);
  if (fixes.length === 0) return 'None: what is right here is for people to decide.';
  return `In the examples above:\n\n${fixes.map(({ title, safety }) => `- ${title} (${SAFETIES[safety]})`).join('\n')}`;
}

function fixCell(rule: NamedRule): string {
  const safeties = new Set(fixesOf(rule).map(({ safety }) => safety));
  return (['safe', 'review', 'advice'] as const).filter((one) => safeties.has(one)).join(', ');
}

interface ShownFix {
  readonly title: string;
  readonly safety: Safety;
}

const shownFixes = new Map<string, readonly ShownFix[]>();

/** The fixes that the rule offers for its own examples, each once. Rules do not change, so each is asked once. */
function fixesOf(rule: NamedRule): readonly ShownFix[] {
  let fixes = shownFixes.get(rule.id);
  if (!fixes) {
    const found = new Map<string, ShownFix>();
    for (const { bad } of rule.examples) {
      for (const { fixes: offered } of findingsIn(readExample(bad), rule))
        for (const { title, safety } of offered) found.set(title, { title, safety });
    }
    fixes = [...found.values()];
    shownFixes.set(rule.id, fixes);
  }
  return fixes;
}

function findingsIn(files: readonly ExampleFile[], { id }: NamedRule): readonly Finding[] {
  const stack = Stack.of(files.map(({ path, text }) => new ConfigFile(path, text)));
  // The runner itself words what this one rule finds, and only when all rules have spoken.
  const { findings } = check(stack, id === UNUSED_SUPPRESSION ? {} : { only: [id] });
  return findings.filter(({ rule }) => rule === id);
}

function silencingText(rule: NamedRule): string {
  if (rule.id.startsWith('headroom/')) return `In \`headroom.yaml\`:\n\n\`\`\`yaml\nrules:\n  ${rule.id}: off\n\`\`\``;
  return [
    'For one line, with a comment above it that says why:',
    `\`\`\`conf\n# headroom-ignore-next-line ${rule.id} -- the reason\n\`\`\``,
    'For the whole project, in `headroom.yaml`:',
    `\`\`\`yaml\nrules:\n  ${rule.id}: off\n\`\`\``,
  ].join('\n\n');
}

/** Rules that judge one of the same settings. */
function relatedRules(rule: NamedRule): readonly NamedRule[] {
  const settings = new Set(rule.settings);
  return rules.filter((other) => other.id !== rule.id && other.settings?.some((name) => settings.has(name)));
}
