import { test } from 'vitest';
import { cardAt, offersAt, withHints, atByName } from '/work/main/test/features/by-name';
import { insertRecommended } from '/work/main/server/src/features/code-actions';
import { applyEdits } from '/work/main/server/src/text/edit';
const p = (x: unknown) => console.log(typeof x === 'string' ? x : JSON.stringify(x, null, 1));
test('x', () => {
  p(cardAt('//- redis.conf\nmaxmemory 1gb\nmaxmem<|>ory 512mb\n')?.markdown ?? '-');
  p(cardAt('//- redis.conf\nmaxmemory 1<|>gb\nmaxmemory-policy allkeys-lru\ninclude /x.conf\n')?.markdown ?? '-');
  p(cardAt('//- redis.conf\nmaxmemory-policy allk<|>eys-lru\n')?.markdown ?? '-');
  p(cardAt('//- redis.conf\nsave 60 1\nsa<|>ve 3600 1\n')?.markdown ?? '-');
  p(cardAt('//- etc/sysctl.d/50-a.conf\nnet.core.somax<|>conn = 1024\n//- etc/sysctl.d/60-b.conf\nnet.core.somaxconn = 2048\n//- etc/sysctl.conf\nnet.core.somaxconn = 512\n')?.markdown ?? '-');
  p(cardAt('//- etc/sysctl.d/50-a.conf\nnet.ipv4.tcp_rmem = 4096 <|>131072 16777216\n')?.markdown ?? '-');
  p(cardAt('//- limits.conf\n* soft no<|>file 65535\n* hard nofile 64k\n')?.markdown ?? '-');
  p(cardAt('//- limits.conf\n<|>* soft nofile 65535\n* hard nofile 64k\n')?.markdown ?? '-');
  p(cardAt('//- nginx.service\n[Service]\nExecStart=/x\nLimit<|>NOFILE=64K\n')?.markdown ?? '-');
  p(offersAt('//- etc/sysctl.d/50-a.conf\nnet.<|>\n').slice(0, 8));
  p(offersAt('//- etc/sysctl.d/50-a.conf\nnet.core.somaxconn = <|>\n'));
  p(offersAt('//- redis.conf\nmaxmem<|>\n').slice(0, 8));
  p(offersAt('//- redis.conf\nmaxmemory <|>\n'));
  p(offersAt('//- redis.conf\nmaxmemory-policy <|>\n').slice(0,5));
  p(offersAt('//- limits.conf\n<|>\n'));
  p(offersAt('//- limits.conf\n* soft nofile <|>\n'));
  p(offersAt('//- x.service\n[Service]\nLi<|>\n').slice(0,3));
  p(offersAt('//- x.service\n[Service]\nLimitNOFILE=<|>\n'));
  p(withHints('//- redis.conf\nmaxmemory 512mb<|>\nmaxmemory 1073741824\nmaxmemory 512m\nsave 3600 1 300 100\nclient-output-buffer-limit replica 256mb 64mb 60\nrepl-timeout 600\nbusy-reply-threshold 5000\n'));
  p(withHints('//- etc/sysctl.d/1.conf\nnet.ipv4.tcp_rmem = 4096 131072 16777216 # x<|>\nnet.ipv4.ip_local_port_range = 10240 65535\nnet.ipv4.tcp_keepalive_time=7200\nvm.min_free_kbytes=65536\n'));
  p(withHints('//- limits.conf\n* hard nofile 64k<|>\n* soft memlock 65536\n'));
  for (const src of ['//- etc/sysctl.d/50-a.conf\nnet.core.somaxconn = 1024\n<|>', '//- limits.conf\n# <|>', '//- x.service\n[Service]\nExecStart=/x<|>\n', '//- redis.conf\nport 6379<|>\nmaxmemory 1gb\n', '//- redis.conf\nport 6379<|>\n']) {
    const { stack, file, offset } = atByName(src);
    for (const a of insertRecommended(stack, file, offset)) p(a.title + '\n' + applyEdits(file.text, a.edits!));
  }
});
