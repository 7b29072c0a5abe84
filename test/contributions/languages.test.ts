import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface Language {
  readonly id: string;
  readonly filenames?: readonly string[];
  readonly filenamePatterns?: readonly string[];
  readonly configuration?: string;
}

const { languages, grammars } = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    contributes: { languages: Language[]; grammars: { language: string; path: string }[] };
  }
).contributes;

test.each([
  ['/srv/nginx.conf', 'nginx'],
  ['/srv/shop.nginx', 'nginx'],
  ['/srv/shop.nginx.conf', 'nginx'],
  ['/srv/nginx/gzip.conf', 'nginx'],
  ['/srv/nginx/conf.d/api.conf', 'nginx'],
  ['/etc/nginx/sites-available/default', 'nginx'],
  ['/etc/nginx/sites-enabled/shop', 'nginx'],
  ['/srv/nginx.conf.template', 'nginx'],
  ['/srv/nginx/templates/api.conf.j2', 'nginx'],
  ['/etc/sysctl.conf', 'sysctl'],
  ['/srv/host/sysctl.d/99-stack.conf', 'sysctl'],
  ['/srv/99-sysctl-web.conf', 'sysctl'],
  ['/etc/security/limits.conf', 'limits'],
  ['/etc/security/limits.d/99-stack.conf', 'limits'],
  ['/srv/redis.conf', 'redis-conf'],
  ['/srv/valkey.conf', 'redis-conf'],
  ['/srv/redis-cache.conf', 'redis-conf'],
  ['/srv/redis-server.conf', 'redis-conf'],
  ['/srv/redis_session.conf', 'redis-conf'],
  ['/srv/redis7.conf', 'redis-conf'],
  ['/etc/mongod.conf', 'yaml'],
  ['/srv/sentinel.conf', undefined],
  ['/srv/redis-sentinel.conf', undefined],
  ['/srv/valkey-sentinel.conf', undefined],
  ['/srv/conf.d/app.conf', undefined],
  ['/srv/httpd.conf', undefined],
  ['/srv/docker-compose.yml', undefined],
  ['/srv/app/tasks.py', undefined],
])('%s is %s', (path, id) => {
  const matching = languages.filter(
    ({ filenames = [], filenamePatterns = [] }) =>
      filenames.some((name) => path.endsWith('/' + name)) || filenamePatterns.some((pattern) => matches(pattern, path)),
  );
  expect(matching.map((language) => language.id)).toEqual(id === undefined ? [] : [id]);
});

test('no pattern takes every configuration, YAML or Python file', () => {
  const patterns = languages.flatMap(({ filenames = [], filenamePatterns = [] }) => [
    ...filenames,
    ...filenamePatterns,
  ]);
  for (const name of ['/srv/x.conf', '/srv/x.yml', '/srv/x.yaml', '/srv/x.py']) {
    expect(patterns.filter((pattern) => matches(pattern, name))).toEqual([]);
  }
});

test.each(languages.filter(({ configuration }) => configuration !== undefined))('$id is complete', (language) => {
  const configuration = JSON.parse(readFileSync(join(root, language.configuration!), 'utf8')) as {
    comments: { lineComment: string };
    wordPattern: string;
    indentationRules?: Record<string, string>;
  };
  expect(configuration.comments.lineComment).toBe('#');
  expect(new RegExp(configuration.wordPattern).test('')).toBe(false);
  for (const pattern of Object.values(configuration.indentationRules ?? {})) new RegExp(pattern);
  const grammar = grammars.find((contribution) => contribution.language === language.id)!;
  expect(existsSync(join(root, grammar.path))).toBe(true);
});

test.each([
  [
    'nginx',
    'limit_req_zone $binary_remote_addr zone=api-limit:10m rate=100r/s;',
    ['limit_req_zone', '$binary_remote_addr', 'zone', 'api-limit', '10m', 'rate', '100r/s'],
  ],
  ['nginx', 'set $a ${b}c;', ['set', '$a', '${b}', 'c']],
  ['sysctl', 'net.ipv4.tcp_rmem = 4096', ['net.ipv4.tcp_rmem', '4096']],
  ['limits', '@web soft nofile 65535', ['@web', 'soft', 'nofile', '65535']],
  ['redis-conf', 'maxmemory-policy allkeys-lru', ['maxmemory-policy', 'allkeys-lru']],
])('words of %s: %s', (id, line, words) => {
  const { configuration } = languages.find((language) => language.id === id)!;
  const { wordPattern } = JSON.parse(readFileSync(join(root, configuration!), 'utf8')) as { wordPattern: string };
  expect(line.match(new RegExp(wordPattern, 'g'))).toEqual(words);
});

/** The editor's globs as far as our patterns use them: a pattern without a slash is held against the file's name. */
function matches(pattern: string, path: string): boolean {
  const source = pattern.replace(
    /\*\*\/|\*|\{([^}]*)\}|\[!([^\]]*)\]|[.+^$()|]/g,
    (part, choices?: string, not?: string) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '*') return '[^/]*';
      if (choices !== undefined) return `(?:${choices.replaceAll(',', '|')})`;
      if (not !== undefined) return `[^/${not}]`;
      return '\\' + part;
    },
  );
  const subject = pattern.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1);
  return new RegExp(`^${source}$`).test(subject);
}
