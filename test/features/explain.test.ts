import { expect, test } from 'vitest';
import { showExample } from '../../server/src/features/example';
import { ruleIndexTable, rulePage } from '../../server/src/features/explain';
import { rules } from '../../server/src/rules/index.generated';
import type { Example } from '../../server/src/rules/rule';

test('a page says all that the rule’s own text says', () => {
  for (const rule of rules) {
    const page = rulePage(rule);
    expect(page.startsWith(`# ${rule.id}\n\n${rule.summary}.\n`)).toBe(true);
    for (const part of [
      rule.why,
      rule.unless,
      rule.price ?? '',
      rule.guide ?? '',
      ...rule.sources,
      ...(rule.tiers ?? []).map(({ value }) => value),
    ])
      expect(page).toContain(part);
    expect(page).not.toMatch(/\bundefined\b(?!-)/);
    expect(page).not.toContain('<|>');
    expect(page.endsWith('\n') && !page.endsWith('\n\n')).toBe(true);
    expect(
      page.split('\n').filter((line) => /^\s*\^+ /.test(line)),
      `${rule.id}: a caret line stands outside of a comment`,
    ).toEqual([]);
  }
});

test('its fixes are those that its examples get', () => {
  const page = rulePage(rules.find(({ id }) => id === 'nginx/worker-connections')!);
  expect(page).toContain('- Set worker_connections to 10000 (production) (applied by `--fix` and by fix-all)');
});

test('an example without its mended text is mended by its first fix', () => {
  const rule = rules.find(({ id }) => id === 'nginx/worker-connections')!;
  const [{ bad }, ...others] = rule.examples as [Example, ...Example[]];
  const cut = { ...rule, examples: [{ bad } as Example, ...others] };
  expect(rulePage(cut)).toMatch(/Found:[^~]*worker_connections 512;[^~]*Fine:[^~]*worker_connections 10000;/);
});

test('carets become comments that point to the same place', () => {
  expect(showExample('//- nginx.conf\n    gzip off;\n         ^^^ information: off\nx;\n^ error: x\n')).toBe(
    '`nginx.conf`\n\n```nginx\n    gzip off;\n#        ^^^ information: off\nx;\n# ^ error: x\n```',
  );
});

test('the table has a row for each rule', () => {
  const rows = ruleIndexTable().split('\n').slice(2);
  expect(rows).toHaveLength(rules.length);
  expect(rows.find((row) => row.includes('nginx/worker-connections'))).toMatch(
    /\| \[nginx\/worker-connections\]\(nginx\/worker-connections\.md\) \| warning \| .* \| safe \| development \|/,
  );
});
