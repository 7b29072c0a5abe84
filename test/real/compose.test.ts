import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { ComposeProject } from '../../server/src/stack/compose/project';
import { BASE_NAMES } from '../../server/src/stack/compose/projects';
import type { ComposeSource } from '../../server/src/stack/compose/source';
import { differs, isCantTell, ourView, realView, show } from '../support/compose-views';
import { askCompose, hasCompose, type RealComposeQuestion } from '../support/real-compose';

/*
 * What Headroom reads of a Compose file is what docker-compose makes of it.
 *
 * Every Compose file of the corpus is copied with its neighbours into a temporary folder and put before docker-compose
 * 1.29.2, twice: as it is, and with a .env that gives a number to every variable that has no value. Files of variables
 * and build folders that the corpus lacks are made, empty. What docker-compose accepts is compared value by value. A
 * variable without a value is empty for docker-compose and unknown for us: the text round it is compared.
 *
 * Known differences of docker-compose 1.29.2 from the present specification, taken care of below:
 * - it refuses `name:`, which is renamed in the copies that it reads
 * - it splits a command with Python's shlex, which keeps `&&`, `;`, `|`, `>`, `<` and `&` as words; the specification's
 *   reader ends the command there
 * - it refuses a dollar sign that begins no variable, as in `^a$`; the specification's reader leaves it as it stands
 * - it leaves nested defaults as they stand
 * - it takes a variable file's `KEY` alone from the shell, and reads quotes and `#` in variable files in its own way
 * - it knows no `include`, `!reset`, `!override`, no long form of env_file and no `extends` of services with links:
 *   it refuses such files
 * - it reads YAML 1.1: `yes` and `on` are truth values
 */

const corpus = resolve(import.meta.dirname, '../../../shared/corpus');
const present = existsSync(corpus);
const real = hasCompose();

const root = present && real ? mkdtempSync(join(tmpdir(), 'headroom-compose-')) : '';
afterAll(() => {
  if (root !== '') rmSync(root, { recursive: true, force: true });
});

/** The corpus laid out as the repositories had it; answers the Compose files. */
function layOut(folder: string): string[] {
  for (const line of readFileSync(join(corpus, 'MANIFEST.tsv'), 'utf8').split('\n').slice(1)) {
    const [file, repository, path] = line.split('\t');
    if (!file?.startsWith('compose/') || !repository || !path) continue;
    const to = join(folder, 'compose', repository, path);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(corpus, file), to);
  }
  cpSync(join(corpus, 'stacks'), join(folder, 'stacks'), { recursive: true });
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ya?ml$/.test(path) && statSync(join(folder, path)).isFile())
    .filter((path) => /^services:/m.test(readFileSync(join(folder, path), 'utf8')))
    .sort();
  for (const path of paths) {
    const text = readFileSync(join(folder, path), 'utf8');
    if (/^name:/m.test(text)) writeFileSync(join(folder, path), text.replace(/^name:/gm, 'x-name:'));
  }
  return paths;
}

