import type { Setting } from '../../settings/setting';
import type { FileEdit } from '../../text/edit';
import type { Effective } from '../effective';

/** One assignment of a kernel parameter, in a sysctl file or under `sysctls:` of a Compose service. */
export interface SysctlAssignment extends Setting {
  /** Errors of this line are ignored. */
  readonly lenient: boolean;
  /** A template's condition decides whether it is there. */
  readonly conditional: boolean;
}

/** Kernel parameters that hold together: those of a host, or those of one service's containers. */
export interface SysctlSet {
  /** Containers begin with the kernel's own values, whatever their host's are. */
  readonly holdsFor: 'host' | 'container';
  /** Every key that is set by its full name, in the order of the files. */
  readonly keys: readonly string[];
  /** Every assignment of the key; of a host, in the order in which they are applied. */
  settings(key: string): readonly SysctlAssignment[];
  effective(key: string): Effective<SysctlAssignment>;
  /** Edits that put the key into force: a new value where it is set, else a new line or item. */
  insert(key: string, value: string): FileEdit[];
}
