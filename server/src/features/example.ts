/** A file of an example's small workspace. */
export interface ExampleFile {
  readonly path: string;
  /** Its text, without the lines that claim findings. */
  readonly text: string;
  /** Its lines, claims included. */
  readonly lines: readonly ExampleLine[];
}

export interface ExampleLine {
  readonly text: string;
  /** The line claims a finding in the line above it. */
  readonly claim: boolean;
}

const CLAIM = /^\s*\^+\s+(error|warning|information|hint)\b/;

/** Reads a rule's example: `//- path` begins a file, a line of carets under a line says what is found there. */
export function readExample(source: string): ExampleFile[] {
  const files: { path: string; lines: ExampleLine[] }[] = [];
  const lines = source.replace(/^\n/, '').split('\n');
  while (lines.at(-1)?.trim() === '') lines.pop();
  for (const text of lines) {
    const header = /^\/\/- (\S+)\s*$/.exec(text)?.[1];
    if (header !== undefined) files.push({ path: header, lines: [] });
    else {
      if (files.length === 0) files.push({ path: 'nginx.conf', lines: [] });
      files.at(-1)!.lines.push({ text: text.replace('<|>', ''), claim: CLAIM.test(text) });
    }
  }
  return files.map((file) => ({
    ...file,
    text: file.lines
      .filter(({ claim }) => !claim)
      .map((line) => `${line.text}\n`)
      .join(''),
  }));
}

/** The example as Markdown: a block of code for each file, with what is found as comments. */
export function showExample(source: string): string {
  return readExample(source)
    .map(({ path, lines }) => {
      const shown = lines.map(({ text, claim }) => (claim ? commented(text) : text)).join('\n');
      return `\`${path}\`\n\n\`\`\`${languageOf(path)}\n${shown}\n\`\`\``;
    })
    .join('\n\n');
}

/** A line of carets as a comment, with the carets where they were as far as the comment sign leaves room. */
function commented(line: string): string {
  return line.startsWith('  ') ? `# ${line.slice(2)}` : `# ${line.trimStart()}`;
}

function languageOf(path: string): string {
  if (/\.ya?ml$/.test(path)) return 'yaml';
  if (/\.py$/.test(path)) return 'python';
  if (/(^|\/)Dockerfile/.test(path)) return 'dockerfile';
  if (/nginx|sites-|conf\.d\/|\.conf$/.test(path) && !/redis|sysctl|limits|valkey|mongod/.test(path)) return 'nginx';
  return /\.(service|ini|env)$/.test(path) ? 'ini' : 'conf';
}
