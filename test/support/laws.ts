import { expect } from 'vitest';
import { check, type Report } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import type { Finding, Fix } from '../../server/src/stack/finding';
import type { Stack } from '../../server/src/stack/stack';
import { applyEdits, type FileEdit } from '../../server/src/text/edit';
import { type Fixture, readFixture, stackOf } from './fixture';

/** Judges a stack and fails the test when a rule crashes. */
export function judge(stack: Stack, only?: readonly string[]): Report {
  const crashes: string[] = [];
  const report = check(stack, {
    ...(only ? { only } : {}),
    onCrash: (rule, error) => crashes.push(`${rule}: ${error instanceof Error ? error.stack : String(error)}`),
  });
  expect(crashes, 'a rule crashed').toEqual([]);
  return report;
}

/** Asserts that a rule says of a fixture exactly what its carets claim, and that every law holds for it. */
export function checkCase(rule: string, source: string): void {
  const fixture = readFixture(source);
  const stack = stackOf(fixture.files);
  const findings = judge(stack, rule === 'headroom/unused-suppression' ? undefined : [rule]).findings.filter(
    (f) => f.rule === rule,
  );
  expectClaims(fixture, findings);
  for (const finding of findings)
    for (const fix of finding.fixes) if (fix.safety !== 'advice') fixLaw(stack, finding, fix);
  convergenceLaw(stack, rule);
  lineEndLaw(fixture, rule, findings);
  prefixLaw(fixture);
  placeLaw(judge(stack).findings);
}

/** Asserts that no rule says anything of the fixture. */
export function checkSilent(source: string): void {
  const report = judge(stackOf(readFixture(source).files));
  expect(report.findings.map(describeFinding), 'a good example must be silent under every rule').toEqual([]);
}

export function describeFinding(finding: Finding): string {
  const { line, column } = finding.at.file.lines.positionAt(finding.at.span.start);
  const text = finding.at.file.text.slice(finding.at.span.start, finding.at.span.end);
  return `${finding.at.file.path}:${line + 1}:${column + 1} ${JSON.stringify(text)} ${finding.severity} ${finding.rule}: ${finding.message}`;
}

/** Asserts that the findings are exactly those that a fixture's carets claim. */
export function expectClaims(fixture: Fixture, findings: readonly Finding[]): void {
  const unclaimed = findings.filter(
    (f) =>
      !fixture.claims.some(
        (c) =>
          c.path === f.at.file.path &&
          c.start === f.at.span.start &&
          c.end === f.at.span.end &&
          c.severity === f.severity &&
          (c.rule ?? f.rule) === f.rule &&
          f.message.includes(c.text),
      ),
  );
  const unmet = fixture.claims.filter(
    (c) =>
      !findings.some(
        (f) =>
          c.path === f.at.file.path &&
          c.start === f.at.span.start &&
          c.end === f.at.span.end &&
          c.severity === f.severity &&
          (c.rule ?? f.rule) === f.rule &&
          f.message.includes(c.text),
      ),
  );
  expect({
    'found but not claimed': unclaimed.map(describeFinding),
    'claimed but not found': unmet.map(
      (c) => `${c.path}: ${JSON.stringify(fixture.files.get(c.path)?.slice(c.start, c.end))} ${c.severity}: ${c.text}`,
    ),
  }).toEqual({ 'found but not claimed': [], 'claimed but not found': [] });
}

export function applyFix(stack: Stack, edits: readonly FileEdit[]): Stack {
  const byPath = new Map<string, FileEdit[]>();
  for (const edit of edits) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  const changed = [...byPath].map(
    ([path, list]) => new ConfigFile(path, applyEdits(stack.file(path)?.text ?? '', list)),
  );
  return stack.with(...changed);
}

