import type { DirectiveVariant } from '../../knowledge/nginx/directives';
import type { Verdict } from '../../stack/finding';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import type { NginxSetting } from '../../stack/nginx/setting';
import { doubtfulSettings, fitsShape, hasPlaceholder, meanings } from '../../stack/nginx/structure';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'nginx does not take this number of arguments',
  severity: 'error',
  from: 'development',
  why: 'nginx counts the words of a directive before it looks at them. A word too many or too few, or a block where none belongs, makes it refuse the whole configuration. Often a quote or a semicolon is missing.',
  unless: 'There is no case for it: nginx refuses the line.',
  sources: ['https://nginx.org/en/docs/beginners_guide.html#conf_structure', 'https://nginx.org/en/docs/dirindex.html'],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    add_header X-Robots-Tag noindex nofollow nosnippet;
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^ error: takes 2 or 3 arguments
}
`,
      good: `
//- conf.d/shop.conf
server {
    add_header X-Robots-Tag "noindex nofollow nosnippet";
}
`,
    },
    {
      bad: `
//- conf.d/shop.conf
server {
    location {
    ^^^^^^^^ error: takes 1 or 2 arguments, not none
        root /srv/shop;
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location / {
        root /srv/shop;
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const setting of doubtfulSettings(configuration)) {
      if (hasPlaceholder(setting)) continue;
      const possible = meanings(configuration, setting);
      if (possible.length === 0 || possible.some((variant) => fitsShape(variant, setting.directive))) continue;
      if (possible.every((variant) => variant.removed !== undefined)) continue;
      const block = setting.directive.block !== undefined;
      const alike = possible.filter((variant) => variant.block === block);
      if (alike.length === 0) {
        yield {
          at: setting.atName,
          setting: setting.name,
          message: block
            ? `"${setting.name}" takes no block here: nginx wants ";" behind its arguments and refuses to start.`
            : `"${setting.name}" needs a block: nginx wants "{" behind its arguments and refuses to start.`,
        };
        continue;
      }
      yield wrongCount(setting, alike);
    }
    yield* wrongRows(configuration);
  },
});

/** Rows of data that stand alone; every other row is a pair. */
const SINGLE_ROWS = /^(hostnames|volatile|ranges|proxy_recursive)$/;

function* wrongRows(configuration: NginxConfiguration): Generator<Verdict> {
  for (const kind of ['map', 'geo', 'charset_map'] as const) {
    for (const scope of configuration.scopes(kind)) {
      for (const row of scope.settings) {
        const count = row.args.length + 1;
        if (count === 2 || (count === 1 && SINGLE_ROWS.test(row.name)) || hasPlaceholder(row)) continue;
        if (row.tree.problems.length > 0 || row.directive.conditional || row.directive.terminator !== ';') continue;
        const surplus = row.args[1];
        yield {
          at: surplus
            ? { file: row.file, span: { start: surplus.start, end: row.args[row.args.length - 1]!.end } }
            : row.atName,
          message: `A row of ${kind} is a pair: what to look for and its value. nginx refuses ${count === 1 ? 'a single word' : `${count} words`}; put quotes around a value with spaces.`,
        };
      }
    }
  }
}

function wrongCount(setting: NginxSetting, possible: readonly DirectiveVariant[]) {
  const { file, args } = setting;
  const count = args.length;
  const most = Math.max(...possible.map((variant) => variant.maxArgs));
  const wanted = describeCounts(possible[0]!);
  const last = args[args.length - 1];
  const tooMany = count > most && last !== undefined;
  const surplus = tooMany ? args[wantsText(setting, possible) ? 1 : most]! : undefined;
  const firstLine = file.lines.lineAt(setting.directive.name.start);
  const spansLines = last !== undefined && file.lines.lineAt(last.start) > firstLine;
  const hint = spansLines && tooMany ? ' A ";" may be missing on an earlier line.' : '';
  const quoted = surplus && !spansLines && wantsText(setting, possible) ? surplus : undefined;
  return {
    at: surplus && last && !spansLines ? { file, span: { start: surplus.start, end: last.end } } : setting.atName,
    setting: setting.name,
    value: setting.text,
    message: `"${setting.name}" takes ${wanted}, not ${count === 0 ? 'none' : count}; nginx refuses to start.${quoted ? ' Put quotes around a value with spaces.' : hint}`,
    fixes: quoted
      ? [
          {
            title: 'Put quotes around the value',
            safety: 'review' as const,
            edits: setting.set(
              ...args.slice(0, args.indexOf(quoted)).map((word) => word.value),
              args
                .slice(args.indexOf(quoted))
                .map((word) => word.value)
                .join(' '),
            ),
          },
        ]
      : [],
  };
}

/** Whether the directive's second argument is free text, which wants quotes where it has spaces: header values. */
function wantsText(setting: NginxSetting, possible: readonly DirectiveVariant[]): boolean {
  const bare = setting.args.slice(1).every((word) => word.quote === '' && word.value !== 'always');
  return (
    bare && possible.every((variant) => variant.type === 'key-value' && variant.maxArgs <= 3 && variant.minArgs === 2)
  );
}

function describeCounts(variant: DirectiveVariant): string {
  const { minArgs, maxArgs, argCounts } = variant;
  if (maxArgs === 0) return 'no arguments';
  if (!Number.isFinite(maxArgs)) return `at least ${minArgs} ${minArgs === 1 ? 'argument' : 'arguments'}`;
  if (minArgs === maxArgs) return maxArgs === 1 ? '1 argument' : `${maxArgs} arguments`;
  const numbers = argCounts ?? Array.from({ length: maxArgs - minArgs + 1 }, (_, index) => minArgs + index);
  return `${numbers.slice(0, -1).join(', ')} or ${numbers[numbers.length - 1]} arguments`;
}
