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
