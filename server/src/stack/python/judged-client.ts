import type { ClientUse } from './clients';
import { isExample } from './example-paths';

/** Whether a client belongs to a service: one in a test, an example, a script or a `with` lives for a moment only. */
export function isJudgedClient(client: ClientUse): boolean {
  const { file, place } = client;
  if (isExample(file.path) || SCRIPT.test(file.path)) return false;
  const begin = client.call?.span.start ?? place.span.start;
  return !/\bwith\s+$/.test(file.text.slice(Math.max(0, begin - 20), begin));
}

const SCRIPT = /(^|\/)(scripts?|tools?|bin|cli|commands|utils?\/scripts?|notebooks?)\//i;
