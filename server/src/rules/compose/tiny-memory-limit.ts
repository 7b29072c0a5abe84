import { composeBytes } from '../../knowledge/compose/units';
import type { ComposeService } from '../../stack/compose/service';
import type { Verdict } from '../../stack/finding';
import { fixWith } from '../fixes';
import { composeRule } from '../rule';

/** Docker refuses less. */
const LEAST = 6 * 1024 * 1024;

const PATHS: readonly (readonly string[])[] = [['mem_limit'], ['deploy', 'resources', 'limits', 'memory']];

export default composeRule({
  summary: 'The memory limit is so small that Docker refuses it',
  severity: 'error',
  from: 'development',
  settings: ['mem_limit', 'memory'],
  why: 'A size without a unit counts bytes: `mem_limit: 512` is half a kilobyte, not 512 MB. Docker refuses every limit below 6 MB, so the container is never made.',
  price: 'None.',
  unless: 'Nothing: the service doesn’t start.',
  sources: [
    'https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values',
    'https://docs.docker.com/engine/containers/resource_constraints/#limit-a-containers-access-to-memory',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    mem_limit: 512
               ^^^ error: 512 bytes
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    mem_limit: 512m
`,
    },
  ],
  *check(project) {
    for (const service of project.services.values()) {
      for (const path of PATHS) {
        const found = judge(service, path);
        if (found) yield found;
      }
    }
  },
});

function judge(service: ComposeService, path: readonly string[]): Verdict | undefined {
  const limit = service.setting(...path);
  const bytes = limit.state === 'known' ? composeBytes(limit.value) : undefined;
  if (limit.state !== 'known' || bytes === undefined || bytes <= 0 || bytes >= LEAST) return undefined;
  const bare = /^\d+$/.test(limit.value);
  const wanted = `${limit.value}m`;
  return {
    at: limit.place,
    setting: path.at(-1)!,
    value: limit.value,
    message: `${limit.value} is ${bytes} bytes${bare ? ', for no unit is there' : ''}: Docker refuses a memory limit below 6 MB.${bare ? ` ${wanted} would be ${limit.value} MB.` : ''}`,
    fixes:
      bare && bytes >= 6 && bytes <= 65_536 ? fixWith(`Set it to ${wanted}`, 'review', service.set(path, wanted)) : [],
  };
}
