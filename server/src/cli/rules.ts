import { rules } from '../rules/index.generated';
import { describeOptions, type Options, readArguments } from './arguments';
import { Failure } from './failure';
import type { Command } from './main';

const FORMATS = ['pretty', 'json'] as const;

const OPTIONS: Options = {
  format: { type: 'string', placeholder: 'F', help: 'pretty (default) or json' },
};

export const rulesCommand: Command = {
  usage: 'rules [OPTION…]',
  help: () => `Lists the rules: id, severity and what each finds.\n\n${describeOptions(OPTIONS)}`,
  async run(args, terminal) {
    const options = readArguments(args, OPTIONS);
    if (options.positionals.length > 0) throw new Failure('rules takes no names; headroom explain RULE tells of one');
    terminal.print(options.choice('format', FORMATS) === 'json' ? asJson() : asTable());
    return 0;
  },
};

function asTable(): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules.map(({ id, severity, summary }) => `${id.padEnd(width)}  ${severity.padEnd(11)}  ${summary}\n`).join('');
}

function asJson(): string {
  const list = rules.map(({ id, severity, summary, from, guide, why, price, unless, sources, settings }) => ({
    id,
    severity,
    summary,
    from: from ?? 'production',
    ...(guide === undefined ? {} : { guide }),
    why,
    ...(price === undefined ? {} : { price }),
    unless,
    sources,
    settings: settings ?? [],
  }));
  return `${JSON.stringify({ version: 1, rules: list }, undefined, 2)}\n`;
}
