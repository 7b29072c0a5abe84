import type { Span } from '../text/span';

/** Something that the real program could not read, said in plain words at the place where it is mended. */
export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
  /** Against the specification, but not every reader minds: it, and what follows from it, may be read all the same. */
  readonly lenient?: true;
  /** An edit of the same text that mends it for certain. */
  readonly fix?: { readonly title: string; readonly span: Span; readonly newText: string };
}
