import type { ConfigFile } from '../../settings/file';
import { limitsSettings } from '../../settings/limits';
import { sysctlSettings } from '../../settings/sysctl';
import { unitSettings } from '../../settings/systemd';
import type { OutlineSymbol } from '../symbols';

/** The keys of a sysctl file by area, the entries of a limits file by domain, the assignments of a unit by section. */
export function systemSymbols(file: ConfigFile): OutlineSymbol[] {
  if (file.kind === 'sysctl') {
    return inRuns(
      sysctlSettings(file).map((setting) => ({
        group: areaOf(setting.name),
        symbol: symbolOf(setting.name, setting.text, setting),
      })),
    );
  }
  if (file.kind === 'limits') {
    return inRuns(
      limitsSettings(file).map((setting) => ({
        group: setting.domain,
        symbol: symbolOf(`${setting.entry.type.value} ${setting.name}`, setting.text, setting),
      })),
    );
  }
  const settings = unitSettings(file);
  return file.systemd.sections.flatMap((section) => {
    const children = settings
      .filter((setting) => setting.section === section)
      .map((setting) => symbolOf(setting.name, setting.text, setting));
    if (section.header.end <= section.header.start) return children;
    const end = Math.max(section.header.end, ...children.map(({ span }) => span.end));
    return [
      {
        name: section.name,
        detail: '',
        kind: 'block' as const,
        span: { start: section.header.start, end },
        nameSpan: section.header,
        children,
      },
    ];
  });
}

/** `net.ipv4` of net.ipv4.tcp_rmem, `vm` of vm.swappiness. */
function areaOf(key: string): string {
  const parts = key.split('.');
  return parts.slice(0, Math.max(1, Math.min(2, parts.length - 1))).join('.');
}

function symbolOf(
  name: string,
  text: string,
  { span, nameSpan }: Pick<OutlineSymbol, 'span' | 'nameSpan'>,
): OutlineSymbol {
  return { name, detail: text.replace(/\s+/g, ' '), kind: 'setting', span, nameSpan, children: [] };
}

/** Neighbours of one group under its name; a symbol's children lie within its span, so a group may come again. */
function inRuns(entries: readonly { readonly group: string; readonly symbol: OutlineSymbol }[]): OutlineSymbol[] {
  const runs: { group: string; children: OutlineSymbol[] }[] = [];
  for (const { group, symbol } of entries) {
    const last = runs[runs.length - 1];
    if (last?.group === group) last.children.push(symbol);
    else runs.push({ group, children: [symbol] });
  }
  return runs.map(({ group, children }) => {
    const first = children[0]!;
    return {
      name: group,
      detail: '',
      kind: 'block',
      span: { start: first.span.start, end: children[children.length - 1]!.span.end },
      nameSpan: first.nameSpan,
      children,
    };
  });
}
