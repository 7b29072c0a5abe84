import { describe, expect, test } from 'vitest';
import { definition } from '../../server/src/features/definition';
import { documentLinks } from '../../server/src/features/document-links';
import { references } from '../../server/src/features/references';
import type { ConfigFile } from '../../server/src/settings/file';
import type { Span } from '../../server/src/text/span';
import { atByName } from './by-name';

const shown = ({ file, span }: { file: ConfigFile; span: Span }) =>
  `${file.path}:${file.lines.lineAt(span.start) + 1} ${file.text.slice(span.start, span.end)}`.trim();

function targetsOf(source: string): string[] {
  const { stack, file, offset } = atByName(source);
  const found = definition(stack, file, offset);
  return (found?.targets ?? []).map((target) => shown({ file: target.file, span: target.nameSpan }));
}

function usesOf(source: string): string[] {
  const { stack, file, offset } = atByName(source);
  return references(stack, file, offset, false).map(shown);
}

const SERVICES = `
  api:
    image: app:1
    networks: {back: {aliases: [backend]}}
  proxy:
    image: nginx:1.28
    networks: [back]
    volumes: [./nginx.conf:/etc/nginx/nginx.conf, cache:/var/cache]
networks: {back: {}}
volumes:
  cache:
`;
const NGINX = (host: string) =>
  `//- nginx.conf\nevents {}\nhttp {\n  server { location / { proxy_pass http://${host}:8000; } }\n}\n`;
const compose = (lines: string) => `//- compose.yml\nservices:${lines}`;

const DEFINITIONS: Record<string, [source: string, ...targets: string[]]> = {
  'a variable': [`//- compose.yml\nservices: {a: {image: "app:\${T<|>AG:-1}"}}\n//- .env\nX=1\nTAG=2\n`, '.env:2 TAG'],
  'a variable in the default of another': [
    '//- compose.yml\nservices: {a: {image: "app:${TAG:-${DEF<|>AULT}}"}}\n//- .env\nDEFAULT=2\n',
    '.env:1 DEFAULT',
  ],
  'a variable that nothing sets': ['//- compose.yml\nservices: {a: {image: "app:${T<|>AG:-1}"}}\n'],
  'a file of variables': [
    '//- compose.yml\nservices: {a: {image: app, env_file: [./app<|>.env]}}\n//- app.env\nX=1\n',
    'app.env:1',
  ],
  'a mounted file': [`${compose(SERVICES.replace('./nginx.conf', './ngi<|>nx.conf'))}${NGINX('api')}`, 'nginx.conf:1'],
  'a volume': [compose(SERVICES.replace('cache:/', 'ca<|>che:/')), 'compose.yml:11 cache'],
  'a network': [compose(SERVICES.replace('[back]', '[ba<|>ck]')), 'compose.yml:9 back'],
  'a Dockerfile': [
    '//- compose.yml\nservices:\n  a:\n    build: ./ap<|>p\n//- app/Dockerfile\nFROM x\n',
    'app/Dockerfile:1',
  ],
  'a Dockerfile by its name': [
    '//- compose.yml\nservices:\n  a:\n    build: {context: app, dockerfile: Dev<|>.Dockerfile}\n//- app/Dev.Dockerfile\nFROM x\n',
    'app/Dev.Dockerfile:1',
  ],
  'a service that is waited for': [
    '//- compose.yml\nservices:\n  a: {image: x, depends_on: {b<|>: {condition: service_started}}}\n  b: {image: y}\n',
    'compose.yml:3 b',
  ],
  'a link with an alias': [
    '//- compose.yml\nservices:\n  a: {image: x, links: ["b<|>:db"]}\n  b: {image: y}\n',
    'compose.yml:3 b',
  ],
  'a network that is shared': [
    '//- compose.yml\nservices:\n  a: {image: x, network_mode: "service:b<|>"}\n  b: {image: y}\n',
    'compose.yml:3 b',
  ],
  'a service that is extended': [
    '//- compose.yml\nservices:\n  a: {extends: b<|>}\n  b: {image: y}\n',
    'compose.yml:3 b',
  ],
  'one of another file': [
    '//- compose.yml\nservices:\n  a: {extends: {file: base.compose.yml, service: b<|>}}\n//- base.compose.yml\nservices:\n  b: {image: y}\n',
    'base.compose.yml:2 b',
  ],
  'the other file': [
    '//- compose.yml\nservices:\n  a: {extends: {file: base<|>.compose.yml, service: b}}\n//- base.compose.yml\nservices:\n  b: {image: y}\n',
    'base.compose.yml:1',
  ],
  'a file that is included': [
    '//- compose.yml\ninclude: [sub/comp<|>ose.yml]\n//- sub/compose.yml\nservices: {b: {image: y}}\n',
    'sub/compose.yml:1',
  ],
  'a configuration': [
    '//- compose.yml\nservices:\n  a: {image: x, configs: [{source: c<|>, target: /c}]}\nconfigs:\n  c: {file: ./c.conf}\n',
    'compose.yml:4 c',
  ],
  'an alias': ['//- compose.yml\nx-a: &app {image: x}\nservices:\n  a: *a<|>pp\n', 'compose.yml:1 &app'],
  'a host in an address': [
    '//- compose.yml\nservices:\n  a: {image: x, environment: {BROKER: "redis://que<|>ue:6379/0"}}\n  queue: {image: "redis:7"}\n',
    'compose.yml:3 queue',
  ],
  'a host in a file of variables': [
    '//- compose.yml\nservices:\n  a: {image: x, env_file: .env}\n  queue: {image: "redis:7"}\n//- .env\nBROKER=redis://que<|>ue:6379/0\n',
    'compose.yml:3 queue',
  ],
  'the service behind proxy_pass': [`${compose(SERVICES)}${NGINX('ap<|>i')}`, 'compose.yml:2 api'],
  'by an alias of its network': [`${compose(SERVICES)}${NGINX('back<|>end')}`, 'compose.yml:2 api'],
  'the service behind an upstream': [
    `${compose(SERVICES)}//- nginx.conf\nevents {}\nhttp {\n  upstream up { server ap<|>i:8000; }\n  server { location / { proxy_pass http://up; } }\n}\n`,
    'compose.yml:2 api',
  ],
  'a host that nobody has': [`${compose(SERVICES)}${NGINX('oth<|>er')}`],
};

