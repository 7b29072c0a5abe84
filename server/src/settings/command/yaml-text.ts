import type { YamlScalar } from '../../syntax/yaml/tree';
import type { FileEdit } from '../../text/edit';
import type { MappedText } from '../../text/mapped-text';
import type { ConfigFile } from '../file';
import { type SourceText, writableSpan } from './source-text';

export interface YamlTextOptions {
  /** Compose fills in variables here: a dollar sign that stands for itself is written twice. */
  readonly interpolated?: boolean;
  /** Stands between brackets or braces. */
  readonly flow?: boolean;
  /** Has to be read as a text: a number is quoted. */
  readonly asText?: boolean;
}

/** The text of a YAML scalar of any style. What a plain scalar can't hold puts the whole of it into quotes. */
export class YamlText implements SourceText {
  readonly quotes: string;

  /**
   * @param text what the scalar says, with the way back to the file; variables filled in or not
   */
  constructor(
    readonly file: ConfigFile,
    readonly scalar: YamlScalar,
    readonly text: MappedText,
    readonly options: YamlTextOptions = {},
  ) {
    this.quotes = scalar.style === 'double' ? '"' : scalar.style === 'single' ? "'" : '';
  }

  write(from: number, to: number, characters: string, lead = ''): FileEdit[] {
    const { scalar, file } = this;
    const span = this.#span(from, to);
    const plain = this.options.interpolated ? characters.replaceAll('$', '$$$$') : characters;
    const written = encodeYaml(plain, scalar, file);
    if (!span || written === undefined) return [];
    if (scalar.style !== 'plain') return [file.edit(span.start, span.end, lead + written)];
    const raw = file.text.slice(scalar.span.start, span.start) + lead + written;
    const whole = raw + file.text.slice(span.end, scalar.span.end);
    const { flow = false, asText = false } = this.options;
    if (isPlainText(whole, flow) && !(asText && isOtherThanText(whole)))
      return [file.edit(span.start, span.end, lead + written)];
    return [file.edit(scalar.span.start, scalar.span.end, `'${whole.replaceAll("'", "''")}'`)];
  }

  #span(from: number, to: number) {
    const { scalar } = this;
    const quoted = scalar.style === 'double' || scalar.style === 'single';
    if (this.text.pieces.length > 0) return writableSpan(this.text, from, to);
    // Nothing stands between the quotes.
    return quoted ? { start: scalar.span.start + 1, end: scalar.span.end - 1 } : undefined;
  }
}

/** The characters as they are written in a scalar of that style; undefined where they can't be. */
function encodeYaml(characters: string, scalar: YamlScalar, file: ConfigFile): string | undefined {
  if (scalar.style === 'double') return escapeDouble(characters);
  if (/[\r\n]/.test(characters)) {
    if (scalar.style !== 'block' || file.text[scalar.span.start] !== '|') return undefined;
    const indent = file.lines.indentAt(scalar.span.end - 1);
    return characters.replace(/\r?\n/g, file.lines.lineBreak + indent);
  }
  return scalar.style === 'single' ? characters.replaceAll("'", "''") : characters;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

function escapeDouble(characters: string): string {
  return characters
    .replace(/["\\]/g, '\\$&')
    .replace(/[\x00-\x1f\x7f]/g, (c) => ESCAPES[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Whether a plain scalar can be written so, over one line or several, and is read as a text. */
function isPlainText(raw: string, flow: boolean): boolean {
  if (raw === '' || /^[\s]|\s$/.test(raw)) return false;
  if (/^[,[\]{}#&*!|>'"%@`]|^[-?:](?=\s|$)/.test(raw)) return false;
  if (/:(\s|$)|\s#/.test(raw)) return false;
  return !(flow && /[,[\]{}]/.test(raw));
}

/** Whether a reader of YAML 1.1 or 1.2 takes a plain scalar for something else than a text. */
export function isOtherThanText(raw: string): boolean {
  return (
    /^(~|null|true|false|yes|no|on|off|y|n|<<|=|---|\.\.\.)$/i.test(raw) ||
    /^[-+.]?[\d][\d_.,:eExXoabcdefABCDEF+-]*$/.test(raw) ||
    /^[-+]?\.(inf|nan)$/i.test(raw) ||
    /^\d{4}-\d{1,2}-\d{1,2}/.test(raw)
  );
}

/** A text as a scalar of its own, in the quotes that its neighbours have; plain where they have none and it may be. */
export function yamlScalar(text: string, style: '' | '"' | "'", flow: boolean): string {
  if (style === "'" && !/[\x00-\x1f]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  if (style === '' && isPlainText(text, flow) && !isOtherThanText(text) && !/[\x00-\x1f]/.test(text)) return text;
  return `"${escapeDouble(text)}"`;
}
