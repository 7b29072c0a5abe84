/** A longer text is read anew each time: what is kept stays small. */
const LONGEST = 2_000;

/**
 * A reader of texts that keeps what it read of the last ones, for texts that come again and again: after a keystroke
 * nearly all of a file says what it said before. What it gives must be immutable and follow from the text alone.
 *
 * @param most how many texts are kept for certain; it may be twice as many
 */
export function remembered<T>(read: (text: string) => T, most = 2_000): (text: string) => T {
  let recent = new Map<string, { readonly value: T }>();
  let older: typeof recent = new Map();
  return (text) => {
    if (text.length > LONGEST) return read(text);
    let found = recent.get(text);
    if (found) return found.value;
    found = older.get(text) ?? { value: read(text) };
    if (recent.size >= most) {
      older = recent;
      recent = new Map();
    }
    recent.set(text, found);
    return found.value;
  };
}
