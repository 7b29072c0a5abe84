import type { ComposeService } from '../stack/compose/service';
import type { Fix, Safety } from '../stack/finding';
import type { FileEdit } from '../text/edit';

/** The fix with these edits; none where there is nothing to edit or no way to write it. */
export function fixWith(title: string, safety: Safety, edits: readonly FileEdit[]): Fix[] {
  return edits.length > 0 ? [{ title, safety, edits: [...edits] }] : [];
}

/** The fix that gives a container more memory, at the key that limits it now. */
export function memoryLimitFix(service: ComposeService, size: string): Fix[] {
  const long = ['deploy', 'resources', 'limits', 'memory'];
  const path = service.setting(...long).state === 'known' ? long : ['mem_limit'];
  return fixWith(`Raise the memory limit of ${service.name} to ${size}`, 'review', service.set(path, size));
}
