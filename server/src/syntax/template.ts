/** Markup of Jinja, ERB or Go templates at one place of a text. */
export interface TemplateMarkup {
  /** `value` stands for text; `open` and `close` bound a condition or loop; `statement` and `comment` leave nothing. */
  readonly kind: 'value' | 'open' | 'close' | 'statement' | 'comment';
  readonly end: number;
}

/** Whether template markup that no nginx configuration can contain begins here. */
export function isTemplateStart(text: string, at: number): boolean {
  const a = text.charCodeAt(at);
  const b = text.charCodeAt(at + 1);
  if (a === 123) return b === 123 || b === 37;
  return a === 60 && b === 37;
}

export function templateMarkupAt(text: string, at: number): TemplateMarkup | undefined {
  const two = text.slice(at, at + 2);
  if (two === '{{') return braces(text, at);
  if (two === '{%') return tag(text, at, '%}', /^\{%-?\s*(\w+)/);
  if (two === '{#') return { kind: 'comment', end: closing(text, at, '#}') };
  if (two === '<%') {
    if (text[at + 2] === '=') return { kind: 'value', end: closing(text, at, '%>') };
    if (text[at + 2] === '#') return { kind: 'comment', end: closing(text, at, '%>') };
    return tag(text, at, '%>', /^<%-?\s*(\w+)/, /\bdo\b(\s*\|[^|]*\|)?\s*-?%>$/);
  }
  return undefined;
}

function closing(text: string, at: number, mark: string): number {
  const found = text.indexOf(mark, at + 2);
  return found < 0 ? text.length : found + mark.length;
}

/** `{{ value }}`, or Go's `{{ if … }}` … `{{ end }}`. */
function braces(text: string, at: number): TemplateMarkup {
  const end = closing(text, at, '}}');
  const word = /^\{\{-?\s*([\w/#]*)/.exec(text.slice(at, Math.min(end, at + 60)))?.[1] ?? '';
  if (/^(if|range|with|define|block)$/.test(word) || word.startsWith('#')) return { kind: 'open', end };
  if (word === 'end' || word.startsWith('/')) return { kind: 'close', end };
  if (word === 'else' || word === 'template' || word === 'include') return { kind: 'statement', end };
  return { kind: 'value', end };
}

function tag(text: string, at: number, mark: string, first: RegExp, opensToo?: RegExp): TemplateMarkup {
  const end = closing(text, at, mark);
  const body = text.slice(at, end);
  const word = first.exec(body)?.[1] ?? '';
  if (word.startsWith('end')) return { kind: 'close', end };
  if (/^(if|unless|for|while|case|block|macro|filter|with|raw|call|each)$/.test(word) || opensToo?.test(body)) {
    return { kind: 'open', end };
  }
  return { kind: 'statement', end };
}

/** Stands in for markup whose text is known only after rendering. */
const STAND_IN = '\uE000';

/** A text of lines with its template markup taken out of the grammar's way; offsets stay the same. */
export class TemplateText {
  readonly #conditions: readonly { readonly start: number; readonly end: number }[];

  private constructor(
    /** Markup that leaves nothing is blank here, and markup that stands for text is part of one solid word. */
    readonly text: string,
    /** Some markup was found. */
    readonly template: boolean,
    conditions: readonly { readonly start: number; readonly end: number }[],
  ) {
    this.#conditions = conditions;
  }

  /** Recognises Jinja, ERB and Go templates and the `${NAME}` of envsubst. Linear in the text. */
  static read(text: string): TemplateText {
    const first = /\{[{%#]|<%|\$\{/.exec(text);
    if (!first) return new TemplateText(text, false, []);
    const markup = /\{[{%#]|<%|\$\{/g;
    const conditions: { start: number; end: number }[] = [];
    let out = '';
    let done = 0;
    let depth = 0;
    let template = false;
    markup.lastIndex = first.index;
    for (let found = markup.exec(text); found; found = markup.exec(text)) {
      const at = found.index;
      const piece = found[0] === '${' ? variableAt(text, at) : templateMarkupAt(text, at);
      if (!piece) {
        markup.lastIndex = at + 2;
        continue;
      }
      template ||= found[0] !== '${';
      out +=
        text.slice(done, at) +
        text
          .slice(at, piece.end)
          .replace(piece.kind === 'value' ? /[^\r\n]/g : /[^\s]/g, piece.kind === 'value' ? STAND_IN : ' ');
      done = piece.end;
      markup.lastIndex = piece.end;
      if (piece.kind === 'open' && depth++ === 0) conditions.push({ start: at, end: text.length });
      else if (piece.kind === 'close' && depth > 0 && --depth === 0)
        conditions[conditions.length - 1] = { start: conditions[conditions.length - 1]!.start, end: piece.end };
    }
    return new TemplateText(out + text.slice(done), template, conditions);
  }

  /** Whether some of the span is known only after rendering. */
  filled(start: number, end: number): boolean {
    return this.text.slice(start, end).includes(STAND_IN);
  }

  /** Whether the offset stands inside a template's condition or loop. */
  conditional(offset: number): boolean {
    let low = 0;
    let high = this.#conditions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#conditions[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    const last = this.#conditions[low - 1];
    return last !== undefined && offset < last.end;
  }
}

function variableAt(text: string, at: number): TemplateMarkup | undefined {
  const found = /^\$\{[A-Za-z_]\w*(?::?[-=?+][^{}\r\n]*)?\}/.exec(text.slice(at, at + 200));
  return found ? { kind: 'value', end: at + found[0].length } : undefined;
}
