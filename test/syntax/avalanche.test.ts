import { describe, expect, test } from 'vitest';
import type { Finding } from '../../server/src/stack/finding';
import { stackOf } from '../support/fixture';
import { describeFinding, judge } from '../support/laws';
import { REALISTIC_NGINX } from '../support/realistic-nginx';

/*
 * One character that is missing from a long file costs one error, or two where the damage has two ends, and the first
 * is said where the character was. Where nginx takes the next line for further arguments without a complaint, the
 * warning about that counts as the first finding, and the errors that follow from it are nginx's own.
 */

const SWALLOWED = 'nginx/swallowed-directive';

interface Damage {
  readonly place: string;
  readonly line: number;
  readonly said: readonly Finding[];
}

describe('a configuration of 300 lines and more', () => {
  test('is without errors', () => {
    expect(REALISTIC_NGINX.split('\n').length).toBeGreaterThan(300);
    expect(errorsOf(REALISTIC_NGINX).map(describeFinding)).toEqual([]);
  });

  test.each([
    ['semicolon', ';'],
    ['opening brace', '{'],
    ['closing brace', '}'],
    ['double quote', '"'],
    ['single quote', "'"],
  ])('that lacks one %s gets one error or two, the first in the right place', { timeout: 60_000 }, (_, character) => {
    const all = damages(character);
    expect(all.length).toBeGreaterThan(5);
    const many = all.filter(({ said }) => said[0]?.rule !== SWALLOWED && said.length > 2);
    expect(many.map(describeDamage)).toEqual([]);
    const far = all.filter(({ line, said }) => said[0] && distance(said[0], line) > 1);
    expect(far.map(describeDamage)).toEqual([]);
    expect(all.filter(({ said }) => said.length > 1).length).toBeLessThanOrEqual(Math.ceil(all.length / 20));
  });
});

/** What is said of the text without each of the characters in turn. Comments are left alone. */
function damages(character: string): Damage[] {
  const found: Damage[] = [];
  REALISTIC_NGINX.split('\n').forEach((line, index, lines) => {
    if (line.trim().startsWith('#')) return;
    for (let at = line.indexOf(character); at >= 0; at = line.indexOf(character, at + 1)) {
      const text = lines.with(index, line.slice(0, at) + line.slice(at + 1)).join('\n');
      found.push({
        place: `line ${index + 1} without ${character} at ${at + 1}: ${line.trim()}`,
        line: index,
        said: errorsOf(text),
      });
    }
  });
  return found;
}

function errorsOf(text: string): readonly Finding[] {
  return judge(stackOf([['nginx.conf', text]])).findings.filter(
    ({ severity, rule }) => severity === 'error' || rule === SWALLOWED,
  );
}

/** How many lines lie between a finding and the damage, empty ones not counted. */
function distance(finding: Finding, line: number): number {
  const { file, span } = finding.at;
  const found = file.lines.lineAt(span.start);
  const between = file.text.split('\n').slice(Math.min(found, line) + 1, Math.max(found, line) + 1);
  return between.filter((text, index) => text.trim() !== '' || index === between.length - 1).length;
}

function describeDamage({ place, said }: Damage): string {
  return [place, ...said.map(describeFinding)].join('\n  ');
}
