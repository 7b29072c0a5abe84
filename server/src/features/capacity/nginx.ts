import { known, unknown } from '../../settings/value';
import type { Fact } from '../../stack/model/fact';
import { proxyingsOf } from '../../stack/model/proxies';
import type { Service } from '../../stack/model/service';
import type { NginxConfiguration } from '../../stack/nginx/configuration';
import { routes } from '../../stack/nginx/routes';
import { listenSockets } from '../../stack/nginx/sockets';
import { workerCount } from '../../stack/nginx/workers';
import type { Stack } from '../../stack/stack';
import { nginxUnit } from '../../stack/system/services';
import { type Home, homeOf, replicas, somaxconn, startingFiles } from './home';
import type { Hop } from './hop';
import { acceptQueue, clientConnections, openFiles } from './hops';

/** What nginx asks for on Linux where `listen` has no backlog. */
const DEFAULT_BACKLOG = 511;

/** nginx's own number of connections of a worker. */
const DEFAULT_CONNECTIONS = 512;

/** Where the nginx of a configuration runs. */
export function nginxHome(configuration: NginxConfiguration, stack: Stack): Home {
  const whole = stack.nginx.filter((one) => one.whole);
  const alone = configuration.whole ? whole.length === 1 : whole.length === 0;
  return homeOf(stack, 'nginx', configuration.main, alone, nginxUnit(stack));
}

/** What nginx lets through, from the queue of new connections on. */
export function nginxHops(configuration: NginxConfiguration, stack: Stack): readonly Hop[] {
  const home = nginxHome(configuration, stack);
  const name = home.kind === 'container' ? home.service.name : 'nginx';
  const facts = {
    replicas: replicas(home),
    workers: workers(configuration, stack),
    connections: connections(configuration),
    proxies: routes(configuration).length > 0 || configuration.all('proxy_pass').length > 0,
  };
  return [
    acceptQueue(name, backlog(configuration), somaxconn(home, stack)),
    clientConnections(name, facts),
    openFiles(name, { ...facts, files: files(configuration, home, stack) }),
  ];
}

/** The services to which nginx passes requests on, in the order of its routes. */
export function applicationsBehind(configuration: NginxConfiguration, stack: Stack): readonly Service[] {
  const found = proxyingsOf(stack).flatMap((proxying) =>
    proxying.configuration === configuration && proxying.to.state === 'service' ? [proxying.to.service] : [],
  );
  return [...new Set(found)];
}

function workers(configuration: NginxConfiguration, stack: Stack): Fact {
  const { cpus } = stack.settings.host;
  const count = workerCount(configuration, cpus);
  const { setting } = configuration.root.effective('worker_processes');
  const at = setting ? { at: setting.atValue } : {};
  const noun = 'worker';
  const source = setting ? `worker_processes ${setting.text}` : 'one worker by nginx’s default';
  if (count.kind === 'unknown') return { amount: unknown(count.reason), noun, source: 'worker_processes', ...at };
  if (count.count !== undefined)
    return {
      amount: known(count.count),
      noun,
      source: count.kind === 'auto' ? `${source} on ${cpus} CPUs (host.cpus of headroom.yaml)` : source,
      ...at,
    };
  const reason = 'worker_processes is auto, and host.cpus of headroom.yaml does not tell the number of CPUs';
  return { amount: unknown(reason), noun, source, ...at };
}

function connections(configuration: NginxConfiguration): Fact {
  const noun = 'connection';
  const { events } = configuration;
  if (!events) {
    const reason = configuration.whole
      ? 'the configuration has no events block'
      : 'worker_connections stands in a file that is not in the workspace';
    return { amount: unknown(reason), noun, source: 'worker_connections' };
  }
  const { state, setting, reason } = events.effective('worker_connections');
  if (state === 'absent')
    return { amount: known(DEFAULT_CONNECTIONS), noun, source: '512 by nginx’s default', at: events.place };
  const at = setting?.atValue ?? events.place;
  const number = setting?.number;
  if (number !== undefined) return { amount: known(number), noun, source: `worker_connections ${setting!.text}`, at };
  return { amount: unknown(reason ?? 'worker_connections can’t be read'), noun, source: 'worker_connections', at };
}

/** A limit that nginx sets for itself holds where the host lets it; else the one with which it starts. */
function files(configuration: NginxConfiguration, home: Home, stack: Stack): Fact {
  const noun = 'open file';
  const start = startingFiles(home, stack);
  const { state, setting, reason } = configuration.root.effective('worker_rlimit_nofile');
  if (state === 'absent') return start;
  if (!setting)
    return { amount: unknown(reason ?? 'worker_rlimit_nofile is not known'), noun, source: 'worker_rlimit_nofile' };
  const { number } = setting;
  const at = setting.atValue;
  if (number === undefined)
    return { amount: unknown('worker_rlimit_nofile can’t be read'), noun, source: 'worker_rlimit_nofile', at };
  if (start.hard !== undefined && number > start.hard && start.amount.state !== 'unknown')
    return {
      ...start,
      source: `${start.source}, for worker_rlimit_nofile ${number} is above the hard limit ${start.hard}`,
    };
  return { amount: known(number), noun, source: `worker_rlimit_nofile ${setting.text}`, at };
}

/** The shortest queue that nginx asks for among its sockets. */
function backlog(configuration: NginxConfiguration): Fact {
  const noun = 'backlog';
  const sockets = listenSockets(configuration);
  if (!sockets || sockets.length === 0)
    return {
      amount: unknown(sockets ? 'no server listens' : 'not every listen is in view'),
      noun,
      source: 'backlog of listen',
    };
  const facts = sockets.map(({ carrier }): Fact => {
    const parameter = carrier.parameter('backlog');
    if (!parameter)
      return {
        amount: known(DEFAULT_BACKLOG),
        noun,
        source: `backlog ${DEFAULT_BACKLOG} by nginx’s default`,
        at: carrier.atValue,
      };
    const number = parameter.value.state === 'known' ? Number(parameter.value.value) : Number.NaN;
    const at = carrier.atArgument(parameter.word);
    if (Number.isInteger(number) && number > 0)
      return { amount: known(number), noun, source: `listen ${carrier.args[0]?.value} backlog=${number}`, at };
    return { amount: unknown('its backlog can’t be read'), noun, source: 'backlog of listen', at };
  });
  const unread = facts.find(({ amount }) => amount.state === 'unknown');
  const size = ({ amount }: Fact) => (amount.state === 'known' ? amount.value : Number.POSITIVE_INFINITY);
  return unread ?? facts.reduce((least, one) => (size(one) < size(least) ? one : least));
}
