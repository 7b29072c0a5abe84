import { defaultOf } from '../../knowledge/redis/directives';
import { system } from '../../knowledge/tiers';
import type { LimitsSetting } from '../../settings/limits';
import type { Ulimit } from '../../stack/compose/resources';
import type { ComposeService } from '../../stack/compose/service';
import type { Fix, Verdict } from '../../stack/finding';
import type { Stack } from '../../stack/stack';
import { configurationOf } from '../../stack/system/containers';
import type { LimitSet } from '../../stack/system/limits';
import { programOf } from '../../stack/system/services';
import type { Unit } from '../../stack/system/unit';
import { fixWith } from '../fixes';
import { stackRule, type Verdicts } from '../rule';

const WANTED = system.nofile;

/** Half of what is wanted: enough for most services. */
const NEARLY = 32_768;

/** Users by which services that serve connections run, besides everybody and root. */
const SERVICE_USERS = new Set([
  '*',
  'root',
  'nginx',
  'www-data',
  'http',
  'apache',
  'redis',
  'valkey',
  'mongodb',
  'mongod',
  'celery',
  'gunicorn',
  'app',
  'api',
  'web',
  'deploy',
]);

export default stackRule({
  summary: 'The limit of open files is low for a service with many connections',
  severity: 'warning',
  guide: 'System › File descriptors',
  settings: ['nofile', 'LimitNOFILE', 'ulimits'],
  checklist: 'Increase system file descriptors (`ulimit -n 65535`)',
  why: 'Every connection is an open file to the system, and a proxied request takes two. A process that has reached its limit accepts no further connection and logs "Too many open files", while CPUs and memory are idle. limits.conf holds for logins only; services that systemd starts take their limit from LimitNOFILE= of their unit, containers from `ulimits`.',
  price: 'None that counts: the limit reserves nothing.',
  unless: 'The service has few connections, or raises its limit by itself.',
  sources: [
    'https://man7.org/linux/man-pages/man5/limits.conf.5.html',
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#LimitCPU=',
    'https://docs.docker.com/reference/compose-file/services/#ulimits',
  ],
  examples: [
    {
      bad: `
//- etc/security/limits.conf
nginx soft nofile 4096
                  ^^^^ warning: 4096 open files
nginx hard nofile 65535
`,
      good: `
//- etc/security/limits.conf
nginx soft nofile 65535
nginx hard nofile 65535
`,
    },
    {
      bad: `
//- etc/systemd/system/nginx.service
[Service]
ExecStart=/usr/sbin/nginx -g "daemon off;"
LimitNOFILE=4096
            ^^^^ warning: 4096 open files
`,
      good: `
//- etc/systemd/system/nginx.service
[Service]
ExecStart=/usr/sbin/nginx -g "daemon off;"
LimitNOFILE=65535
`,
    },
    {
      bad: `
//- etc/security/limits.conf
*    soft    nofile    65535
^ hint: not root
*    hard    nofile    65535
`,
      good: `
//- etc/security/limits.conf
*    soft    nofile    65535
*    hard    nofile    65535
root    soft    nofile    65535
root    hard    nofile    65535
`,
    },
  ],
  *check(stack) {
    for (const set of stack.limits) yield* inLimits(set);
    for (const unit of stack.units) yield* inUnit(unit, stack);
    for (const project of stack.composeProjects)
      for (const service of project.services.values()) {
        for (const verdict of inService(service, stack)) if (project.judges(verdict.at)) yield verdict;
      }
  },
});

function* inLimits(set: LimitSet): Verdicts {
  for (const domain of set.domains) {
    if (!SERVICE_USERS.has(domain)) continue;
    const soft = set.inForce(domain, 'nofile', 'soft');
    const hard = set.inForce(domain, 'nofile', 'hard');
    for (const one of [soft, hard])
      if (one.state === 'unknown' && one.setting) yield { at: one.setting.atValue, unknown: one.reason };
    const settings = [soft, hard].flatMap((one) =>
      one.state === 'known' && one.setting.ignoredTail === undefined ? [one] : [],
    );
    const clamped = soft.state === 'known' && hard.state === 'known' && soft.value > hard.value;
    if (clamped) yield clampedVerdict(domain, soft.setting, hard.setting, soft.value, hard.value);
    const low = settings.filter((one) => one.value < WANTED && !(clamped && one.setting === hard.setting));
    for (const [i, { setting, value }] of low.entries()) {
      // An entry for both limits is one finding.
      if (low.findIndex((other) => other.setting === setting) < i) continue;
      const edits = [...new Set(low.map((other) => other.setting))].flatMap((other) => other.set(String(WANTED)));
      yield {
        at: setting.atValue,
        ...(value >= NEARLY ? { severity: 'information' as const } : {}),
        setting: 'nofile',
        value: setting.text,
        message: `${value} open files are ${value >= NEARLY ? `fewer than the usual ${WANTED}` : 'few'} for a service: each connection is one, and a proxied request takes two.${value >= NEARLY ? '' : ` ${WANTED} leaves room.`}`,
        fixes: [{ title: `Set nofile of ${domain} to ${WANTED}`, safety: 'safe', edits }],
      };
    }
  }
  yield* withoutRoot(set);
}

