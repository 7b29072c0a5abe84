import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { alertsText } from '../../server/src/features/alerts';
import { expandSnippet, snippets } from '../../server/src/knowledge/snippets';
import { sampleStack, sampleStackAt } from '../support/sample-stack';
import { WORKSPACES, workspaceStack } from '../support/workspaces';

const installed = hasPromtool();
if (!installed) console.log('promtool is not installed: no file of alert rules is checked.');

const folder = mkdtempSync(join(tmpdir(), 'headroom-prometheus-'));
afterAll(() => rmSync(folder, { recursive: true }));

function hasPromtool(): boolean {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What promtool says of a file of rules. @throws where it refuses it */
function checked(text: string): string {
  const file = join(folder, 'rules.yml');
  writeFileSync(file, text);
  return execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
}

test.skipIf(!installed).each([
  ['with its faults', sampleStack()],
  ['in high traffic', sampleStackAt('high-traffic')],
])('the rules for the sample stack %s', (_, stack) => {
  expect(checked(alertsText([{ name: 'shop', stack }]))).toMatch(/SUCCESS: \d+ rules found/);
});

test.skipIf(!installed)('the rules for many stacks at once', async () => {
  const stacks = await Promise.all(
    WORKSPACES.map(async (name) => ({ name, stack: (await workspaceStack(name)).stack })),
  );
  expect(checked(alertsText(stacks))).toMatch(/SUCCESS: \d{2,} rules found/);
});

const files = snippets.filter(({ file }) => file === 'prometheus');
test.skipIf(!installed).each(files.map((snippet) => [snippet.name, snippet] as const))(
  'the snippet %s',
  (_, { body }) => {
    const text = expandSnippet(body);
    const whole = text.startsWith('groups:') ? text : `groups:\n- name: one\n  rules:\n${text.replace(/^/gm, '  ')}`;
    expect(checked(whole)).toContain('SUCCESS');
  },
);
