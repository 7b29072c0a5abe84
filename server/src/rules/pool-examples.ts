const MONGO_OPTIONS = 'minPoolSize=10, serverSelectionTimeoutMS=5000, connectTimeoutMS=10000, socketTimeoutMS=10000';

interface PoolStack {
  /** The pool's size. */
  readonly size: number;
  /** The command of the application; four processes by default. */
  readonly api?: string;
  readonly replicas?: number;
  /** The server's command. */
  readonly server: string;
  /** Lines of carets below the server's command and below the client. */
  readonly marks?: { readonly server?: string; readonly client?: string };
}

/** An application with a client of MongoDB, and the server: no rule speaks of the rest. */
export function mongoPools({ size, api = 'gunicorn -w 4 app.main:app', replicas = 3, server, marks = {} }: PoolStack) {
  return withServices(
    service('api', 'image: shop', api, '', application(replicas)),
    service('mongo', 'image: mongo:7.0', server, marks.server, ['mem_limit: 4g', 'volumes: ["data:/data/db"]']),
    `from pymongo import MongoClient

client = MongoClient("mongodb://mongo", maxPoolSize=${size}, ${MONGO_OPTIONS})`,
    marks.client,
  );
}

/** The same with Redis. */
export function redisPools({ size, api = 'gunicorn -w 4 app.main:app', replicas = 3, server, marks = {} }: PoolStack) {
  return withServices(
    service('api', 'image: shop', api, '', application(replicas)),
    service('redis', 'image: redis:7.4', server, marks.server, ['mem_limit: 1g', 'volumes: ["data:/data"]']),
    `import redis

cache = redis.from_url("redis://redis:6379/0", max_connections=${size}, socket_timeout=5)`,
    marks.client,
  );
}

function application(replicas: number): readonly string[] {
  return ['working_dir: /srv', 'volumes: ["./app:/srv/app"]', `scale: ${replicas}`];
}

function service(name: string, image: string, command: string, mark = '', more: readonly string[]): string {
  const lines = ['restart: unless-stopped', 'logging: {driver: local}', ...more];
  return [
    `  ${name}:`,
    `    ${image}`,
    `    command: ${command}`,
    ...(mark === '' ? [] : [mark]),
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
}

function withServices(first: string, second: string, client: string, mark = ''): string {
  return `
//- compose.yml
services:
${first}
${second}
volumes:
  data:
//- app/main.py
${client}
${mark === '' ? '' : `${mark}\n`}`;
}
