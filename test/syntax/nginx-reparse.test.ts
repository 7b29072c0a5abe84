import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { readNginx } from '../../server/src/settings/nginx/read';
import { reparseNginx } from '../../server/src/syntax/nginx/reparse';
import { numbers } from '../support/numbers';
import { REALISTIC_NGINX } from '../support/realistic-nginx';

const TYPED = [
  '1',
  'a',
  ' ',
  ';',
  '{',
  '}',
  '"',
  "'",
  '#',
  '\n',
  '\\',
  '$',
  '{{',
  'proxy_pass http://a;',
  '\n    x',
  '',
];

/** Types here and there, and holds each reading that goes on from the one before against a reading from the start. */
function typeInto(start: string, rounds: number, next: () => number): number {
  let text = start;
  let tree = readNginx(text, 'nginx.conf');
  let taken = 0;
  for (let i = 0; i < rounds; i++) {
    const at = Math.floor(next() * (text.length + 1));
    const removed = next() < 0.3 ? Math.floor(next() * 12) : 0;
    const typed = TYPED[Math.floor(next() * TYPED.length)]!;
    const changed = text.slice(0, at) + typed + text.slice(at + removed);
    const whole = readNginx(changed, 'nginx.conf');
    const again = readNginx(changed, 'nginx.conf', tree);
    expect(JSON.stringify(again), `${JSON.stringify(typed)} at ${at}`).toBe(JSON.stringify(whole));
    if (again.directives.some((directive) => tree.directives.includes(directive))) taken++;
    // Nothing is taken over from a text with a mistake or from a template: such a change is undone.
    const kept = whole.problems.length === 0 && !whole.template;
    text = kept ? changed : text;
    tree = kept ? again : readNginx(text, 'nginx.conf');
  }
  return taken;
}

describe('a reading that goes on from an earlier one', () => {
  test('is what a reading from the start gives', () => {
    expect(typeInto(REALISTIC_NGINX, 1_000, numbers(7))).toBeGreaterThan(300);
  });

  const corpus = resolve(import.meta.dirname, '../../../shared/corpus/nginx');
  test.skipIf(!existsSync(corpus))('over the corpus', () => {
    const next = numbers(11);
    for (const name of readdirSync(corpus).filter((name) => name.endsWith('.conf'))) {
      const text = readFileSync(join(corpus, name), 'utf8');
      if (text.length < 20_000) typeInto(text, 30, next);
    }
  });

  test('leaves mistakes, templates and what lies in no block to a reading from the start', () => {
    const again = (before: string, after: string) => reparseNginx(readNginx(before, 'nginx.conf'), after, {});
    const rest = 'http { gzip on; server { listen 80; } server { listen 81; } server { listen 82; } }';
    expect(again(`${rest} a 1;`, `${rest} a 12;`)).toBeUndefined();
    expect(again(rest, rest.replace('82;', '82'))).toBeUndefined();
    expect(again(rest, rest.replace('82;', '82; }'))).toBeUndefined();
    expect(again(rest, rest.replace('82', '{{ port }}'))).toBeUndefined();
    expect(again(rest.replace('81;', '81'), rest)).toBeUndefined();
    expect(again(rest, rest.replace('81', '8181'))).toEqual(readNginx(rest.replace('81', '8181'), 'nginx.conf'));
  });

  test('a file hands its tree over to the next one and still tells what it says', () => {
    const text = 'http { server { listen 80; } server { listen 81; } server { listen 82; } }';
    const before = new ConfigFile('nginx.conf', text);
    expect(before.nginx.directives).toHaveLength(1);
    const after = new ConfigFile('nginx.conf', text.replace('80', '8080'), undefined, before);
    expect(after.nginx).toEqual(readNginx(after.text, 'nginx.conf'));
    expect(before.nginx).toEqual(readNginx(before.text, 'nginx.conf'));
  });
});