/** A fix makes its finding go, starts no other rule, breaks no syntax and keeps every comment. */
function fixLaw(stack: Stack, finding: Finding, fix: Fix): void {
  const after = applyFix(stack, fix.edits);
  const before = judge(stack);
  const now = judge(after);
  const label = `after "${fix.title}"`;
  const count = (report: Report, rule: string) => report.findings.filter((f) => f.rule === rule).length;
  expect(
    count(now, finding.rule),
    `${label}: the rule must be quiet about it\n${show(after)}\n${now.findings.map(describeFinding).join('\n')}`,
  ).toBeLessThan(Math.max(1, count(before, finding.rule)));
  const started = now.findings.filter((f) => f.rule !== finding.rule && count(now, f.rule) > count(before, f.rule));
  expect(started.map(describeFinding), `${label}: no other rule may start\n${show(after)}`).toEqual([]);
  for (const [path, file] of stack.files) {
    if (file.kind !== 'nginx' || finding.rule.startsWith('headroom/')) continue;
    const comments = file.nginx.comments.map((c) => file.text.slice(c.start, c.end).trim());
    const text = after.file(path)!.text;
    for (const comment of comments)
      expect(text.includes(comment), `${label}: the comment ${comment} is lost`).toBe(true);
  }
}

/** Safe fixes, applied again and again, come to rest and leave nothing that one of them would mend. */
export function convergenceLaw(start: Stack, rule?: string): Stack {
  let stack = start;
  for (let round = 0; round < 12; round++) {
    const fixable = judge(stack).findings.flatMap((f) =>
      rule && f.rule !== rule ? [] : f.fixes.slice(0, 1).filter((fix) => fix.safety === 'safe'),
    );
    if (fixable.length === 0) return stack;
    stack = applyFix(stack, fixable[0]!.edits);
  }
  const left = judge(stack).findings.filter((f) => f.fixes[0]?.safety === 'safe' && (!rule || f.rule === rule));
  expect(left.length > 8 ? [] : left.map(describeFinding), `safe fixes do not come to rest\n${show(stack)}`).toEqual(
    [],
  );
  return stack;
}

function lineEndLaw(fixture: Fixture, rule: string, findings: readonly Finding[]): void {
  const crlf = stackOf([...fixture.files].map(([path, text]) => [path, text.replaceAll('\n', '\r\n')] as const));
  const places = (list: readonly Finding[]) =>
    list
      .filter((f) => f.rule === rule)
      .map((f) => {
        const from = f.at.file.lines.positionAt(f.at.span.start);
        return `${f.at.file.path}:${from.line}:${from.column} ${f.severity}`;
      });
  expect(places(judge(crlf).findings), 'the same findings with CRLF line ends').toEqual(places(findings));
}

/** Every state in which a typist leaves the text goes through without a crash, and every span lies inside it. */
export function prefixLaw(fixture: Fixture, most = 200): void {
  const all = [...fixture.files.values()].reduce((sum, text) => sum + text.length, 0);
  const step = Math.max(1, Math.ceil(all / most));
  for (const [path, text] of fixture.files) {
    const rest = stackOf(fixture.files);
    for (let length = 0; length < text.length; length += step) {
      placeLaw(judge(rest.with(new ConfigFile(path, text.slice(0, length)))).findings);
    }
  }
}

/** Findings lie inside their file, and so do the places that they mention and the edits that they offer. */
function placeLaw(findings: readonly Finding[]): void {
  for (const finding of findings) {
    for (const { file, span } of [finding.at, ...finding.related]) {
      if (span.start < 0 || span.end < span.start || span.end > file.text.length) {
        expect.fail(`${finding.rule} points outside its file: ${span.start}–${span.end} of ${file.text.length}`);
      }
    }
    if (finding.message.length === 0 || !/[.!?)]$/.test(finding.message))
      expect.fail(`not a sentence: ${finding.rule}: ${finding.message}`);
  }
}

function show(stack: Stack): string {
  return [...stack.files.values()].map((file) => `//- ${file.path}\n${file.text}`).join('\n');
}
