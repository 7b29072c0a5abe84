/** The sections of the tuning guide on settings, in its order: a rule names the one that it comes from. */
export const GUIDE_SECTIONS = [
  'Nginx › Worker processes',
  'Nginx › Worker connections',
  'Nginx › Event mechanism',
  'Nginx › Request buffering',
  'Nginx › Rate limiting',
  'Nginx › Timeouts',
  'Celery › Worker concurrency',
  'Celery › Prefetch multiplier',
  'Celery › Task acknowledgment',
  'Celery › Time limits',
  'Celery › Max tasks per child',
  'Celery › Retry configuration',
  'MongoDB › Connection pooling',
  'MongoDB › Timeouts',
  'MongoDB › Write concern',
  'Redis › Connection pooling',
  'Redis › Memory management',
  'Redis › Persistence',
  'System › File descriptors',
  'System › Kernel parameters',
  'Monitoring metrics',
  'Load testing',
  'Scaling strategy › Vertical scaling',
  'Scaling strategy › Horizontal scaling',
  'Performance tips',
] as const;

export type GuideSection = (typeof GUIDE_SECTIONS)[number];

/** What the guide says where no setting does, by section, in Markdown. */
export const GUIDE_ADVICE: Readonly<Partial<Record<GuideSection, string>>> = {
  'Monitoring metrics': `- **nginx**: active connections, requests a second, response times, share of 4xx and 5xx
- **API**: latency, errors, time in the database, hits of the cache
- **Celery**: length of the queues, time per task, failed tasks, busy workers
- **MongoDB**: connections in use, slow queries, replication lag
- **Redis**: memory, evictions, hits and misses, connections

**Generate Prometheus Alert Rules**, or \`headroom alerts\`, writes the alerts with the numbers of your stack.`,
  'Load testing': `Measure what the stack takes now, then load it with more and more requests at once until it breaks, and watch meanwhile which
service is at its CPU, memory or network limit: **Generate Load Test…**, or \`headroom loadtest URL\`. A limit for each client’s
address refuses most of a test that comes from one machine.`,
  'Scaling strategy › Vertical scaling': `On one server: more replicas of the API and of the workers, then a higher concurrency, then more connections of MongoDB and
more memory for Redis. The capacity view names the step for the narrowest hop. Each replica brings its own pools along.`,
  'Scaling strategy › Horizontal scaling': `On several servers: move MongoDB, Redis and RabbitMQ to servers of their own or to managed services, run API and workers on
several machines, and put a load balancer in front of them.`,
  'Performance tips': `- Leave slow work to tasks, so that no request waits for it.
- Cache what is read often, and batch what goes to the database.
- Give slow queries an index, or cache their answers.
- Set timeouts that fail soon, with a retry behind them.
- Share connections by pools, and compress what is sent.
- Keep images small; replace workers now and then; delete old data.`,
};
