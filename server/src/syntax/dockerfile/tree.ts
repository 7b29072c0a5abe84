import type { MappedText } from '../../text/mapped-text';
import type { Span } from '../../text/span';

/** `--from=build` before the arguments of an instruction. */
export interface DockerfileFlag {
  readonly span: Span;
  readonly name: string;
  readonly value: string;
}

/** `NAME=value` of ENV, ARG or LABEL. */
export interface DockerfilePair {
  readonly name: string;
  readonly nameSpan: Span;
  /** Quotes and escapes resolved; variables are as they stand there. Undefined for `ARG NAME`. */
  readonly value: MappedText | undefined;
}

export interface DockerfileInstruction {
  /** With its continued lines, without its here-documents. */
  readonly span: Span;
  /** In upper case. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  readonly flags: readonly DockerfileFlag[];
  /** What follows keyword and flags, on one line. */
  readonly body: MappedText;
  /** The strings of the JSON form; undefined where Docker takes the body for a shell's, or for words. */
  readonly items: readonly DockerfileItem[] | undefined;
  /** The bodies of here-documents. */
  readonly documents: readonly Span[];
}

/** One string of the JSON form. */
export interface DockerfileItem {
  /** Quotes included. */
  readonly span: Span;
  readonly text: MappedText;
}

export interface DockerfileStage {
  readonly from: DockerfileInstruction;
  /** What it builds on: an image or an earlier stage, variables as they stand there. */
  readonly base: MappedText;
  /** `AS name`, in lower case. */
  readonly name: string | undefined;
  readonly instructions: readonly DockerfileInstruction[];
}

/** A text read as Docker reads a Dockerfile. Belongs to that one text. */
export interface DockerfileTree {
  readonly text: string;
  /** The sign that continues a line: a backslash, or what `# escape=` names. */
  readonly escape: '\\' | '`';
  /** What stands before the first FROM: arguments that FROM may use. */
  readonly globals: readonly DockerfileInstruction[];
  readonly stages: readonly DockerfileStage[];
  readonly comments: readonly Span[];
}
