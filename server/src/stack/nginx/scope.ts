import type { Context } from '../../knowledge/nginx/contexts';
import { variants } from '../../knowledge/nginx/directives';
import type { ConfigFile } from '../../settings/file';
import { insertDirectives, type Placement } from '../../settings/nginx/write';
import type { FileEdit } from '../../text/edit';
import type { Place } from '../finding';
import type { NginxSetting } from './setting';

/** What is in force at a place, after inheritance. */
export interface Effective {
  /**
   * - set: a directive says so (its argument may still be unknown, see the setting)
   * - unknown: part of the configuration that could set it is not in view
   * - absent: nothing sets it; nginx's default holds
   */
  readonly state: 'set' | 'unknown' | 'absent';
  /** The one in force; of an array, the last. */
  readonly setting?: NginxSetting;
  /** All that are in force: several for arrays such as proxy_set_header. */
  readonly settings: readonly NginxSetting[];
  /** Whether more of the same array may stand where we can't see. */
  readonly complete: boolean;
  /** Why it is unknown. */
  readonly reason?: string;
}

/** What all scopes of one configuration know together. */
export interface Whole {
  /** Every directive of the configuration, by name. */
  readonly byName: ReadonlyMap<string, readonly NginxSetting[]>;
  /** Whether some scope has settings that are not in view. */
  unseen: boolean;
}

const NOTHING_SETS_IT: Effective = { state: 'absent', settings: [], complete: true };

/** One block of a configuration with everything in it, included files in their place. */
export class Scope {
  readonly settings: NginxSetting[] = [];
  readonly children: Scope[] = [];
  #byName: Map<string, NginxSetting[]> | undefined;
  #unseen: string | undefined;

  constructor(
    /** Undefined where the context can't be told: a fragment, or inside a block that nobody knows. */
    readonly kind: Context | undefined,
    readonly parent: Scope | undefined,
    /** The block directive; undefined for the outermost scope. */
    readonly opener: NginxSetting | undefined,
    readonly file: ConfigFile,
    private readonly configuration: Whole,
  ) {}

  /** Why settings of this scope may stand where we can't see them; undefined where all is in view. */
  get unseen(): string | undefined {
    return this.#unseen;
  }

  markUnseen(reason: string): void {
    this.#unseen ??= reason;
    this.configuration.unseen = true;
  }

  /** The directives of that name in this very block, included files counted. */
  own(name: string): readonly NginxSetting[] {
    if (this.settings.length < 12 && !this.#byName) {
      let found: NginxSetting[] | undefined;
      for (const setting of this.settings) {
        if (setting.directive.name.value !== name) continue;
        if (found) found.push(setting);
        else found = [setting];
      }
      return found ?? NONE;
    }
    if (!this.#byName) {
      const index = new Map<string, NginxSetting[]>();
      for (const setting of this.settings) {
        const list = index.get(setting.name);
        if (list) list.push(setting);
        else index.set(setting.name, [setting]);
      }
      this.#byName = index;
    }
    return this.#byName.get(name) ?? NONE;
  }

  /** What is in force here, by the directive's own inheritance rule. */
  effective(name: string): Effective {
    if (!this.configuration.unseen && !this.configuration.byName.has(name)) return NOTHING_SETS_IT;
    const own = inheritsNothing(name);
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const settings = scope.own(name);
      if (settings.length > 0) {
        const setting = settings[settings.length - 1]!;
        const complete = scope.unseen === undefined && !settings.some((s) => s.directive.conditional);
        if (settings.every((s) => s.directive.conditional)) {
          return { state: 'unknown', settings, complete: false, reason: 'it stands inside a template’s condition' };
        }
        return { state: 'set', setting, settings, complete };
      }
      if (scope.unseen !== undefined)
        return { state: 'unknown', settings: NONE, complete: false, reason: scope.unseen };
      if (own || isolates(scope)) break;
    }
    return { state: 'absent', settings: NONE, complete: true };
  }

  /** The nearest scope of that kind, this one included. */
  nearest(kind: Context): Scope | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) if (scope.kind === kind) return scope;
    return undefined;
  }

  /** All scopes below this one, depth first. */
  descendants(): readonly Scope[] {
    const found: Scope[] = [];
    const visit = (scope: Scope): void => {
      for (const child of scope.children) {
        found.push(child);
        visit(child);
      }
    };
    visit(this);
    return found;
  }

  /** Where a finding about something that is missing here goes: the block's name, else the file's first directive. */
  get place(): Place {
    if (this.opener) return this.opener.atName;
    const first = this.settings.find(({ inFile }) => inFile);
    return first ? first.atName : { file: this.file, span: { start: 0, end: 0 } };
  }

  /**
   * Edits that put statements into this block. `after` and `before` must be settings of this scope; one that stands
   * in an included file puts the statements there.
   */
  insert(
    statements: readonly string[],
    place: { after?: NginxSetting; before?: NginxSetting; at?: 'start' | 'end' } = {},
  ): FileEdit[] {
    const given = place.after ?? place.before;
    const anchor = given?.inFile ? given : undefined;
    const file = anchor?.file ?? this.opener?.file ?? this.file;
    const placement: Placement = {
      ...(anchor && place.after ? { after: anchor.directive } : {}),
      ...(anchor && !place.after ? { before: anchor.directive } : {}),
      ...(place.at ? { at: place.at } : {}),
    };
    const owner = this.opener?.directive;
    const inOwnFile = !anchor || anchor.file === this.opener?.file;
    const block = owner?.block && inOwnFile ? { owner, block: owner.block } : undefined;
    return [insertDirectives(file, block, statements, placement)];
  }
}

const NONE: readonly NginxSetting[] = [];

const ownNames = new Map<string, boolean>();

/** Whether a block never sees its parents' directives of that name: handlers, rewrites, block directives. */
function inheritsNothing(name: string): boolean {
  let own = ownNames.get(name);
  if (own === undefined) {
    const all = variants(name);
    own = all.length > 0 && all.every((variant) => variant.inheritance === 'own');
    ownNames.set(name, own);
  }
  return own;
}

/** events and upstream blocks see nothing of the blocks around them, http and stream nothing of main's. */
function isolates(scope: Scope): boolean {
  return scope.kind === 'events' || scope.kind === 'upstream' || scope.kind === 'stream-upstream';
}

/** How many blocks stand around a scope. */
export function depthOf(scope: Scope): number {
  let depth = 0;
  for (let outer = scope.parent; outer; outer = outer.parent) depth++;
  return depth;
}
