import type { ConfigFile } from '../../settings/file';
import type { Known, Unknown } from '../../settings/value';
import { type MappedPiece, MappedText, UNKNOWN_CHARACTER } from '../../text/mapped-text';
import type { Span } from '../../text/span';
import type { Place } from '../finding';
import type { Variables } from './variables';

/** One `$NAME` or `${NAME…}` of a text. */
export interface VariableUse {
  readonly name: string;
  readonly file: ConfigFile;
  /** The whole of it, dollar and braces included. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** `:-`, `-`, `:?`, `?`, `:+`, `+`; undefined where the name stands alone. */
  readonly operator: string | undefined;
  /** What stands behind the operator; undefined without one. */
  readonly wordSpan: Span | undefined;
  /** What it leaves, and where in the interpolated text. */
  readonly value: Known<string> | Unknown;
  readonly from: number;
  readonly to: number;
  /**
   * Where the value comes from. The shell's environment, which no file tells, would win over each of them.
   * - dotenv: a file of variables sets it
   * - default: it stands behind the operator
   * - unset: nothing in the files sets it
   */
  readonly origin: 'dotenv' | 'default' | 'unset';
  /** Where the value is written: in the file of variables, or behind the operator. */
  readonly valuePlace: Place | undefined;
}

export interface Interpolated {
  readonly text: MappedText;
  readonly variables: readonly VariableUse[];
  /** Why Compose refuses the text; undefined where it doesn't. */
  readonly refused: string | undefined;
}

/** Defaults may stand in one another this deep. */
const DEEPEST = 50;

/**
 * Fills in the variables of a text as Compose does. A variable that no file sets and that has no default is unknown:
 * the shell may set it.
 *
 * @see https://docs.docker.com/reference/compose-file/interpolation/
 */
export function interpolate(raw: MappedText, file: ConfigFile, variables: Variables): Interpolated {
  const reader = new Reader(raw, file, variables);
  const pieces: MappedPiece[] = [];
  let text = '';
  const { text: source } = raw;
  let copied = 0;
  const copy = (to: number) => {
    if (to <= copied) return;
    for (const piece of raw.slice(copied, to).pieces) pieces.push({ ...piece, from: piece.from + text.length });
    text += source.slice(copied, to);
  };
  for (let at = source.indexOf('$'); at >= 0; at = source.indexOf('$', at)) {
    copy(at);
    const use = reader.dollar(at, 0);
    if (!use) {
      copied = at;
      at++;
      continue;
    }
    const from = text.length;
    const value = use.value.state === 'known' ? use.value.value : UNKNOWN_CHARACTER;
    if (value !== '')
      pieces.push({
        from,
        source: raw.spanOf(at, use.end),
        verbatim: false,
        ...(use.value.state === 'unknown' ? { unknown: use.value.reason } : {}),
      });
    text += value;
    if (use.variable) reader.uses.push({ ...use.variable, from, to: text.length });
    copied = at = use.end;
  }
  copy(source.length);
  return { text: new MappedText(text, pieces, raw.source), variables: reader.uses, refused: reader.refused };
}

/** What stands behind one dollar. */
interface Dollar {
  readonly end: number;
  readonly value: Known<string> | Unknown;
  /** Undefined for `$$`. */
  readonly variable: Omit<VariableUse, 'from' | 'to'> | undefined;
}

const NAME = /[_a-z][_a-z0-9]*/iy;
const OPERATOR = /:?[-+?]/y;

class Reader {
  readonly uses: VariableUse[] = [];
  refused: string | undefined;
  /** Where each brace closes, found once for all. */
  readonly #closing = new Map<number, number>();

  constructor(
    readonly raw: MappedText,
    readonly file: ConfigFile,
    readonly variables: Variables,
  ) {
    const open: number[] = [];
    for (let i = 0; i < raw.text.length; i++) {
      const c = raw.text.charCodeAt(i);
      if (c === 123) open.push(i);
      else if (c === 125) {
        const opener = open.pop();
        if (opener !== undefined) this.#closing.set(opener, i);
      }
    }
  }

