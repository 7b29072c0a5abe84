import type { ConfigFile } from '../../settings/file';
import type { NginxSetting } from '../../stack/nginx/setting';
import type { Stack } from '../../stack/stack';

/** The workspace paths that `include` lines lead to, in nginx's order. */
export function includedPaths(stack: Stack, settings: readonly NginxSetting[]): string[] {
  const wanted = new Set(settings);
  const paths = new Set<string>();
  for (const configuration of new Set(settings.flatMap((setting) => stack.nginxOf(setting.file)))) {
    for (const { setting, target } of configuration.includes) {
      if (wanted.has(setting)) for (const path of target.paths) paths.add(stack.listing.links.get(path) ?? path);
    }
  }
  return [...paths];
}

/** The files of them that the stack holds. */
export function includedFiles(stack: Stack, settings: readonly NginxSetting[]): ConfigFile[] {
  return includedPaths(stack, settings).flatMap((path) => stack.file(path) ?? []);
}
