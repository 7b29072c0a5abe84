import { partSpan } from '../../settings/flags/flag-setting';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'redis-server cannot read this argument',
  severity: 'error',
  from: 'development',
  why: 'On the command line two dashes stand before a directive, and its value is an argument of its own behind it, or stands behind a blank. An equals sign, one dash, or two directives in one argument keep Redis from starting.',
  unless: 'Another program, such as Dragonfly, reads the command line.',
  sources: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/config/#passing-arguments-using-the-command-line',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  redis:
    image: redis:7.4
    command: redis-server --maxmemory=512mb -appendonly yes
                          ^^^^^^^^^^^^^^^^^ error: No "=" stands
                                            ^^^^^^^^^^^ error: Two dashes
    volumes: ["./redis:/data"]
    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
`,
      good: `
//- compose.yml
services:
  redis:
    image: redis:7.4
    command: redis-server --maxmemory 512mb --appendonly yes
    volumes: ["./redis:/data"]
    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
`,
    },
    {
      bad: `
//- compose.yml
services:
  redis:
    image: redis:7.4
    command: ["redis-server", "--maxmemory 512mb --appendonly yes"]
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: One argument holds one directive
    volumes: ["./redis:/data"]
    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
`,
      good: `
//- compose.yml
services:
  redis:
    image: redis:7.4
    command: ["redis-server", "--maxmemory 512mb", "--appendonly yes"]
    volumes: ["./redis:/data"]
    mem_limit: 1g
    restart: unless-stopped
    logging: {driver: local}
`,
    },
  ],
  *check(server) {
    for (const { part, message, fix } of server.flagProblems) {
      const span = part.word.part(part.from, part.to);
      yield {
        at: { file: part.word.file, span: span.end > span.start ? span : partSpan(part) },
        message,
        fixes: fix && fix.edits.length > 0 ? [{ ...fix, safety: 'safe' }] : [],
      };
    }
  },
});
