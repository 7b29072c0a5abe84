import type { Fix, Safety } from '../stack/finding';
import type { FileEdit } from '../text/edit';

/** The fix with these edits; none where there is nothing to edit or no way to write it. */
export function fixWith(title: string, safety: Safety, edits: readonly FileEdit[]): Fix[] {
  return edits.length > 0 ? [{ title, safety, edits: [...edits] }] : [];
}
