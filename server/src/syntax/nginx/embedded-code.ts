/** Blocks whose body is Lua or JavaScript: nginx hands it to the module, which finds the closing brace itself. */
export function isEmbeddedCode(name: string): boolean {
  return name.endsWith('_block') && (name.endsWith('_by_lua_block') || name.endsWith('_by_njs_block'));
}

/**
 * The offset of the brace that closes a Lua body that begins at `start`, or -1. Braces in strings, in long brackets
 * and in comments do not count, as in lua-nginx-module's own scanner.
 */
export function endOfEmbeddedCode(text: string, start: number): number {
  let depth = 1;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 123) depth++;
    else if (code === 125) {
      if (--depth === 0) return i;
    } else if (code === 34 || code === 39) i = endOfString(text, i, code);
    else if (code === 45 && text.charCodeAt(i + 1) === 45) i = endOfComment(text, i);
    else if (code === 91) i = endOfLongBracket(text, i) ?? i;
  }
  return -1;
}

function endOfString(text: string, start: number, quote: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === quote || code === 10) return i;
  }
  return text.length;
}

function endOfComment(text: string, start: number): number {
  const long = endOfLongBracket(text, start + 2);
  if (long !== undefined) return long;
  const lineEnd = text.indexOf('\n', start);
  return lineEnd < 0 ? text.length : lineEnd;
}

/** `[[ … ]]` or `[==[ … ]==]`: the offset of its last bracket, when one opens at `start`. */
function endOfLongBracket(text: string, start: number): number | undefined {
  if (text.charCodeAt(start) !== 91) return undefined;
  let i = start + 1;
  while (text.charCodeAt(i) === 61) i++;
  if (text.charCodeAt(i) !== 91) return undefined;
  const closing = `]${'='.repeat(i - start - 1)}]`;
  const found = text.indexOf(closing, i + 1);
  return found < 0 ? text.length : found + closing.length - 1;
}
