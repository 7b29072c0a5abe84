import type { ClientUse } from '../stack/python/clients';
import { isJudgedClient } from './python-clients';
import type { Verdicts } from './rule';

const EACH: Readonly<Record<string, string>> = {
  handler: 'each request',
  task: 'each run of the task',
  loop: 'each turn of the loop',
};

/**
 * Whether a client is made anew for each request, run of a task or turn of a loop. A loop in which something varies may
 * make one for each of several servers or databases.
 */
export function isPerCall({ built: { kind }, address, options, open }: ClientUse): boolean {
  if (kind !== 'loop') return EACH[kind] !== undefined;
  return open === undefined && address?.state !== 'unknown' && options.every(({ read }) => read.state === 'known');
}

/**
 * Tells of a client whose pool serves a single call.
 *
 * @param setting the name under which hovers know the client
 */
export function* judgePerCall(client: ClientUse, setting: string): Verdicts {
  const { kind, function: inside } = client.built;
  if (!isJudgedClient(client) || !isPerCall(client)) return;
  yield {
    at: client.place,
    setting,
    message: `A client of its own for ${EACH[kind]}: it connects anew each time, and no connection is used twice.`,
    ...(inside
      ? { related: [{ file: client.file, span: inside.nameSpan, message: `It is built in ${inside.name}.` }] }
      : {}),
    fixes: [
      {
        title:
          kind === 'task'
            ? 'Build one client for each process, when it is first used or in worker_process_init, and use it in every run'
            : 'Build one client for the process, at the level of the module or when the application starts',
        safety: 'advice',
        edits: [],
      },
    ],
  };
}
