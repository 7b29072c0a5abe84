import { describe, expect, test } from 'vitest';
import type { Located } from '../../server/src/stack/compose/located';
import { type Files, projectOf, serviceOf, written } from '../support/compose';

function value<T>(found: Located<T>): T | '?' | undefined {
  return found.state === 'known' ? found.value : found.state === 'unknown' ? '?' : undefined;
}

describe('values of a service', () => {
  test.each([
    ['mem_limit: 512m', 512 * 1024 ** 2],
    ['mem_limit: 512', 512],
    ['mem_limit: 1.5gb', 1.5 * 1024 ** 3],
    ['mem_limit: 512MiB', 512 * 1024 ** 2],
    ['mem_limit: 512mi', '?'],
    ['mem_limit: ${M}', '?'],
    ['mem_limit: ${M:-1g}', 1024 ** 3],
    ['deploy: { resources: { limits: { memory: 2G } } }', 2 * 1024 ** 3],
    ['deploy: { resources: { reservations: { memory: 2G } } }', undefined],
    ['deploy: { resources: { limits: *nothing } }', '?'],
    ['mem_limit:', undefined],
  ])('memory: %s', (text, bytes) => expect(value(serviceOf(text).memoryLimit)).toBe(bytes));

  test.each([
    ['stop_grace_period: 1m30s', 90_000],
    ['stop_grace_period: 500ms', 500],
    ['stop_grace_period: 1h', 3_600_000],
    ['stop_grace_period: 60', '?'],
    ['stop_grace_period: "0"', 0],
    ['image: x', undefined],
  ])('grace period: %s', (text, milliseconds) => expect(value(serviceOf(text).stopGracePeriod)).toBe(milliseconds));

  test.each([
    ['scale: 3', 3],
    ['deploy: { replicas: 2 }', 2],
    ['scale: 3\ndeploy: { replicas: 2 }', 3],
    ['scale: ${N:-4}', 4],
    ['scale: ${N}', '?'],
    ['image: x', undefined],
  ])('replicas: %s', (text, count) => expect(value(serviceOf(text).replicas)).toBe(count));

  test.each([
    ['cpus: 0.5', 0.5],
    ['cpus: "2"', 2],
    ['deploy: { resources: { limits: { cpus: "1.5" } } }', 1.5],
    ['cpus: many', '?'],
  ])('CPUs: %s', (text, cpus) => expect(value(serviceOf(text).cpuLimit)).toBe(cpus));

  test.each([
    ['ulimits: { nofile: 65535 }', [65535, 65535]],
    ['ulimits: { nofile: { soft: 1, hard: 2 } }', [1, 2]],
    ['ulimits: { nofile: { soft: 1 } }', [1, undefined]],
    ['ulimits: { nofile: "${N:-10}" }', [10, 10]],
    ['ulimits: { nofile: ${N} }', ['?', '?']],
    ['ulimits: { nofile: 0o777 }', [511, 511]],
    ['ulimits: { nofile: 1_000 }', [1000, 1000]],
  ])('open files: %s', (text, both) => {
    const limit = serviceOf(text).ulimit('nofile')!;
    expect([value(limit.soft), value(limit.hard)]).toEqual(both);
  });

  test.each([
    ['sysctls: { net.core.somaxconn: 1024 }'],
    ['sysctls: [net.core.somaxconn=1024]'],
    ['sysctls:\n  - "net.core.somaxconn=${N:-1024}"'],
  ])('sysctls: %s', (text) => {
    const { pairs, unseen } = serviceOf(text).sysctls;
    expect(value(pairs.get('net.core.somaxconn')!.value)).toBe('1024');
    expect(unseen).toBeUndefined();
  });

  test('an item that can’t be told hides what else there is', () => {
    const { sysctls, volumes, ports } = serviceOf('sysctls: ["${X}"]\nvolumes: ["${X}"]\nports: ["${X}"]');
    expect([sysctls.unseen, volumes.unseen, ports.unseen].every((reason) => reason !== undefined)).toBe(true);
  });

  test.each([
    ['"80"', [[80, undefined, undefined, 'tcp']]],
    ['"8080:80"', [[80, 8080, undefined, 'tcp']]],
    ['"127.0.0.1:8080:80/udp"', [[80, 8080, '127.0.0.1', 'udp']]],
    ['"127.0.0.1::80"', [[80, undefined, '127.0.0.1', 'tcp']]],
    ['"[::1]:8080:80"', [[80, 8080, '::1', 'tcp']]],
    ['{ target: 80, published: "8080", protocol: udp }', [[80, 8080, undefined, 'udp']]],
    ['"8000-8001:80-81"', [[80, 8000, undefined, 'tcp']]],
    ['8080:80', [[80, 8080, undefined, 'tcp']]],
    ['80', [[80, undefined, undefined, 'tcp']]],
  ])('ports: %s', (item, ports) => {
    const read = serviceOf(`ports:\n  - ${item}`).ports;
    expect(
      read.ports.map(({ target, published, hostIp, protocol }) => [target.first, published?.first, hostIp, protocol]),
    ).toEqual(ports);
  });

  test('names by which it is reached', () => {
    const service = serviceOf('container_name: cc\nhostname: hh\nnetworks: { x: { aliases: [aa, bb] } }');
    expect(service.hostnames.map(({ name, network }) => (network ? `${network}/${name}` : name))).toEqual([
      'a',
      'cc',
      'hh',
      'x/aa',
      'x/bb',
    ]);
  });

  test.each([
    ['image: x', true],
    ['profiles: [debug]', false],
    ['profiles: []', true],
  ])('%s starts by itself: %s', (text, active) => expect(serviceOf(text).active).toBe(active));

  test('COMPOSE_PROFILES switches profiles on', () => {
    expect(serviceOf('profiles: [debug]', { '.env': 'COMPOSE_PROFILES=a,debug' }).active).toBe(true);
  });
});

