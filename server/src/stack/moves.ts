import { type ConfigFile, fileOf } from '../settings/file';
import type { EditedEntry } from '../syntax/yaml/edited-entry';
import type { FileEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { ComposeProject } from './compose/project';
import type { Place, Undecided, Verdict } from './finding';

interface Move {
  readonly now: ConfigFile;
  /** What has changed since; undefined where the text is the same again. */
  readonly edit: EditedEntry | undefined;
}

/** Brings places in earlier texts of files, of which something has been taken over, to where they are now. */
export class Moves {
  readonly #moves: ReadonlyMap<ConfigFile, Move>;

  private constructor(moves: Iterable<[ConfigFile, Move]>) {
    this.#moves = new Map(moves);
  }

  /** Those of projects that took something over; NONE where none did. */
  static of(projects: readonly ComposeProject[]): Moves {
    const moves = projects.flatMap(({ earlier, main }): [ConfigFile, Move][] =>
      earlier ? [[earlier.project.main, { now: main, edit: earlier.edit }]] : [],
    );
    return moves.length === 0 ? Moves.NONE : new Moves(moves);
  }

  static readonly NONE = new Moves([]);

  place(place: Place): Place {
    const move = this.#moves.get(place.file);
    return move ? { file: move.now, span: moved(place.span, move) } : place;
  }

  said<T extends Verdict | Undecided>(said: T): T {
    if (this === Moves.NONE) return said;
    const at = this.place(said.at);
    if ('unknown' in said) return { ...said, at };
    const { related, fixes } = said;
    return {
      ...said,
      at,
      ...(related ? { related: related.map(({ message, ...place }) => ({ ...this.place(place), message })) } : {}),
      ...(fixes ? { fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => this.#edit(edit)) })) } : {}),
    };
  }

  #edit(edit: FileEdit): FileEdit {
    const file = fileOf(edit);
    const move = file && this.#moves.get(file);
    return move ? { ...edit, span: moved(edit.span, move) } : edit;
  }
}

function moved({ start, end }: Span, { edit }: Move): Span {
  const at = (offset: number) => (edit && offset > edit.span.start ? offset + edit.by : offset);
  return { start: at(start), end: at(end) };
}
