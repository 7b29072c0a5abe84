import { PROFILES } from '../../knowledge/tiers';
import type { FileChoice, Suppression } from '../../settings/comments';
import type { ConfigFile } from '../../settings/file';
import { listed, type ProjectFile } from '../../settings/headroom-yaml';
import { WORKLOAD_AXES } from '../../settings/project';
import type { Fix, Verdict } from '../../stack/finding';
import { PROJECT_FILES, type Stack } from '../../stack/stack';
import { nearest } from '../../text/nearest';
import type { Span } from '../../text/span';
import { isKnownRule, nearestRule } from '../known';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'headroom.yaml or a comment of Headroom’s says something unknown',
  severity: 'warning',
  from: 'development',
  why: 'A key, a value or a rule that does not exist decides nothing. The stack is then judged as if the line were not there: by another profile, or by a rule that somebody meant to turn off.',
  unless: 'Never: a line without effect only misleads.',
  sources: [],
  examples: [
    {
      bad: `
//- headroom.yaml
profile: prodution
         ^^^^^^^^^ error: "prodution" is no value of profile
workload:
  rateLimits: normal
  ^^^^^^^^^^ warning: "rateLimit" is meant
host:
  memory: 16
          ^^ error: 16 bytes
rules:
  nginx/worker-conections: off
  ^^^^^^^^^^^^^^^^^^^^^^^ warning: "nginx/worker-connections" is meant
`,
      good: `
//- headroom.yaml
profile: production
workload:
  rateLimit: normal
host:
  memory: 16g
rules:
  nginx/worker-connections: off
  redis/*: information
`,
    },
    {
      bad: `
//- nginx.conf
# headroom: profile=prod taskbound=io
                    ^^^^ warning: "prod" is no value of profile
                         ^^^^^^^^^ warning: "taskBound" is meant
worker_processes auto;
events {
    # headroom-ignore-next-line nginx/worker-conections -- behind a CDN
                                ^^^^^^^^^^^^^^^^^^^^^^^ warning: no rule "nginx/worker-conections"
    worker_connections 512;
    use epoll;
    multi_accept on;
}
`,
      good: `
//- nginx.conf
# headroom: profile=production taskBound=io
worker_processes auto;
events {
    # headroom-ignore-next-line nginx/worker-connections -- behind a CDN
    worker_connections 512;
    use epoll;
    multi_accept on;
}
`,
    },
    {
      bad: `
//- headroom.yaml
profile: production
//- .headroom.yaml
profile: development
^^^^^^^^^^^^^^^^^^^^ warning: headroom.yaml is there too
`,
      good: `
//- headroom.yaml
profile: production
`,
    },
  ],
  *check(stack) {
    if (stack.project) yield* inProject(stack.project);
    yield* besideProject(stack);
    for (const file of stack.files.values()) {
      if (file.kind === 'other') continue;
      for (const choice of file.comments.choices) yield* inChoice(file, choice);
      for (const suppression of file.comments.suppressions) yield* inSuppression(file, suppression);
    }
  },
});

function* inProject({ file, problems, rules }: ProjectFile): Iterable<Verdict> {
  for (const { kind, span, message, fix } of problems) {
    if (kind === 'syntax') continue; // Said by syntax/headroom.
    const fixes: Fix[] = fix ? [review(fix.title, file, fix.span, fix.newText)] : [];
    yield { at: { file, span }, severity: kind === 'value' ? 'error' : 'warning', message, fixes };
  }
  for (const { pattern, span } of rules) {
    if (isKnownRule(pattern)) continue;
    const meant = nearestRule(pattern);
    const quote = /["']/.exec(file.text[span.start] ?? '')?.[0] ?? '';
    yield unknownRule(file, pattern, span, meant, meant && `${quote}${meant}${quote}`);
  }
}

/** Of two files, only the one without the dot is read. */
function* besideProject(stack: Stack): Iterable<Verdict> {
  const [read, unread] = PROJECT_FILES.map((name) => stack.file(name));
  if (!read || !unread) return;
  const message = `${read.path} is there too, so nothing of this file is read. Keep one of the two.`;
  yield { at: { file: unread, span: { start: 0, end: unread.lines.endOf(0) } }, message };
}

function* inSuppression(file: ConfigFile, { rules, ruleSpans }: Suppression): Iterable<Verdict> {
  for (const [i, pattern] of rules.entries()) {
    if (isKnownRule(pattern)) continue;
    const meant = nearestRule(pattern);
    yield unknownRule(file, pattern, ruleSpans[i]!, meant, meant);
  }
}

function unknownRule(
  file: ConfigFile,
  pattern: string,
  span: Span,
  meant: string | undefined,
  newText: string | undefined,
): Verdict {
  const guess = meant === undefined ? 'so this decides nothing' : `"${meant}" is meant, it seems`;
  const what = pattern.includes('*') ? `No rule fits "${pattern}"` : `There is no rule "${pattern}"`;
  return {
    at: { file, span },
    message: `${what}; ${guess}.`,
    fixes: newText === undefined ? [] : [review(`Replace "${pattern}" by "${meant}"`, file, span, newText)],
  };
}

/** The keys of `# headroom: key=value`, with what each may be. A comment chooses outright, so `auto` is none of them. */
const CHOICES: Readonly<Record<string, readonly string[]>> = { profile: PROFILES, ...WORKLOAD_AXES };

function* inChoice(file: ConfigFile, { span, key, keySpan, value, valueSpan }: FileChoice): Iterable<Verdict> {
  if (!isChoiceList(file.text.slice(span.start, span.end))) return;
  const values = Object.hasOwn(CHOICES, key) ? CHOICES[key] : undefined;
  if (!values) {
    const meant = nearest(key, Object.keys(CHOICES));
    const guess =
      meant === undefined ? `it may choose ${listed(Object.keys(CHOICES), 'or')}` : `"${meant}" is meant, it seems`;
    yield {
      at: { file, span: keySpan },
      message: `A comment can’t choose "${key}"; ${guess}.`,
      fixes: meant === undefined ? [] : [review(`Replace "${key}" by "${meant}"`, file, keySpan, meant)],
    };
  } else if (!values.includes(value)) {
    const meant = nearest(value, values);
    yield {
      at: { file, span: valueSpan },
      message: `"${value}" is no value of ${key}; it is ${listed(values, 'or')}.`,
      fixes: meant === undefined ? [] : [review(`Replace "${value}" by "${meant}"`, file, valueSpan, meant)],
    };
  }
}

/** Whether the comment holds nothing but `key=value`: another one is somebody's prose about headroom. */
function isChoiceList(comment: string): boolean {
  const body = comment.slice(comment.indexOf('headroom:') + 'headroom:'.length).replace(/(^|\s)--(\s.*|$)/, '');
  return body.replace(/[A-Za-z]\w*\s*=\s*[^\s#]+/g, '').trim() === '';
}

/** Which word was meant is a guess, so nobody's fix-all takes it. */
function review(title: string, file: ConfigFile, span: Span, newText: string): Fix {
  return { title, safety: 'review', edits: [file.edit(span.start, span.end, newText)] };
}