describe('environment', () => {
  const files: Files = {
    '.env': 'SHARED=from-dotenv\n',
    'a.env': 'A=1\nB="${SHARED}!"\n# C=3\nexport D=4 # four\n',
    'b.env': 'A=2\n',
  };
  test.each([
    ['environment: { A: 1, B: true, C: 1.50, D: "x" }', { A: '1', B: 'true', C: '1.5', D: 'x' }],
    ['environment: [A=1, "B=x=y", C=]', { A: '1', B: 'x=y', C: '' }],
    ['environment: [SHARED, NOWHERE]', { SHARED: 'from-dotenv', NOWHERE: '?' }],
    ['environment: { SHARED:, NOWHERE: }', { SHARED: 'from-dotenv', NOWHERE: '?' }],
    ['env_file: a.env', { A: '1', B: 'from-dotenv!', D: '4' }],
    ['env_file: [a.env, ./b.env]', { A: '2', B: 'from-dotenv!', D: '4' }],
    ['env_file: [{ path: a.env, format: raw }]', { A: '1', B: '"${SHARED}!"', 'export D': '4 # four' }],
    ['env_file: a.env\nenvironment: { A: 9 }', { A: '9', B: 'from-dotenv!', D: '4' }],
  ])('%s', (text, expected) => {
    const { environment, environmentUnseen } = serviceOf(text, files);
    expect(
      Object.fromEntries([...environment].map(([name, one]) => [name, value(one.value as Located<string>)])),
    ).toEqual(expected);
    expect(environmentUnseen).toBeUndefined();
  });

  test.each([
    ['env_file: none.env', true],
    ['env_file: [{ path: none.env, required: false }]', false],
    ['env_file: ../outside.env', true],
  ])('%s hides variables: %s', (text, hides) => {
    expect(serviceOf(text).environmentUnseen !== undefined).toBe(hides);
  });

  test('of a Dockerfile, below the others', () => {
    const service = serviceOf('build: { context: ., args: { V: 2 } }\nenvironment: { A: own }', {
      Dockerfile: 'ARG TAG=3.12\nFROM python:$TAG\nARG V=1\nENV A=image B="b $V" C=$UNSET\n',
    });
    const found = [...service.environment.values()];
    expect(found.map(({ name, origin, value: one }) => [name, origin, value(one as Located<string>)])).toEqual([
      ['A', 'environment', 'own'],
      ['B', 'dockerfile', 'b 2'],
      ['C', 'dockerfile', '?'],
    ]);
    expect(service.runtimeImage).toMatchObject({ path: 'python', tag: '3.12' });
  });
});

