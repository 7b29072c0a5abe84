import type { ConfigFile } from '../../settings/file';
import type { YamlNode } from '../../syntax/yaml/tree';

/** The documents of a Compose file: Compose merges them in their order. */
export function composeDocuments(file: ConfigFile): readonly YamlNode[] {
  return file.yaml.documents.map(({ root }) => root).filter((root) => root !== undefined);
}
