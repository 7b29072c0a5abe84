import { expect, test } from 'vitest';
import { insertRecommended } from '../../server/src/features/code-actions';
import { check } from '../../server/src/rules/run';
import { ConfigFile } from '../../server/src/settings/file';
import { applyEdits } from '../../server/src/text/edit';
import { atByName } from './by-name';

/** What is offered to put in, and the text after all of it, one after the other. */
function inserted(source: string) {
  const { stack, file, offset } = atByName(source);
  const offered = insertRecommended(stack, file, offset, check(stack));
  let at = stack;
  let text = file.text;
  for (const { title } of offered) {
    const current = at.file(file.path)!;
    const found = insertRecommended(at, current, Math.min(offset, text.length), check(at)).find(
      (one) => one.title === title,
    );
    if (!found) continue;
    text = applyEdits(text, found.edits!);
    at = at.with(new ConfigFile(file.path, text));
  }
  return { titles: offered.map(({ title }) => title), text };
}

const CASES: Record<string, [source: string, titles: string[], text?: string]> = {
  nginx: [
    '//- compose.yml\nservices:\n  web:\n    ima<|>ge: nginx:1.28\n',
    [
      'Insert recommended max-size',
      'Insert recommended restart: unless-stopped',
      'Insert recommended ulimits nofile 65535',
      'Insert recommended net.core.somaxconn 65535',
    ],
    `services:
  web:
    image: nginx:1.28
    ulimits:
      nofile:
        soft: 65535
        hard: 65535
    sysctls:
      net.core.somaxconn: 65535
    logging:
      driver: json-file
      options:
        max-size: 10m
        max-file: "3"
    restart: unless-stopped
`,
  ],
  'a worker': [
    '//- compose.yml\nservices:\n  w:\n    image: app:1.0\n    restart: always\n    logging: {driver: local}\n    mem_limit: 1g\n    com<|>mand: celery -A app worker --concurrency=2 --time-limit=300 --soft-time-limit=270\n',
    ['Insert recommended stop_grace_period 305s'],
  ],
  'Redis without a file': [
    '//- compose.yml\nservices:\n  r:\n    image: redis:7.4\n    restart: always\n    ulimits: {nofile: 65535}\n    sysctls: [net.core.somaxconn=65535]\n    comman<|>d: redis-server --appendonly yes\n',
    [
      'Insert recommended memory',
      'Insert recommended maxmemory 512mb (first size)',
      'Insert recommended maxmemory 1gb (next step)',
    ],
  ],
  'one that has all': [
    '//- compose.yml\nservices:\n  web:\n    image: nginx:1.28\n    ulimits: {nofile: 1024}\n    sysctls: [net.core.somaxconn=1024]\n    rest<|>art: always\n    logging: {driver: local}\n',
    [],
  ],
  'one of which something is out of view': [
    '//- compose.yml\nservices:\n  web:\n    extends: {file: ../other.yml, service: x}\n    ima<|>ge: nginx:1.28\n',
    [],
  ],
  'one that we know nothing of': ['//- compose.yml\nservices:\n  a:\n    ima<|>ge: postgres:16\n', []],
  'outside of services': ['//- compose.yml\nname: x<|>\nservices:\n  a:\n    image: nginx:1.28\n', []],
};

test.each(Object.entries(CASES))('recommended for %s', (_, [source, titles, text]) => {
  const found = inserted(source);
  expect(found.titles).toEqual(titles);
  if (text !== undefined) expect(found.text).toBe(text);
});
