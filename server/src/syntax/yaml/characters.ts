export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** White space or the text's end. */
export function isBreak(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9 || Number.isNaN(code);
}

/** One of `,[]{}`. */
export function isFlowSign(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}
