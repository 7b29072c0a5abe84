import type { ConfigFile } from '../../settings/file';
import { type EditedEntry, editedEntry } from '../../syntax/yaml/edited-entry';
import type { YamlEntry, YamlNode } from '../../syntax/yaml/tree';

/** What may say something of more than the service in which it stands, or of comments. */
const FAR_REACHING = /\bextends\b|!reset|!override|headroom/;

/** The only service in which a Compose file has changed; null where more may have changed. */
export function editedService(before: ConfigFile, now: ConfigFile): EditedEntry | null {
  const edit = editedEntry(before.yaml, now.text, 'services');
  if (!edit) return null;
  const { start, end } = edit.span;
  if (FAR_REACHING.test(before.text.slice(start, end)) || FAR_REACHING.test(now.text.slice(start, end + edit.by)))
    return null;
  // How often an alias may be followed is a matter of the whole file.
  return aliasesIn(edit.before).join() === aliasesIn(edit.after).join() ? edit : null;
}

function aliasesIn({ key, value }: YamlEntry): readonly string[] {
  return [...aliasesOf(key), ...(value ? aliasesOf(value) : [])];
}

function aliasesOf(node: YamlNode): readonly string[] {
  if (node.kind === 'alias') return [node.name];
  if (node.kind === 'map') return node.entries.flatMap(aliasesIn);
  return node.kind === 'list' ? node.items.flatMap(aliasesOf) : [];
}
