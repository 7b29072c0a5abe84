import { describe, expect, test } from 'vitest';
import { check } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import { Stack } from '../../server/src/stack/stack';
import { checkCase } from '../support/laws';

const BASE = `
//- compose.yml
services:
  app:
    image: example/app:1.4
`;

const CASES: readonly (readonly [rule: string, what: string, source: string])[] = [
  [
    'compose/broken-extends',
    'a service of a file',
    `${BASE}  worker:
    extends: {file: common.yml, service: base}
                                         ^^^^ error: common.yml has no service "base"
//- common.yml
services:
  common:
    image: example/app:1.4
`,
  ],
  [
    'compose/broken-extends',
    'a circle, told once',
    `
//- compose.yml
services:
  a:
    extends: {service: b}
             ^^^^^^^^^^^^ error: extends itself
  b:
    extends: {service: c}
  c:
    extends: {service: a}
  d:
    extends: {service: b}
`,
  ],
  [
    'compose/broken-extends',
    'a circle through two files',
    `
//- common.yml
services:
  base:
    extends: {file: compose.yml, service: app}
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: extends itself
//- compose.yml
services:
  app:
    extends: {file: common.yml, service: base}
`,
  ],
  [
    'compose/broken-extends',
    'itself',
    `${BASE}  worker:
    extends: worker
             ^^^^^^ error: extends itself
`,
  ],
  [
    'compose/broken-extends',
    'a file that is not in the workspace',
    `${BASE}  worker:
    extends: {file: ../common.yml, service: base}
`,
  ],
  [
    'compose/broken-extends',
    'a variable',
    `${BASE}  worker:
    extends: {file: common.yml, service: "\${BASE}"}
//- common.yml
services: {}
`,
  ],
  [
    'compose/broken-extends',
    'a template',
    `${BASE}  worker:
    extends: {file: common.yml.j2, service: base}
//- common.yml.j2
services:
  {% for one in all %}
  {{ one }}: {}
`,
  ],
  [
    'compose/broken-extends',
    'a file that YAML can’t read',
    `${BASE}  worker:
    extends: {file: common.yml, service: base}
//- common.yml
services:
  common: [
`,
  ],
  [
    'compose/unmergeable-value',
    'an override that replaces',
    `${BASE}    ports: ["80:80"]
//- compose.override.yml
services:
  app:
    ports: !override
      http: 80
`,
  ],
  [
    'compose/unmergeable-value',
    'both forms of one setting',
    `${BASE}    environment: [A=1]
    build: .
    depends_on: [db]
    healthcheck: {test: [CMD, "true"]}
    networks: [front]
    ulimits: {nofile: 1024}
  db:
    image: example/db:1
networks: {front: {}}
//- compose.override.yml
services:
  app:
    environment: {A: 2}
    build: {context: .}
    depends_on: {db: {condition: service_started}}
    healthcheck: {test: "true"}
    networks: {front: {aliases: [x]}}
    ulimits: {nofile: {soft: 1, hard: 2}}
`,
  ],
  [
    'compose/circular-include',
    'the same file by two ways',
    `
//- compose.yml
include: [a.yml, b.yml]
services: {app: {image: "example/app:1.4"}}
//- a.yml
include: [c.yml]
//- b.yml
include: [c.yml]
//- c.yml
services: {db: {image: "example/db:1"}}
`,
  ],
  [
    'syntax/compose',
    'an alias inside of its own anchor',
    `
//- compose.yml
services:
  app: &app
    image: example/app:1.4
    x-more: *app
            ^^^^ error: stands inside of what it repeats
`,
  ],
  [
    'syntax/compose',
    'no map',
    `
//- compose.yml
- services
^^^^^^^^^^ error: A Compose file is a map
`,
  ],
  [
    'syntax/compose',
    'a template',
    `
//- compose.yml.j2
services:
  {% if a %}
  app: [
`,
  ],
  [
    'syntax/compose',
    'a template of another name',
    `
//- compose.yml
services:
  {%- if cookiecutter.use_mail == 'y' %}
  mail:
    image: example/mail:1.4
  {%- endif %}
`,
  ],
  [
    'syntax/compose',
    'Docker’s own templates, in quotes',
    `
//- compose.yml
services:
  app:
    hostname: "{{.Node.Hostname}}"
    image: example/app:1.4
    image: example/app:1.5
    ^^^^^ error: a second time
`,
  ],
];

describe('what Compose refuses', () => {
  test.each(CASES)('%s: %s', (rule, _, source) => checkCase(rule, source));
});

test('YAML’s own mistakes are told on the command line; editors have them from others', () => {
  const stack = Stack.of([new ConfigFile('compose.yml', 'services:\n  app: [\n')]);
  const said = (inEditor: boolean) => check(stack, { inEditor }).findings.map(({ rule }) => rule);
  expect(said(false)).toContain('syntax/compose');
  expect(said(true)).not.toContain('syntax/compose');
});
