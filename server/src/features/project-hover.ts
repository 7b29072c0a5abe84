import { rules } from '../rules/index.generated';
import type { ConfigFile } from '../settings/file';
import { type Choice, type Key, LEVEL_SHAPE, PROJECT_SHAPE, type Shape } from '../settings/headroom-keys';
import type { Stack } from '../stack/stack';
import { parseYaml } from '../syntax/yaml/parse';
import type { YamlEntry, YamlNode } from '../syntax/yaml/tree';
import { matchesGlob } from '../text/paths';
import { type Span, touches } from '../text/span';
import type { Hover } from './hover';

/** What a key of headroom.yaml decides, what a value of it stands for, or what a rule is about. */
export function projectHover(_stack: Stack, file: ConfigFile, offset: number): Hover | undefined {
  const { root } = parseYaml(file.text);
  return root && hoverIn(root, PROJECT_SHAPE, offset);
}

/** A key as its hover and its completion tell of it, in Markdown. */
export function describeKey(name: string, { what, shape, absent }: Key): string {
  const parts = [`**${name}**\n\n${what}`];
  if (shape.kind === 'choice')
    parts.push(shape.values.map(({ value, what: meaning }) => `- \`${value}\`: ${meaning}`).join('\n'));
  if (shape.kind === 'map')
    parts.push(
      Object.entries(shape.keys)
        .map(([key, { what: meaning }]) => `- \`${key}\`: ${meaning}`)
        .join('\n'),
    );
  if (shape.kind === 'rules') parts.push(levels(LEVEL_SHAPE.values));
  if (absent !== undefined) parts.push(`Where it is absent: ${absent}.`);
  return parts.join('\n\n');
}

function hoverIn(node: YamlNode, shape: Shape, offset: number): Hover | undefined {
  if (node.kind === 'list' && shape.kind === 'list') {
    const item = node.items.find(({ span }) => touches(span, offset));
    return item && hoverIn(item, shape.item, offset);
  }
  if (node.kind === 'scalar' && shape.kind === 'choice') {
    const choice = shape.values.find(({ value }) => value === node.text);
    return choice && { span: node.span, markdown: `**${choice.value}**: ${choice.what}.` };
  }
  if (node.kind !== 'map' || (shape.kind !== 'map' && shape.kind !== 'rules')) return undefined;
  const entry = node.entries.find(
    ({ key, value }) => touches(key.span, offset) || (value && touches(value.span, offset)),
  );
  if (entry?.key.kind !== 'scalar') return undefined;
  return shape.kind === 'rules' ? inRules(entry, entry.key.text, offset) : inMap(entry, entry.key.text, shape, offset);
}

function inMap(
  { key, value }: YamlEntry,
  name: string,
  shape: Extract<Shape, { kind: 'map' }>,
  offset: number,
): Hover | undefined {
  const known = Object.hasOwn(shape.keys, name) ? shape.keys[name] : undefined;
  if (!known) return undefined;
  if (touches(key.span, offset)) return { span: key.span, markdown: describeKey(name, known) };
  return value && hoverIn(value, known.shape, offset);
}

function inRules({ key, value }: YamlEntry, pattern: string, offset: number): Hover | undefined {
  if (touches(key.span, offset)) return ruleHover(pattern, key.span);
  const level = value?.kind === 'scalar' ? LEVEL_SHAPE.values.find((one) => one.value === value.text) : undefined;
  return level && { span: value!.span, markdown: `**${level.value}**: ${level.what}.` };
}

/** The rule, or the rules that a glob stands for. */
function ruleHover(pattern: string, span: Span): Hover | undefined {
  const rule = rules.find(({ id }) => id === pattern);
  if (rule) return { span, markdown: `**${rule.id}** (${rule.severity})\n\n${rule.summary}.\n\n${rule.why}` };
  const fitting = pattern.includes('*') ? rules.filter(({ id }) => matchesGlob(id, pattern)) : [];
  if (fitting.length === 0) return undefined;
  const shown = fitting.slice(0, 20).map(({ id, summary }) => `- \`${id}\`: ${summary}`);
  if (fitting.length > 20) shown.push(`- and ${fitting.length - 20} more`);
  return {
    span,
    markdown: `**${pattern}** fits ${fitting.length} ${fitting.length === 1 ? 'rule' : 'rules'}:\n\n${shown.join('\n')}`,
  };
}

function levels(values: readonly Choice[]): string {
  return values.map(({ value, what }) => `- \`${value}\`: ${what}`).join('\n');
}
