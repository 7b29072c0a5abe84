import type { ConfigFile } from '../settings/file';
import type { Severity } from '../settings/project';
import type { FileEdit } from '../text/edit';
import type { Span } from '../text/span';

/** A span of one file. */
export interface Place {
  readonly file: ConfigFile;
  readonly span: Span;
}

export interface RelatedPlace extends Place {
  readonly message: string;
}

/**
 * - safe: brings the setting to the active tier and the real program accepts it; applied by fix-all.
 * - review: changes behaviour beyond the number, or touches another file; offered one by one.
 * - advice: no edit, but what to do elsewhere; shown in the hover.
 */
export type Safety = 'safe' | 'review' | 'advice';

export interface Fix {
  /** Says the result: `Set worker_connections to 10000 (production)`. */
  readonly title: string;
  readonly safety: Safety;
  /** The tier whose number it writes. */
  readonly tier?: string;
  readonly edits: readonly FileEdit[];
}

/** A rule's verdict at a place, before anyone's settings, comments or profile have been asked. */
export interface Verdict {
  readonly at: Place;
  readonly message: string;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly setting?: string;
  /** The value as it is written; undefined where the setting is absent. */
  readonly value?: string;
  readonly related?: readonly RelatedPlace[];
  /** The first fix is the preferred one. */
  readonly fixes?: readonly Fix[];
  readonly tag?: 'unnecessary' | 'deprecated';
}

/** What a rule could not decide at a place, with the reason. */
export interface Undecided {
  readonly at: Place;
  readonly unknown: string;
}

/** A verdict as users see it. */
export interface Finding extends Verdict {
  readonly rule: string;
  readonly severity: Severity;
  readonly profile: string;
  readonly fixes: readonly Fix[];
  readonly related: readonly RelatedPlace[];
}

export interface UnknownFinding extends Undecided {
  readonly rule: string;
}

/** A finding of which nothing is said, and why. */
export interface AcceptedFinding extends Finding {
  /** A comment in the file, a level `off` in the settings, or a profile that doesn't ask for it. */
  readonly acceptedBy: 'comment' | 'settings' | 'profile';
  /** What the comment gives as its reason. */
  readonly reason?: string;
}
