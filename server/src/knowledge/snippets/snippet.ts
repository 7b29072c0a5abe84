/** The contributed snippet files, by name without `.json`. */
export const SNIPPET_FILES = [
  'nginx',
  'compose',
  'celery',
  'clients',
  'sysctl',
  'limits',
  'redis-conf',
  'mongod',
  'prometheus',
] as const;
export type SnippetFile = (typeof SNIPPET_FILES)[number];

/** Where a piece of nginx configuration may stand; `main` is a whole file or its top level. */
export type SnippetPlace = 'file' | 'main' | 'http' | 'server' | 'location';

/** A piece of configuration that follows the guide at one tier. */
export interface Snippet {
  readonly file: SnippetFile;
  /** What the user types; begins with `headroom`. */
  readonly prefix: string;
  readonly name: string;
  readonly description: string;
  /** The tier that the numbers belong to; absent where the guide has one number only. */
  readonly tier?: string;
  /** Editor language ids in which it is offered. */
  readonly languages: readonly string[];
  /** For nginx: the context that accepts it. Elsewhere `file`: the snippet stands alone or at the cursor. */
  readonly place: SnippetPlace;
  /** Lines in the editor's snippet syntax: `${1:default}`, `${1|one,other|}`, `$0`, and `\$` for a dollar sign. */
  readonly body: readonly string[];
}

const PLACEHOLDER =
  /\\([\\$}])|\$\{\d+:((?:\\.|[^}\\])*)\}|\$\{\d+\|((?:\\.|[^,|\\])*)(?:,(?:\\.|[^|\\])*)?\|\}|\$\d+/g;

/**
 * The plain text of a snippet: every placeholder becomes its default or its first choice.
 * Leading tabs become four spaces, as no editor is there to translate them, and a line for the cursor alone goes.
 */
export function expandSnippet(body: readonly string[]): string {
  const lines = (body.at(-1) === '$0' ? body.slice(0, -1) : body).map((line) =>
    line
      .replace(/^\t+/, (tabs) => '    '.repeat(tabs.length))
      .replace(PLACEHOLDER, (_, escaped?: string, value?: string, choice?: string) => {
        return escaped ?? (value ?? choice ?? '').replace(/\\(.)/g, '$1');
      }),
  );
  return lines.join('\n') + '\n';
}
