import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyTier } from '../../server/src/features/code-actions';
import type { NginxConfiguration } from '../../server/src/stack/nginx/configuration';
import type { Stack } from '../../server/src/stack/stack';
import { directoryOf } from '../../server/src/text/paths';
import { applyFix } from '../support/laws';
import { startable } from '../support/nginx-wrapping';
import { askCompose, hasCompose, type RealComposeQuestion } from '../support/real-compose';
import { findNginx, nginxTest } from '../support/real-nginx';
import { hasPython, runPython } from '../support/real-python';
import { findRedis, runRedis } from '../support/real-redis';
import { sampleStack } from '../support/sample-stack';
import { TIERS, WORKSPACES, workspaceStack } from '../support/workspaces';

// After a tier is applied to a whole stack, the real programs still accept its files.

const nginx = await findNginx();
const redis = await findRedis();
const compose = hasCompose();
const python = hasPython('ast');
if (!nginx) console.log('nginx is not installed: stacks at a tier are not tried on it.');
if (!redis) console.log('Redis is not installed: stacks at a tier are not tried on it.');
if (!compose) console.log('docker-compose is not installed: stacks at a tier are not tried on it.');
if (!python) console.log('Python is not installed: stacks at a tier are not tried on it.');

const STACKS = ['the sample', ...WORKSPACES];
const cases = STACKS.flatMap((name) => TIERS.map((tier) => [name, tier] as const));

async function stackAt(name: string, tier: (typeof TIERS)[number]): Promise<Stack> {
  const stack = name === 'the sample' ? sampleStack() : (await workspaceStack(name)).stack;
  return applyFix(stack, applyTier(stack, undefined, tier));
}

describe.each(cases)('%s at %s', (name, tier) => {
  test.skipIf(!nginx)('nginx accepts it', async () => {
    for (const configuration of (await stackAt(name, tier)).nginx) {
      const startable = local(configuration);
      if (!startable) continue;
      const { ok, messages } = await nginxTest(startable.files, startable.main);
      expect(ok, messages.map(({ message }) => message).join('\n')).toBe(true);
    }
  });

  test.skipIf(!redis)('Redis starts with it', async () => {
    for (const { service, main } of (await stackAt(name, tier)).redisServers) {
      const program = service?.programs.find(({ name: of }) => /^(redis|valkey)-server$/.test(of));
      const args = program?.args.map(({ text }) => text) ?? [];
      const own = main.kind === 'redis';
      const flags = own && args[0]?.startsWith('/') ? args.slice(1) : args;
      const run = await runRedis(own ? { 'redis.conf': main.text } : {}, own ? 'redis.conf' : undefined, flags);
      expect(run.refusal).toBeUndefined();
    }
  });
});

describe.each(TIERS)('all of them at %s', (tier) => {
  test.skipIf(!compose)('docker-compose accepts them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headroom-workspace-'));
    try {
      const questions = await Promise.all(
        STACKS.map(async (name, i) => writeStack(await stackAt(name, tier), join(folder, String(i)))),
      );
      const answers = await askCompose(questions.flat());
      expect(answers.flatMap(({ error }) => error ?? [])).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test.skipIf(!python)('Python compiles them', async () => {
    const stacks = await Promise.all(STACKS.map((name) => stackAt(name, tier)));
    const texts = stacks.flatMap(({ files }) =>
      [...files.values()].flatMap(({ path, text }) => (path.endsWith('.py') ? [[path, text]] : [])),
    );
    const script =
      'import json, sys\nfor path, text in json.loads(sys.argv[1]): compile(text, path, "exec")\nprint("true")';
    expect(await runPython(script, { input: texts })).toBe(true);
  });
});

/** Writes a stack's files and answers what to ask docker-compose about each of its projects. */
async function writeStack(stack: Stack, folder: string): Promise<RealComposeQuestion[]> {
  for (const [path, file] of stack.files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    // docker-compose 1.29 is older than the project's name.
    await writeFile(join(folder, path), file.kind === 'compose' ? file.text.replace(/^name: .*$/m, '') : file.text);
  }
  return stack.composeProjects.map(({ main, overlay }) => ({
    folder: join(folder, directoryOf(main.path)),
    files: (overlay ? [main, overlay] : [main]).map(({ path }) => join(folder, path)),
  }));
}

/** A configuration with the names and paths of its container taken out; undefined where a template has yet to make it. */
function local(configuration: NginxConfiguration) {
  const found = startable(configuration);
  if (!found || [...configuration.files].some((file) => file.nginx.template)) return undefined;
  const others = [...configuration.files].slice(1).map(({ path }) => `include ROOT/${path};`);
  const files = Object.fromEntries(
    [...found.files].map(([path, text]) => [
      path,
      text
        .replace(/include \/etc\/nginx\/mime\.types;/, '')
        .replace(/include \/etc\/nginx\/conf\.d\/\*\.conf;/, others.join('\n'))
        .replaceAll('/var/log/nginx/', 'logs/')
        .replaceAll('/var/run/', 'logs/')
        .replace(/(proxy_pass https?:\/\/|^\s*server )(?!unix:)([a-z][\w-]*):/gm, '$1127.0.0.1:'),
    ]),
  );
  // Includes are relative to the folder of the main file.
  const up = directoryOf(found.main).replace(/[^/]+/g, '..') || '.';
  for (const [path, text] of Object.entries(files)) files[path] = text.replaceAll('ROOT', up);
  return { files, main: found.main };
}