describe('definition', () => {
  test.each(Object.entries(DEFINITIONS))('%s', (_, [source, ...targets]) => {
    expect(targetsOf(source)).toEqual(targets);
  });
});

const USES: Record<string, [source: string, ...uses: string[]]> = {
  'a service': [
    `${compose(SERVICES.replace('  api:', '  a<|>pi:'))}${NGINX('api')}//- compose.override.yml\nservices:\n  proxy: {depends_on: [api]}\n`,
    'compose.override.yml:2 api',
    'nginx.conf:3 api',
  ],
  'a service, from where it is named': [`${compose(SERVICES)}${NGINX('a<|>pi')}`, 'nginx.conf:3 api'],
  'a variable, from .env': [
    '//- compose.yml\nservices:\n  a: {image: "app:${TAG}"}\n  b: {image: "app:$TAG", mem_limit: "${TAG:-1g}", cpus: "${CPUS:-${N:-$TAG}}"}\n//- .env\nTA<|>G=2\n',
    'compose.yml:2 TAG',
    'compose.yml:3 TAG',
    'compose.yml:3 TAG',
    'compose.yml:3 TAG',
  ],
  'an anchor': [
    '//- compose.yml\nx-a: &a<|>pp {restart: always}\nservices:\n  a: {<<: *app, image: x}\n  b: {<<: *app, image: x}\n',
    'compose.yml:3 *app',
    'compose.yml:4 *app',
  ],
  'a network': [
    compose(SERVICES.replace('networks: {back: {}}', 'networks: {ba<|>ck: {}}')),
    'compose.yml:4 back',
    'compose.yml:7 back',
  ],
};

describe('references', () => {
  test.each(Object.entries(USES))('%s', (_, [source, ...uses]) => {
    expect(usesOf(source)).toEqual(uses);
  });
});

test('links to files that are there', () => {
  const { stack, file } = atByName(`//- compose.yml
include:
  - sub/compose.yml
services:
  a:
    extends: {file: "base.compose.yml", service: base}
    env_file: [app.env, missing.env]
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
      - ./data:/data
configs:
  c: {file: c.conf}<|>
//- sub/compose.yml
services: {b: {image: y}}
//- base.compose.yml
services: {base: {build: .}}
//- Dockerfile
FROM x
//- app.env
A=1
//- nginx.conf
events {}
//- c.conf
//- data/x.conf
`);
  const links = documentLinks(stack, file).map(({ span, target }) => [file.text.slice(span.start, span.end), target]);
  expect(links).toEqual([
    ['sub/compose.yml', 'sub/compose.yml'],
    ['base.compose.yml', 'base.compose.yml'],
    ['app.env', 'app.env'],
    ['./nginx.conf', 'nginx.conf'],
    ['c.conf', 'c.conf'],
  ]);
});
