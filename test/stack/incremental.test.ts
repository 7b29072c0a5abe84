import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import { isCandidate } from '../../server/src/settings/kind';
import type { Place, RelatedPlace } from '../../server/src/stack/finding';
import { Stack } from '../../server/src/stack/stack';
import { readFixture } from '../support/fixture';
import { numbers } from '../support/numbers';

const overlaid = readFixture(
  readFileSync(resolve(import.meta.dirname, '../workspaces/overlay-sums.txt'), 'utf8'),
).files;
const folder = resolve(import.meta.dirname, '../../samples');
const sample = new Map(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(isCandidate)
    .sort()
    .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
);

/** What the rules say of a stack, as a text. */
function said(stack: Stack): string {
  const { findings, unknown, accepted } = check(stack, {
    onCrash: (rule, error) => {
      throw new Error(`${rule} failed`, { cause: error });
    },
  });
  const place = ({ file, span }: Place) => {
    expect(stack.file(file.path)).toBe(file);
    return `${file.path} ${span.start}-${span.end}`;
  };
  const related = (one: RelatedPlace) => `${place(one)} ${one.message}`;
  return JSON.stringify(
    [...findings, ...accepted].map((finding) => ({
      ...finding,
      at: place(finding.at),
      related: finding.related.map(related),
    })),
    undefined,
    1,
  ).concat(unknown.map(({ rule, at, unknown: reason }) => `\n${rule} ${place(at)} ${reason}`).join(''));
}

const TYPED = ['1', '0', 'a', ' ', '\n', ':', '"', '#', '(', ';', '{', '}', '=', '-', '\n    x: 1', '\nx = 1\n'];

describe('a stack that goes on from the one before', () => {
  test.each([
    ['the samples', sample],
    ['overlays', overlaid],
  ])(
    'says what a new one of the same files says: %s',
    (_, files) => {
      const next = numbers(5);
      const texts = new Map(files);
      const paths = [...texts.keys()];
      const fresh = () => Stack.of([...texts].map(([path, text]) => new ConfigFile(path, text)));
      let stack = fresh();
      for (let i = 0; i < 60; i++) {
        const path = paths[Math.floor(next() * paths.length)]!;
        const text = texts.get(path)!;
        const at = Math.floor(next() * (text.length + 1));
        const removed = next() < 0.3 ? Math.floor(next() * 10) : 0;
        const typed = TYPED[Math.floor(next() * TYPED.length)]!;
        texts.set(path, text.slice(0, at) + typed + text.slice(at + removed));
        stack = stack.with(new ConfigFile(path, texts.get(path)!, undefined, stack.file(path)));
        expect(said(stack), `${JSON.stringify(typed)} at ${at} of ${path}`).toBe(said(fresh()));
        // Half of the changes are taken back, so that the files do not fall apart.
        if (next() < 0.5) continue;
        texts.set(path, text);
        stack = stack.with(new ConfigFile(path, text, undefined, stack.file(path)));
        expect(said(stack), `${path} as before`).toBe(said(fresh()));
      }
    },
    60_000,
  );

  test('says the same while services of a Compose file are edited', () => {
    const next = numbers(11);
    const pick = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)]!;
    const path = 'compose.yml';
    const kept = [...sample].filter(([name]) => /^app|^Dockerfile|nginx.conf$/.test(name));
    const texts = new Map([...kept, [path, SERVICES], ['.env', 'LIMIT=512m\nBROKER=cache\n']]);
    const fresh = () => Stack.of([...texts].map(([name, text]) => new ConfigFile(name, text)));
    let stack = fresh();
    expect(said(stack)).toContain('redis/');
    let taken = 0;
    const type = (text: string) => {
      texts.set(path, text);
      const file = new ConfigFile(path, text, undefined, stack.file(path));
      stack = stack.with(file);
      expect(said(stack), text).toBe(said(fresh()));
      if (stack.judged !== stack) taken++;
      return file;
    };
    for (let round = 0; round < 8; round++) {
      const name = pick(['proxy', 'cache', 'api', 'mongo', 'broker', 'worker', 'other']);
      for (let i = 0; i < 8; i++) {
        const before = texts.get(path)!;
        const lines = before.split('\n');
        const at = lines.indexOf(`  ${name}:`) + Math.floor(next() * 12);
        const [removed, put] = pick(EDITS)(lines[at] ?? '');
        const { yaml } = type(lines.toSpliced(at, removed, ...put).join('\n'));
        // Of changes that the file is broken by, and of some others, nothing stays.
        if (yaml.problems.length > 0 || next() < 0.4) type(before);
      }
    }
    expect(taken).toBeGreaterThan(30);
  }, 300_000);
});

/** What is done to a line: how many lines are taken away and which are put there. */
const EDITS: readonly ((line: string) => readonly [removed: number, put: readonly string[]])[] = [
  (line) => [1, [`${line}1`]],
  (line) => [1, [line.replace(/\d/, '77')]],
  (line) => [1, [line.slice(0, -1)]],
  (line) => [1, [line, line.replace(/\S.*/, '# a comment')]],
  (line) => [1, [line, line.replace(/\S.*/, '# headroom-ignore-next-line')]],
  (line) => [1, [line.replace('redis-server', 'redis-server --port 1 --port 2')]],
  (line) => [1, [line, line]],
  () => [1, []],
  (line) => [1, [line.replace(/cache|broker/, (name) => (name === 'cache' ? 'broker' : 'cache'))]],
  (line) => [1, [line.replace(/[^ ]*:.*/, '<<: *defaults'), line]],
];

const SERVICES = `name: shop
x-defaults: &defaults
  restart: unless-stopped
  logging:
    driver: json-file
x-env: &env
  CELERY_BROKER_URL: redis://broker:6379/0
  CACHE_URL: redis://cache:6379/1
services:
  proxy:
    image: nginx:1.25
    ports: ["80:80"]
    volumes:
      - ./nginx/nginx.conf:/etc/nginx/nginx.conf:ro
    command: nginx -g "daemon off; worker_processes 1; worker_connections 10;"
    depends_on: [api]
  # headroom-ignore-next-line
  cache:
    image: redis:7
    command: >-
      redis-server --maxmemory 1gb --appendonly yes
      --maxmemory 2gb
    sysctls:
      net.core.somaxconn: 128
  api:
    <<: *defaults
    build: .
    command: gunicorn app.main:app --workers 4 --timeout 3000
    environment: *env
    container_name: api
    deploy:
      replicas: 3
    depends_on:
      - cache
      - broker
    ulimits:
      nofile: 1024
  mongo:
    image: mongo:7
    command: mongod --maxConns 20
    mem_limit: \${LIMIT:-1g}
  broker:
    <<: *defaults
    image: redis:7
    command: redis-server --maxmemory 100mb --maxmemory-policy allkeys-lru --save ""
    environment:
      - A=1
    mem_limit: 120m
    stop_grace_period: 5
    healthcheck:
      test: redis-cli ping
    sysctls:
      - net.core.somaxconn=128
    depends_on: [mongo]
  worker:
    <<: *defaults
    build: .
    command: celery -A app.tasks worker --concurrency 900
    environment:
      CELERY_BROKER_URL: redis://\${BROKER}:6379/0
      REDIS_URL: redis://cache
    logging:
      driver: local
    depends_on:
      broker:
        condition: service_healthy
  other:
    image: redis:6
    command: ["redis-server", "--appendonly", "yes", "--databases", "1", "--databases", "2"]
    volumes: [data:/data]
volumes:
  data:
`;