describe('what it is', () => {
  test.each([
    ['image: nginx:1.27-alpine', 'nginx', '1.27'],
    ['image: docker.io/library/redis:7.2.4', 'redis', '7.2.4'],
    ['image: registry.example.org:5000/library/redis@sha256:abc', 'redis', undefined],
    ['image: redis:latest', 'redis', undefined],
    ['image: redis', 'redis', undefined],
    ['image: redis:${TAG}', 'redis', undefined],
    ['image: redis:${TAG:-7.4}', 'redis', '7.4'],
    ['image: ${IMAGE}', 'other', undefined],
    ['image: ${REGISTRY}/redis:7', 'other', undefined],
    ['image: mongo:7.0-jammy', 'mongodb', '7.0'],
    ['image: bitnami/mongodb:6.0', 'mongodb', '6.0'],
    ['image: valkey/valkey:8', 'redis', undefined],
    ['image: rabbitmq:3-management', 'rabbitmq', undefined],
    ['image: mongo-express', 'other', undefined],
    ['image: oliver006/redis_exporter', 'other', undefined],
    ['image: nginx/nginx-prometheus-exporter', 'other', undefined],
    ['image: redis:7\ncommand: --maxmemory 1gb', 'redis', '7'],
    ['image: redis:7\ncommand: /usr/local/etc/redis/redis.conf', 'redis', '7'],
    ['image: redis:7\ncommand: redis-cli -h redis', 'other', '7'],
    ['image: redis:7\ncommand: redis-server /x.conf --sentinel', 'other', '7'],
    ['image: mongo:7\ncommand: ["mongosh", "--eval", "1"]', 'other', '7'],
    ['image: mongo:7\ncommand: sh -c "exec mongod --bind_ip_all"', 'mongodb', '7'],
    ['image: app\ncommand: celery -A app worker -c 4', 'celery-worker', undefined],
    ['image: app\ncommand: sh -c "sleep 5 && exec celery -A app beat"', 'celery-beat', undefined],
    ['image: app\ncommand: celery -A app flower', 'other', undefined],
    ['image: app\ncommand: [poetry, run, gunicorn, "app:app"]', 'api', undefined],
    ['image: app\nentrypoint: /entrypoint.sh\ncommand: uvicorn main:app', 'api', undefined],
    ['image: app\ncommand: python manage.py runserver 0.0.0.0:8000', 'api', undefined],
    ['image: app\ncommand: python manage.py migrate', 'other', undefined],
  ])('%s', (text, role, version) => {
    const service = serviceOf(text);
    expect(service.role).toBe(role);
    const program = role === 'nginx' || role === 'mongodb' ? role : text.includes('mongo') ? 'mongodb' : 'redis';
    expect(service.version(program)).toBe(version);
  });

  const build = 'build: ./app';
  test.each([
    ['FROM python:3\nCMD ["gunicorn", "app"]', build, 'api'],
    ['FROM python:3\nCMD gunicorn app', build, 'api'],
    ['FROM python:3\nENTRYPOINT ["/start.sh"]\nCMD ["celery", "worker"]', build, 'celery-worker'],
    ['FROM python:3\nCMD gunicorn app', `${build}\ncommand: celery worker`, 'celery-worker'],
    ['FROM python:3\nENTRYPOINT ["gunicorn"]', `${build}\nentrypoint: sleep 1`, 'other'],
    ['FROM python:3\nCMD ["gunicorn", "app"]', `${build}\nentrypoint: [celery]`, 'other'],
    ['FROM python:3 AS base\nCMD uvicorn x\nFROM base\nENTRYPOINT ["sh"]', build, 'other'],
    ['FROM python:3 AS base\nCMD uvicorn x\nFROM base\nRUN true', build, 'api'],
    ['FROM node:20 AS web\nRUN x\nFROM nginx:1.27\nCOPY --from=web /a /b', build, 'nginx'],
    ['FROM node:20 AS web\nCMD x\nFROM nginx:1.27', 'build: { context: app, target: web }', 'other'],
    ['FROM redis:7\nCMD ["redis-server", "/x.conf"]', build, 'redis'],
    ['FROM $BASE', build, 'other'],
  ])('built of %s', (dockerfile, text, role) => {
    expect(serviceOf(text, { 'app/Dockerfile': dockerfile }).role).toBe(role);
  });

  test('a Dockerfile that is not in view tells nothing', () => {
    const service = serviceOf('build: ./app\nimage: redis');
    expect([service.role, service.commandLine]).toEqual(['other', undefined]);
  });
});

