import type { ChecklistItemId } from '../../knowledge/checklist';
import type { Fix, Place } from '../../stack/finding';
import type { Stack } from '../../stack/stack';
import { acksLate, celeryConcurrency, prefetchMultiplier } from './celery';
import { mongodbPool } from './mongodb';
import { monitoring } from './monitoring';
import { apiBuffering, rateLimiting, workerConnections, workerProcesses } from './nginx';
import { redisMemory } from './redis';
import { kernelParameters, openFiles } from './system';

/** What the files say of an item of the checklist besides what its rules say. */
export interface Evidence {
  /** Settings that are as the item asks, as long as its rules are content with them. */
  readonly met: readonly Shown[];
  /** What the item asks for and the files leave out, where no rule speaks of it. */
  readonly missing?: readonly Shown[];
  /** What can't be told. */
  readonly unknown?: readonly Shown[];
  /** Why the item is unknown where nothing else is said of it. */
  readonly otherwise: string;
}

/** One thing that decides about an item. */
export interface Shown {
  /** A setting as it stands there, or a sentence. */
  readonly text: string;
  readonly at?: Place;
  /** Of a file that is not read, its path. */
  readonly path?: string;
  readonly fix?: Fix;
}

const GATHER: Readonly<Partial<Record<ChecklistItemId, (stack: Stack) => Evidence>>> = {
  'worker-processes': workerProcesses,
  'worker-connections': workerConnections,
  'proxy-buffering': apiBuffering,
  'rate-limiting': rateLimiting,
  'celery-concurrency': celeryConcurrency,
  'acks-late': acksLate,
  'prefetch-multiplier': prefetchMultiplier,
  'mongodb-pool': mongodbPool,
  'redis-memory': redisMemory,
  'open-files': openFiles,
  'kernel-parameters': kernelParameters,
  monitoring,
  'load-test': loadTest,
};

export function evidenceFor(item: ChecklistItemId, stack: Stack): Evidence {
  return GATHER[item]?.(stack) ?? NOTHING;
}

const NOTHING: Evidence = { met: [], otherwise: 'nothing in this workspace concerns it' };

/** Files by which load tests are usually described. */
const LOAD_TESTS =
  /(^|\/)(locustfile\w*\.py|[\w-]*(k6|load[-_]?test)[\w.-]*\.(js|ts|py|sh|ya?ml)|artillery[\w.-]*\.ya?ml|[\w-]+\.jmx)$/i;

/** No file tells whether a test was run, and what came of it. */
function loadTest(stack: Stack): Evidence {
  const path = stack.listing.paths.find((one) => LOAD_TESTS.test(one));
  if (path === undefined)
    return { met: [], otherwise: 'no file tells whether a load test was run and the numbers adjusted after it' };
  const text = `${path} is a load test; whether the numbers were adjusted after it, no file tells`;
  return { met: [], unknown: [{ text, path }], otherwise: text };
}
