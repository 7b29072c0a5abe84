import { describe, test } from 'vitest';
import { rules } from '../../server/src/rules/index.generated';
import { checkCase, checkSilent } from '../support/laws';

// Every rule's own examples are its tests, and every law applies to each of them.
for (const rule of rules) {
  describe(rule.id, () => {
    rule.examples.forEach((example, i) => {
      test(`example ${i + 1}: what it finds`, () => checkCase(rule.id, example.bad));
      test(`example ${i + 1}: good is silent`, () => checkSilent(example.good));
    });
  });
}
