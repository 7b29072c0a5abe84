import { describe, expect, test } from 'vitest';
import { expandSnippet } from '../../server/src/knowledge/snippets/index';
import { applyEdits } from '../../server/src/text/edit';
import { atByName, offersAt } from './by-name';

const service = (lines: string) => `//- compose.yml\nservices:\n  s:\n${lines}`;

/** Where the cursor stands, and what is offered first. */
const OFFERS: Record<string, [source: string, ...first: string[]]> = {
  'flags of celery': [
    service('    image: app\n    command: celery -A app worker --<|>\n'),
    '--prefetch-multiplier',
    '--concurrency',
    '--time-limit',
  ],
  'a flag that is half typed in a shell': [
    service('    image: app\n    command: sh -c "celery -A app worker --conc<|>"\n'),
    '--prefetch-multiplier',
  ],
  'its values, for the CPUs of the container': [
    service('    image: app\n    cpus: 4\n    command: celery -A app worker --concurrency=<|>1\n'),
    '9 — mixed tasks on 4 CPUs',
    '4 — cpu tasks on 4 CPUs',
    '20 — io tasks on 4 CPUs',
  ],
  'its values in a word of their own': [
    service('    image: app\n    command: celery -A app worker --time-limit <|>1\n'),
    '300 — normal tasks',
    '60 — fast tasks',
    '3600 — long tasks',
  ],
  'a pool': [service('    image: app\n    command: celery -A app worker --pool=<|>x\n'), 'prefork', 'eventlet'],
  'flags behind a blank': [
    service('    image: app\n    command: gunicorn app:app <|>\n'),
    '--bind',
    '--backlog',
    '--workers',
  ],
  'flags of a list': [
    service('    image: app\n    command:\n      - uvicorn\n      - app:app\n      - --w<|>\n'),
    '--host',
    '--port',
  ],
  'flags of Redis': [service('    image: redis:7\n    command: redis-server --max<|>\n'), '--save', '--appendonly'],
  'values of Redis': [
    service('    image: redis:7\n    command: redis-server --maxmemory-policy <|>x\n'),
    'allkeys-lru — cache',
    'volatile-lru — cache with lasting keys',
    'noeviction — broker or store',
  ],
  'flags of mongod behind its image': [service('    image: mongo:7.0\n    command: --max<|>\n'), '--maxConns'],
  'values of mongod': [
    service('    image: mongo:7.0\n    command: mongod --maxConns <|>5\n'),
    '1000 — first size',
    '2000 — next step',
  ],
  'kernel parameters': [
    service('    image: nginx\n    sysctls:\n      net.<|>\n'),
    'net.core.somaxconn',
    'net.ipv4.ip_local_port_range',
  ],
  'as items': [service('    image: nginx\n    sysctls:\n      - <|>\n'), 'net.core.somaxconn'],
  'their values': [service('    image: nginx\n    sysctls:\n      net.core.somaxconn: <|>\n'), '65535 — guide'],
  'their values in an item': [
    service('    image: nginx\n    sysctls:\n      - net.core.somaxconn=<|>\n'),
    '65535 — guide',
  ],
  ulimits: [service('    image: nginx\n    ulimits:\n      <|>\n'), 'nofile'],
  'open files': [service('    image: nginx\n    ulimits:\n      nofile:\n        soft: <|>\n'), '65535 — guide'],
  restart: [service('    image: nginx\n    restart: <|>\n'), 'unless-stopped', 'always', 'on-failure', '"no"'],
  'replicas of an API': [
    service('    image: app\n    command: gunicorn app:app\n    deploy:\n      replicas: <|>\n'),
    '5 — next step',
    '1',
  ],
  memory: [service('    image: mongo:7\n    mem_limit: <|>\n'), '2g — first limit'],
  'time to end': [
    service('    image: app\n    command: celery -A app worker --time-limit=60\n    stop_grace_period: <|>\n'),
    '65s — lets every task end',
    '10s',
  ],
  'log files': [service('    image: nginx\n    logging:\n      options:\n        max-size: <|>\n'), '10m — rotation'],
  services: ['//- compose.yml\nservices:\n  <|>\n', 'headroom compose api'],
  'a service that is half typed': ['//- compose.yml\nservices:\n  a: {image: x}\n  head<|>\n', 'headroom compose api'],
  'parts of a service': [
    service('    image: nginx\n    <|>\n'),
    'headroom compose kernel settings',
    'headroom compose log rotation',
    'headroom compose open files',
  ],
};

describe('offers', () => {
  test.each(Object.entries(OFFERS))('%s', (_, [source, ...first]) => {
    expect(
      offersAt(source)
        .slice(0, first.length)
        .map(({ label }) => label),
    ).toEqual(first);
  });
});

/** Where others offer what Compose's schema has, or nothing is known. */
const NOTHING: Record<string, string> = {
  'a key of another service': 'networks:\n  <|>\n',
  'values of keys that we know nothing of': 'services:\n  s:\n    image: <|>\n',
  'a word of another program': 'services:\n  s:\n    image: x\n    command: sleep <|>\n',
  'the application of gunicorn': 'services:\n  s:\n    image: x\n    command: gunicorn app<|>\n',
  'a top-level key': '<|>\nservices: {}\n',
  'a comment': 'services:\n  # <|>\n',
};

describe('nothing', () => {
  test.each(Object.entries(NOTHING))('%s', (_, text) => {
    expect(offersAt(`//- compose.yml\n${text}`).filter(({ label }) => !label.startsWith('headroom'))).toEqual([]);
  });
});

/** The file once an entry is chosen. */
function chosen(source: string, label: string): string {
  const { file } = atByName(source);
  const item = offersAt(source).find((one) => one.label === label)!;
  const text = item.isSnippet ? expandSnippet(item.insertText.split('\n')).replace(/\n$/, '') : item.insertText;
  return applyEdits(file.text, [file.edit(item.span.start, item.span.end, text)]);
}

test.each([
  [
    service('    image: app\n    command: celery -A app worker --ti<|>me\n'),
    '--time-limit',
    'celery -A app worker --time-limit=300\n',
  ],
  [
    service('    image: app\n    command: ["celery", "-A", "app", "worker", "--conc<|>"]\n    cpus: 2\n'),
    '--concurrency',
    '"--concurrency=5"]',
  ],
  [
    service('    image: app\n    command: celery -A app worker -c <|>4\n    cpus: 2\n'),
    '2 — cpu tasks on 2 CPUs',
    'worker -c 2\n',
  ],
  [
    service('    image: redis:7\n    command: redis-server --maxm<|>em\n'),
    '--maxmemory',
    'redis-server --maxmemory 512mb\n',
  ],
  [service('    image: redis:7\n    command: ["redis-server", "--maxm<|>"]\n'), '--maxmemory', '"--maxmemory"]'],
  [
    service('    image: nginx\n    sysctls:\n      - net.ipv4.ip_l<|>\n'),
    'net.ipv4.ip_local_port_range',
    '- net.ipv4.ip_local_port_range=10240 65535\n',
  ],
  [
    service('    image: nginx\n    sysctls:\n      net.ipv4.ip_l<|>\n'),
    'net.ipv4.ip_local_port_range',
    '  net.ipv4.ip_local_port_range: "10240 65535"\n',
  ],
  [service('    image: nginx\n    restart: al<|>ways\n'), 'unless-stopped', 'restart: unless-stopped\n'],
])('chosen in %s: %s', (source, label, text) => {
  expect(chosen(source, label)).toContain(text);
});
