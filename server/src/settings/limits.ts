import { isLimitsItem, limitsItems } from '../knowledge/system/limits';
import { parseLimits } from '../syntax/limits/parse';
import type { LimitsEntry, LimitsTree } from '../syntax/limits/tree';
import type { FileEdit } from '../text/edit';
import { nearest } from '../text/nearest';
import type { Span } from '../text/span';
import type { ConfigFile } from './file';
import { LineSetting } from './setting';
import { type Known, known, type Unknown, unknown } from './value';
import { append, insertAfter } from './write-lines';

export type LimitType = 'soft' | 'hard';

/** One entry of limits.conf. Its name is the item. */
export class LimitsSetting extends LineSetting {
  constructor(
    file: ConfigFile,
    readonly entry: LimitsEntry,
  ) {
    const { item, value, conditional } = entry;
    const reading = conditional
      ? unknown('it stands inside a template’s condition')
      : value.placeholder
        ? unknown('a template fills it in')
        : known(value.value);
    super(
      item.value,
      file,
      entry.span,
      { start: item.start, end: item.end },
      { start: value.start, end: value.end },
      reading,
    );
  }

  /** A user, `@group`, `*`, `%group`, or a range of numbers. */
  get domain(): string {
    return this.entry.domain.value;
  }

  get domainSpan(): Span {
    return { start: this.entry.domain.start, end: this.entry.domain.end };
  }

  /** Which limits it sets; undefined where PAM knows no such type and skips the line. */
  get types(): readonly LimitType[] | undefined {
    const { type } = this.entry;
    if (type.placeholder) return undefined;
    return type.value === 'soft' || type.value === 'hard'
      ? [type.value]
      : type.value === '-'
        ? ['soft', 'hard']
        : undefined;
  }

  /**
   * The number that PAM reads: decimal digits up to the first other character, so `64k` is 64; Infinity for unlimited
   * and for numbers below zero.
   * Undefined where PAM skips the line.
   */
  get limit(): Known<number> | Unknown | undefined {
    return this.value.state === 'known' ? asKnown(readLimit(this.value.value)) : this.value;
  }

  /** The part of the value that PAM passes over: `k` in `64k`. */
  get ignoredTail(): Span | undefined {
    if (this.value.state !== 'known' || /^(unlimited|infinity)$/i.test(this.value.value)) return undefined;
    const digits = /^[-+]?\d+/.exec(this.value.value)?.[0].length ?? 0;
    const start = this.valueSpan.start + digits;
    return digits > 0 && start < this.valueSpan.end ? { start, end: this.valueSpan.end } : undefined;
  }
}

function asKnown(value: number | undefined): Known<number> | undefined {
  return value === undefined ? undefined : known(value);
}

function readLimit(value: string): number | undefined {
  if (/^(unlimited|infinity|-\d.*)$/i.test(value)) return Number.POSITIVE_INFINITY;
  const digits = /^[-+]?\d+/.exec(value)?.[0];
  return digits === undefined ? undefined : Number(digits);
}

export function readLimits(text: string): LimitsTree {
  return parseLimits(text, {
    isItem: isLimitsItem,
    nearestItem: (item) =>
      nearest(
        item,
        limitsItems().map((one) => one.name),
      ),
  });
}

/** Every entry of the file, in its order, those included that PAM skips. */
export function limitsSettings(file: ConfigFile): readonly LimitsSetting[] {
  return file.limits.entries.map((entry) => new LimitsSetting(file, entry));
}

/** Adds an entry aligned with its neighbours: behind the last one of its domain and item, of its domain, else at the end. */
export function insertLimit(
  file: ConfigFile,
  domain: string,
  type: LimitType | '-',
  item: string,
  value: string,
): FileEdit[] {
  const entries = file.limits.entries.filter((entry) => !entry.conditional);
  const sameDomain = entries.filter((entry) => entry.domain.value === domain);
  const beside = sameDomain.findLast((entry) => entry.item.value === item) ?? sameDomain[sameDomain.length - 1];
  const model = beside ?? entries[entries.length - 1];
  const line = lineLike(file, model, [domain, type, item, value]);
  if (beside) return [insertAfter(file, beside.span.end, [line])];
  // The shipped file ends with a comment that says so: what is added stands before it.
  const end = file.limits.comments.find((comment) =>
    /^#\s*End of file/i.test(file.text.slice(comment.start, comment.end)),
  );
  if (!end || entries.some((entry) => entry.span.start > end.start)) return [append(file, [line])];
  const start = file.lines.startOf(file.lines.lineAt(end.start));
  return [file.edit(start, start, line + file.lines.lineBreak)];
}

/** The fields in the columns of another entry. */
function lineLike(file: ConfigFile, model: LimitsEntry | undefined, fields: readonly string[]): string {
  if (!model) return fields.join(' ');
  const pieces = [model.domain, model.type, model.item, model.value];
  let line = file.lines.indentAt(model.span.start);
  for (const [i, field] of fields.entries()) {
    line += field;
    const here = pieces[i]!;
    const next = pieces[i + 1];
    if (!next) break;
    const gap = file.text.slice(here.end, next.start);
    if (gap.includes('\t')) line += gap;
    else line += ' '.repeat(Math.max(1, next.start - here.start - field.length));
  }
  return line;
}
