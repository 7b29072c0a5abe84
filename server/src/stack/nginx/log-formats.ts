import type { NginxConfiguration } from './configuration';
import type { NginxSetting } from './setting';

/** The http or stream level, which each have formats of their own. */
export type LogLevel = 'http' | 'stream';

/** The level of a `log_format` or `access_log` line; undefined where it stands nowhere that nginx takes it. */
export function logLevelOf(setting: NginxSetting): LogLevel | undefined {
  const { kind } = setting.scope;
  if (kind === undefined || kind === 'main' || kind.startsWith('mail')) return undefined;
  return kind.startsWith('stream') ? 'stream' : 'http';
}

/** The lines that define the formats of a level, by name, in the order of their names' first lines. */
export function logFormats(
  configuration: NginxConfiguration,
  level: LogLevel,
): ReadonlyMap<string, readonly NginxSetting[]> {
  const formats = new Map<string, NginxSetting[]>();
  for (const setting of configuration.all('log_format')) {
    const name = setting.argument(0);
    if (name?.state !== 'known' || logLevelOf(setting) !== level) continue;
    const list = formats.get(name.value);
    if (list) list.push(setting);
    else formats.set(name.value, [setting]);
  }
  return formats;
}
