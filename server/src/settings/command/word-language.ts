import { splitShellWords } from '../../syntax/command-line/shell-words';
import { splitShlex } from '../../syntax/command-line/shlex';
import { splitSystemdWords } from '../../syntax/command-line/systemd-words';
import { parseShell } from '../../syntax/shell/parse';
import { type QuotedPart, type Split, WordBuilder } from '../../syntax/word';

/** How a program takes a text apart into arguments, and how arguments are written for it. */
export interface WordLanguage {
  split(text: string): Split;
  /** The characters as they are written inside those quotes, or outside of all; undefined where they can't be. */
  encode(characters: string, quote: '' | QuotedPart['quote']): string | undefined;
  /** The argument as a word of its own, without quotes where it needs none. `avoid` holds quotes that stand around it. */
  quote(argument: string, avoid: string): string;
}

interface Signs {
  readonly split: (text: string) => Split;
  /** What a word may hold outside quotes. */
  readonly bare: RegExp;
  /** What a backslash has to stand before inside double quotes. */
  readonly escaped: RegExp;
  /** What it has to stand before inside single quotes; undefined where these know no backslash. */
  readonly escapedInSingle?: RegExp;
  /** Signs that are doubled to stand for themselves, in quotes as well. */
  readonly doubled?: RegExp;
}

function language({ split, bare, escaped, escapedInSingle, doubled }: Signs): WordLanguage {
  const twice = (text: string) => (doubled ? text.replace(doubled, '$&$&') : text);
  const encode: WordLanguage['encode'] = (characters, quote) => {
    if (quote === '"') return twice(characters.replace(escaped, '\\$&'));
    if (quote === "'" && escapedInSingle) return twice(characters.replace(escapedInSingle, '\\$&'));
    if (quote === "'") return characters.includes("'") ? undefined : twice(characters);
    if (quote === '}' && !/^[\w.:/@%+,=-]*$/.test(characters)) return undefined;
    return characters === '' || bare.test(characters) ? twice(characters) : undefined;
  };
  const quote: WordLanguage['quote'] = (argument, avoid) => {
    if (argument !== '' && bare.test(argument)) return twice(argument);
    const single = avoid.includes('"') && !avoid.includes("'") ? encode(argument, "'") : undefined;
    return single !== undefined ? `'${single}'` : `"${encode(argument, '"')}"`;
  };
  return { split, encode, quote };
}

/** A command of a Compose file that is a string. */
export const SHELL_WORDS = language({
  split: splitShellWords,
  bare: /^[^\s"'\\;&|<>()`]+$/,
  escaped: /["\\]/g,
});

/** The only command of a text for a POSIX shell. */
export const POSIX_SHELL = language({
  split: (text) => {
    const script = parseShell(text);
    return { words: script.commands[0]?.words ?? [], ...(script.problem ? { problem: script.problem } : {}) };
  },
  bare: /^[\w@%+=:,./^-]+$/,
  escaped: /["\\$`]/g,
});

/** `command=` of supervisord. */
export const SHLEX = language({ split: splitShlex, bare: /^(?![#;])[^\s"'\\]+$/, escaped: /["\\]/g });

/** `ExecStart=` of a systemd unit. */
export const SYSTEMD_WORDS = language({
  split: splitSystemdWords,
  bare: /^(?![#;])[^\s"'\\]+$/,
  escaped: /["\\]/g,
  escapedInSingle: /['\\]/g,
  doubled: /[%$]/g,
});

/** A variable that a script takes without quotes: blanks part the words, and every other sign stands for itself. */
export const BLANKS: WordLanguage = {
  split: (text) => ({
    words: [...text.matchAll(/\S+/g)].map(({ 0: found, index }) => {
      const word = new WordBuilder(text, index);
      word.take(index, index + found.length);
      return word.word(index + found.length);
    }),
  }),
  encode: (characters) => (/\s/.test(characters) ? undefined : characters),
  quote: (argument) => argument,
};
