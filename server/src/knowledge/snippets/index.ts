import { celerySnippets } from './celery';
import { clientSnippets } from './clients';
import { composeSnippets } from './compose';
import { databaseSnippets } from './databases';
import { nginxSnippets } from './nginx';
import { prometheusSnippets } from './prometheus';
import { SNIPPET_FILES, type Snippet } from './snippet';
import { systemSnippets } from './system';

export { expandSnippet, SNIPPET_FILES, type Snippet, type SnippetFile, type SnippetPlace } from './snippet';

/** Every snippet, those of one file together and in the order in which they are offered. */
export const snippets: readonly Snippet[] = [
  ...nginxSnippets,
  ...composeSnippets,
  ...celerySnippets,
  ...clientSnippets,
  ...systemSnippets,
  ...databaseSnippets,
  ...prometheusSnippets,
];

/** The snippet files that the editor reads: path from the project's root → JSON text. */
export function snippetFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const file of SNIPPET_FILES) {
    const entries = snippets
      .filter((snippet) => snippet.file === file)
      .map(({ name, prefix, description, body }) => [name, { prefix, description, body }]);
    files[`snippets/${file}.json`] = JSON.stringify(Object.fromEntries(entries), undefined, 2) + '\n';
  }
  return files;
}
