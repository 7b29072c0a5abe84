import type { StartedProgram } from '../../settings/command/program';
import type { ConfigFile } from '../../settings/file';
import type { LineSetting } from '../../settings/setting';
import { type Absent, type Known, known, type Unknown, unknown } from '../../settings/value';
import type { FileEdit } from '../../text/edit';
import type { ComposeNode } from '../compose/node';
import type { Role } from '../compose/role';
import { ComposeService } from '../compose/service';
import type { Place } from '../finding';

/** What a service says, in three values, with the place where it says so. */
export type Told<T> =
  | (Known<T> & { readonly place: Place })
  | (Unknown & { readonly place?: Place | undefined })
  | Absent;

/** A variable that programs of a service see. */
export interface ServiceVariable {
  readonly name: string;
  readonly keyPlace: Place;
  readonly value: Told<string>;
  /** The value in Compose's model, where that has it. */
  readonly node?: ComposeNode | undefined;
}

/** A service of Compose, or one that the machine itself runs: a rule need not know which. */
export interface Service {
  readonly name: string;
  /** What proves it. */
  readonly place: Place;
  readonly file: ConfigFile;
  readonly role: Role;
  readonly programs: readonly StartedProgram[];
  /** The variables of its programs. */
  readonly environment: ReadonlyMap<string, ServiceVariable>;
  /** Why there may be variables that are not in view. */
  readonly environmentUnseen: string | undefined;
  /** How many run; absent is one. */
  readonly replicas: Told<number>;
  /** In CPUs. 0: no limit. */
  readonly cpuLimit: Told<number>;
  /** In bytes. 0 and negative: no limit. */
  readonly memoryLimit: Told<number>;
  /** Whether its programs may load the file. */
  shows(file: ConfigFile): boolean;
  /** The workspace path of the file that its programs find under one of these paths, seen from where they start. */
  fileAt(paths: readonly string[]): string | undefined;
  /** Whether a file may lie where its programs start that is not in view. */
  readonly hidesFiles: boolean;
  /** Edits that let it take as many MiB; none where nothing limits its memory. */
  limitMemory(mebibytes: number): readonly FileEdit[];
  /** Edits that give a variable of `environment` this value; none where that can't be written. */
  setVariable(name: string, value: string): readonly FileEdit[];
}

export function isComposed(service: Service | undefined): service is ComposeService {
  return service instanceof ComposeService;
}

export const ABSENT: Absent = { state: 'absent' };

/** A setting of a line as a number; absent where it is empty, unknown where it can't be read. */
export function toldNumber(setting: LineSetting | undefined, read: (text: string) => number | undefined): Told<number> {
  if (!setting) return ABSENT;
  const { value, atValue: place } = setting;
  if (value.state === 'unknown') return { ...value, place };
  if (value.value === '') return ABSENT;
  const number = read(value.value);
  return { ...(number === undefined ? unknown(`${value.value} can’t be read`) : known(number)), place };
}
