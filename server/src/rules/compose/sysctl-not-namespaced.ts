import { isAcceptedByContainers, isNamespaced } from '../../knowledge/system/sysctl';
import type { ComposeService } from '../../stack/compose/service';
import { type ComposeSysctl, composeSysctls } from '../../stack/compose/sysctls';
import type { Fix } from '../../stack/finding';
import type { Stack } from '../../stack/stack';
import { onlyHost } from '../../stack/system/values';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'A kernel parameter under sysctls belongs to the host: no start',
  severity: 'error',
  from: 'development',
  guide: 'System › Kernel parameters',
  settings: ['sysctls'],
  why: 'A container can set only those kernel parameters of which it has its own: most of `net.*`, `fs.mqueue.*`, and those of messages and shared memory. Any other belongs to the host and all its containers, and the container doesn’t start. With the host’s network or IPC, the parameters of these belong to the host as well.',
  price: 'On the host, the value holds for everything that runs there.',
  unless: 'Nothing: the service doesn’t start.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#sysctls',
    'https://github.com/opencontainers/runc/blob/main/libcontainer/configs/validate/validator.go',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    sysctls:
      net.core.somaxconn: 65535
      vm.overcommit_memory: 1
      ^^^^^^^^^^^^^^^^^^^^ error: belongs to the host
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    sysctls:
      net.core.somaxconn: 65535
`,
    },
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    network_mode: host
    sysctls:
      - net.core.somaxconn=65535
        ^^^^^^^^^^^^^^^^^^ error: the host’s network
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    network_mode: host
`,
    },
  ],
  *check(stack) {
    for (const sysctls of composeSysctls(stack.composeProjects)) {
      for (const key of sysctls.keys) {
        for (const setting of sysctls.settings(key)) {
          const message = refusal(key, sysctls.service);
          if (message === undefined || !sysctls.judges(setting.atName)) continue;
          yield { at: setting.atName, setting: key, value: setting.text, message, fixes: fixes(stack, setting) };
        }
      }
    }
  },
});

/** Why a container of the service doesn't start with the key. */
function refusal(key: string, service: ComposeService): string | undefined {
  const start = 'the container doesn’t start';
  if (key === 'kernel.hostname') return `${key} is refused, and ${start}: the key hostname sets it.`;
  if (!isAcceptedByContainers(key)) return `${key} belongs to the host, not to a container: ${start}.`;
  const isNet = key.startsWith('net.');
  const mode = service.networkMode;
  if (isNet && mode.state === 'known' && mode.value === 'host')
    return `With network_mode: host, ${key} belongs to the host’s network: ${start}.`;
  const ipc = service.setting('ipc');
  if (!isNet && key !== 'kernel.domainname' && ipc.state === 'known' && ipc.value === 'host')
    return `With ipc: host, ${key} belongs to the host: ${start}.`;
  if (isNamespaced(key) === false) return `No container has a ${key} of its own, it belongs to the host: ${start}.`;
  return undefined;
}

function fixes(stack: Stack, setting: ComposeSysctl): Fix[] {
  const removal = setting.remove();
  const host = onlyHost(stack);
  const moved =
    host && setting.value.state === 'known' && host.effective(setting.name).state === 'absent'
      ? host.insert(setting.name, setting.value.value)
      : [];
  const path = moved[0]?.path;
  const elsewhere: Fix = {
    title: `Set ${setting.name} on the host, in a file of /etc/sysctl.d`,
    safety: 'advice',
    edits: [],
  };
  if (removal.length === 0) return [elsewhere];
  if (path !== undefined)
    return [{ title: `Move it to the host: ${path}`, safety: 'review', edits: [...removal, ...moved] }];
  return [{ title: `Remove ${setting.name}`, safety: 'review', edits: removal }, elsewhere];
}
