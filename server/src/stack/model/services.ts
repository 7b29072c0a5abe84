import type { ComposeService } from '../compose/service';
import type { Stack } from '../stack';
import { servicesOutside } from './outside';
import type { Service } from './service';

const read = new WeakMap<Stack, readonly ComposeService[]>();

/** The services that `docker compose up` starts, of every project that stands for itself or was chosen to run. */
export function startedServices(stack: Stack): readonly ComposeService[] {
  let services = read.get(stack);
  if (!services) {
    services = stack.composeProjects
      .filter((project) => stack.runs(project) ?? project.overlay === undefined)
      .filter(({ main }) => !stack.ignores(main.path))
      .flatMap((project) => [...project.services.values()].filter(({ active }) => active));
    read.set(stack, services);
  }
  return services;
}

/** All that runs programs of the workspace: what Compose starts, and what the machine itself does. */
export function runningServices(stack: Stack): readonly Service[] {
  let services = running.get(stack);
  if (!services) {
    services = [...startedServices(stack), ...servicesOutside(stack)];
    running.set(stack, services);
  }
  return services;
}

const running = new WeakMap<Stack, readonly Service[]>();