function clampedVerdict(
  domain: string,
  soft: LimitsSetting,
  hard: LimitsSetting,
  softValue: number,
  hardValue: number,
) {
  const written = Number.isFinite(softValue) ? String(softValue) : 'unlimited';
  const number = Number.isFinite(softValue) ? String(Math.max(softValue, WANTED)) : String(Math.max(hardValue, WANTED));
  const raise =
    Number.isFinite(softValue) && softValue >= WANTED ? hard.set(number) : [...soft.set(number), ...hard.set(number)];
  return {
    at: soft.atValue,
    setting: 'nofile',
    value: soft.text,
    message: `The soft limit ${written} is above the hard limit ${hardValue}: PAM cuts it to ${hardValue} without a word.`,
    related: [{ ...hard.atValue, message: `The hard limit of ${domain} is ${hardValue}.` }],
    fixes: [{ title: `Raise nofile of ${domain} to ${number}`, safety: 'review', edits: raise } satisfies Fix],
  };
}

/** `*` does not reach root, as whom nginx and others start. */
function* withoutRoot(set: LimitSet): Verdicts {
  const everybody = (['soft', 'hard'] as const).map((type) => ({
    type,
    limit: set.inForce('*', 'nofile', type),
    root: set.inForce('root', 'nofile', type),
  }));
  const raised = everybody.flatMap(({ limit }) => (limit.state === 'known' && limit.value >= WANTED ? [limit] : []));
  const first = raised[0];
  if (
    !first ||
    everybody.some(({ limit, root }) => root.state !== 'absent' || (limit.state === 'known' && limit.value < WANTED))
  )
    return;
  const edits = everybody.flatMap(({ type, limit }) =>
    limit.state === 'known' ? set.insert('root', type, 'nofile', limit.setting.text) : [],
  );
  yield {
    at: { file: first.setting.file, span: first.setting.domainSpan },
    severity: 'hint',
    setting: 'nofile',
    message: '"*" covers every user but not root: what root starts after a login keeps the system’s limit.',
    fixes: [{ title: 'Add the same limit for root', safety: 'review', edits }],
  };
}

function* inUnit(unit: Unit, stack: Stack): Verdicts {
  const needed = neededBy(unit, stack);
  if (needed === undefined) return;
  const limit = unit.limit('LimitNOFILE');
  if (limit.state === 'unknown' && limit.setting) yield { at: limit.setting.atValue, unknown: limit.reason };
  if (limit.state !== 'known') return;
  const { value, setting } = limit;
  const given = needed.raisesSoft ? value.hard : value.soft;
  if (given >= needed.files) return;
  const wanted = Math.max(needed.files, WANTED);
  const hard = Number.isFinite(value.hard) ? Math.max(value.hard, wanted) : undefined;
  const written = setting.text.includes(':') ? `${wanted}:${hard ?? 'infinity'}` : String(wanted);
  yield {
    at: setting.atValue,
    ...(given >= NEARLY ? { severity: 'information' as const } : {}),
    setting: 'LimitNOFILE',
    value: setting.text,
    message: `${given} open files are few for ${needed.program}: each connection is one${needed.program === 'nginx' ? ', and a proxied request takes two' : ''}. ${wanted} leaves room.`,
    fixes: [{ title: `Set LimitNOFILE to ${written}`, safety: 'safe', edits: setting.set(written) }],
  };
}

interface Need {
  readonly program: string;
  readonly files: number;
  /** The program raises its soft limit to the hard one by itself. */
  readonly raisesSoft: boolean;
}

/** How many files a unit's program needs; undefined where it isn't known to serve connections. */
function neededBy(unit: Unit, stack: Stack): Need | undefined {
  return needOf(programOf(unit) ?? unit.name.replace(/\.service$/, ''), stack);
}

