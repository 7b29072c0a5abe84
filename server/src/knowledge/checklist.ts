/**
 * The guide's tuning checklist, in its order and its words, with a short name for narrow views. A rule names the item
 * that it decides by its title.
 */
export const CHECKLIST = [
  {
    id: 'worker-processes',
    name: 'worker_processes auto',
    title: 'Set Nginx `worker_processes auto`',
    guide: 'Nginx › Worker processes',
  },
  {
    id: 'worker-connections',
    name: 'worker_connections 10000',
    title: 'Set Nginx `worker_connections 10000`',
    guide: 'Nginx › Worker connections',
  },
  {
    id: 'proxy-buffering',
    name: 'proxy_buffering off (API)',
    title: 'Enable `proxy_buffering off` for API routes',
    guide: 'Nginx › Request buffering',
  },
  {
    id: 'rate-limiting',
    name: 'Rate limiting',
    title: 'Configure rate limiting (100r/s baseline)',
    guide: 'Nginx › Rate limiting',
  },
  {
    id: 'celery-concurrency',
    name: 'Celery concurrency',
    title: 'Set Celery concurrency based on CPU cores',
    guide: 'Celery › Worker concurrency',
  },
  {
    id: 'acks-late',
    name: 'task_acks_late',
    title: 'Enable `task_acks_late=True`',
    guide: 'Celery › Task acknowledgment',
  },
  {
    id: 'prefetch-multiplier',
    name: 'worker_prefetch_multiplier',
    title: 'Set `worker_prefetch_multiplier=1` for fair distribution',
    guide: 'Celery › Prefetch multiplier',
  },
  {
    id: 'mongodb-pool',
    name: 'MongoDB connection pool',
    title: 'Configure MongoDB connection pool (50-100)',
    guide: 'MongoDB › Connection pooling',
  },
  {
    id: 'redis-memory',
    name: 'Redis memory and eviction',
    title: 'Set Redis max memory and eviction policy',
    guide: 'Redis › Memory management',
  },
  {
    id: 'open-files',
    name: 'Open files (ulimit -n)',
    title: 'Increase system file descriptors (`ulimit -n 65535`)',
    guide: 'System › File descriptors',
  },
  {
    id: 'kernel-parameters',
    name: 'Kernel parameters',
    title: 'Tune kernel parameters (`somaxconn`, `tcp_fastopen`)',
    guide: 'System › Kernel parameters',
  },
  {
    id: 'monitoring',
    name: 'Monitoring and alerts',
    title: 'Set up monitoring and alerts',
    guide: 'Monitoring metrics',
  },
  { id: 'load-test', name: 'Load test', title: 'Load test and adjust based on results', guide: 'Load testing' },
] as const;

export type ChecklistItemId = (typeof CHECKLIST)[number]['id'];
