import type { ConfigFile } from '../../settings/file';
import { mongodConf } from '../../settings/mongod-conf';
import { colonEnd, nodeEnd } from '../../settings/yaml/layout';
import type { YamlNode } from '../../syntax/yaml/tree';
import type { FoldingRange } from '../folding';
import type { OutlineSymbol } from '../symbols';

/** The groups and options of a mongod.conf. */
export function mongodSymbols(file: ConfigFile): OutlineSymbol[] {
  const conf = mongodConf(file);
  if (conf.ini)
    return conf.settings.map(({ nameSpan, span, text }) => ({
      name: file.text.slice(nameSpan.start, nameSpan.end),
      detail: text,
      kind: 'setting',
      span,
      nameSpan,
      children: [],
    }));
  return symbolsOf(file, file.yaml.root);
}

function symbolsOf(file: ConfigFile, node: YamlNode | undefined): OutlineSymbol[] {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap((entry): OutlineSymbol[] => {
    const { key, value } = entry;
    if (key.kind !== 'scalar' || key.text === '') return [];
    const isGroup = value?.kind === 'map';
    const end = value ? nodeEnd(file, value) : colonEnd(file, entry);
    return [
      {
        name: key.text,
        detail: value?.kind === 'scalar' ? value.text.replace(/\s+/g, ' ').slice(0, 80) : '',
        kind: isGroup ? 'block' : 'setting',
        span: { start: key.span.start, end: Math.max(end, key.span.end) },
        nameSpan: key.span,
        children: symbolsOf(file, value),
      },
    ];
  });
}

/** Groups that span lines. */
export function mongodFolds(file: ConfigFile): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const visit = (symbol: OutlineSymbol) => {
    const { start, end } = symbol.span;
    if (file.lines.lineAt(end) > file.lines.lineAt(start)) ranges.push({ span: { start, end }, kind: 'block' });
    symbol.children.forEach(visit);
  };
  mongodSymbols(file).forEach(visit);
  return ranges;
}
