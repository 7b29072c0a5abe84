// @ts-check
// What the suites of `npm test` have in common.

/**
 * How many tests of a suite did what. `note` is said on the suite's line.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, note?: string }} Tally
 */

/**
 * The tally of a suite that can't run here.
 *
 * @param {string} note why
 * @returns {Tally}
 */
export const skipped = (note) => ({ passed: 0, failed: 0, skipped: 1, note });

/**
 * “12 passed, 0 failed”, with what was skipped where anything was.
 *
 * @param {Tally} tally
 */
export const describeTally = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
