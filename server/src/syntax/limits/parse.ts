import type { Span } from '../../text/span';
import { eachLine, isBlank, type Piece, trimmed } from '../piece';
import type { SyntaxProblem } from '../problem';
import { TemplateText } from '../template';
import type { LimitsEntry, LimitsExemption, LimitsTree } from './tree';

export interface LimitsOptions {
  /** Whether PAM knows the item (in lower case). Without it every item passes. */
  readonly isItem?: (item: string) => boolean;
  /** The item that a misspelt one means. */
  readonly nearestItem?: (item: string) => string | undefined;
}

/**
 * Reads a text as pam_limits does: up to `#`, four fields between blanks; further ones are passed over, and a line
 * with fewer is skipped. Total: every text gives a tree.
 */
export function parseLimits(text: string, options: LimitsOptions = {}): LimitsTree {
  const markup = TemplateText.read(text);
  const entries: LimitsEntry[] = [];
  const exemptions: LimitsExemption[] = [];
  const comments: Span[] = [];
  const problems: SyntaxProblem[] = [];
  const unseen: Span[] = [];
  const plain = markup.text;
  eachLine(plain, (lineStart, lineEnd) => {
    const hash = plain.indexOf('#', lineStart);
    const commented = hash >= 0 && hash < lineEnd;
    if (commented) comments.push({ start: hash, end: trimmed(plain, hash, lineEnd).end });
    let { start, end } = trimmed(plain, lineStart, commented ? hash : lineEnd);
    if (start === 0 && plain.charCodeAt(0) === 0xfeff) {
      problems.push(byteOrderMark());
      ({ start, end } = trimmed(plain, 1, end));
    }
    if (start === end) return;
    const fields = fieldsOf(text, markup, start, end);
    const [domain, type, item, value] = fields;
    const conditional = markup.conditional(start);
    if (domain && type && item && value) {
      const entry: LimitsEntry = {
        span: { start, end },
        domain,
        type: lower(type),
        item: lower(item),
        value,
        conditional,
      };
      entries.push(entry);
      problems.push(...problemsOf(entry, fields, options));
    } else if (domain && type && !item && type.value === '-')
      exemptions.push({ span: { start, end }, domain, conditional });
    else if (markup.filled(start, end)) unseen.push({ start, end });
    else problems.push(wrongCount(text, fields, { start, end }));
  });
  return { text, entries, exemptions, comments, problems, template: markup.template, unseen };
}

function fieldsOf(text: string, markup: TemplateText, start: number, end: number): Piece[] {
  const plain = markup.text;
  const fields: Piece[] = [];
  for (let at = start; at < end; ) {
    while (at < end && isBlank(plain.charCodeAt(at))) at++;
    if (at >= end) break;
    const from = at;
    while (at < end && !isBlank(plain.charCodeAt(at))) at++;
    fields.push({ start: from, end: at, value: text.slice(from, at), placeholder: markup.filled(from, at) });
  }
  return fields;
}

function lower(piece: Piece): Piece {
  return { ...piece, value: piece.value.toLowerCase() };
}

function byteOrderMark(): SyntaxProblem {
  return {
    span: { start: 0, end: 1 },
    message:
      'This file begins with a byte order mark, which PAM takes for part of the first line. Save it as UTF-8 without one.',
    fix: { title: 'Remove the byte order mark', span: { start: 0, end: 1 }, newText: '' },
  };
}

function wrongCount(text: string, fields: readonly Piece[], span: Span): SyntaxProblem {
  const count = fields.length === 1 ? 'one field stands' : `${fields.length} fields stand`;
  const message = `Only ${count} here: PAM skips a line without domain, type, item and value, so no limit is set.`;
  const [first] = fields;
  const glued = first && fields.length === 3 && /^([*%])(soft|hard|-)$/i.exec(first.value);
  if (!glued) return { span, message };
  const at = first.start + 1;
  return {
    span,
    message,
    fix: {
      title: `Separate "${text.slice(first.start, at)}" from the type`,
      span: { start: at, end: at },
      newText: ' ',
    },
  };
}

function* problemsOf(entry: LimitsEntry, fields: readonly Piece[], options: LimitsOptions): Generator<SyntaxProblem> {
  const { type, item, value } = entry;
  if (!type.placeholder && type.value !== 'soft' && type.value !== 'hard' && type.value !== '-') {
    const both = /^(soft[,|/+]hard|hard[,|/+]soft|both)$/.test(type.value);
    yield {
      span: { start: type.start, end: type.end },
      message: 'The type is soft, hard or - for both: PAM skips this line, so no limit is set.',
      ...(both
        ? { fix: { title: 'Write "-" for both', span: { start: type.start, end: type.end }, newText: '-' } }
        : {}),
    };
    return;
  }
  if (!item.placeholder && options.isItem && !options.isItem(item.value)) {
    const meant = options.nearestItem?.(item.value);
    const span = { start: item.start, end: item.end };
    yield {
      span,
      message: `PAM knows no item "${item.value}" and skips this line, so no limit is set.${meant ? ` Is it ${meant}?` : ''}`,
      ...(meant ? { fix: { title: `Write ${meant}`, span, newText: meant } } : {}),
    };
    return;
  }
  if (value.placeholder) return;
  const next = fields[4];
  if (value.value === '=' && next) {
    const span = { start: value.start, end: value.end };
    yield {
      span,
      message: '"=" is read as the value: PAM skips this line, so no limit is set.',
      fix: { title: 'Remove "="', span: { start: value.start, end: next.start }, newText: '' },
    };
  } else if (!isLimitValue(value.value)) {
    yield {
      span: { start: value.start, end: value.end },
      message: 'This is no limit: a number, unlimited or -1. PAM skips the line, so no limit is set.',
    };
  }
}

/** Whether pam_limits finds a number at the start of the value, or a word for none. */
function isLimitValue(value: string): boolean {
  return /^[-+]?\d/.test(value) || /^(unlimited|infinity)$/i.test(value);
}
