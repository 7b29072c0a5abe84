import type { Fix } from '../../stack/finding';
import { isSentinel } from '../../stack/redis/judged';
import { redisRule } from '../rule';

export default redisRule({
  summary: 'The append-only file waits for the disk at each write, or never',
  severity: 'information',
  guide: 'Redis › Persistence',
  settings: ['appendfsync'],
  why: 'With always, every command that writes waits until the disk has the data, and all clients wait with it: under load Redis is as slow as the disk. With no, the kernel decides when to write, and a crash of the machine may lose half a minute.',
  price: 'With everysec a crash of the machine may lose the last second’s writes.',
  unless: 'Not one confirmed write may be lost, and the disk keeps up; or the data can be had again.',
  sources: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/#how-durable-is-the-append-only-file',
  ],
  examples: [
    {
      bad: `
//- redis/redis.conf
maxmemory 1gb
appendonly yes
appendfsync always
            ^^^^^^ information: waits for the disk
`,
      good: `
//- redis/redis.conf
maxmemory 1gb
appendonly yes
appendfsync everysec
`,
    },
  ],
  *check(server) {
    if (isSentinel(server)) return;
    const sync = server.setting('appendfsync');
    if (sync.state !== 'known' || !sync.setting || sync.setting.args.length !== 1) return;
    const value = sync.value.toLowerCase();
    if (value !== 'always' && value !== 'no') return;
    const log = server.setting('appendonly');
    if (log.state === 'unknown') yield { at: sync.setting.atValue, unknown: log.reason };
    if (log.state !== 'known' || log.value.toLowerCase() !== 'yes') return;
    const fix: Fix = { title: 'Set appendfsync to everysec', safety: 'review', edits: sync.setting.set('everysec') };
    yield {
      at: sync.setting.atValue,
      setting: 'appendfsync',
      value: sync.setting.text,
      message:
        value === 'always'
          ? 'Every write waits for the disk, and all clients with it. everysec loses a second’s writes at most and is fast.'
          : 'Nothing brings writes to the disk in time: a crash of the machine may lose half a minute. everysec loses a second’s at most.',
      fixes: [fix],
    };
  },
});
