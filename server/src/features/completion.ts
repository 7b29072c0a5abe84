import type { ConfigFile } from '../settings/file';
import type { Stack } from '../stack/stack';
import type { Span } from '../text/span';
import { commentCompletions } from './comment-completion';
import { composeCompletions } from './compose/completion';
import { isComposeKind } from './compose/kinds';
import { mongodCompletions } from './mongod/completion';
import { nginxCompletions } from './nginx/completion';
import { projectCompletion } from './project-completion';
import { pythonCompletions } from './python/completion';
import { isOurs } from './python/parts';
import { redisCompletions } from './redis/completion';
import { limitsCompletions } from './system/limits-completion';
import { sysctlCompletions } from './system/sysctl-completion';
import { unitCompletions } from './system/unit';

export type CompletionKind = 'directive' | 'block' | 'value' | 'parameter' | 'variable' | 'snippet' | 'name' | 'file';

/** One entry of the list that an editor shows while somebody types. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Stands beside the label, short. */
  readonly detail?: string;
  readonly insertText: string;
  /** The text has placeholders: `${1:default}`, `${1|one,other|}`, `$0`; `expandSnippet` makes plain text of it. */
  readonly isSnippet: boolean;
  /** What it replaces. */
  readonly span: Span;
  readonly sortText: string;
  readonly filterText: string;
  readonly tier?: string;
  /** Markdown. */
  readonly documentation?: string;
  readonly deprecated?: boolean;
}

/** What may be typed at a place of a file. */
export function completion(stack: Stack, file: ConfigFile, offset: number): Completion[] {
  // In other people's Python there is not even a word of ours for comments.
  const inComment = file.kind === 'python' && !isOurs(stack, file) ? undefined : commentCompletions(file, offset);
  if (inComment) return inComment;
  if (file.kind === 'headroom') return projectCompletion(stack, file, offset);
  if (file.kind === 'python') return pythonCompletions(stack, file, offset);
  if (isComposeKind(file.kind)) return composeCompletions(stack, file, offset);
  if (file.kind === 'redis') return redisCompletions(stack, file, offset);
  if (file.kind === 'mongod') return mongodCompletions(stack, file, offset);
  if (file.kind === 'sysctl') return sysctlCompletions(stack, file, offset);
  if (file.kind === 'limits') return limitsCompletions(stack, file, offset);
  if (file.kind === 'systemd') return unitCompletions(stack, file, offset);
  return file.kind === 'nginx' ? nginxCompletions(stack, file, offset) : [];
}
