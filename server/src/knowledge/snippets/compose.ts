import {
  concurrency,
  prefetch,
  scaling,
  system,
  TASK_BOUNDS,
  TASK_SPEEDS,
  type TaskBoundTier,
  type TaskTier,
  taskLimits,
  tasksPerChild,
  WORKER_MEMORY,
  type WorkerMemoryTier,
} from '../tiers';
import type { Snippet } from './snippet';

/** CPUs that the numbers of a worker stand for; the snippet says so, as no file tells it. */
const WORKER_CPUS = 4;

const restart = ['  restart: unless-stopped'];

const logging = ['  logging:', '    driver: json-file', '    options:', '      max-size: 10m', '      max-file: "3"'];

const openFiles = ['  ulimits:', '    nofile:', `      soft: ${system.nofile}`, `      hard: ${system.nofile}`];

/** Services of a compose file; each goes below `services:`. */
export const composeSnippets: readonly Snippet[] = [
  snippet('nginx', 'nginx service with open files and an accept queue for its connections', [
    'nginx:',
    '  image: ${1:nginx:1.28}',
    '  ports:',
    '    - "${2:80}:80"',
    ...openFiles,
    '  sysctls:',
    `    net.core.somaxconn: ${system.somaxconn}`,
    `    net.ipv4.ip_local_port_range: "${system.portRange.join(' ')}"`,
    ...restart,
    ...logging,
    '$0',
  ]),
  api('api', 'API service without a name or port that would stop it from scaling', '${3:2}'),
  api(
    'api scaled',
    `API service with ${scaling.apiReplicas} instances, the guide's next step up`,
    String(scaling.apiReplicas),
    'next step',
  ),
  ...TASK_SPEEDS.map(worker),
  ...TASK_BOUNDS.map(boundWorker),
  ...WORKER_MEMORY.map(memoryWorker),
  snippet(
    'celery worker scaled',
    `${scaling.workerReplicas} Celery workers of ${scaling.workerConcurrency} processes, the guide's next step up`,
    [
      ...workerHead(scaling.workerConcurrency, 'normal'),
      '  deploy:',
      `    replicas: ${scaling.workerReplicas}`,
      ...workerTail('normal'),
    ],
    'next step',
  ),
  snippet('celery beat', 'Celery beat service: exactly one, or every task is sent twice', [
    'celery_beat:',
    '  image: ${1:example/app:1.0}',
    '  command: ["celery", "-A", "${2:app.celery_app}", "beat", "--loglevel=INFO"]',
    ...restart,
    ...logging,
    '$0',
  ]),
  ...scaling.redisMaxmemory.flatMap((size, step) => [cache(size, step), broker(size, step)]),
  ...scaling.mongodMaxConns.map(mongod),
  snippet(
    'open files',
    `Limit of ${system.nofile} open files for this service; limits.conf does not reach containers`,
    [...openFiles.map((line) => line.slice(2)), '$0'],
  ),
  snippet('kernel settings', 'Network settings of this container; it does not inherit those of the host', [
    'sysctls:',
    `  net.core.somaxconn: ${system.somaxconn}`,
    `  net.ipv4.ip_local_port_range: "${system.portRange.join(' ')}"`,
    '$0',
  ]),
  snippet('log rotation', 'Log files that do not fill the disk', [...logging.map((line) => line.slice(2)), '$0']),
];

function snippet(name: string, description: string, body: readonly string[], tier?: string): Snippet {
  return {
    file: 'compose',
    prefix: `headroom compose ${name}`,
    name: `compose ${name}`,
    description,
    ...(tier === undefined ? {} : { tier }),
    languages: ['dockercompose', 'yaml'],
    place: 'file',
    body,
  };
}

function api(name: string, description: string, replicas: string, tier?: string): Snippet {
  return snippet(
    name,
    description,
    [
      'api:',
      '  image: ${1:example/api:1.0}',
      // nginx keeps idle connections for 60 s; the application server must keep them longer, or some requests fail.
      '  command: ["uvicorn", "${2:app.main:app}", "--host=0.0.0.0", "--port=8000", "--workers=4", "--timeout-keep-alive=75"]',
      '  expose:',
      '    - "8000"',
      '  deploy:',
      `    replicas: ${replicas}`,
      '  mem_limit: ${4:1g}',
      ...openFiles,
      ...restart,
      ...logging,
      '$0',
    ],
    tier,
  );
}

