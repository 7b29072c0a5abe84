import type { Span } from '../../text/span';
import { eachLine, isBlank, type Piece, trimmed } from '../piece';
import type { SyntaxProblem } from '../problem';
import { TemplateText } from '../template';
import type { SysctlEntry, SysctlTree } from './tree';

/**
 * Reads a text as `sysctl -p` (procps 4) and systemd-sysctl do: a line is blank, a comment (`#` or `;` first) or an
 * assignment, whose value reaches to the end of the line. Total: every text gives a tree.
 */
export function parseSysctl(text: string): SysctlTree {
  const markup = TemplateText.read(text);
  const entries: SysctlEntry[] = [];
  const comments: Span[] = [];
  const problems: SyntaxProblem[] = [];
  const unseen: Span[] = [];
  const plain = markup.text;
  eachLine(plain, (lineStart, lineEnd) => {
    let { start, end } = trimmed(plain, lineStart, lineEnd);
    if (start === 0 && plain.charCodeAt(0) === 0xfeff) {
      problems.push(byteOrderMark());
      ({ start, end } = trimmed(plain, 1, end));
    }
    if (start === end) return;
    const first = plain[start];
    if (first === '#' || first === ';') {
      comments.push({ start, end });
      return;
    }
    const entry = readEntry(text, markup, start, end);
    if (entry) {
      entries.push(entry);
      problems.push(...problemsOf(text, entry));
    } else if (markup.filled(start, end)) unseen.push({ start, end });
    else problems.push(withoutSign(text, start, end));
  });
  return { text, entries, comments, problems, template: markup.template, unseen };
}

function readEntry(text: string, markup: TemplateText, start: number, end: number): SysctlEntry | undefined {
  const plain = markup.text;
  const dash = plain[start] === '-' ? { start, end: start + 1 } : undefined;
  const found = plain.indexOf('=', start);
  const equals = found < 0 || found >= end ? -1 : found;
  if (equals < 0 && !dash) return undefined;
  const key = piece(text, markup, trimmed(plain, start + (dash ? 1 : 0), equals < 0 ? end : equals));
  const value = equals < 0 ? undefined : piece(text, markup, trimmed(plain, equals + 1, end));
  return {
    span: { start, end },
    key,
    dash,
    equals,
    value,
    remark: value && !value.placeholder ? remarkIn(plain, value) : undefined,
    conditional: markup.conditional(start),
  };
}

function piece(text: string, markup: TemplateText, { start, end }: Span): Piece {
  return { start, end, value: text.slice(start, end), placeholder: markup.filled(start, end) };
}

/** ` # like this` at the end of a value. */
function remarkIn(text: string, value: Piece): Span | undefined {
  for (let i = value.start + 1; i < value.end; i++) {
    const code = text.charCodeAt(i);
    if ((code !== 35 && code !== 59) || !isBlank(text.charCodeAt(i - 1))) continue;
    let start = i;
    while (start > value.start && isBlank(text.charCodeAt(start - 1))) start--;
    return { start, end: value.end };
  }
  return undefined;
}

function byteOrderMark(): SyntaxProblem {
  return {
    span: { start: 0, end: 1 },
    message:
      'This file begins with a byte order mark, which sysctl takes for part of the first key. Save it as UTF-8 without one.',
    fix: { title: 'Remove the byte order mark', span: { start: 0, end: 1 }, newText: '' },
  };
}

/** A line that is no assignment: sysctl says so and goes on, so the setting is never made. */
function withoutSign(text: string, start: number, end: number): SyntaxProblem {
  const line = text.slice(start, end);
  const split = /^([A-Za-z][\w*./-]*[./][\w*./-]*)(\s*:\s+|\s+)(?=[^\s=])/.exec(line);
  const message = 'There is no "=" here: sysctl skips the line, so nothing is set.';
  if (!split) return { span: { start, end }, message };
  const gap = { start: start + split[1]!.length, end: start + split[0].length };
  return {
    span: { start, end },
    message,
    fix: { title: 'Write "=" between key and value', span: gap, newText: ' = ' },
  };
}

function* problemsOf(text: string, entry: SysctlEntry): Generator<SyntaxProblem> {
  const { key, dash, value } = entry;
  if (key.placeholder) return;
  if (key.start === key.end) {
    yield { span: entry.span, message: 'There is no key before "=": sysctl skips the line.' };
    return;
  }
  const command = /^(?:(?:sudo\s+)?(?:\/\S*\/)?sysctl\s+(?:-\S+\s+)*)/.exec(key.value);
  if (command) {
    const span = { start: key.start, end: key.start + command[0].length };
    yield {
      span,
      message: 'This is a command, not a line of a sysctl file: only the key and its value stand here.',
      fix: { title: 'Remove the command', span, newText: '' },
    };
    return;
  }
  if (/\s/.test(key.value)) {
    yield {
      span: { start: key.start, end: key.end },
      message: 'A key has no blanks: the kernel has no setting of this name.',
    };
  }
  if (dash && key.start > dash.end) {
    const gap = { start: dash.end, end: key.start };
    yield {
      span: { start: dash.start, end: key.start },
      message: 'With a blank behind the dash, sysctl looks for a key that begins with a blank and finds none.',
      fix: { title: 'Remove the blank', span: gap, newText: '' },
    };
  }
  if (!value || value.placeholder || value.start === value.end) return;
  yield* valueProblems(text, value);
}

function* valueProblems(text: string, value: Piece): Generator<SyntaxProblem> {
  const first = text[value.start];
  const quoted = value.end - value.start > 2 && (first === '"' || first === "'") && text[value.end - 1] === first;
  const span = { start: value.start, end: value.end };
  if (quoted) {
    yield {
      span,
      message: 'The quotes become part of the value; a sysctl file takes values without them.',
      fix: { title: 'Remove the quotes', span, newText: text.slice(value.start + 1, value.end - 1) },
    };
  }
  if (text[value.end - 1] === '\\') {
    yield {
      span: { start: value.end - 1, end: value.end },
      message: 'A sysctl line can’t go on in the next one: the backslash becomes part of the value.',
    };
  }
}
