import type { Span } from '../text/span';
import type { Completion, CompletionKind } from './completion';
import type { GuideValue } from './guide-values';

export interface CompletionOptions {
  readonly kind?: CompletionKind;
  /** Where it stands among the others: 0 is first. */
  readonly rank: number;
  readonly label?: string;
  readonly detail?: string;
  readonly documentation?: string;
  /** What is inserted, with placeholders; absent: the text itself. */
  readonly snippet?: string;
  readonly tier?: string;
  readonly deprecated?: boolean;
}

/** Entries for one place, in the order in which they are offered; what was added first is not added again. */
export class CompletionList {
  readonly #items = new Map<string, Completion>();

  constructor(readonly span: Span) {}

  get items(): Completion[] {
    return [...this.#items.values()];
  }

  /** @param text what the user types to find it, and what is inserted where `snippet` says nothing else */
  add(text: string, options: CompletionOptions): void {
    if (this.#items.has(text)) return;
    const { kind = 'value', rank, label = text, detail, documentation, snippet, tier, deprecated } = options;
    this.#items.set(text, {
      label,
      kind,
      ...(detail === undefined ? {} : { detail }),
      ...(documentation === undefined ? {} : { documentation }),
      ...(tier === undefined ? {} : { tier }),
      ...(deprecated ? { deprecated } : {}),
      insertText: snippet ?? text,
      isSnippet: snippet !== undefined,
      span: this.span,
      sortText: `${rank}${String(this.#items.size).padStart(3, '0')}`,
      filterText: text,
    });
  }

  /** The guide's values, first and labelled. */
  addGuideValues(values: readonly GuideValue[]): void {
    for (const { value, label, detail, tier } of values) {
      this.add(value, { rank: 0, label: `${value} — ${label}`, detail, ...(tier === undefined ? {} : { tier }) });
    }
  }
}

/** `${1:65535}` or `${1|yes,no|}`: a place for a value in the syntax of snippets. */
export function placeholder(choices: readonly string[]): string {
  const [only, ...others] = choices;
  if (only === undefined) return '$1';
  if (others.length === 0) return `\${1:${only.replace(/[\\$}]/g, '\\$&')}}`;
  return `\${1|${choices.map((text) => text.replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`;
}
