import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const source = join(import.meta.dirname, '../server/src');
const client = join(import.meta.dirname, '../client');

/** What each layer may import, besides itself. Read downwards it is the way of the data. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  text: [],
  knowledge: [],
  syntax: ['text'],
  settings: ['text', 'knowledge', 'syntax'],
  stack: ['text', 'knowledge', 'syntax', 'settings'],
  rules: ['text', 'knowledge', 'syntax', 'settings', 'stack'],
  features: ['text', 'knowledge', 'syntax', 'settings', 'stack', 'rules'],
  disk: ['text', 'settings', 'stack'],
  lsp: ['text', 'knowledge', 'settings', 'stack', 'rules', 'features'],
  cli: ['text', 'knowledge', 'settings', 'stack', 'rules', 'features', 'disk'],
};

/** Packages that only these layers (or the entry points, '') may import. */
const PACKAGES: readonly { readonly match: RegExp; readonly layers: readonly string[] }[] = [
  { match: /^vscode-languageserver/, layers: ['lsp', ''] },
  { match: /^node:/, layers: ['disk', 'cli', ''] },
  { match: /^vscode$/, layers: [] },
  { match: /^yaml$/, layers: ['syntax'] },
  { match: /^@lezer\//, layers: ['syntax'] },
];

interface Import {
  readonly file: string;
  readonly layer: string;
  readonly target: string;
}

function imports(folder: string): Import[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const file = relative(source, path).replaceAll('\\', '/');
      const layer = file.includes('/') ? file.split('/')[0]! : '';
      const text = readFileSync(path, 'utf8');
      const found = text.matchAll(
        /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s+'([^']+)'|\bimport\('([^']+)'\)|\brequire\('([^']+)'\)|^import\s+'([^']+)'/gm,
      );
      return [...found].map((match) => ({ file, layer, target: (match[1] ?? match[2] ?? match[3] ?? match[4])! }));
    });
}

const all = imports(source);

/** The layer in which a relative import lands. */
function layerOf({ file, target }: Import): string {
  const path = join(dirname(file), target).replaceAll('\\', '/');
  return path.includes('/') ? path.split('/')[0]! : '';
}

describe('arrows', () => {
  test('every layer has its arrows', () => {
    const layers = new Set(all.map(({ layer }) => layer).filter((layer) => layer !== ''));
    expect([...layers].filter((layer) => !(layer in ARROWS))).toEqual([]);
  });

  test('no layer reaches back', () => {
    const wrong = all.filter((one) => {
      if (one.layer === '' || !one.target.startsWith('.') || one.target.endsWith('package.json')) return false;
      const to = layerOf(one);
      return to !== one.layer && !ARROWS[one.layer]!.includes(to);
    });
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test('a rule imports no other rule, a grammar no other grammar', () => {
    const wrong = all.filter((one) => {
      if (!one.target.startsWith('.') || (one.layer !== 'rules' && one.layer !== 'syntax')) return false;
      if (one.file.endsWith('index.generated.ts')) return false;
      const target = join(dirname(one.file), one.target).replaceAll('\\', '/').split('/');
      if (target[0] !== one.layer || target.length < 3) return false;
      // Within syntax a grammar's own folder is its own; within rules even that is another rule.
      return one.layer === 'rules' || target[1] !== one.file.split('/')[1];
    });
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test('of the server the client knows what the two say to each other, and nothing else', () => {
    const reaching = imports(client).filter(({ target }) => target.includes('server/src/'));
    expect(reaching.length).toBeGreaterThan(0);
    expect(reaching.filter(({ target }) => !target.endsWith('/server/src/lsp/protocol'))).toEqual([]);
  });

  test('packages are imported only where they belong', () => {
    const wrong = all.filter(({ target, layer }) =>
      PACKAGES.some(({ match, layers }) => match.test(target) && !layers.includes(layer)),
    );
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });
});

describe('registry', () => {
  test('every rule keeps to the form', async () => {
    const { rules } = await import('../server/src/rules/index.generated');
    const forbidden = /^(no|use|avoid|prefer|check|do-not|missing-no)-/;
    for (const rule of rules) {
      const name = rule.id.split('/')[1]!;
      expect.soft(forbidden.test(name), `${rule.id}: a name says what is wrong, not what to do`).toBe(false);
      expect.soft(rule.summary.length, `${rule.id}: summary`).toBeLessThanOrEqual(72);
      expect.soft(rule.summary, `${rule.id}: summary without a full stop`).not.toMatch(/\.$/);
      expect.soft(rule.examples.length, `${rule.id}: examples`).toBeGreaterThan(0);
      expect.soft(rule.why.length, `${rule.id}: why`).toBeGreaterThan(40);
      expect.soft(rule.unless.length, `${rule.id}: unless`).toBeGreaterThan(10);
      if (!rule.id.startsWith('headroom/')) expect.soft(rule.sources.length, `${rule.id}: sources`).toBeGreaterThan(0);
      for (const address of rule.sources) expect.soft(address, rule.id).toMatch(/^https:\/\//);
    }
  });
});
