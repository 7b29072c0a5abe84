import type { YamlNode, YamlTree } from '../../server/src/syntax/yaml/tree';

/** A tree as plain text, every span, value and property included, so that two of them can be compared. */
export function writtenOut(tree: YamlTree): string {
  const { comments, problems, documents } = tree;
  return JSON.stringify(
    {
      documents: documents.map(({ start, root }) => [start, root && node(root)]),
      comments,
      problems,
    },
    undefined,
    1,
  );
}

function node(one: YamlNode): unknown {
  const span = [one.span.start, one.span.end];
  if (one.kind === 'alias') return { alias: one.name, span, target: one.target && [one.target.kind, one.target.span] };
  const head = { kind: one.kind, span, anchor: one.anchor, tag: one.tag };
  if (one.kind === 'scalar') {
    const value = typeof one.value === 'number' ? `number ${Object.is(one.value, -0) ? '-0' : one.value}` : one.value;
    return { ...head, value, text: one.text, style: one.style };
  }
  if (one.kind === 'list') return { ...head, flow: one.flow, items: one.items.map(node) };
  return { ...head, flow: one.flow, entries: one.entries.map(({ key, value }) => [node(key), value && node(value)]) };
}
