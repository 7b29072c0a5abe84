import { baseName } from '../../text/paths';
import type { Stack } from '../stack';
import type { Unit } from './unit';

/** Why nothing is said of what a service gets from its host. */
export const IN_CONTAINERS = 'the workspace has a Compose file, and a container has a network and limits of its own';

/** Whether services of the workspace may run in containers: the host's network settings and limits don't reach these. */
export function mayRunInContainers(stack: Stack): boolean {
  let may = inContainers.get(stack);
  if (may === undefined) {
    may = stack.listing.paths.some(isComposePath) || [...stack.files.keys()].some(isComposePath);
    inContainers.set(stack, may);
  }
  return may;
}

/** Every configuration asks. */
const inContainers = new WeakMap<Stack, boolean>();

function isComposePath(path: string): boolean {
  return /^(docker-|podman-)?compose([.-][\w.-]*)?\.ya?ml(\.\w+)?$|^docker-stack[\w.-]*\.ya?ml$/.test(baseName(path));
}

/** The program that a unit starts, without its folder: that of the last ExecStart= in force; undefined where none is known. */
export function programOf(unit: Unit): string | undefined {
  let program: string | undefined;
  for (const setting of unit.settings('Service', 'ExecStart')) {
    program = setting.value.state === 'known' ? programIn(setting.value.value) : undefined;
  }
  return program;
}

function programIn(command: string): string | undefined {
  const path = /^[-@:+!|]*"?([^\s"]+)/.exec(command)?.[1];
  return path === undefined ? undefined : baseName(path);
}

/** The unit that starts nginx, where the workspace has exactly one: by its name, else by what it starts. */
export function nginxUnit(stack: Stack): Unit | undefined {
  const units = stack.units.filter((unit) => unit.name === 'nginx.service' || programOf(unit) === 'nginx');
  return units.length === 1 ? units[0] : undefined;
}

/** Whether a service can't raise its own hard limits: it runs without the capability for it. */
export function isHeldToHardLimit(unit: Unit): boolean {
  const last = (key: string) => unit.settings('Service', key).at(-1)?.value;
  const user = last('User');
  const dynamic = last('DynamicUser');
  const bounds = last('CapabilityBoundingSet');
  const ambient = last('AmbientCapabilities');
  if (ambient !== undefined && !(ambient.state === 'known' && !/CAP_SYS_RESOURCE|~/.test(ambient.value))) return false;
  if (bounds?.state === 'known' && bounds.value !== '' && !bounds.value.startsWith('~')) {
    const several = unit.settings('Service', 'CapabilityBoundingSet').length > 1;
    if (!several && !bounds.value.includes('CAP_SYS_RESOURCE')) return true;
  }
  if (dynamic?.state === 'known' && /^(yes|true|on|1)$/i.test(dynamic.value)) return true;
  return user?.state === 'known' && user.value !== '' && user.value !== 'root' && user.value !== '0';
}
