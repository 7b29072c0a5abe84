import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyTier } from '../../server/src/features/code-actions';
import type { Profile } from '../../server/src/knowledge/tiers';
import type { ComposeService } from '../../server/src/stack/compose/service';
import type { Stack } from '../../server/src/stack/stack';
import { stackOf } from './fixture';
import { applyFix } from './laws';

const samples = resolve(import.meta.dirname, '../../samples');

/** The sample stack with its faults. */
export function sampleStack(): Stack {
  return stackOf(filesBelow(samples).map((path) => [path, readFileSync(join(samples, path), 'utf8')] as const));
}

/** The sample stack after the action that brings the whole of it to a tier. */
export function sampleStackAt(profile: Profile): Stack {
  const stack = sampleStack();
  return applyFix(stack, applyTier(stack, undefined, profile));
}

/** A service of the stack's only Compose project. */
export function sampleService(stack: Stack, name: string): ComposeService {
  const service = stack.composeProjects[0]?.service(name);
  if (!service) throw new Error(`the sample has no service ${name}`);
  return service;
}

export function textOf(stack: Stack, path: string): string {
  const file = stack.file(path);
  if (!file) throw new Error(`the sample has no ${path}`);
  return file.text;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path).map((below) => `${name}/${below}`) : [name];
  });
}
