import type { ConfigFile } from '../settings/file';
import type { Directive } from '../syntax/nginx/tree';
import type { Span } from '../text/span';
import { mongodFolds } from './mongod/symbols';

/** From the line of the span's start to the line of its end, both inclusive; the first stays visible. */
export interface FoldingRange {
  readonly span: Span;
  readonly kind: 'block' | 'comment';
}

/** What can be folded away: blocks, but for the line of their closing brace, and runs of comment lines. */
export function foldingRanges(file: ConfigFile): FoldingRange[] {
  const comments = commentsOf(file);
  const ranges: FoldingRange[] = [];
  if (file.kind === 'nginx') addBlocks(file, file.nginx.directives, ranges);
  if (file.kind === 'mongod') ranges.push(...mongodFolds(file));
  addComments(file, comments, ranges);
  return ranges.sort((a, b) => a.span.start - b.span.start);
}

function addBlocks(file: ConfigFile, directives: readonly Directive[], ranges: FoldingRange[]): void {
  const { lines } = file;
  for (const { block } of directives) {
    if (!block) continue;
    const first = lines.lineAt(block.open);
    const last = block.close < 0 ? lines.lineAt(block.end) : lines.lineAt(block.close) - 1;
    if (last > first) ranges.push({ span: { start: block.open, end: lines.endOf(last) }, kind: 'block' });
    addBlocks(file, block.directives, ranges);
  }
}

/** The comments of a file, in formats that we read ourselves. */
function commentsOf(file: ConfigFile): readonly Span[] {
  const { kind } = file;
  if (kind === 'mongod') return file.yaml.comments;
  const isRead = kind === 'nginx' || kind === 'redis' || kind === 'sysctl' || kind === 'limits' || kind === 'systemd';
  return isRead ? file[kind].comments : [];
}

function addComments(file: ConfigFile, comments: readonly Span[], ranges: FoldingRange[]): void {
  const { lines } = file;
  let run: { first: Span; last: Span } | undefined;
  const close = () => {
    if (run && run.last !== run.first)
      ranges.push({ span: { start: run.first.start, end: run.last.end }, kind: 'comment' });
    run = undefined;
  };
  for (const comment of comments) {
    const line = lines.lineAt(comment.start);
    if (file.text.slice(lines.startOf(line), comment.start).trim() !== '') {
      close();
      continue;
    }
    if (run && lines.lineAt(run.last.start) + 1 === line) run = { first: run.first, last: comment };
    else {
      close();
      run = { first: comment, last: comment };
    }
  }
  close();
}
