import { statementBehind } from '../syntax/python/walk';
import type { Span } from '../text/span';
import type { ConfigFile } from './file';
import { isAboveAll, partBelow } from './yaml/parts';

/** A comment that silences rules. */
export interface Suppression {
  /** The comment itself. */
  readonly span: Span;
  /** Where findings are silenced: those that begin in it. */
  readonly scope: Span;
  /** Rule ids or globs; empty silences every rule. */
  readonly rules: readonly string[];
  /** Where each rule is named, in the same order. */
  readonly ruleSpans: readonly Span[];
  readonly reason: string | undefined;
}

/** `# headroom: profile=… rateLimit=…`: choices for this file. */
export interface FileChoice {
  /** The comment itself. */
  readonly span: Span;
  readonly key: string;
  readonly keySpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
}

export interface Comments {
  readonly suppressions: readonly Suppression[];
  readonly choices: readonly FileChoice[];
}

const NONE: Comments = { suppressions: [], choices: [] };

const PATTERN = /headroom(-ignore-next-line|-ignore-file|-ignore|:)(?=[\s:]|$)[ \t]*([^\r\n]*)/;

export function readComments(file: ConfigFile): Comments {
  if (!file.text.includes('headroom')) return NONE;
  const suppressions: Suppression[] = [];
  const choices: FileChoice[] = [];
  for (const comment of commentSpans(file)) {
    const text = file.text.slice(comment.start, comment.end);
    const found = PATTERN.exec(text);
    if (!found || !/^[#;]+\s*$/.test(text.slice(0, found.index))) continue;
    const bodyStart = comment.start + found.index + found[0].length - found[2]!.length;
    if (found[1] === ':') choices.push(...readChoices(comment, found[2]!, bodyStart));
    else suppressions.push(readSuppression(file, comment, found[1]!, found[2]!, bodyStart));
  }
  return { suppressions, choices };
}

/** The comments of a file, in its own syntax. */
function commentSpans(file: ConfigFile): readonly Span[] {
  switch (file.kind) {
    case 'nginx':
      return file.nginx.comments;
    case 'sysctl':
      return file.sysctl.comments;
    case 'limits':
      return file.limits.comments;
    case 'systemd':
      return file.systemd.comments;
    case 'redis':
      return file.redis.comments;
    case 'compose':
    case 'mongod':
    case 'headroom':
      return file.yaml.comments;
    case 'python':
      return file.python.comments;
    case 'dotenv':
      return file.dotenv.comments;
    case 'dockerfile':
      return file.dockerfile.comments;
    case 'procfile':
      return file.procfile.comments;
    case 'supervisord':
      return file.supervisord.comments;
    case 'shell':
      return file.shell.comments;
  }
  const spans: Span[] = [];
  for (const found of file.text.matchAll(/#[^\r\n]*headroom[^\r\n]*/g)) {
    spans.push({ start: found.index, end: found.index + found[0].length });
  }
  return spans;
}

function readChoices(span: Span, body: string, bodyStart: number): FileChoice[] {
  return [...body.matchAll(/([A-Za-z]\w*)\s*=\s*([^\s#]+)/g)].map((pair) => {
    const valueStart = bodyStart + pair.index + pair[0].length - pair[2]!.length;
    const keyStart = bodyStart + pair.index;
    return {
      span,
      key: pair[1]!,
      keySpan: { start: keyStart, end: keyStart + pair[1]!.length },
      value: pair[2]!,
      valueSpan: { start: valueStart, end: valueStart + pair[2]!.length },
    };
  });
}

function readSuppression(file: ConfigFile, comment: Span, form: string, body: string, bodyStart: number): Suppression {
  const dashes = /(^|\s)--(\s|$)/.exec(body);
  const names = dashes ? body.slice(0, dashes.index) : body;
  const reason = dashes ? body.slice(dashes.index + dashes[0].length).trim() : '';
  const rules: string[] = [];
  const ruleSpans: Span[] = [];
  for (const name of names.matchAll(/[^\s,]+/g)) {
    rules.push(name[0]);
    ruleSpans.push({ start: bodyStart + name.index, end: bodyStart + name.index + name[0].length });
  }
  return {
    span: comment,
    scope: scopeOf(file, comment, form),
    rules,
    ruleSpans,
    reason: reason === '' ? undefined : reason,
  };
}

function scopeOf(file: ConfigFile, comment: Span, form: string): Span {
  const { lines } = file;
  const line = lines.lineAt(comment.start);
  if (form === '-ignore-file') return { start: 0, end: file.text.length + 1 };
  if (form === '-ignore-next-line') return { start: lines.startOf(line + 1), end: nextCodeLineEnd(file, line + 1) };
  const alone = file.text.slice(lines.startOf(line), comment.start).trim() === '';
  if (!alone) return { start: lines.startOf(line), end: lines.endOf(line) + 1 };
  return { start: comment.start, end: enclosingEnd(file, comment.start) };
}

/** The next line, passing over further comments of ours that stand between. */
function nextCodeLineEnd(file: ConfigFile, from: number): number {
  const { lines } = file;
  let line = from;
  while (line < lines.count && /^\s*[#;]\s*headroom/.test(file.text.slice(lines.startOf(line), lines.endOf(line))))
    line++;
  return lines.endOf(Math.min(line, lines.count - 1)) + 1;
}

/**
 * The end of the block or section that holds the offset, else of the file; in Python of the statement that follows, in
 * YAML of the entry or item that follows.
 */
function enclosingEnd(file: ConfigFile, offset: number): number {
  let end = file.text.length + 1;
  if (file.kind === 'systemd') {
    const section = file.systemd.sections.find(({ span }) => span.start <= offset && offset < span.end);
    return section && section.span.end < file.text.length ? section.span.end : end;
  }
  if (file.kind === 'python') return (statementBehind(file.python, offset)?.span.end ?? offset) + 1;
  if (file.kind === 'compose' || file.kind === 'mongod' || file.kind === 'headroom')
    return isAboveAll(file, offset) ? end : (partBelow(file, offset)?.span.end ?? offset) + 1;
  if (file.kind !== 'nginx') return end;
  let list: readonly { readonly block: import('../syntax/nginx/tree').Block | undefined }[] | undefined =
    file.nginx.directives;
  while (list) {
    const holder: { readonly block: import('../syntax/nginx/tree').Block | undefined } | undefined = list.find(
      (d) => d.block && d.block.open < offset && offset < d.block.end,
    );
    if (!holder?.block) break;
    end = holder.block.end;
    list = holder.block.directives;
  }
  return end;
}
