import { describe, expect, test } from 'vitest';
import { rules } from '../../server/src/rules/index.generated';
import { readNginx } from '../../server/src/settings/nginx/read';
import type { Finding, Fix } from '../../server/src/stack/finding';
import type { NginxConfiguration } from '../../server/src/stack/nginx/configuration';
import type { Stack } from '../../server/src/stack/stack';
import type { Directive } from '../../server/src/syntax/nginx/tree';
import type { Span } from '../../server/src/text/span';
import { readFixture, stackOf } from '../support/fixture';
import { applyFix, describeFinding, judge } from '../support/laws';
import { type Judgement, judgeByNginx } from '../support/nginx-judgement';
import { isForeignTo } from '../support/nginx-modules';
import { startable } from '../support/nginx-wrapping';
import { findNginx } from '../support/real-nginx';

/*
 * Every fix that a rule offers in its examples leads to a configuration that the real nginx accepts, and changes
 * nothing but the directives that it edits.
 *
 * An example that is a fragment gets a main file around it. What the examples name and this machine lacks (hosts, log
 * folders, certificates, users) is taken care of in the copy that nginx reads: see judgeByNginx. Three refusals say
 * nothing against a fix: one that another finding of an error explains, at its own line (examples hold several
 * mistakes, a fix mends one); one of a directive or parameter that came after the installed version; and one of a name
 * that a fragment takes from the rest of its configuration (a zone, a format, a variable).
 */

const nginx = await findNginx();
if (!nginx) console.log('nginx is not installed: the fixes are not tried on it.');

interface Case {
  readonly name: string;
  readonly before: Stack;
  readonly finding: Finding;
  readonly fix: Fix;
}

describe.skipIf(!nginx)('the real nginx accepts every fix', () => {
  const cases = [...fixes()];

  test('and there are enough of them', () => {
    expect(cases.length).toBeGreaterThan(60);
  });

  test.concurrent.each(cases.map((one) => [one.name, one] as const))(
    '%s',
    { timeout: 30_000 },
    async (_, { before, finding, fix }) => {
      const after = applyFix(before, fix.edits);
      for (const configuration of configurationsOf(after, fix)) {
        const given = startable(configuration);
        if (!given) continue;
        const judgement = await judgeByNginx(given.files, given.main, isForeign);
        const refused = judgement.verdict === 'refused' && !isExplained(judgement, after, configuration);
        expect(
          refused
            ? `${judgement.message?.file}:${judgement.message?.line}: ${judgement.message?.message}\n${show(after)}`
            : 'accepted',
        ).toBe('accepted');
        if (judgement.dump.size === 0) continue;
        // nginx read the same files that Headroom takes for the configuration, and those that were made to be empty.
        const read = [...judgement.dump.keys()].filter((path) => given.files.has(path));
        expect(read.sort()).toEqual([...given.files.keys()].sort());
        for (const [path, text] of judgement.dump) expect(words(text)).toEqual(words(judgement.given.get(path) ?? ''));
      }
      const rest = mendTheRest(after, finding.rule);
      if (rest !== after) {
        for (const configuration of configurationsOf(rest, fix)) {
          const given = startable(configuration);
          const judgement = given && (await judgeByNginx(given.files, given.main, isForeign));
          const refused =
            judgement?.verdict === 'refused' && !(OUT_OF_VIEW.test(judgement.message!.message) && !configuration.whole);
          expect(
            refused ? `${judgement.message?.line}: ${judgement.message?.message}\n${show(rest)}` : 'accepted',
          ).toBe('accepted');
        }
      }
      if (finding.rule !== 'syntax/nginx') expectOnlyEdited(before, after, fix);
    },
  );
});

function* fixes(): Generator<Case> {
  for (const rule of rules) {
    for (const [index, example] of rule.examples.entries()) {
      const before = stackOf(readFixture(example.bad).files);
      if (before.nginx.length === 0) continue;
      const findings = judge(before, [rule.id]).findings;
      for (const [place, finding] of findings.entries()) {
        for (const fix of finding.fixes) {
          if (fix.safety === 'advice' || !fix.edits.some((edit) => before.file(edit.path)?.kind === 'nginx')) continue;
          yield { name: `${rule.id}, example ${index + 1}, finding ${place + 1}: ${fix.title}`, before, finding, fix };
        }
      }
    }
  }
}