/** Gives every variable of a folder's Compose files that has no value a number, or a path where it stands for one. */
function fillVariables(folder: string, paths: readonly string[]): void {
  const names = new Map<string, Map<string, string>>();
  for (const path of paths) {
    const text = readFileSync(join(folder, path), 'utf8');
    const found = names.get(dirname(path)) ?? new Map<string, string>();
    for (const [all, before, name] of text.replaceAll('$$', '').matchAll(/(- *["']?)?\$\{?([A-Za-z_]\w*)/g))
      if (before !== undefined || !found.has(name!))
        found.set(name!, all.startsWith('-') && !/PORT/.test(name!) ? './place' : '20');
    names.set(dirname(path), found);
  }
  for (const [place, found] of names) {
    const dotenv = join(folder, place, '.env');
    const before = existsSync(dotenv) ? `${readFileSync(dotenv, 'utf8')}\n` : '';
    const missing = [...found].filter(([name]) => !new RegExp(`^\\s*${name}\\s*=`, 'm').test(before));
    writeFileSync(dotenv, before + missing.map(([name, value], i) => `${name}=${value}${10 + i}\n`).join(''));
  }
}

/** A folder on disk as a workspace. */
function sourceOf(folder: string): ComposeSource {
  const held = new Map<string, ConfigFile | undefined>();
  const entries = (path: string) => {
    try {
      return readdirSync(join(folder, path), { withFileTypes: true });
    } catch {
      return [];
    }
  };
  const has = (path: string) => existsSync(join(folder, path)) && statSync(join(folder, path)).isFile();
  const below = (path: string, name: string) => (path === '' ? name : `${path}/${name}`);
  return {
    has,
    get: (path) => {
      if (!held.has(path))
        held.set(path, has(path) ? new ConfigFile(path, readFileSync(join(folder, path), 'utf8')) : undefined);
      return held.get(path);
    },
    inFolder: (path) => entries(path).flatMap((one) => (one.isFile() ? [below(path, one.name)] : [])),
    foldersIn: (path) => entries(path).flatMap((one) => (one.isDirectory() ? [below(path, one.name)] : [])),
    hasFolder: (path) => existsSync(join(folder, path)) && statSync(join(folder, path)).isDirectory(),
  };
}

describe.skipIf(!present || !real)('what docker-compose makes of the corpus', () => {
  test('is what we read', { timeout: 240_000 }, async () => {
    const questions: RealComposeQuestion[] = [];
    const asked: { readonly folder: string; readonly files: readonly string[] }[] = [];
    for (const variant of ['as-it-is', 'filled']) {
      const folder = join(root, variant);
      const paths = layOut(folder);
      if (variant === 'filled') fillVariables(folder, paths);
      for (const path of paths) {
        const sets = [[path]];
        for (const name of BASE_NAMES) {
          const base = join(dirname(path), name);
          if (base !== path && paths.includes(base)) sets.push([base, path]);
        }
        for (const files of sets) {
          asked.push({ folder, files });
          questions.push({ folder: join(folder, dirname(path)), files: files.map((file) => join(folder, file)) });
        }
      }
    }
    const answers = await askCompose(questions);
    const differences: string[] = [];
    const refused: string[] = [];
    let files = 0;
    let services = 0;
    let values = 0;
    let unknown = 0;
    for (const [i, answer] of answers.entries()) {
      const { folder, files: paths } = asked[i]!;
      const label = paths.map((path) => relative(root, join(folder, path))).join(' + ');
      if (!answer.services) {
        refused.push(`${label}: ${answer.error}`);
        continue;
      }
      const source = sourceOf(folder);
      const project = new ComposeProject(
        paths.map((path) => source.get(path)!),
        dirname(paths[0]!).replace(/^\.$/, ''),
        source,
      );
      files++;
      const names = Object.keys(answer.services).sort();
      const own = [...project.services.keys()].sort();
      if (JSON.stringify(names) !== JSON.stringify(own)) differences.push(`${label}: services ${own} are ${names}`);
      for (const name of names) {
        const service = project.service(name);
        if (!service) continue;
        services++;
        const [mine, other] = [ourView(service, folder), realView(answer.services[name] as Record<string, unknown>)];
        for (const key of new Set([...mine.keys(), ...other.keys()])) {
          if (!mine.has(key) && (!other.get(key) || (key.startsWith('volume') && service.volumes.unseen))) continue;
          if (!mine.has(key) && key === 'ports' && service.ports.unseen) continue;
          if (mine.get(key) !== undefined || other.get(key) !== undefined) values++;
          if (isCantTell(mine.get(key))) unknown++;
          if (differs(key, mine.get(key), other.get(key)))
            differences.push(`${label} ${name} ${key}: ${show(mine.get(key))} is ${show(other.get(key))}`);
        }
      }
    }
    const told = `${values} values of ${services} services of ${files} projects, ${unknown} of them unknown`;
    console.log(`${told}; docker-compose refuses ${refused.length}`);
    expect(differences, told).toEqual([]);
    expect(files).toBeGreaterThanOrEqual(350);
    expect(values).toBeGreaterThanOrEqual(16_000);
    expect(unknown / values).toBeLessThan(0.05);
  });
});
