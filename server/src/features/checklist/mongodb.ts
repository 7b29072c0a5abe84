import { isJudgedClient } from '../../stack/python/judged-client';
import type { Stack } from '../../stack/stack';
import type { Evidence, Shown } from './evidence';

/** The size of the pool of each client. */
export function mongodbPool(stack: Stack): Evidence {
  const clients = stack.mongoClients.filter((client) => isJudgedClient(client) && !stack.ignores(client.file.path));
  const met = clients.flatMap((client): Shown[] => {
    const size = client.effective('maxPoolSize');
    return size.state === 'known'
      ? [{ text: `${size.setting.written}=${size.setting.text}`, at: size.setting.atValue }]
      : [];
  });
  const otherwise =
    clients.length === 0
      ? 'no client of MongoDB in the Python files of this workspace'
      : 'how many connections the clients may open is not known';
  return { met, otherwise };
}