/** The stack when the other mistakes that the rule finds are mended as well. */
function mendTheRest(stack: Stack, rule: string): Stack {
  let mended = stack;
  for (let round = 0; round < 10; round++) {
    const next = judge(mended, [rule]).findings.find(
      ({ severity, fixes: [first] }) => severity === 'error' && first && first.safety !== 'advice',
    );
    if (!next) return mended;
    mended = applyFix(mended, next.fixes[0]!.edits);
  }
  return mended;
}

/** The configurations in which the edited files take part. */
function configurationsOf(stack: Stack, fix: Fix): NginxConfiguration[] {
  const paths = new Set(fix.edits.map((edit) => edit.path));
  return stack.nginx.filter((configuration) => [...configuration.files].some((file) => paths.has(file.path)));
}

const isForeign = (directive: string) => isForeignTo(nginx!, directive);

const OUT_OF_VIEW =
  /^(zero size shared memory zone|unknown log format|unknown "\w+" variable|zone "[^"]+" is unknown|"\w+_cache" zone "[^"]+" is unknown|the shared memory zone)/;

function isExplained({ message }: Judgement, after: Stack, configuration: NginxConfiguration): boolean {
  if (!message) return false;
  if (!configuration.whole && OUT_OF_VIEW.test(message.message)) return true;
  const errors = judge(after).findings.filter(({ severity }) => severity === 'error');
  if (message.line === undefined) return errors.length > 0;
  return (
    errors.some((finding) => {
      const { file, span } = finding.at;
      const line = file.lines.lineAt(span.start) + 1;
      return file.path === message.file && Math.abs(line - message.line!) <= 1;
    }) ||
    errors.some((finding) =>
      finding.related.some(
        ({ file, span }) => file.path === message.file && file.lines.lineAt(span.start) + 1 === message.line,
      ),
    )
  );
}

interface Line {
  readonly depth: number;
  readonly text: string;
  /** From the name to the semicolon or the opening brace. */
  readonly span: Span;
}

/** Every directive of a text in its order, with its depth and its words. */
function lines(text: string): Line[] {
  const found: Line[] = [];
  const visit = (directive: Directive, depth: number): void => {
    const end = directive.block ? directive.block.open + 1 : directive.end;
    found.push({
      depth,
      text: [directive.name, ...directive.args].map((word) => word.value).join(' '),
      span: { start: directive.name.start, end },
    });
    for (const child of directive.block?.directives ?? []) visit(child, depth + 1);
  };
  for (const directive of readNginx(text, 'nginx.conf').directives) visit(directive, 0);
  return found;
}

function words(text: string): string[] {
  return lines(text).map((line) => `${line.depth} ${line.text}`);
}

/** Asserts that the directives that no edit touches are the same before and after, in the same order. */
function expectOnlyEdited(before: Stack, after: Stack, fix: Fix): void {
  for (const file of before.files.values()) {
    if (file.kind !== 'nginx') continue;
    const edits = fix.edits.filter((edit) => edit.path === file.path).sort((a, b) => a.span.start - b.span.start);
    const old = lines(file.text);
    const edited = (span: Span) =>
      edits.some(
        (edit) =>
          edit.span.start <= span.end &&
          edit.span.end >= span.start &&
          (edit.span.end > edit.span.start || (edit.span.start > span.start && edit.span.start < span.end)),
      );
    const touched = old.filter(({ span }) => edited(span));
    // Where the touched directives and the inserted text lie in the new text.
    const moved = (offset: number, behind: boolean): number => {
      let shift = 0;
      for (const { span, newText } of edits) {
        if (span.end < offset || (span.end === offset && (behind || span.start < span.end)))
          shift += newText.length - (span.end - span.start);
        else if (span.start < offset) return span.start + shift + (behind ? newText.length : 0);
      }
      return offset + shift;
    };
    const places: Span[] = [
      ...edits.map(({ span }) => ({ start: moved(span.start, false), end: moved(span.end, true) })),
      ...touched.map(({ span }) => ({ start: moved(span.start, false), end: moved(span.end, true) })),
    ];
    const untouched = lines(after.file(file.path)!.text).filter(
      ({ span }) => !places.some((place) => place.start < span.end && place.end > span.start),
    );
    const show = (list: readonly Line[]) => list.map((line) => `${line.depth} ${line.text}`);
    expect(show(untouched), `only what is edited changes\n${after.file(file.path)!.text}`).toEqual(
      show(old.filter((line) => !touched.includes(line))),
    );
  }
}

function show(stack: Stack): string {
  const errors = judge(stack).findings.filter(({ severity }) => severity === 'error');
  return [
    ...[...stack.files.values()].map((file) => `//- ${file.path}\n${file.text}`),
    ...errors.map(describeFinding),
  ].join('\n');
}