describe('command line', () => {
  test.each([
    ['command: a -b "c d" \'\'', ['a', '-b', 'c d', '']],
    ['command: [a, "b c"]', ['a', 'b c']],
    ['command: a && b', ['a']],
    ['command: a $$X', ['a', '$X']],
    ['command: a --n=${N:-4}', ['a', '--n=4']],
    ['command: >\n  a\n  b', ['a', 'b']],
    ['entrypoint: [e]\ncommand: c', ['e', 'c']],
    ['entrypoint: ""\ncommand: c', ['c']],
    ['command: null', undefined],
    ['command: []', undefined],
    ['command: [*nothing]', undefined],
    ['command: { a: b }', undefined],
    ['image: x', undefined],
  ])('%s', (text, words) => {
    expect(serviceOf(text).commandLine?.words.map((word) => word.text)).toEqual(words);
  });

  test('a word stands where it is written, through an anchor too', () => {
    const project = projectOf('x-c: &c "run --a=${N:-1}"\nservices:\n  a: { image: x, command: *c }\n');
    const line = project.service('a')!.commandLine!;
    expect(line.words.map(({ span }) => line.file.text.slice(span.start, span.end))).toEqual(['run', '--a=${N:-1}']);
    expect(written(project.service('a')!.get('command'))).toBe('compose.yaml: "run --a=${N:-1}"');
  });
});

