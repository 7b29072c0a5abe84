import type { ConfigFile } from '../settings/file';
import { grouped } from '../text/numbers';
import type { Links } from './links';

/** Text of a user's file as inline code: in one line, cut where it is long. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const cut = line.length > 100 ? `${line.slice(0, 99)}…` : line;
  return cut.includes('`') ? `\`\` ${cut} \`\`` : `\`${cut}\``;
}

/** `[conf.d/api.conf:12](…)`: a link to the line of an offset. */
export function placeLink(file: ConfigFile, offset: number, links: Links): string {
  const line = file.lines.lineAt(offset) + 1;
  return `[${escapeLabel(file.path)}:${line}](${links.place(file.path, line)})`;
}

/** A rule's id, linked where its page has an address. */
export function ruleLink(id: string, links: Links): string {
  const address = links.rule(id);
  return address === undefined ? `\`${id}\`` : `[${id}](${address})`;
}

/** An address as a link that shows its host, and its last part where that tells pages apart. */
export function sourceLink(address: string): string {
  const shown = address.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
  const [host = '', ...rest] = shown.split('/');
  const last = rest.at(-1)?.replace(/\.html?(?=#|$)/, '') ?? '';
  return `[${escapeLabel(last === '' ? host : `${host} › ${last}`)}](${address})`;
}

/** Text for a cell of a table. */
export function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');
}

/** `1 place`, `3 places`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(number)} ${number === 1 ? singular : plural}`;
}

export function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function escapeLabel(text: string): string {
  return text.replace(/[[\]\\]/g, '\\$&');
}
