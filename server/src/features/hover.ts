import { rules } from '../rules/index.generated';
import type { Report } from '../rules/run';
import type { ConfigFile } from '../settings/file';
import { WORKLOAD_AXES } from '../settings/project';
import type { Stack } from '../stack/stack';
import { type Span, touches } from '../text/span';
import { suppressionAt } from './comment-parts';
import { composeHover } from './compose/hover';
import { isComposeKind } from './compose/kinds';
import { type Links, RELATIVE_LINKS } from './links';
import { ruleLink } from './markdown';
import { mongodHover } from './mongod/hover';
import { nginxHover } from './nginx/hover';
import { projectHover } from './project-hover';
import { pythonHover } from './python/hover';
import { redisHover } from './redis/hover';
import { limitsHover } from './system/limits-hover';
import { sysctlHover } from './system/sysctl-hover';
import { unitHover } from './system/unit';

/** What is told of the thing under the cursor. */
export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/**
 * A short card about the thing under the cursor; undefined where there is nothing to tell.
 *
 * @param report adds what its findings here say is to be done elsewhere, which no edit can do
 */
export function hover(
  stack: Stack,
  file: ConfigFile,
  offset: number,
  links: Links = RELATIVE_LINKS,
  report?: Report,
): Hover | undefined {
  const card = cardAt(stack, file, offset, links);
  const elsewhere = report ? adviceAt(report, file, offset) : undefined;
  if (!elsewhere) return card;
  return card ? { span: card.span, markdown: `${elsewhere.markdown}\n\n${card.markdown}` } : elsewhere;
}

function cardAt(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const comment = commentHover(stack, file, offset, links);
  if (comment) return comment;
  if (file.kind === 'headroom') return projectHover(stack, file, offset);
  if (file.kind === 'python') return pythonHover(stack, file, offset, links);
  if (file.kind === 'redis') return redisHover(stack, file, offset, links);
  if (file.kind === 'mongod') return mongodHover(stack, file, offset, links);
  if (isComposeKind(file.kind)) return composeHover(stack, file, offset, links);
  if (file.kind === 'sysctl') return sysctlHover(stack, file, offset, links);
  if (file.kind === 'limits') return limitsHover(stack, file, offset, links);
  if (file.kind === 'systemd') return unitHover(stack, file, offset, links) ?? composeHover(stack, file, offset, links);
  return file.kind === 'nginx' ? nginxHover(stack, file, offset, links) : undefined;
}

function adviceAt(report: Report, file: ConfigFile, offset: number): Hover | undefined {
  const findings = report.of(file.path).filter(({ at }) => touches(at.span, offset));
  const titles = findings.flatMap(({ fixes }) =>
    fixes.filter(({ safety }) => safety === 'advice').map(({ title }) => title),
  );
  if (titles.length === 0) return undefined;
  return {
    span: findings[0]!.at.span,
    markdown: [...new Set(titles)].map((title) => `**To do** ${title}`).join('\n\n'),
  };
}

/** On Headroom's own comments: what the named rule says, or what the choice makes of the file. */
function commentHover(stack: Stack, file: ConfigFile, offset: number, links: Links): Hover | undefined {
  const choice = file.comments.choices.find(({ span }) => touches(span, offset));
  if (choice) {
    const policy = stack.policyOf(file);
    const axes = (Object.keys(WORKLOAD_AXES) as (keyof typeof WORKLOAD_AXES)[]).filter((axis) =>
      file.comments.choices.some(({ key }) => key === axis),
    );
    const workload = axes.map((axis) => `, ${axis} \`${policy[axis]}\``).join('');
    return {
      span: choice.span,
      markdown: `This file is held against the profile \`${policy.profile}\`${workload}, whatever headroom.yaml says.`,
    };
  }
  const found = suppressionAt(file, offset);
  if (!found) return undefined;
  const rule = rules.find(({ id }) => id === found.rule);
  if (rule)
    return {
      span: found.ruleSpan!,
      markdown: `${ruleLink(rule.id, links)} · ${rule.severity}\n\n${rule.summary}.\n\n${rule.why}`,
    };
  const { suppression } = found;
  const what = suppression.rules.length === 0 ? 'every rule' : suppression.rules.map((id) => `\`${id}\``).join(', ');
  const where =
    suppression.scope.start === 0 && suppression.scope.end > file.text.length
      ? 'in this file'
      : linesOf(file, suppression.scope);
  return { span: suppression.span, markdown: `Silences ${what} ${where}.` };
}

function linesOf({ lines, text }: ConfigFile, scope: Span): string {
  const first = lines.lineAt(scope.start) + 1;
  const last = lines.lineAt(Math.min(text.length, scope.end - 1)) + 1;
  return first >= last ? `in line ${first}` : `in lines ${first} to ${last}`;
}
