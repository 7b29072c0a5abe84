import { expect, test } from 'vitest';
import { inlayHints } from '../../server/src/features/inlay-hints';
import { atByName, withHints } from './by-name';

const STACK = `//- compose.yml
services:<|>
  api:
    image: app:\${TAG:-1}
    command: gunicorn -w \${WORKERS:-2} --timeout 120 app:app
    scale: 3
    mem_limit: 536870912
    environment: {DB: "\${DB_PASSWORD}", LEVEL: $LEVEL, URL: $URL}
  w:
    image: app:$TAG
    command: ["celery", "-A", "app", "worker", "-c", "4", "--time-limit=3600", "--max-memory-per-child=204800"]
    deploy: {replicas: 2, resources: {limits: {memory: 2048m}}}
    stop_grace_period: 3605s
    healthcheck: {interval: 30s}
  r:
    image: redis:7
    command: redis-server --maxmemory 512m
    sysctls: [net.ipv4.ip_local_port_range=10240 65535]
    mem_limit: 1g
//- .env
TAG=1
WORKERS=4
DB_PASSWORD=hunter2
URL=redis://:hunter2@redis:6379
`;

test('variables, units and totals', () => {
  expect(withHints(STACK)).toBe(`services:
  api:
    image: app:\${TAG:-1}
    command: gunicorn -w \${WORKERS:-2}⟨= 4 from .env⟩⟨× 3 containers = 12 processes⟩ --timeout 120⟨= 2 min⟩ app:app
    scale: 3
    mem_limit: 536870912⟨= 512 MiB⟩
    environment: {DB: "\${DB_PASSWORD}", LEVEL: $LEVEL, URL: $URL}
  w:
    image: app:$TAG⟨= 1 from .env⟩
    command: ["celery", "-A", "app", "worker", "-c", "4"⟨× 2 containers = 8 tasks at once⟩, "--time-limit=3600⟨= 1 h⟩", "--max-memory-per-child=204800⟨= 200 MiB⟩"]
    deploy: {replicas: 2, resources: {limits: {memory: 2048m⟨= 2 GiB⟩}}}
    stop_grace_period: 3605s⟨= 1 h 5 s⟩
    healthcheck: {interval: 30s}
  r:
    image: redis:7
    command: redis-server --maxmemory 512m⟨= 512,000,000 bytes⟩
    sysctls: [net.ipv4.ip_local_port_range=10240 65535⟨= 55,296 ports⟩]
    mem_limit: 1g
`);
});

test('each kind is turned off by itself', () => {
  const { stack, file } = atByName(STACK);
  const kinds = (off: Record<string, boolean>) => [
    ...new Set(inlayHints(stack, file, { start: 0, end: file.text.length }, off).map(({ kind }) => kind)),
  ];
  expect(kinds({}).sort()).toEqual(['totals', 'units', 'variables']);
  expect(kinds({ variables: false }).sort()).toEqual(['totals', 'units']);
  expect(kinds({ units: false, totals: false })).toEqual(['variables']);
});

test('an override file shows its own', () => {
  expect(
    withHints(
      '//- compose.override.yml\nservices:\n  a: {mem_limit: 2048m}<|>\n//- compose.yml\nservices:\n  a: {image: x, mem_limit: 1024m}\n',
    ),
  ).toBe('services:\n  a: {mem_limit: 2048m⟨= 2 GiB⟩}\n');
});
