import { isOfficialNginx } from '../../knowledge/compose/images';
import type { Mount } from '../../stack/compose/mounts';
import type { ComposeService } from '../../stack/compose/service';
import type { Stack } from '../../stack/stack';
import { nginxMainPath, servicesOf } from '../../stack/system/containers';
import { baseName, directoryOf } from '../../text/paths';
import { stackRule } from '../rule';

export default stackRule({
  summary: 'A mounted configuration file isn’t there, or nobody reads it',
  severity: 'warning',
  settings: ['volumes', 'configs'],
  why: 'Docker makes an empty folder where a mounted file isn’t there, and the program then fails or goes on without its configuration. Redis and MongoDB read a configuration file only where their command line names it; nginx reads what its own file includes. A file that nobody reads tunes nothing, and no log says so.',
  price: 'None.',
  unless: 'The file is made before the start, or a script in the image reads it.',
  sources: [
    'https://hub.docker.com/_/redis',
    'https://hub.docker.com/_/mongo',
    'https://hub.docker.com/_/nginx',
    'https://docs.docker.com/reference/compose-file/services/#volumes',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  store:
    image: redis:7.4
    restart: unless-stopped
    mem_limit: 1g
    logging: {driver: local}
    volumes:
      - ./redis.conf:/usr/local/etc/redis/redis.conf
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: Redis starts without
//- redis.conf
maxmemory 512mb
maxmemory-policy noeviction
appendonly yes
`,
      good: `
//- compose.yml
services:
  store:
    image: redis:7.4
    command: redis-server /usr/local/etc/redis/redis.conf
    restart: unless-stopped
    mem_limit: 1g
    logging: {driver: local}
    volumes:
      - ./redis.conf:/usr/local/etc/redis/redis.conf
      - ./store:/data
//- redis.conf
maxmemory 512mb
maxmemory-policy noeviction
appendonly yes
`,
    },
  ],
  *check(stack) {
    for (const service of servicesOf(stack)) {
      if (!isOwnImage(service)) continue;
      for (const mount of service.mounts.all) {
        if (!service.project.judges(mount.place) || mount.source.kind === 'volume' || !isConfiguration(service, mount))
          continue;
        const message = missing(mount, stack) ?? unread(service, mount);
        if (message !== undefined) yield { at: mount.place, message };
      }
    }
  },
});

/** Only of images whose start is known can be told what is read. */
function isOwnImage(service: ComposeService): boolean {
  const path = service.image?.path;
  if (service.isBuilt || service.unseen !== undefined || path === undefined) return false;
  return path === 'redis' || path === 'valkey/valkey' || path === 'mongo' || isOfficialNginx(path);
}

/** Whether what is mounted looks like the program's configuration. */
function isConfiguration({ role }: ComposeService, { target }: Mount): boolean {
  switch (role) {
    case 'redis':
      return /\/(redis|valkey)[^/]*\.conf$/.test(target);
    case 'mongodb':
      return /\/mongod[^/]*\.(conf|ya?ml)$/.test(target);
    case 'nginx':
      return target.startsWith('/etc/nginx/') && /\.conf$|\/sites-(enabled|available)\//.test(target);
    default:
      return false;
  }
}

/** A file of the workspace that isn't there, although its neighbours are. */
function missing({ source, target }: Mount, stack: Stack): string | undefined {
  if (source.kind !== 'path' || !/\.\w+$/.test(baseName(source.path))) return undefined;
  if (stack.files.has(source.path) || stack.listing.links.has(source.path)) return undefined;
  const stem = baseName(source.path).replace(/\.\w+$/, '');
  const folder = source.path.slice(0, -baseName(source.path).length);
  let beside = false;
  for (const paths of [stack.files.keys(), stack.listing.paths]) {
    for (const path of paths) {
      // A folder of that name, or what the file is made of: a template or an example.
      if (path === source.path || path.startsWith(`${source.path}/`)) return undefined;
      const name = baseName(path);
      if (name.startsWith(stem)) return undefined;
      beside ||=
        /\.(conf|cnf|cfg)$/.test(name) && path.length === folder.length + name.length && path.startsWith(folder);
    }
  }
  if (!beside) return undefined;
  return `${source.path} is not there: Docker then makes an empty folder of that name and mounts it at ${target}.`;
}

/** A file that the program's start doesn't lead to. */
function unread(service: ComposeService, { target }: Mount): string | undefined {
  if (service.role === 'nginx') return unreadByNginx(service, target);
  const { entrypoint, command } = service;
  if (entrypoint.state !== 'image' || command.state === 'unknown') return undefined;
  const words = command.state === 'written' ? command.line.words : [];
  if (words.some((word) => word.value.state !== 'known')) return undefined;
  const texts = words.map(({ text }) => text);
  // What a shell or a script does with it can't be told.
  const [program] = texts;
  const server = service.role === 'redis' ? /^(redis|valkey)-server$/ : /^mongod$/;
  if (program !== undefined && !server.test(program) && !program.startsWith('-')) return undefined;
  if (texts.some((text) => /\.(conf|ya?ml)$/.test(text) || /^(-f|--config)/.test(text))) return undefined;
  return service.role === 'redis'
    ? `Redis starts without ${target}: it reads a configuration file only where its command names it, as in redis-server ${target}.`
    : `MongoDB starts without ${target}: it reads a configuration file only where its command names it, as in mongod --config ${target}.`;
}

/** The image's own nginx.conf includes `conf.d/*.conf` and nothing else. */
function unreadByNginx(service: ComposeService, target: string): string | undefined {
  const main = nginxMainPath(service);
  if (main !== '/etc/nginx/nginx.conf' || service.mountedFile(main).state !== 'image') return undefined;
  const folder = directoryOf(target);
  if (!/^\/etc\/nginx\/sites-(enabled|available)$/.test(folder)) return undefined;
  return `nginx doesn’t read ${target}: the nginx.conf of its image includes only the files of /etc/nginx/conf.d that end in .conf.`;
}