function needOf(program: string, stack: Stack): Need | undefined {
  if (/^(nginx|openresty|gunicorn|uvicorn|hypercorn|daphne|uwsgi|haproxy)$/.test(program)) {
    // Where nginx's configuration is there too, its connections tell how many files it needs.
    if (/^(nginx|openresty)$/.test(program) && stack.nginx.some((configuration) => configuration.whole))
      return undefined;
    return { program, files: WANTED, raisesSoft: program === 'haproxy' };
  }
  // MongoDB asks for 64000 and ships a unit with that number.
  if (program === 'mongod' || program === 'mongos') return { program, files: 64_000, raisesSoft: false };
  if (/^(redis|valkey)(-server)?$/.test(program)) {
    // Redis wants a file for each client, and keeps 32 for itself.
    return {
      program: program.startsWith('redis') ? 'Redis' : 'Valkey',
      files: Number(defaultOf('maxclients', undefined) ?? 10_000) + 32,
      raisesSoft: true,
    };
  }
  return undefined;
}

/** The limits of a Compose service; where it sets none, those of the container's engine hold, which no file tells. */
function* inService(service: ComposeService, stack: Stack): Verdicts {
  const limit = service.ulimit('nofile');
  if (!limit) return;
  for (const one of limit.single ? [limit.soft] : [limit.soft, limit.hard])
    if (one.state === 'unknown' && one.place) yield { at: one.place, unknown: one.reason };
  const [soft, hard] = [limit.soft, limit.hard].map((one) => (one.state === 'known' ? filesOf(one.value) : undefined));
  if (soft !== undefined && hard !== undefined && soft > hard) {
    yield softAboveHard(service, limit, soft, hard);
    return;
  }
  const need = needOfService(service, stack);
  const given = need?.raisesSoft ? hard : (soft ?? hard);
  if (!need || given === undefined || given >= need.files) return;
  const wanted = Math.max(need.files, WANTED);
  const at = need.raisesSoft || soft === undefined ? limit.hard : limit.soft;
  if (at.state !== 'known') return;
  const related =
    soft !== undefined && hard !== undefined && hard < need.files && limit.hard.state === 'known' && at !== limit.hard
      ? [{ ...limit.hard.place, message: `The hard limit is ${hard}.` }]
      : [];
  yield {
    at: at.place,
    ...(given >= NEARLY ? { severity: 'information' as const } : {}),
    setting: 'nofile',
    value: String(at.value),
    message: `${given} open files are few for ${need.program}: each connection is one${need.program === 'nginx' ? ', and a proxied request takes two' : ''}. ${wanted} leaves room.`,
    related,
    fixes: fixWith(`Set nofile of ${service.name} to ${wanted}`, 'safe', raised(service, limit, wanted)),
  };
}

function filesOf(value: number): number {
  return value < 0 ? Number.POSITIVE_INFINITY : value;
}

function raised(service: ComposeService, limit: Ulimit, wanted: number) {
  if (limit.single) return service.set(['ulimits', 'nofile'], String(wanted));
  return (['soft', 'hard'] as const).flatMap((key) => {
    const one = limit[key];
    return one.state === 'known' && filesOf(one.value) < wanted
      ? service.set(['ulimits', 'nofile', key], String(wanted))
      : [];
  });
}

function softAboveHard(service: ComposeService, limit: Ulimit, soft: number, hard: number): Verdict {
  const place = limit.soft.state === 'known' ? limit.soft.place : limit.keyPlace;
  const wanted = Number.isFinite(soft) ? Math.max(soft, WANTED) : Math.max(hard, WANTED);
  const written = Number.isFinite(soft) ? String(soft) : 'unlimited';
  return {
    at: place,
    severity: 'error',
    setting: 'nofile',
    value: written,
    message: `The soft limit ${written} is above the hard limit ${hard}: the container doesn’t start.`,
    related: limit.hard.state === 'known' ? [{ ...limit.hard.place, message: `The hard limit is ${hard}.` }] : [],
    fixes: fixWith(`Set nofile of ${service.name} to ${wanted}`, 'review', [
      ...(soft === wanted ? [] : service.set(['ulimits', 'nofile', 'soft'], String(wanted))),
      ...service.set(['ulimits', 'nofile', 'hard'], String(wanted)),
    ]),
  };
}

/** How many files the containers of a service need; undefined where they aren't known to serve connections. */
function needOfService(service: ComposeService, stack: Stack): Need | undefined {
  switch (service.role) {
    case 'nginx':
      return configurationOf(service, stack) ? undefined : { program: 'nginx', files: WANTED, raisesSoft: false };
    case 'api':
      return { program: 'the API', files: WANTED, raisesSoft: false };
    case 'redis':
      return needOf('redis-server', stack);
    case 'mongodb':
      return needOf('mongod', stack);
    case 'rabbitmq':
      return { program: 'RabbitMQ', files: WANTED, raisesSoft: false };
    default:
      return undefined;
  }
}
