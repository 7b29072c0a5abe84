import { type MappedPiece, MappedText } from '../../text/mapped-text';
import type { Span } from '../../text/span';
import { eachLine, trimmed } from '../piece';
import { readJsonItems } from './json';
import type { DockerfileFlag, DockerfileInstruction, DockerfileStage, DockerfileTree } from './tree';

/**
 * Reads a text as BuildKit reads a Dockerfile: instructions over continued lines with comments between them,
 * here-documents, `# escape=`, flags, the JSON form, stages. Total and linear.
 *
 * @see https://docs.docker.com/reference/dockerfile/
 */
export function parseDockerfile(text: string): DockerfileTree {
  return new Parser(text).run();
}

/** Instructions whose arguments may be a JSON list of strings. */
const JSON_FORMS = new Set(['CMD', 'ENTRYPOINT', 'RUN', 'SHELL', 'COPY', 'ADD', 'VOLUME']);
const DOCUMENTS = new Set(['RUN', 'COPY', 'ADD']);

class Parser {
  readonly #lines: Span[] = [];
  readonly #comments: Span[] = [];
  readonly #escape: '\\' | '`';
  #line = 0;

  constructor(readonly text: string) {
    eachLine(text, (start, end) => this.#lines.push({ start, end }));
    this.#escape = escapeOf(text);
  }

  run(): DockerfileTree {
    const globals: DockerfileInstruction[] = [];
    const stages: (DockerfileStage & { instructions: DockerfileInstruction[] })[] = [];
    while (this.#line < this.#lines.length) {
      const instruction = this.#instruction();
      if (!instruction) continue;
      const stage = stages[stages.length - 1];
      if (instruction.keyword === 'FROM') stages.push({ ...stageOf(instruction), instructions: [] });
      else (stage?.instructions ?? globals).push(instruction);
    }
    return { text: this.text, escape: this.#escape, globals, stages, comments: this.#comments };
  }

  /** Reads on from the present line; undefined where it holds no instruction. */
  #instruction(): DockerfileInstruction | undefined {
    const parts: Span[] = [];
    while (this.#line < this.#lines.length) {
      const { start, end } = this.#lines[this.#line++]!;
      const content = trimmed(this.text, start, end);
      if (this.text[content.start] === '#' && content.start < content.end) {
        this.#comments.push(content);
        if (parts.length === 0) return undefined;
        continue;
      }
      // A blank line does not end what is continued.
      if (content.start >= content.end) {
        if (parts.length === 0) return undefined;
        continue;
      }
      const from = parts.length === 0 ? content.start : start;
      const signAt = content.end - 1;
      const continues = this.text[signAt] === this.#escape && this.text[signAt - 1] !== this.#escape;
      parts.push({ start: from, end: continues ? signAt : content.end });
      if (!continues) break;
    }
    return parts.length === 0 ? undefined : this.#read(parts);
  }

  #read(parts: readonly Span[]): DockerfileInstruction | undefined {
    const whole = joined(this.text, parts);
    const word = /^\uFEFF?\s*([A-Za-z]+)(?=\s|$)\s*/.exec(whole.text);
    if (!word) return undefined;
    const keyword = word[1]!.toUpperCase();
    const keywordStart = word[0].indexOf(word[1]!);
    const flags: DockerfileFlag[] = [];
    let at = word[0].length;
    for (;;) {
      const flag = /^--([a-z][\w-]*)(?:=(\S*))?(?:\s+|$)/.exec(whole.text.slice(at, at + 2_000));
      if (!flag) break;
      const end = at + flag[0].trimEnd().length;
      flags.push({ name: flag[1]!, value: flag[2] ?? '', span: whole.spanOf(at, end) });
      at += flag[0].length;
    }
    const body = whole.slice(at, whole.text.length);
    return {
      span: { start: parts[0]!.start, end: parts[parts.length - 1]!.end },
      keyword,
      keywordSpan: whole.spanOf(keywordStart, keywordStart + keyword.length),
      flags,
      body,
      items: JSON_FORMS.has(keyword) ? readJsonItems(body) : undefined,
      documents: DOCUMENTS.has(keyword) ? this.#documents(body.text) : [],
    };
  }

  /** The lines of here-documents, which follow the instruction that names their ends. */
  #documents(body: string): Span[] {
    const found: Span[] = [];
    for (const [, tabs, , name] of body.matchAll(/(?<![<\w])<<(-?)(["']?)([A-Za-z_]\w*)\2/g)) {
      const first = this.#lines[this.#line];
      if (!first) break;
      let end = first.start;
      while (this.#line < this.#lines.length) {
        const line = this.#lines[this.#line++]!;
        const text = this.text.slice(line.start, line.end);
        if ((tabs === '-' ? text.replace(/^\t+/, '') : text) === name) break;
        end = line.end;
      }
      found.push({ start: first.start, end });
    }
    return found;
  }
}

/** `# escape=` among the parser directives, which stand before everything else. */
function escapeOf(text: string): '\\' | '`' {
  const head = /^\uFEFF?(?:[ \t]*#[ \t]*[A-Za-z]+[ \t]*=[^\n]*(?:\n|$))*/.exec(text.slice(0, 5_000))![0];
  return /^[ \t]*#[ \t]*escape[ \t]*=[ \t]*`[ \t]*\r?$/im.test(head) ? '`' : '\\';
}

/** The parts one behind the other. */
function joined(text: string, parts: readonly Span[]): MappedText {
  const pieces: MappedPiece[] = [];
  let made = '';
  for (const source of parts) {
    if (source.end <= source.start) continue;
    pieces.push({ from: made.length, source, verbatim: true });
    made += text.slice(source.start, source.end);
  }
  return new MappedText(made, pieces, { start: parts[0]!.start, end: parts[parts.length - 1]!.end });
}

function stageOf(from: DockerfileInstruction): Omit<DockerfileStage, 'instructions'> {
  const found = /^(\S+)(?:\s+as\s+(\S+))?/i.exec(from.body.text);
  return { from, base: from.body.slice(0, found?.[1]?.length ?? 0), name: found?.[2]?.toLowerCase() };
}
