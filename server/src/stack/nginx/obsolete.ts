import type { Fix } from '../finding';
import type { NginxSetting } from './setting';

/** Directives that were renamed, with nothing else changed. */
const RENAMED: Readonly<Record<string, string>> = { connections: 'worker_connections' };

/**
 * What to write instead of a directive that newer versions refuse or ignore.
 *
 * @param ignored whether the version in use is known to ignore it, so that the line can go without changing anything
 */
export function replaceObsolete(setting: NginxSetting, ignored: boolean): Fix[] {
  const { name } = setting;
  if (name === 'ssl') return replaceSsl(setting);
  const renamed = Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
  if (renamed !== undefined)
    return [
      { title: `Rename it to ${renamed}`, safety: 'review', edits: setting.setWord(setting.directive.name, renamed) },
    ];
  if (name === 'limit_zone') return replaceLimitZone(setting);
  if (/^(http2|spdy)_/.test(name))
    return [{ title: `Remove ${name}`, safety: ignored ? 'safe' : 'review', edits: setting.remove() }];
  return [];
}

/** Which directive took over its work, in words; undefined where none did. */
export function successor(name: string): string | undefined {
  return SUCCESSORS[name];
}

const SUCCESSORS: Readonly<Record<string, string | undefined>> = {
  ssl: 'the ssl parameter of listen',
  connections: 'worker_connections',
  limit_zone: 'limit_conn_zone',
  optimize_server_names: 'server_name_in_redirect',
  satisfy_any: 'satisfy',
  open_file_cache_retest: 'open_file_cache_valid',
  http2_max_field_size: 'large_client_header_buffers',
  http2_max_header_size: 'large_client_header_buffers',
  http2_max_requests: 'keepalive_requests',
  http2_recv_timeout: 'client_header_timeout',
  http2_idle_timeout: 'keepalive_timeout',
  http2_push: 'early_hints',
  proxy_downstream_buffer: 'proxy_buffer_size',
  proxy_upstream_buffer: 'proxy_buffer_size',
};

/** `ssl on;` goes to the server's listen lines; `ssl off;` just goes. */
function replaceSsl(setting: NginxSetting): Fix[] {
  const on = setting.flag;
  if (on === false) return [{ title: 'Remove ssl off', safety: 'review', edits: setting.remove() }];
  const listens = setting.scope.own('listen');
  const complete =
    setting.scope.unseen === undefined && (setting.scope.kind === 'server' || setting.scope.kind === 'mail-server');
  if (
    on !== true ||
    !complete ||
    listens.length === 0 ||
    listens.some((listen) => listen.args.some((word) => word.placeholder))
  )
    return [];
  const edits = listens.filter((listen) => !listen.hasWord('ssl')).flatMap((listen) => listen.add('ssl'));
  return [{ title: 'Put ssl on the listen lines instead', safety: 'review', edits: [...setting.remove(), ...edits] }];
}

/** `limit_zone name key size` was the old order of `limit_conn_zone key zone=name:size`. */
function replaceLimitZone(setting: NginxSetting): Fix[] {
  const [name, key, size] = setting.args;
  if (!name || !key || !size || setting.args.some((word) => word.placeholder)) return [];
  const edits = [
    ...setting.setWord(setting.directive.name, 'limit_conn_zone'),
    ...setting.set(key.value, `zone=${name.value}:${size.value}`),
  ];
  return [{ title: 'Write it as limit_conn_zone', safety: 'review', edits }];
}
