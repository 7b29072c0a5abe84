import { appendItem } from '../settings/yaml/write';
import type { ComposeService } from '../stack/compose/service';
import type { RedisServer } from '../stack/redis/server';
import type { FileEdit } from '../text/edit';

/** Where the images of Redis and Valkey start it, and so keep what it writes. */
const FOLDER = '/data';

/** A Redis whose data lie in its container alone. */
export interface Unkept {
  readonly service: ComposeService;
  /** Where Redis writes, in the container. */
  readonly folder: string;
}

/** Where a Redis of one of the official images writes and no volume with a name or a folder of the host is mounted. */
export function unkeptData(server: RedisServer): Unkept | undefined {
  const { service } = server;
  const path = service?.runtimeImage?.path;
  if (!service || (path !== 'redis' && path !== 'valkey/valkey')) return undefined;
  const folder = folderOf(server);
  return folder === undefined || mayOutlive(service, folder) ? undefined : { service, folder };
}

/** Where Redis writes; undefined where that can't be told. */
function folderOf(server: RedisServer): string | undefined {
  const written = server.setting('dir');
  if (written.state === 'unknown') return undefined;
  if (written.state === 'absent' || !written.setting) return FOLDER;
  const { value } = written;
  if (/^\.\/?$/.test(value)) return FOLDER;
  return value.startsWith('/') ? value.replace(/(.)\/+$/, '$1') : undefined;
}

/** Whether something that may outlive the container is mounted there, as far as can be told. */
function mayOutlive(service: ComposeService, folder: string): boolean {
  if (service.volumes.unseen !== undefined || service.unseen !== undefined) return true;
  if (service.get('volumes_from') !== undefined || service.get('tmpfs') !== undefined) return true;
  return service.volumes.volumes.some(
    ({ target, source, type }) =>
      (source !== undefined || type === 'unknown' || type === 'tmpfs') &&
      (target === folder || target === '/' || folder.startsWith(`${target}/`)),
  );
}

/** Where its data are kept by `keepData`. */
export function keptIn({ service }: Unkept): string {
  return `./${service.name}-data`;
}

/** Edits that mount a folder beside the Compose file: a volume with a name would have to be declared as well. */
export function keepData(unkept: Unkept): FileEdit[] {
  const { service, folder } = unkept;
  const mount = `${keptIn(unkept)}:${folder}`;
  const volumes = service.get('volumes');
  if (volumes?.kind !== 'list') return volumes === undefined ? service.set(['volumes'], [mount]) : [];
  const part = volumes.parts.find(
    ({ context, origin }) => origin.through.length === 0 && context.file === service.file,
  );
  return part?.yaml.kind === 'list' ? appendItem(part.context.file, part.yaml, mount) : [];
}

/** What turns the log on, and a title for it: with a folder that outlives the container, where it has none. */
export function turnLogOn(server: RedisServer): { readonly title: string; readonly edits: readonly FileEdit[] } {
  const unkept = unkeptData(server);
  const kept = unkept ? keepData(unkept) : [];
  const edits = server.insert('appendonly', 'yes');
  if (!unkept || kept.length === 0 || edits.length === 0) return { title: 'Set appendonly to yes', edits };
  return { title: `Set appendonly to yes, kept in ${keptIn(unkept)}`, edits: [...edits, ...kept] };
}
