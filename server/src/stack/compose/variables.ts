import type { Known, Unknown } from '../../settings/value';
import type { Place } from '../finding';

/** A variable as a file of variables sets it. */
export interface Variable {
  readonly name: string;
  readonly value: Known<string> | Unknown;
  /** Where its value is written. */
  readonly place: Place;
}

/** What interpolation fills in: the variables of `.env` files, those of an including project first. Immutable. */
export class Variables {
  constructor(
    readonly own: ReadonlyMap<string, Variable>,
    readonly parent?: Variables,
    /** Why there may be variables that are not in view: a file of variables that is not in the workspace. */
    readonly ownUnseen?: string,
  ) {}

  get(name: string): Variable | undefined {
    return this.parent?.get(name) ?? this.own.get(name);
  }

  get unseen(): string | undefined {
    return this.parent?.unseen ?? this.ownUnseen;
  }

  reasonFor(name: string): string {
    return this.unseen ?? `no file in view sets ${name}`;
  }

  /** Every variable that the files set. */
  *all(): Iterable<Variable> {
    if (this.parent) yield* this.parent.all();
    for (const [name, variable] of this.own) if (!this.parent?.get(name)) yield variable;
  }
}
