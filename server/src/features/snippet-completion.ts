import { type SnippetFile, snippets } from '../knowledge/snippets/index';
import type { Span } from '../text/span';
import type { Completion } from './completion';

/** The whole snippets for files of a kind, as entries that replace what is typed. */
export function snippetCompletions(
  file: SnippetFile,
  span: Span,
  fits: (name: string) => boolean = () => true,
): Completion[] {
  return snippets
    .filter((snippet) => snippet.file === file && fits(snippet.name))
    .map((snippet) => ({
      label: snippet.prefix,
      kind: 'snippet',
      detail: snippet.description,
      insertText: snippet.body.join('\n'),
      isSnippet: true,
      span,
      sortText: `8${snippet.prefix}`,
      filterText: snippet.prefix,
      ...(snippet.tier === undefined ? {} : { tier: snippet.tier }),
      documentation: `${snippet.description}.`,
    }));
}
