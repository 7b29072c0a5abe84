import { describe, expect, test } from 'vitest';
import { isCandidate, isTemplateName, kindOf } from '../../server/src/settings/kind';

const REDIS = 'maxmemory 1gb\nappendonly yes\n';
const SYSCTL = '# x\nnet.core.somaxconn = 1024\n';
const LIMITS = '* soft nofile 1000\n';
const UNIT = '[Service]\nLimitNOFILE=1000\n';
const NGINX = 'upstream redis {\n  server a:1;\n}\n';

describe('files of lines', () => {
  test.each([
    ['sysctl.conf', SYSCTL, 'sysctl'],
    ['etc/sysctl.d/99-x.conf', SYSCTL, 'sysctl'],
    ['deploy/my-sysctl-tuning.conf', SYSCTL, 'sysctl'],
    ['sysctl.conf.j2', 'net.core.somaxconn = {{ n }}\n', 'sysctl'],
    ['sysctl.conf', '', 'sysctl'],
    ['sysctl.d/redis.conf', 'vm.overcommit_memory=1\n', 'sysctl'],
    ['my-sysctl.conf', '[program:sysctl]\ncommand=x\n', 'other'],
    ['sysctl.txt', SYSCTL, 'other'],
    ['limits.conf', LIMITS, 'limits'],
    ['etc/security/limits.d/90-nproc.conf', LIMITS, 'limits'],
    ['limits.d/redis.conf', 'redis soft nofile 10000\n', 'limits'],
    ['etc/nginx/limits.conf', 'limit_req_zone $a zone=b:1m rate=1r/s;\n', 'nginx'],
    ['nginx.service.d/limits.conf', UNIT, 'systemd'],
    ['system.conf.d/limits.conf', '[Manager]\nDefaultLimitNOFILE=1\n', 'other'],
    ['limits.conf', '', 'limits'],
    ['etc/systemd/system/api.service', UNIT, 'systemd'],
    ['api@.service', UNIT, 'systemd'],
    ['api.service.j2', UNIT, 'systemd'],
    ['avahi/ssh.service', '<?xml version="1.0"?>\n<service-group>\n', 'other'],
    ['org.x.service', '[D-BUS Service]\nName=x\nExec=/bin/x\n', 'other'],
    ['redis.conf', REDIS, 'redis'],
    ['redis.conf', '', 'redis'],
    ['redis.conf', 'maxmemroy 1gb\n', 'redis'],
    ['redis-6379.conf', REDIS, 'redis'],
    ['valkey.conf', REDIS, 'redis'],
    ['conf/redis/cache.conf', REDIS, 'redis'],
    ['redis/cluster/node.conf', 'x', 'other'],
    ['rspamd/local.d/history_redis.conf', 'nrows = 1000; # rows\n', 'other'],
    ['sentinel.conf', 'port 26379\n', 'other'],
    ['mongod.conf', 'net:\n  port: 1\n', 'mongod'],
    ['mongod.conf', '# nothing\n', 'mongod'],
    ['etc/mongodb.conf', 'dbpath=/data\nfork = true\n', 'mongod'],
    ['db/mongod-shard.yaml', 'sharding:\n  clusterRole: shardsvr\n', 'mongod'],
    ['k8s/mongod.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: mongod\n', 'other'],
    ['mongos.conf', 'net:\n  port: 1\n', 'other'],
    ['redis-sentinel.conf', 'port 26379\n', 'other'],
    ['redis.conf', 'port 26379\nsentinel monitor m 127.0.0.1 6379 2\n', 'other'],
    ['conf.d/redis.conf', NGINX, 'nginx'],
    ['supervisor/redis.conf', '[program:redis]\ncommand=redis-server\n', 'supervisord'],
    ['.env', 'A=1', 'dotenv'],
    ['deploy/.env.production', '', 'dotenv'],
    ['app.env', 'A=1', 'dotenv'],
    ['.env.js', 'A=1', 'other'],
    ['Dockerfile', 'FROM a', 'dockerfile'],
    ['api.Dockerfile', 'ARG A\nFROM a', 'dockerfile'],
    ['Dockerfile.dev', '# c\nfrom a', 'dockerfile'],
    ['Containerfile', 'FROM a', 'dockerfile'],
    ['Dockerfile.dockerignore', 'FROM a', 'other'],
    ['dockerfile_lint.md', 'about', 'other'],
    ['Procfile', 'web: a', 'procfile'],
    ['etc/supervisord.conf', '[supervisord]\n', 'supervisord'],
    ['etc/conf.d/worker.conf', '[program:a]\ncommand=a\n', 'supervisord'],
    ['start.sh', '#!/bin/sh\nexec celery -A a worker\n', 'shell'],
    ['docker-entrypoint', 'gunicorn app', 'shell'],
    ['build.sh', 'apt-get install nginx redis\n', 'other'],
    ['test.sh', 'celery status\n', 'other'],
    ['logrotate.d/redis.conf', '/var/log/redis/*.log {\n  weekly\n}\n', 'other'],
    [
      'tmpfiles.d/redis.conf',
      'd /run/redis 0755 redis redis -\nd /var/redis 0755 redis redis -\nd /x 0755 redis redis -\n',
      'other',
    ],
    [
      'haproxy/redis.conf',
      'frontend redis\n  bind *:6379\n  mode tcp\n  timeout client 1m\n  default_backend redis\n',
      'other',
    ],
  ])('%s %j is %s', (path, text, kind) => {
    expect(kindOf(path, text, undefined)).toBe(kind);
  });

  test('a language chosen for a file of another name holds; one that came by the name gives way to the content', () => {
    expect(kindOf('tuning.txt', SYSCTL, 'sysctl')).toBe('sysctl');
    expect(kindOf('common.conf', REDIS, 'redis-conf')).toBe('redis');
    expect(kindOf('conf.d/redis.conf', NGINX, 'redis-conf')).toBe('nginx');
  });

  test('a scan reads what may be one', () => {
    expect(
      ['etc/sysctl.conf', 'limits.d/a.conf', 'a.service', 'a.service.d/b.conf', 'redis.conf'].filter(isCandidate),
    ).toHaveLength(5);
    expect(['a.conf', 'sysctl.txt', 'sentinel.conf'].filter(isCandidate)).toEqual([]);
    // Its text tells whether it is a Compose file.
    expect(isCandidate('deploy/stack.yml')).toBe(true);
  });
});

test.each([
  ['nginx.conf.j2', true],
  ['deploy/docker-compose.template.yml', true],
  ['nginx.tmpl.conf', true],
  ['templates/compose.yml', false],
  ['template.yml', false],
])('%s is rendered first: %s', (path, expected) => {
  expect(isTemplateName(path)).toBe(expected);
});
