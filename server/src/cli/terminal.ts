/** Where a command writes to, and what it may show there. */
export interface Terminal {
  /** Writes to standard output. */
  print(text: string): void;
  /** Writes a line to standard error, behind the program's name. */
  note(text: string): void;
  /** Whether standard error is a terminal that shows lines as they change. */
  readonly interactive: boolean;
  /** The working directory. */
  readonly folder: string;
}

/** The terminal of this process. A reader that has gone away ends it in silence, as it does any filter. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
  return {
    print: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(`headroom: ${plain(text)}\n`),
    interactive: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
    folder: process.cwd(),
  };
}

/** Whether standard output shows colours: where asked for; else on a terminal, unless NO_COLOR forbids it. */
export function wantsColor(asked: boolean | undefined): boolean {
  if (asked !== undefined) return asked;
  return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

export type Paint = (style: Style, text: string) => string;

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'cyan' | 'green';

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
};

export function painter(color: boolean): Paint {
  return (style, text) => (color ? `\x1b[${CODES[style][0]}m${text}\x1b[${CODES[style][1]}m` : text);
}

/** A text from a file without the characters that would steer a terminal. */
export function plain(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
