import { sysctlDefault } from '../../knowledge/system/sysctl';
import type { ConfigFile } from '../../settings/file';
import { known, unknown } from '../../settings/value';
import type { Role } from '../../stack/compose/role';
import type { ComposeService } from '../../stack/compose/service';
import type { Amount, Fact } from '../../stack/model/fact';
import { finite, locatedFact, replicasOf } from '../../stack/model/processes';
import { isComposed, type Service } from '../../stack/model/service';
import { startedServices } from '../../stack/model/services';
import type { Stack } from '../../stack/stack';
import { IN_CONTAINERS, mayRunInContainers } from '../../stack/system/services';
import type { Unit } from '../../stack/system/unit';
import { numbersInForce, onlyHost } from '../../stack/system/values';
import type { Replicas } from './hops';

/** Where a program runs, as far as the files tell: in a container, on the host, or in one of the two. */
export type Home =
  | { readonly kind: 'container'; readonly service: ComposeService }
  | { readonly kind: 'host'; readonly unit: Unit | undefined }
  | { readonly kind: 'unknown'; readonly reason: string };

const SOMAXCONN = 'net.core.somaxconn';

/**
 * The home of the program that a configuration file is for: the service whose containers show the file; else the only
 * service of its kind, where there is no other file that it could run.
 *
 * @param alone whether the workspace has no other configuration of this kind
 * @param unit its systemd service, where there are no containers
 */
export function homeOf(stack: Stack, role: Role, file: ConfigFile, alone: boolean, unit?: Unit): Home {
  const services = startedServices(stack).filter((service) => service.role === role);
  const showing = services.filter((service) => service.containerPathsOf(file).length > 0);
  const fitting = showing.length > 0 ? showing : alone ? services : [];
  const [service] = fitting;
  if (service && fitting.length === 1) return { kind: 'container', service };
  if (fitting.length > 1) return { kind: 'unknown', reason: `${fitting.map(nameOf).join(' and ')} may run it` };
  if (services.length > 0) return { kind: 'unknown', reason: 'which service runs it can’t be told' };
  return mayRunInContainers(stack) ? { kind: 'unknown', reason: IN_CONTAINERS } : { kind: 'host', unit };
}

function nameOf({ name, project }: ComposeService): string {
  return `${name} of ${project.main.path}`;
}

/** How many of it run. Where that can't be told, what fits is told for one of them. */
export function replicas(home: Home): Fact {
  const noun = 'replica';
  if (home.kind !== 'container') {
    const source = home.kind === 'host' ? 'one on the host' : 'for each one that runs; how many there are is not known';
    return { amount: known(1), noun, source };
  }
  return replicasOf(home.service);
}

/** How many of a service run, and what keeps Compose from running more, as one would name it. */
export function runningOf(service: Service): Replicas {
  const composed = isComposed(service);
  return { replicas: replicasOf(service), composed, held: composed ? heldToOne(service) : undefined };
}

function heldToOne(service: ComposeService): string | undefined {
  if (service.setting('container_name').state === 'known') return 'its container_name';
  const fixed = service.ports.ports.some(({ published }) => published && published.first === published.last);
  return fixed ? 'its fixed port on the host' : undefined;
}

/** How long the kernel lets queues of new connections be. */
export function somaxconn(home: Home, stack: Stack): Fact {
  const noun = SOMAXCONN;
  const one = (amount: Amount, source: string, at?: Fact['at']): Fact => ({
    amount,
    noun,
    source,
    ...(at ? { at } : {}),
  });
  if (home.kind === 'unknown') return one(unknown(home.reason), noun);
  if (home.kind === 'container') {
    const { service } = home;
    const pair = service.sysctls.pairs.get(SOMAXCONN);
    if (pair) {
      const number = pair.value.state === 'known' ? Number(pair.value.value) : Number.NaN;
      if (Number.isInteger(number)) return one(known(number), `${noun} ${number} of ${service.name}`, pair.keyPlace);
      return one(unknown(`${noun} of ${service.name} is no number`), noun, pair.keyPlace);
    }
    const unseen = service.sysctls.unseen ?? service.unseen;
    if (unseen !== undefined) return one(unknown(unseen), noun);
    if (service.networkMode.state !== 'absent') return one(unknown('it has the network of something else'), noun);
    return byKernel(stack, (value) => one(known(value), `${noun} ${value}, with which a container starts`));
  }
  const host = onlyHost(stack);
  const inForce = host && numbersInForce(host, SOMAXCONN);
  if (inForce) return one(known(inForce.numbers[0]!), `${noun} = ${inForce.setting.text}`, inForce.setting.atValue);
  if (host?.effective(SOMAXCONN).state === 'unknown') return one(unknown(`the host’s ${noun} is not known`), noun);
  return byKernel(stack, (value) => one(known(value), `${noun} ${value} by the kernel’s default`));
}

/** What holds where no file sets it: that depends on the kernel. */
function byKernel(stack: Stack, make: (value: number) => Fact): Fact {
  const { kernel } = stack.settings.host;
  const value = kernel === undefined ? undefined : Number(sysctlDefault(SOMAXCONN, kernel));
  if (value !== undefined && Number.isInteger(value)) return make(value);
  return {
    amount: unknown(`no file sets ${SOMAXCONN}, and without host.kernel in headroom.yaml its default is not known`),
    noun: SOMAXCONN,
    source: SOMAXCONN,
  };
}

/** How many files a process may open when it starts. */
export function startingFiles(home: Home, stack: Stack): Fact & { readonly hard?: number } {
  const noun = 'open file';
  const source = 'limit of open files';
  if (home.kind === 'unknown') return { amount: unknown(home.reason), noun, source };
  if (home.kind === 'container') {
    const { service } = home;
    const limit = service.ulimit('nofile');
    if (!limit)
      return {
        amount: unknown(`${service.name} has no ulimits nofile, and what the container’s engine gives differs`),
        noun,
        source,
        at: service.place,
      };
    const { soft, hard } = limit;
    const found = locatedFact(soft, noun, source, (value) => `ulimits nofile ${value} of ${service.name}`);
    return { ...found, at: found.at ?? limit.keyPlace, ...(hard.state === 'known' ? { hard: hard.value } : {}) };
  }
  const limit = home.unit?.limit('LimitNOFILE');
  if (limit?.state === 'known') {
    const { value, setting } = limit;
    return {
      amount: finite(value.soft),
      noun,
      source: `LimitNOFILE=${setting.text} of ${home.unit!.name}`,
      at: setting.atValue,
      hard: value.hard,
    };
  }
  const given = stack.settings.host.nofile;
  if (given !== undefined)
    return { amount: known(given), noun, source: `host.nofile ${given} of headroom.yaml`, hard: given };
  return { amount: unknown('no file says how many files it may open'), noun, source };
}

/** The memory of a container, in bytes. */
export function memoryLimit(home: Home): Fact | undefined {
  return home.kind === 'container' ? memoryLimitOf(home.service) : undefined;
}

/** What a service may take, in bytes; undefined where nothing limits it. */
export function memoryLimitOf({ memoryLimit: limit, name }: Service): Fact | undefined {
  if (limit.state === 'absent' || (limit.state === 'known' && limit.value <= 0)) return undefined;
  return locatedFact(limit, 'byte', `memory limit of ${name}`, () => `memory limit of ${name}`);
}
