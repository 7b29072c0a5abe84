import type { Fix, Safety } from '../stack/finding';
import type { Service } from '../stack/model/service';
import type { FileEdit } from '../text/edit';

/** The fix with these edits; none where there is nothing to edit or no way to write it. */
export function fixWith(title: string, safety: Safety, edits: readonly FileEdit[]): Fix[] {
  return edits.length > 0 ? [{ title, safety, edits: [...edits] }] : [];
}

/** The fix that lets a service take more memory, at the key that limits it now. */
export function memoryLimitFix(service: Service, mebibytes: number): Fix[] {
  const title = `Raise the memory limit of ${service.name} to ${mebibytes}m`;
  return fixWith(title, 'review', service.limitMemory(mebibytes));
}
