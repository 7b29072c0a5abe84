import type { ConfigFile } from '../settings/file';
import { partAround } from '../settings/yaml/parts';
import type { Finding } from '../stack/finding';
import type { FileEdit } from '../text/edit';

/** Stands where the user says why; it is meant to be replaced. */
export const REASON = 'reason';

/** An edit that puts a suppression above the line of a finding, in that line's indentation. */
export function ignoreOnLine({ at: { file, span }, rule }: Finding): FileEdit[] {
  const { lines } = file;
  const start = lines.startOf(lines.lineAt(span.start));
  if (!canHoldComment(file, start)) return [];
  const text = isYaml(file) ? partAround(file, span.start) : undefined;
  // No comment can stand inside a text that spans lines: one above its key silences all of it.
  if (text?.scalar && text.scalar.span.start < start) {
    const above = lines.startOf(lines.lineAt(text.span.start));
    const indent = lines.indentAt(text.span.start);
    return [file.edit(above, above, `${indent}# headroom-ignore ${rule} -- ${REASON}${lines.lineBreak}`)];
  }
  return [
    file.edit(
      start,
      start,
      `${lines.indentAt(span.start)}# headroom-ignore-next-line ${rule} -- ${REASON}${lines.lineBreak}`,
    ),
  ];
}

/** An edit that puts a suppression for the whole file at its top. */
export function ignoreInFile({ at: { file }, rule }: Finding): FileEdit[] {
  const { text, lines } = file;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  // An interpreter line and an encoding stay in front.
  for (
    let line = 0;
    line < 2 && /^\uFEFF?#(!|.*coding[:=])/.test(text.slice(lines.startOf(line), lines.endOf(line)));
    line++
  )
    at = lines.startOf(line + 1);
  return [file.edit(at, at, `# headroom-ignore-file ${rule} -- ${REASON}${lines.lineBreak}`)];
}

function isYaml({ kind }: ConfigFile): boolean {
  return kind === 'compose' || kind === 'mongod' || kind === 'headroom';
}

/** Whether a line may be put in at the offset: not in the middle of a quoted text that spans lines. */
function canHoldComment(file: ConfigFile, offset: number): boolean {
  if (file.kind !== 'nginx') return true;
  let list = file.nginx.directives;
  for (;;) {
    const holder = list.find((directive) => directive.name.start < offset && offset < directive.end);
    if (!holder) return true;
    const { block } = holder;
    if (!block || offset <= block.open)
      return ![holder.name, ...holder.args].some((word) => word.start < offset && offset < word.end);
    if (block.opaque) return offset >= block.end;
    list = block.directives;
  }
}
