/** A key of a Compose service that decides how it performs. */
export interface ComposeKey {
  /** Below the service, with dots. */
  readonly path: string;
  /** The name by which rules know it. */
  readonly setting: string;
  /** The rule whose reasons are told in full. */
  readonly rule: string | undefined;
  readonly unit: 'bytes' | 'duration' | undefined;
  readonly default: string | undefined;
  /** What it does, in one sentence without a full stop. */
  readonly what: string;
  readonly page: string;
}

const PAGE = 'https://docs.docker.com/reference/compose-file';

/** PATH | SETTING | RULE | UNIT | DEFAULT | what it does; `-` where there is none. */
const KEYS = `
image | image | - | - | - | The image whose programs run
command | command | - | - | - | What the container starts, in place of the image's own; Compose splits a text into words itself, and no shell takes part
entrypoint | entrypoint | - | - | - | What the container starts first, in place of the image's own; the command is handed to it
container_name | container_name | - | - | PROJECT-SERVICE-1 | A fixed name: there can be one container with it
ports | ports | - | - | - | Ports of the host that lead into the container
depends_on.*.condition | condition | compose/depends-on-no-health | - | service_started | What Compose waits for; only service_healthy waits until the other service answers
mem_limit | mem_limit | compose/memory-limit | bytes | no limit | Most memory of each container; the kernel ends a process that asks for more
deploy.resources.limits.memory | memory | compose/memory-limit | bytes | no limit | Most memory of each container; the kernel ends a process that asks for more
cpus | cpus | - | - | no limit | CPUs that each container may use; programs that count CPUs still see all of the host
deploy.resources.limits.cpus | cpus | - | - | no limit | CPUs that each container may use; programs that count CPUs still see all of the host
scale | scale | - | - | 1 | How many containers run; wins over deploy.replicas
deploy.replicas | replicas | - | - | 1 | How many containers run
restart | restart | compose/restart | - | no | Whether Docker starts a container again that has ended
stop_grace_period | stop_grace_period | - | duration | 10s | Time that a container has to end after SIGTERM before it is killed
logging.driver | logging | - | - | json-file | Where Docker keeps what the container prints
logging.options.max-size | max-size | compose/log-growth | - | no limit | Size at which a log file of json-file is closed and the next begun
logging.options.max-file | max-file | compose/log-growth | - | 1 | Log files that are kept; the oldest goes. Without max-size it has no effect
logging | logging | compose/log-growth | - | - | Where Docker keeps what the container prints, and how much of it
healthcheck.interval | interval | - | duration | 30s | Time between two checks
healthcheck.timeout | timeout | - | duration | 30s | Time after which a check has failed
healthcheck.start_period | start_period | - | duration | 0s | Time at the start in which failed checks don't count
ulimits | ulimits | stack/host-limits-not-in-container | - | - | Limits of the container's processes; those of the host's limits.conf don't reach it
sysctls | sysctls | stack/host-sysctl-not-in-container | - | - | Kernel parameters of the container's own namespaces; it doesn't inherit the host's
network_mode | network_mode | - | - | - | Whose network the container uses; with host it has the host's kernel parameters too`;

let byPath: ReadonlyMap<string, ComposeKey> | undefined;

/** What is known of a key, by its path below the service; `*` stands for any name. */
export function composeKey(path: readonly string[]): ComposeKey | undefined {
  byPath ??= new Map(KEYS.trim().split('\n').map(readKey));
  const [first, , third] = path;
  return byPath.get(first === 'depends_on' && third !== undefined ? `${first}.*.${third}` : path.join('.'));
}

function readKey(line: string): [string, ComposeKey] {
  const [path = '', setting = '', ...rest] = line.split(' | ');
  const [rule, unit, standard, what = ''] = rest.map((text) => (text === '-' ? undefined : text));
  const [top] = path.split('.');
  const page = top === 'deploy' ? `${PAGE}/deploy/` : `${PAGE}/services/#${top}`;
  return [path, { path, setting, rule, unit: unit as ComposeKey['unit'], default: standard, what, page }];
}
