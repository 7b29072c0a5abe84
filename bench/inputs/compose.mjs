// Compose files of known size: shops that each have a proxy, an API, workers, a scheduler, a database and two Redis.

/** A compose.yml with that many services, which Compose accepts. */
export function composeFile(services) {
  const out = [...HEAD];
  const volumes = [];
  for (let i = 0, count = 0; count < services; i++) {
    for (const service of SERVICES) {
      if (count === services) break;
      out.push(...service(i), '');
      count++;
    }
    volumes.push(`  mongo-data-${i}:`, `  redis-data-${i}:`);
  }
  out.push('volumes:', ...volumes, '');
  return out.join('\n');
}

const HEAD = [
  'name: shops',
  '',
  'x-logging: &logging',
  '  driver: json-file',
  '  options:',
  '    max-size: 20m',
  '    max-file: "5"',
  '',
  'x-app: &app',
  '  image: registry.example.com/shops/app:${APP_VERSION:-4.7.2}',
  '  restart: unless-stopped',
  '  logging: *logging',
  '  stop_grace_period: 5m',
  '  networks: [backend]',
  '',
  'x-files: &files',
  '  nofile:',
  '    soft: 65535',
  '    hard: 65535',
  '',
  'networks:',
  '  backend:',
  '  edge:',
  '',
  'services:',
];

/** Shops that use the anchors; the others write the same out. dclint refuses a file with more than a hundred aliases. */
const SHARING = 6;

function files(i) {
  return i < SHARING
    ? ['    ulimits: *files']
    : ['    ulimits:', '      nofile:', '        soft: 65535', '        hard: 65535'];
}

function logging(i) {
  if (i < SHARING) return ['    logging: *logging'];
  return ['    logging:', '      driver: json-file', '      options: { max-size: 20m, max-file: "5" }'];
}

function app(i) {
  if (i < SHARING) return ['    <<: *app'];
  return [
    '    image: registry.example.com/shops/app:${APP_VERSION:-4.7.2}',
    '    restart: unless-stopped',
    ...logging(i),
    '    stop_grace_period: 5m',
    '    networks: [backend]',
  ];
}

/** The services of a shop: each comes behind those that it needs. */
const SERVICES = [
  (i) => [
    `  mongo-${i}:`,
    '    image: mongo:7.0.14',
    '    restart: unless-stopped',
    '    command: mongod --bind_ip_all --maxConns 2000 --wiredTigerCacheSizeGB 1.5 --slowms 200',
    '    volumes:',
    `      - mongo-data-${i}:/data/db`,
    '    ulimits:',
    '      nofile: 65535',
    '      nproc: 32000',
    '    mem_limit: 4g',
    '    healthcheck:',
    `      test: ["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"]`,
    '      interval: 30s',
    '      timeout: 5s',
    '    networks: [backend]',
    ...logging(i),
  ],
  (i) => [
    `  cache-${i}:`,
    '    image: redis:7.2.5-alpine',
    '    restart: unless-stopped',
    '    command: redis-server --maxmemory 512mb --maxmemory-policy allkeys-lru --save "" --appendonly no --tcp-backlog 511',
    ...files(i),
    '    sysctls:',
    '      - net.core.somaxconn=65535',
    '    mem_limit: 768m',
    '    healthcheck:',
    '      test: ["CMD", "redis-cli", "ping"]',
    '      interval: 10s',
    '    networks: [backend]',
    ...logging(i),
  ],
  (i) => [
    `  broker-${i}:`,
    '    image: redis:7.2.5-alpine',
    '    restart: unless-stopped',
    '    command: ["redis-server", "--appendonly", "yes", "--maxmemory", "1gb", "--maxmemory-policy", "noeviction"]',
    ...files(i),
    '    sysctls:',
    '      net.core.somaxconn: 65535',
    '    volumes:',
    `      - redis-data-${i}:/data`,
    '    mem_limit: 2g',
    '    networks: [backend]',
    ...logging(i),
  ],
  (i) => [
    `  beat-${i}:`,
    ...app(i),
    '    command: ["celery", "-A", "shop.celery", "beat", "--loglevel=INFO", "--schedule=/tmp/celerybeat-schedule"]',
    '    environment:',
    `      - CELERY_BROKER_URL=redis://broker-${i}:6379/0`,
    '      - LOG_LEVEL=info',
    '    mem_limit: 256m',
    '    depends_on:',
    `      - broker-${i}`,
  ],
  (i) => [
    `  worker-${i}:`,
    ...app(i),
    '    command: celery -A shop.celery worker --loglevel=INFO --concurrency=5 --prefetch-multiplier=1 --max-tasks-per-child=1000',
    '    environment:',
    `      MONGO_URL: mongodb://mongo-${i}:27017/shop?maxPoolSize=20&w=majority`,
    `      CELERY_BROKER_URL: redis://broker-${i}:6379/0`,
    `      CELERY_RESULT_BACKEND: redis://broker-${i}:6379/1`,
    `      C_FORCE_ROOT: "true"`,
    ...files(i),
    '    deploy:',
    '      replicas: 2',
    '      resources:',
    '        limits:',
    '          cpus: "2"',
    '          memory: 2g',
    '    depends_on:',
    `      - mongo-${i}`,
    `      - broker-${i}`,
  ],
  (i) => [
    `  api-${i}:`,
    ...app(i),
    '    command: >-',
    '      gunicorn shop.asgi:application --worker-class uvicorn.workers.UvicornWorker',
    `      --workers \${API_WORKERS_${i}:-4} --bind 0.0.0.0:8000 --timeout 120 --keep-alive 75`,
    '      --max-requests 10000 --max-requests-jitter 1000',
    '    environment:',
    `      MONGO_URL: mongodb://mongo-${i}:27017/shop?maxPoolSize=50&w=majority`,
    `      CACHE_URL: redis://cache-${i}:6379/0`,
    `      CELERY_BROKER_URL: redis://broker-${i}:6379/0`,
    `      SENTRY_ENVIRONMENT: \${SENTRY_ENVIRONMENT:-production}`,
    '      LOG_LEVEL: info',
    ...files(i),
    '    deploy:',
    '      replicas: 3',
    '      resources:',
    '        limits:',
    '          cpus: "2"',
    '          memory: 1g',
    '    healthcheck:',
    '      test: curl --fail --silent http://127.0.0.1:8000/healthz || exit 1',
    '      interval: 15s',
    '      start_period: 60s',
    '    depends_on:',
    `      - mongo-${i}`,
    `      - cache-${i}`,
    `      - broker-${i}`,
  ],
  (i) => [
    `  # The front of shop ${i}.`,
    `  nginx-${i}:`,
    '    image: nginx:1.26.2',
    '    restart: unless-stopped',
    '    ports:',
    `      - "127.0.0.1:${10_000 + (i % 50_000)}:80"`,
    '    volumes:',
    `      - ./shop-${i}/nginx.conf:/etc/nginx/nginx.conf:ro`,
    `      - ./shop-${i}/conf.d:/etc/nginx/conf.d:ro`,
    ...files(i),
    '    sysctls:',
    '      net.core.somaxconn: 65535',
    '      net.ipv4.ip_local_port_range: 1024 65535',
    '      net.ipv4.tcp_fin_timeout: 15',
    '    depends_on:',
    `      api-${i}:`,
    '        condition: service_healthy',
    '    healthcheck:',
    '      test: ["CMD", "wget", "--spider", "--quiet", "http://127.0.0.1/healthz"]',
    '      interval: 15s',
    '      timeout: 3s',
    '      retries: 3',
    '    networks: [edge, backend]',
    ...logging(i),
  ],
];
