import { rulePage } from '../features/explain';
import { rules } from '../rules/index.generated';
import { nearestRule } from '../rules/known';
import { describeOptions, guess, type Options, readArguments } from './arguments';
import { Failure } from './failure';
import type { Command } from './main';

const OPTIONS: Options = {};

export const explainCommand: Command = {
  usage: 'explain RULE',
  help: () => `Prints the page of a rule in Markdown: why it speaks, what the mend costs, when not to follow it,
an example and the sources. The name without its area is enough where only one rule is called so.
${describeOptions(OPTIONS)}`,
  async run(args, terminal) {
    const [name, ...more] = readArguments(args, OPTIONS).positionals;
    if (name === undefined || more.length > 0)
      throw new Failure('explain takes the id of one rule; headroom rules lists them');
    const alike = rules.filter(({ id }) => id === name || id.endsWith(`/${name}`));
    const rule = alike.find(({ id }) => id === name) ?? alike[0];
    if (!rule)
      throw new Failure(`there is no rule ${name}${guess(nearestRule(name)) || '; headroom rules lists them'}`);
    if (rule.id !== name && alike.length > 1)
      throw new Failure(`${name} may be ${alike.map(({ id }) => id).join(' or ')}`);
    terminal.print(rulePage(rule));
    return 0;
  },
};
