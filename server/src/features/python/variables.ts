import type { ConfigFile } from '../../settings/file';
import type { Span } from '../../text/span';

/** The name of an environment variable where Python reads it. */
export interface VariableRead {
  readonly name: string;
  /** Without the quotes. */
  readonly span: Span;
}

/** `os.getenv('X')`, `os.environ['X']`, `environ.get('X')`, and `env('X')`, `env.int('X')`, `config('X')` of libraries. */
const READS =
  /\b(?:getenv\s{0,9}\(|environ(?:\.get\s{0,9}\(|\s{0,9}\[)|env(?:\.\w{1,20})?\s{0,9}\(|config\s{0,9}\()\s{0,99}(['"])([A-Za-z_]\w*)\1/g;

const read = new WeakMap<ConfigFile, readonly VariableRead[]>();

/** The variables that a file reads by their names, in the order of the text. */
export function variablesIn(file: ConfigFile): readonly VariableRead[] {
  let found = read.get(file);
  if (!found) {
    const { comments } = file.python;
    found = [...file.text.matchAll(READS)].flatMap((match) => {
      const end = match.index + match[0].length - 1;
      const isComment = comments.some(({ start, end: last }) => start <= match.index && match.index < last);
      return isComment ? [] : [{ name: match[2]!, span: { start: end - match[2]!.length, end } }];
    });
    read.set(file, found);
  }
  return found;
}
