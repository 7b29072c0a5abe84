import { system } from '../../knowledge/tiers';
import type { ComposeService } from '../../stack/compose/service';
import { startedServices } from '../../stack/model/services';
import type { Stack } from '../../stack/stack';
import type { Host } from '../../stack/system/host';
import { mayRunInContainers } from '../../stack/system/services';
import { numbersInForce } from '../../stack/system/values';
import type { Evidence, Shown } from './evidence';
import { judged } from './nginx';

/** The number of files from which on nobody asks for more: MongoDB's own unit has 64000. */
const ENOUGH_FILES = 64_000;

const NOT_IN_CONTAINERS = 'holds for logins on the host, not for the containers of the Compose file';

/** Limits that are high enough, in limits.conf, in units and in nginx's own configuration. */
export function openFiles(stack: Stack): Evidence {
  const inContainers = mayRunInContainers(stack);
  const met: Shown[] = [];
  const unknown: Shown[] = [];
  for (const set of stack.limits) {
    if ([...set.files].every(({ path }) => stack.ignores(path))) continue;
    const high = set.domains.flatMap((domain) => {
      const soft = set.inForce(domain, 'nofile', 'soft');
      const hard = set.inForce(domain, 'nofile', 'hard');
      if (soft.state !== 'known' || hard.state !== 'known' || Math.min(soft.value, hard.value) < ENOUGH_FILES)
        return [];
      return [{ text: `nofile ${soft.setting.text} for ${domain}`, at: soft.setting.atValue }];
    });
    if (!inContainers) met.push(...high);
    else for (const one of high) unknown.push({ ...one, text: `${one.text} ${NOT_IN_CONTAINERS}` });
  }
  for (const unit of stack.units) {
    const limit = unit.limit('LimitNOFILE');
    if (limit.state !== 'known' || limit.value.soft < ENOUGH_FILES || stack.ignores(limit.setting.file.path)) continue;
    met.push({ text: `LimitNOFILE=${limit.setting.text} of ${unit.name}`, at: limit.setting.atValue });
  }
  for (const configuration of judged(stack)) {
    const { setting } = configuration.root.effective('worker_rlimit_nofile');
    if (setting && (setting.number ?? 0) >= ENOUGH_FILES)
      met.push({ text: `worker_rlimit_nofile ${setting.text}`, at: setting.atValue });
  }
  const services = serving(stack).map(filesOf);
  met.push(...services.filter(({ state }) => state === 'met'));
  const some = stack.limits.length + stack.units.length + services.length > 0;
  return {
    met,
    // What reaches no container matters only where nothing else is known.
    unknown: [...(met.length > 0 ? [] : unknown), ...services.filter(({ state }) => state === 'unknown')],
    otherwise: some
      ? 'no file here says how many files the services may open'
      : 'no limits.conf, systemd unit or ulimits in this workspace, and the default differs from host to host',
  };
}

/** The services that hold many connections, in the projects that stand for themselves. */
function serving(stack: Stack): readonly ComposeService[] {
  return startedServices(stack).filter(({ role }) => role === 'nginx' || role === 'redis' || role === 'mongodb');
}

type Told = Shown & { readonly state: 'met' | 'missing' | 'unknown' | 'low' };

/** A limit that is too low is for the rules to tell. */
function filesOf(service: ComposeService): Told {
  const limit = service.ulimit('nofile');
  const { name } = service;
  if (!limit)
    return {
      state: 'unknown',
      text: `${name} has no ulimits nofile, and what it gets without differs from host to host`,
      at: service.place,
    };
  const { soft } = limit;
  const at = limit.keyPlace;
  if (soft.state !== 'known') {
    const reason = soft.state === 'unknown' ? soft.reason : 'it has no soft limit';
    return { state: 'unknown', text: `ulimits nofile of ${name}: ${reason}`, at };
  }
  const enough = soft.value < 0 || soft.value >= ENOUGH_FILES;
  return { state: enough ? 'met' : 'low', text: `ulimits nofile ${soft.value} of ${name}`, at };
}

const KEYS = ['net.core.somaxconn', 'net.ipv4.tcp_fastopen'] as const;

/** The kernel parameters that the item names, in the sysctl files of each host. */
export function kernelParameters(stack: Stack): Evidence {
  const hosts = stack.hosts.filter((host) => [...host.files].some(({ path }) => !stack.ignores(path)));
  const edges = startedServices(stack).filter(({ role }) => role === 'nginx');
  const parts: readonly Told[] = [
    ...hosts.flatMap((host) => KEYS.map((key) => ofKey(host, key))),
    ...edges.filter(hasOwnNetwork).flatMap((service) => KEYS.map((key) => ofService(service, key))),
  ];
  const of = (state: 'met' | 'missing' | 'unknown') => parts.filter((part) => part.state === state);
  return {
    met: of('met'),
    missing: of('missing'),
    unknown: of('unknown'),
    otherwise: 'no sysctl file in this workspace, and the kernel’s own values differ from version to version',
  };
}

/** The network of a container has kernel parameters of its own. */
function hasOwnNetwork({ networkMode }: ComposeService): boolean {
  return networkMode.state === 'absent' || (networkMode.state === 'known' && networkMode.value === 'bridge');
}

function ofService(service: ComposeService, key: (typeof KEYS)[number]): Told {
  const { sysctls, name, place } = service;
  const pair = sysctls.pairs.get(key);
  if (pair?.value.state === 'known')
    return { state: 'met', text: `${key} ${pair.value.value} of ${name}`, at: pair.keyPlace };
  if (pair) return { state: 'unknown', text: `${key} of ${name} is not known`, at: pair.keyPlace };
  const reason = sysctls.unseen ?? service.unseen;
  return {
    state: 'unknown',
    text: `${key}: ${reason ?? `${name} does not set it, and what the host sets does not reach a container’s network`}`,
    at: place,
  };
}

function ofKey(host: Host, key: (typeof KEYS)[number]): Told {
  const inForce = host.effective(key);
  const numbers = numbersInForce(host, key);
  if (numbers) return { state: 'met', text: `${key} = ${numbers.setting.text}`, at: numbers.setting.atValue };
  if (inForce.state !== 'absent') {
    const reason = inForce.state === 'unknown' ? inForce.reason : 'the kernel refuses its value';
    return {
      state: 'unknown',
      text: `${key}: ${reason}`,
      ...(inForce.setting ? { at: inForce.setting.atValue } : {}),
    };
  }
  const value = String(key === 'net.core.somaxconn' ? system.somaxconn : system.tcpFastopen);
  const file = host.order('procps').at(-1);
  return {
    state: 'missing',
    text: `no sysctl file of this host sets ${key}`,
    ...(file ? { at: { file, span: { start: 0, end: 0 } } } : {}),
    fix: { title: `Set ${key} to ${value}`, safety: 'review', edits: host.insert(key, value) },
  };
}