  /**
   * Reads what begins with the dollar at an offset; undefined where it stands for itself, as in `^a$` and `$(id)`, or
   * Compose refuses it: a brace has to hold a name.
   *
   * @see https://github.com/compose-spec/compose-go/blob/main/template/template.go
   */
  dollar(at: number, depth: number): Dollar | undefined {
    const { text } = this.raw;
    if (text[at + 1] === '$') return { end: at + 2, value: { state: 'known', value: '$' }, variable: undefined };
    const braced = text[at + 1] === '{';
    const from = at + (braced ? 2 : 1);
    NAME.lastIndex = from;
    const name = NAME.exec(text)?.[0];
    if (name === undefined) return braced ? this.#refuse() : undefined;
    const behind = from + name.length;
    if (!braced) return this.#use(at, from, behind, undefined, behind, depth);
    if (text[behind] === '}') return this.#use(at, from, behind, undefined, behind + 1, depth);
    OPERATOR.lastIndex = behind;
    const operator = OPERATOR.exec(text)?.[0];
    const close = this.#closing.get(at + 1);
    if (operator === undefined || close === undefined) return this.#refuse();
    // The pattern by which Compose finds variables doesn't reach over the end of a line.
    if (text.slice(behind, close).includes('\n')) return this.#refuse();
    return this.#use(at, from, behind, operator, close + 1, depth);
  }

  #refuse(): undefined {
    this.refused ??= 'Compose can’t read the "${" in it; a dollar that is meant as such is written "$$"';
    return undefined;
  }

  #use(
    at: number,
    from: number,
    behind: number,
    operator: string | undefined,
    end: number,
    depth: number,
  ): Dollar | undefined {
    const name = this.raw.text.slice(from, behind);
    const wordFrom = behind + (operator?.length ?? 0);
    const wordTo = end - 1;
    const wordSpan = operator === undefined ? undefined : this.raw.spanOf(wordFrom, wordTo);
    const set = this.variables.get(name);
    const word = () => this.#word(wordFrom, wordTo, depth + 1);
    const fromFile = set && { value: set.value, origin: 'dotenv' as const, valuePlace: set.place };
    const fromWord = () => ({
      value: word(),
      origin: 'default' as const,
      valuePlace: { file: this.file, span: wordSpan! },
    });
    const unset = {
      value: { state: 'unknown', reason: this.variables.reasonFor(name) } as Unknown,
      origin: 'unset' as const,
      valuePlace: undefined,
    };
    let result: { value: Known<string> | Unknown; origin: VariableUse['origin']; valuePlace: Place | undefined };
    const onlyFilled = operator?.startsWith(':') === true;
    // A value that can't be told may be empty, and then another branch would count.
    const undecided = onlyFilled && set?.value.state === 'unknown';
    const counts = set && !(onlyFilled && set.value.state === 'known' && set.value.value === '');
    const kind = operator?.at(-1);
    if (undecided) result = { ...fromFile! };
    else if (kind === '-') result = counts ? fromFile! : this.variables.unseen ? unset : fromWord();
    else if (kind === '+') result = counts ? fromWord() : set ? fromFile! : unset;
    else if (kind === '?') result = counts ? fromFile! : unset;
    else result = fromFile ?? unset;
    return {
      end,
      value: result.value,
      variable: {
        name,
        file: this.file,
        span: this.raw.spanOf(at, end),
        nameSpan: this.raw.spanOf(from, behind),
        operator,
        wordSpan,
        ...result,
      },
    };
  }

  /** The word behind an operator, its own variables filled in. */
  #word(from: number, to: number, depth: number): Known<string> | Unknown {
    const { text } = this.raw;
    const unknown = this.raw.unknownIn(from, to);
    if (unknown !== undefined) return { state: 'unknown', reason: unknown };
    if (depth > DEEPEST) return { state: 'unknown', reason: 'its defaults stand too deep in one another' };
    let made = '';
    let reason: string | undefined;
    let copied = from;
    for (let at = text.indexOf('$', from); at >= 0 && at < to; at = text.indexOf('$', at)) {
      made += text.slice(copied, at);
      const use = this.dollar(at, depth);
      copied = at;
      if (!use) {
        at++;
        continue;
      }
      if (use.value.state === 'unknown') reason ??= use.value.reason;
      else made += use.value.value;
      copied = at = use.end;
    }
    made += text.slice(copied, Math.max(copied, to));
    return reason === undefined ? { state: 'known', value: made } : { state: 'unknown', reason };
  }
}