describe('files inside containers', () => {
  const files: Files = {
    'nginx/nginx.conf': 'events {}\nhttp {}\n',
    'nginx/conf.d/a.conf': '',
    'nginx/conf.d/b.conf': '',
    'other/b.conf': '',
    'app/Dockerfile':
      'FROM nginx\nWORKDIR /srv\nCOPY site.conf /etc/nginx/conf.d/default.conf\nCOPY conf/ /etc/nginx/\nCOPY x.txt y.txt ./\nRUN sed -i s/a/b/ /etc/nginx/nginx.conf\nCOPY --from=web /dist /usr/share\n',
    'app/site.conf': '',
    'app/conf/nginx.conf': '',
    'app/conf/mime.types': '',
    'app/x.txt': '',
    'app/y.txt': '',
  };
  const at = (text: string, path: string) => {
    const shown = serviceOf(text, files).mountedFile(path);
    return shown.state === 'file' || shown.state === 'folder' ? shown.path : shown.state;
  };

  test.each([
    ['volumes: ["./nginx/nginx.conf:/etc/nginx/nginx.conf:ro"]', '/etc/nginx/nginx.conf', 'nginx/nginx.conf'],
    ['volumes: ["./nginx:/etc/nginx"]', '/etc/nginx/nginx.conf', 'nginx/nginx.conf'],
    ['volumes: ["./nginx/:/etc/nginx/"]', '/etc/nginx/conf.d/a.conf', 'nginx/conf.d/a.conf'],
    ['volumes: ["./nginx:/etc/nginx"]', '/etc/nginx/none.conf', 'absent'],
    ['volumes: ["./nginx:/etc/nginx"]', '/etc/other', 'image'],
    ['volumes: ["./nginx:/etc/nginx"]', '/etc/nginx-more/x', 'image'],
    [
      'volumes: ["./nginx:/etc/nginx", "./other/b.conf:/etc/nginx/conf.d/b.conf"]',
      '/etc/nginx/conf.d/b.conf',
      'other/b.conf',
    ],
    ['volumes: ["./nginx:/etc/nginx", "data:/etc/nginx/conf.d"]', '/etc/nginx/conf.d/a.conf', 'unknown'],
    ['volumes: ["/srv/nginx:/etc/nginx"]', '/etc/nginx/nginx.conf', 'unknown'],
    ['volumes: ["${DIR}/nginx:/etc/nginx"]', '/etc/nginx/nginx.conf', 'unknown'],
    ['volumes: ["${DIR:-./nginx}:/etc/nginx"]', '/etc/nginx/nginx.conf', 'nginx/nginx.conf'],
    ['volumes: ["./gone:/etc/nginx"]', '/etc/nginx/nginx.conf', 'unknown'],
    ['volumes: [{ type: bind, source: ./nginx, target: /etc/nginx }]', '/etc/nginx/nginx.conf', 'nginx/nginx.conf'],
    ['tmpfs: [/x]\nvolumes: [{ type: tmpfs, target: /etc/nginx }]', '/etc/nginx/nginx.conf', 'absent'],
    ['volumes: [".:/code"]', '/code/nginx/nginx.conf', 'nginx/nginx.conf'],
    ['build: app', '/etc/nginx/conf.d/default.conf', 'app/site.conf'],
    ['build: app', '/etc/nginx/mime.types', 'app/conf/mime.types'],
    ['build: app', '/etc/nginx/nginx.conf', 'unknown'],
    ['build: app', '/srv/x.txt', 'app/x.txt'],
    ['build: app', '/usr/share/index.html', 'unknown'],
    ['build: app', '/etc/passwd', 'image'],
    [
      'build: app\nvolumes: ["./other/b.conf:/etc/nginx/conf.d/default.conf"]',
      '/etc/nginx/conf.d/default.conf',
      'other/b.conf',
    ],
    ['image: x\nvolumes: ["${X}"]', '/etc/nginx/nginx.conf', 'unknown'],
  ])('%s: %s', (text, path, expected) => expect(at(text, path)).toBe(expected));

  test.each([
    ['', '/srv/a.conf', 'app/a.conf'],
    ['a.conf', '/srv/a.conf', 'image'],
    ['*.conf\n!a.conf', '/srv/a.conf', 'app/a.conf'],
    ['*\n!b', '/srv/a.conf', 'image'],
    ['*\n!b', '/srv/b/c.conf', 'app/b/c.conf'],
    ['# all\n/b/', '/srv/b/c.conf', 'image'],
    ['**/c.conf', '/srv/b/c.conf', 'image'],
    ['c.conf', '/srv/b/c.conf', 'app/b/c.conf'],
  ])('a .dockerignore with %j: %s', (ignore, path, expected) => {
    const files = {
      'app/Dockerfile': 'FROM x\nCOPY . /srv/\n',
      'app/a.conf': '',
      'app/b/c.conf': '',
      'app/.dockerignore': ignore,
    };
    const service = serviceOf('build: app', files);
    const shown = service.mountedFile(path);
    expect(shown.state === 'file' ? shown.path : shown.state).toBe(expected);
    expect(service.mountedFolder('/srv').files.has('a.conf')).toBe(!/^(a|\*\n)/.test(ignore));
    expect([...service.project.files].map((file) => file.path)).toContain('app/.dockerignore');
  });

  test('a .dockerignore of the Dockerfile’s own counts alone', () => {
    const files = {
      'app/Dockerfile': 'FROM x\nCOPY . /srv/\n',
      'app/Dockerfile.dockerignore': 'b',
      'app/.dockerignore': 'a.conf',
      'app/a.conf': '',
    };
    expect(serviceOf('build: app', files).mountedFile('/srv/a.conf').state).toBe('file');
  });

  test.each([
    ['configs: [{ source: one, target: /etc/nginx/nginx.conf }]', '/etc/nginx/nginx.conf', 'unknown'],
    ['configs: [{ source: "${X}", target: /etc/nginx/nginx.conf }]', '/etc/nginx/nginx.conf', 'unknown'],
    ['configs: [{ source: "${X}", target: /etc/nginx/nginx.conf }]', '/etc/other', 'image'],
    ['configs: [{ source: one, target: "${X}" }]', '/etc/nginx/nginx.conf', 'unknown'],
    ['configs: ["${X}"]', '/etc/nginx/nginx.conf', 'unknown'],
    ['configs: ["${X}"]\nvolumes: ["./nginx:/etc/nginx"]', '/etc/nginx/nginx.conf', 'nginx/nginx.conf'],
  ])('%s: %s', (text, path, expected) => {
    const indented = text.replace(/^/gm, '    ');
    const inline = 'configs: { one: { content: "events { }" } }';
    const project = projectOf(`services:\n  a:\n    image: nginx\n${indented}\n${inline}\n`, files);
    const shown = project.service('a')!.mountedFile(path);
    expect(shown.state === 'file' ? shown.path : shown.state).toBe(expected);
  });

  test('configs and secrets', () => {
    const project = projectOf(
      [
        'services:',
        '  a:',
        '    image: x',
        '    configs: [one, { source: two, target: /etc/two.conf }, three]',
        '    secrets: [key]',
        'configs: { one: { file: ./other/b.conf }, two: { file: nginx/nginx.conf }, three: { external: true } }',
        'secrets: { key: { file: nginx/conf.d/a.conf } }',
      ].join('\n'),
      files,
    );
    const states = ['/one', '/etc/two.conf', '/three', '/run/secrets/key'].map((path) => {
      const shown = project.service('a')!.mountedFile(path);
      return shown.state === 'file' ? shown.path : shown.state;
    });
    expect(states).toEqual(['other/b.conf', 'nginx/nginx.conf', 'unknown', 'nginx/conf.d/a.conf']);
  });

  test('the files of a folder', () => {
    const service = serviceOf('volumes: ["./nginx:/etc/nginx", "./other/b.conf:/etc/nginx/conf.d/b.conf"]', files);
    const { files: found, unseen } = service.mountedFolder('/etc/nginx/conf.d');
    expect([...found].map(([name, shown]) => [name, shown.state === 'file' && shown.path])).toEqual([
      ['a.conf', 'nginx/conf.d/a.conf'],
      ['b.conf', 'other/b.conf'],
    ]);
    expect(unseen).toBeUndefined();
    const built = serviceOf('build: app', files).mountedFolder('/etc/nginx');
    expect([...built.files.keys()].sort()).toEqual(['mime.types', 'nginx.conf']);
    expect(built.unseen).toBeDefined();
  });

  test('where a file shows', () => {
    const paths = (text: string, path: string) => {
      const service = serviceOf(text, files);
      return service.containerPathsOf(service.project.source.get(path)!).map((one) => one.path);
    };
    expect(paths('volumes: ["./nginx:/etc/nginx", "./nginx:/b"]', 'nginx/conf.d/a.conf')).toEqual([
      '/etc/nginx/conf.d/a.conf',
      '/b/conf.d/a.conf',
    ]);
    expect(paths('volumes: ["./nginx:/n", "./other/b.conf:/n/conf.d/a.conf"]', 'nginx/conf.d/a.conf')).toEqual([]);
    expect(paths('build: app', 'app/site.conf')).toEqual(['/etc/nginx/conf.d/default.conf']);
  });

  test('a volume that is a folder of the host in disguise', () => {
    const project = projectOf(
      'services: { a: { image: x, volumes: ["conf:/etc/nginx"] } }\nvolumes: { conf: { driver_opts: { type: none, o: bind, device: ./nginx } } }',
      files,
    );
    expect(project.service('a')!.mountedFile('/etc/nginx/nginx.conf')).toMatchObject({ path: 'nginx/nginx.conf' });
  });
});
