/**
 * What a flag takes: `none` is a switch, `optional` takes a value behind `=` alone, `positive` a whole number that is not
 * below zero, `autoscale` MAX,MIN.
 */
export type FlagType = 'none' | 'optional' | 'int' | 'positive' | 'float' | 'text' | 'enum' | 'autoscale';

export interface Flag {
  /** The setting that it sets, by the name that a settings file has for it; undefined where there is none. */
  readonly setting: string | undefined;
  /** With their dashes, the preferred one first. */
  readonly spellings: readonly string[];
  /** Turns a switch off: `--no-access-log`. */
  readonly negative: string | undefined;
  readonly type: FlagType;
  /** The words of an enumeration. */
  readonly words: readonly string[];
  /** The first version that has it. */
  readonly since: string | undefined;
}

/** How a program reads its command line. */
export interface FlagGrammar {
  /** How it is called in a sentence. */
  readonly program: string;
  readonly flags: readonly Flag[];
  /**
   * - click: exact names; `--name value`, `--name=value`, `-n value`, `-nvalue`, switches in one word
   * - argparse: the same, and long names may be cut short
   * - multi: as click, and `--name:WORKER` holds for some of the workers alone
   * - plain: exact names, a value behind a blank or `=`
   */
  readonly reading: 'click' | 'argparse' | 'multi' | 'plain';
  /** Whether every flag of the program is listed, so that another one is refused. */
  readonly complete: boolean;
  /** Whether only flags of interest are listed: another one is no slip for one of these. */
  readonly excerpt?: true;
  /** The vendor's page. */
  readonly page: string;
}

/**
 * Reads a table of lines `SETTING TYPE SPELLING… [!NEGATIVE] [>SINCE]`; the setting is `.` where there is none, the
 * type of an enumeration its words between brackets.
 */
export function flagTable(table: string): readonly Flag[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [setting, type, ...rest] = line.trim().split(/\s+/) as [string, string, ...string[]];
      const words = /^\[(.*)\]$/.exec(type)?.[1]?.split(',');
      const marked = (sign: string) => rest.find((word) => word.startsWith(sign))?.slice(1);
      return {
        setting: setting === '.' ? undefined : setting,
        type: words ? 'enum' : (type as FlagType),
        words: words ?? [],
        spellings: rest.filter((word) => word.startsWith('-')),
        negative: marked('!'),
        since: marked('>'),
      };
    });
}

/** The flag of a spelling, its negative one included. */
export function flagOf(grammar: FlagGrammar, spelling: string): Flag | undefined {
  return indexOf(grammar).get(spelling);
}

const indexes = new WeakMap<FlagGrammar, ReadonlyMap<string, Flag>>();

function indexOf(grammar: FlagGrammar): ReadonlyMap<string, Flag> {
  let index = indexes.get(grammar);
  if (!index) {
    const made = new Map<string, Flag>();
    for (const flag of grammar.flags) {
      for (const spelling of flag.spellings) made.set(spelling, flag);
      if (flag.negative) made.set(flag.negative, flag);
    }
    index = made;
    indexes.set(grammar, made);
  }
  return index;
}
