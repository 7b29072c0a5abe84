import type { Role } from '../knowledge/compose/images';
import type { ConfigFile } from '../settings/file';
import { DEFAULT_SETTINGS, PROGRAMS, type Program, profileOfPath, WORKLOAD_AXES } from '../settings/project';
import type { StatedPackage } from '../settings/python-packages';
import type { Stack } from '../stack/stack';

/** The headroom.yaml of a stack that has none: what is seen of it, and what no file tells, as comments to fill in. */
export function projectText(stack: Stack): string {
  return [
    '# How Headroom judges this stack. Every key is optional; the editor completes them.',
    '',
    ...seen(stack),
    ...profile(stack),
    '',
    '# The load that the stack bears; the first of each is the default.',
    '# workload:',
    ...Object.entries(WORKLOAD_AXES).map(([axis, tiers]) => row(`  ${axis}: ${tiers[0]}`, tiers.join(' | '))),
    '',
    '# The machine, which no file tells; what is absent is unknown. Limits of containers do not belong here.',
    '# host:',
    '#   cpus: 8',
    '#   memory: 16g',
    '#   nofile: 65535',
    '#   kernel: "6.1"',
    '',
    ...versions(stack),
    '',
    '# Prefixes of the routes that count as API.',
    `# apiRoutes: [${DEFAULT_SETTINGS.apiRoutes.map((route) => JSON.stringify(route)).join(', ')}]`,
    '',
    '# rules:',
    row('  nginx/multi-accept: off', 'off | hint | information | warning | error'),
    '',
    '# ignore: ["vendor/**"]',
    '',
  ].join('\n');
}

/** A line to take the comment sign from, with what else may stand there. */
function row(text: string, choices: string): string {
  return `# ${text.padEnd(30)} # ${choices}`;
}

const ROLES: Readonly<Partial<Record<Role, string>>> = {
  nginx: 'nginx',
  api: 'API',
  'celery-worker': 'Celery worker',
  'celery-beat': 'Celery beat',
  redis: 'Redis',
  mongodb: 'MongoDB',
  rabbitmq: 'RabbitMQ',
};

/** What was recognised, so that somebody sees at once what was not. */
function seen(stack: Stack): string[] {
  const lines = stack.composeProjects
    .filter(({ overlay }) => overlay === undefined)
    .map(({ main, services }) => {
      const named = [...services.values()].map(({ name, role }) => name + (ROLES[role] ? ` (${ROLES[role]})` : ''));
      return `${main.path}: ${listed(named)}`;
    });
  const apps = stack.celeryApps.map(({ place }) => place.file.path);
  if (apps.length > 0) lines.push(`Celery’s settings: ${listed([...new Set(apps)])}`);
  return lines.length === 0 ? [] : ['# What stands here:', ...lines.map((line) => `#   ${plain(line)}`), ''];
}

function profile(stack: Stack): string[] {
  const paths = [...stack.files.values()].filter(({ kind }) => kind !== 'other').map(({ path }) => path);
  const forDevelopment = paths.filter((path) => profileOfPath(path).profile === 'development');
  const what =
    forDevelopment.length === 0
      ? 'Every file here counts as for production'
      : `For development here: ${plain(listed(forDevelopment))}; all else for production`;
  return [
    `# By a file’s name and place: dev, local, test and override are for development. ${what}.`,
    `${'profile: auto'.padEnd(32)} # auto | development | production | high-traffic`,
  ];
}

/** A program with the versions that files tell of it; undefined is a place where none does. */
type Told = readonly (string | undefined)[];

const EXAMPLES: Readonly<Record<Program, string>> = {
  nginx: '1.28',
  redis: '7.4',
  mongodb: '8.0',
  celery: '5.4',
  pymongo: '4.10',
  'redis-py': '5.2',
};

/** Only what no file tells is worth a line: image tags, requirements and lock files win over it. */
function versions(stack: Stack): string[] {
  const told = toldBy(stack);
  const known = PROGRAMS.flatMap((program) => {
    const names = [...new Set(told[program].filter((version) => version !== undefined))];
    return names.length > 0 ? [`${program} ${names.join(' and ')}`] : [];
  });
  const untold = PROGRAMS.filter((program) => told[program].includes(undefined));
  const toldLine = `# Image tags, requirements and lock files tell of ${known.join(', ')}.`;
  if (known.length > 0 && untold.length === 0) return [toldLine];
  return [
    ...(known.length > 0 ? [toldLine] : []),
    '# Versions that no file tells; what is absent counts as the newest.',
    '# versions:',
    ...(untold.length > 0 ? untold : (['nginx'] as const)).map((program) => `#   ${program}: "${EXAMPLES[program]}"`),
  ];
}

function toldBy(stack: Stack): Readonly<Record<Program, Told>> {
  const ofPackage = (program: StatedPackage, users: readonly { readonly file: ConfigFile }[]) =>
    users.map(({ file }) => stack.packageVersion(program, file));
  return {
    nginx: stack.nginx.flatMap((configuration) => {
      const { oldest, newest } = stack.nginxVersions(configuration);
      return [oldest, newest];
    }),
    redis: stack.redisServers.filter(({ command }) => !command?.valkey).map(({ imageVersion }) => imageVersion),
    mongodb: stack.mongodServers.map(({ imageVersion }) => imageVersion),
    celery: ofPackage(
      'celery',
      stack.celeryApps.map(({ place }) => place),
    ),
    pymongo: ofPackage('pymongo', stack.mongoClients),
    'redis-py': ofPackage('redis-py', stack.redisClients),
  };
}

/** The first of many. */
function listed(names: readonly string[]): string {
  const most = 12;
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return names.slice(0, most).join(', ') + more;
}

/** A name as it may stand in a comment. */
function plain(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]/g, '?');
}