function worker(tier: TaskTier): Snippet {
  const { hard, soft } = taskLimits[tier];
  return snippet(
    `celery worker ${tier}`,
    `Celery worker for ${tier} tasks: limits of ${hard} s and ${soft} s, and time to end them at a deployment`,
    [...workerHead(WORKER_CPUS, tier), `  cpus: ${WORKER_CPUS}`, ...workerTail(tier)],
    tier,
  );
}

function boundWorker(bound: TaskBoundTier): Snippet {
  const tasks = { cpu: 'tasks that compute', io: 'tasks that wait for others', mixed: 'mixed tasks' }[bound];
  const limited = bound === 'cpu' ? [`  cpus: ${WORKER_CPUS}`] : [];
  return snippet(
    `celery worker ${bound}`,
    `Celery worker for ${tasks}: ${concurrency(bound, WORKER_CPUS)} processes on ${WORKER_CPUS} CPUs`,
    [...workerHead(concurrency(bound, WORKER_CPUS), 'normal'), ...limited, ...workerTail('normal')],
    bound,
  );
}

function memoryWorker(memory: WorkerMemoryTier): Snippet {
  const count = tasksPerChild[memory];
  return snippet(
    `celery worker memory ${memory}`,
    `Celery worker whose processes are replaced after ${count} tasks`,
    [...workerHead(WORKER_CPUS, 'normal', count), `  cpus: ${WORKER_CPUS}`, ...workerTail('normal')],
    memory,
  );
}

function workerHead(processes: number, tier: TaskTier, perChild = tasksPerChild.normal): string[] {
  const { hard, soft } = taskLimits[tier];
  return [
    'celery_worker:',
    '  image: ${1:example/app:1.0}',
    '  command:',
    '    - celery',
    '    - -A',
    '    - ${2:app.celery_app}',
    '    - worker',
    '    - --loglevel=INFO',
    `    - --concurrency=${processes}`,
    `    - --prefetch-multiplier=${tier === 'fast' ? prefetch.fast : prefetch.unset}`,
    `    - --time-limit=${hard}`,
    `    - --soft-time-limit=${soft}`,
    `    - --max-tasks-per-child=${perChild}`,
  ];
}

/** Ten seconds more than the hard limit: a running task ends by itself before the container is killed. */
function workerTail(tier: TaskTier): string[] {
  const grace = taskLimits[tier].hard + 10;
  return [`  stop_grace_period: ${grace}s`, '  mem_limit: ${3:2g}', ...restart, ...logging, '$0'];
}

function cache(size: string, step: number): Snippet {
  return snippet(
    `redis cache ${size}`,
    `Redis as a cache of ${size}: the oldest keys make room, nothing is written to disk`,
    [
      'redis_cache:',
      '  image: ${1:redis:7.4}',
      `  command: ["redis-server", "--maxmemory", "${size}", "--maxmemory-policy", "allkeys-lru", "--appendonly", "no", "--save", ""]`,
      `  mem_limit: ${step === 0 ? '768m' : '1536m'}`,
      ...openFiles,
      ...restart,
      ...logging,
      '$0',
    ],
    stepName(step),
  );
}

function broker(size: string, step: number): Snippet {
  return snippet(
    `redis broker ${size}`,
    `Redis as broker or store with ${size}: refuses writes when full instead of dropping queues, and survives a restart`,
    [
      'redis_broker:',
      '  image: ${1:redis:7.4}',
      `  command: ["redis-server", "--maxmemory", "${size}", "--maxmemory-policy", "noeviction", "--appendonly", "yes"]`,
      '  volumes:',
      '    - ${2:redis_broker_data}:/data',
      `  mem_limit: ${step === 0 ? '1g' : '2g'}`,
      ...openFiles,
      ...restart,
      ...logging,
      '$0',
    ],
    stepName(step),
  );
}

function mongod(maxConns: number, step: number): Snippet {
  return snippet(
    `mongod ${maxConns} connections`,
    `MongoDB that accepts ${maxConns} connections, with a cache that fits its memory limit`,
    [
      'mongo:',
      '  image: ${1:mongo:7.0}',
      `  command: ["mongod", "--maxConns", "${maxConns}", "--wiredTigerCacheSizeGB", "\${2:1}"]`,
      '  volumes:',
      '    - ${3:mongo_data}:/data/db',
      '  mem_limit: ${4:4g}',
      ...openFiles,
      ...restart,
      ...logging,
      '$0',
    ],
    stepName(step),
  );
}

function stepName(step: number): string {
  return step === 0 ? 'first size' : 'next step';
}
