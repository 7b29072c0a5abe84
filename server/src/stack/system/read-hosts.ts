import type { ConfigFile } from '../../settings/file';
import { isTemplateName } from '../../settings/kind';
import { baseName, directoryOf } from '../../text/paths';
import { Host, type SysctlSlot } from './host';
import { byBytes, placeOf } from './places';

/** The hosts whose sysctl files a workspace holds. Hosts of an earlier stack are taken over where their files are the same. */
export function readHosts(
  files: Iterable<ConfigFile>,
  links: ReadonlyMap<string, string>,
  previous: readonly Host[],
): readonly Host[] {
  const byRoot = new Map<string, SysctlSlot[]>();
  const put = (root: string, slot: SysctlSlot) => {
    const slots = byRoot.get(root);
    if (slots) slots.push(slot);
    else byRoot.set(root, [slot]);
  };
  const held = new Map<string, ConfigFile>();
  const mains: ConfigFile[] = [];
  for (const file of files) {
    if (file.kind !== 'sysctl') continue;
    held.set(file.path, file);
    const drop = dropInPlace(file.path);
    if (drop) put(drop.root, { file, name: drop.name, rank: drop.rank, role: 'drop-in' });
    else mains.push(file);
  }
  for (const [link, target] of links) {
    const file = held.get(target);
    const drop = file && dropInPlace(link);
    if (file && drop) put(drop.root, { file, name: drop.name, rank: drop.rank, role: 'drop-in' });
  }
  for (const file of mains) {
    const place = placeOf(directoryOf(file.path));
    const isMain =
      renderedName(file.path) === 'sysctl.conf' && (place.mirrored ? place.rank === 0 : byRoot.has(place.root));
    put(isMain ? place.root : file.path, {
      file,
      name: renderedName(file.path),
      rank: 0,
      role: isMain ? 'main' : 'lone',
    });
  }
  const old = new Map(previous.map((host) => [host.root, host]));
  return [...byRoot]
    .sort(([a], [b]) => byBytes(a, b))
    .map(([root, slots]) => {
      const known = old.get(root);
      return known && sameSlots(known.slots, slots) ? known : new Host(root, slots);
    });
}

function dropInPlace(path: string): { root: string; rank: number; name: string } | undefined {
  const folder = directoryOf(path);
  const name = renderedName(path);
  if (baseName(folder) !== 'sysctl.d' || !name.endsWith('.conf')) return undefined;
  const { root, rank } = placeOf(directoryOf(folder));
  return { root, rank, name };
}

function sameSlots(a: readonly SysctlSlot[], b: readonly SysctlSlot[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (slot, i) =>
        slot.file === b[i]!.file && slot.name === b[i]!.name && slot.role === b[i]!.role && slot.rank === b[i]!.rank,
    )
  );
}

/** The name that a template renders to. */
function renderedName(path: string): string {
  const name = baseName(path);
  return isTemplateName(name) ? name.slice(0, name.lastIndexOf('.')) : name;
}
