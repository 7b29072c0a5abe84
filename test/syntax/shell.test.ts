import { describe, expect, test } from 'vitest';
import { parseShell } from '../../server/src/syntax/shell/parse';
import { UNKNOWN_CHARACTER } from '../../server/src/text/mapped-text';
import { prefixes, spansInside } from '../support/lines';

/** Commands as their words between bars; `?` is unknown, a leading `~` says conditional, a final `&` background. */
const read = (text: string) =>
  parseShell(text).commands.map(
    ({ assignments, words, conditional, background }) =>
      (conditional ? '~' : '') +
      [...assignments.map(({ word }) => word), ...words]
        .map((word) => word.value.text.replaceAll(UNKNOWN_CHARACTER, '?'))
        .join('|') +
      (background ? '&' : ''),
  );

describe('commands', () => {
  test.each([
    ['#!/bin/sh\nset -e\nexec celery -A app worker "$@"\n', ['set|-e', 'exec|celery|-A|app|worker|?']],
    ['celery worker \\\n  -c 4 \\\n  -l info # c\n', ['celery|worker|-c|4|-l|info']],
    ['a && b || c; d & e | f', ['a', 'b', '~c', 'd&', 'e', 'f']],
    ['[ -x a ] && b', ['[|-x|a|]', '~b']],
    ['A=1 B="2 3" c $D "${E:-4}" ${F-5}', ['A=1|B=2 3|c|?|4|5']],
    ['X=1\ncelery', ['X=1', 'celery']],
    ['a 2>&1 >>log <in b', ['a|b']],
    ['a &>/dev/null b', ['a|b']],
    ['if a; then b; else c; fi\nd', ['~a', '~b', '~c', 'd']],
    ['while ! nc -z db 1; do sleep 1; done; a', ['~nc|-z|db|1', '~sleep|1', 'a']],
    ['for i in a b; do c $i; done', ['~c|?']],
    ['case "$1" in\n  web|api) a ;;\n  (b) c d ;;\n  *) e "$@" ;;\nesac\nf', ['~a', '~c|d', '~e|?', 'f']],
    ['f() { a; }\nfunction g { b; }\nc', ['~a', '~b', 'c']],
    ['{ a; b; }; (c; d)', ['a', 'b', 'c', 'd']],
    ['cat <<EOF | a\nb c\nEOF\nd', ['cat', 'a', 'd']],
    ['cat <<-"E F"\n\tx\n\tE F\nd', ['cat', 'd']],
    ['[[ $a == b && c ]] && d', ['[[', '~d']],
    ['a $(b "c)" $(d)) `e` $((1 + 2)) $\'f\'', ['a|?|?|?|?']],
    ['a \'b # c\' "d\\"e\\f" g\\ h', ['a|b # c|d"e\\f|g h']],
    ['A=(1 2) b', ['A=?|b']],
    ['a b#c #d', ['a|b#c']],
    ['echo "${X:-it\'s}" b', ['echo|?|b']],
    ['a\r\nb \\\r\n c\r\n', ['a', 'b|c']],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected));

  test('quotes that are not closed', () => {
    const text = 'a\nb "c d';
    expect(parseShell(text).problem?.span).toEqual({ start: 4, end: text.length });
    expect(parseShell("a 'b").problem).toBeDefined();
    expect(parseShell('a `b').problem).toBeDefined();
  });

  test('what may be several arguments, and which default was taken', () => {
    const { words } = parseShell('a $B "$B" "$@" ${B:-4} "${B:-4 5}" $(c) --d=$B').commands[0]!;
    expect(words.map((word) => word.mayBeSeveral)).toEqual([false, true, false, true, false, false, true, true]);
    expect(words.map((word) => word.assumed.join())).toEqual(['', '', '', '', 'B', 'B', '', '']);
  });
});

test('no prefix throws, and spans lie inside', () => {
  const text =
    '#!/bin/sh\nA=1 b "c $d ${e:-f}" \'g\' `h` $(i) <<J | k && l || m &\nx\nJ\nif a; then b; fi\ncase $x in a|b) c;; esac\nf() { g; }\n[[ a ]]\nfor i in a; do b; done\\\n';
  for (const part of prefixes(text, 1_000)) {
    const { commands, comments } = parseShell(part);
    spansInside(part, 'sh', [
      ...comments,
      ...commands.flatMap(({ span, words }) => [span, ...words.map((word) => ({ start: word.start, end: word.end }))]),
    ]);
  }
});

test('linear time', () => {
  for (const one of [
    'a $(',
    '${',
    'if a; ',
    '"$x" ',
    'case a in ',
    '( ',
    '<<E\n',
    '# c\n',
    '\\\n',
    'a=(',
    '`',
    '[[ a ',
  ])
    parseShell(one.repeat(50_000));
});
