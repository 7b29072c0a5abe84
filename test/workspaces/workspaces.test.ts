import { describe, expect, test } from 'vitest';
import { applyTier } from '../../server/src/features/code-actions';
import { tierFix } from '../../server/src/features/settle';
import { applyFix, describeFinding, expectClaims, judge } from '../support/laws';
import { TIERS, WORKSPACES, workspaceStack } from '../support/workspaces';

// Small workspaces as people have them, one text file each: carets stand below every finding of stack/*.
describe.each(WORKSPACES)('%s', (name) => {
  test('what is found between its files', async () => {
    const { stack, fixture } = await workspaceStack(name);
    expectClaims(fixture, judge(stack, ['stack/*']).findings);
  });

  test.each(TIERS)('after the tier %s is applied, no edit could mend anything', async (tier) => {
    const { stack } = await workspaceStack(name);
    const after = applyFix(stack, applyTier(stack, undefined, tier)).withForced({ profile: tier }, 'the test');
    expect(judge(after).findings.filter(tierFix).map(describeFinding)).toEqual([]);
  });
});
