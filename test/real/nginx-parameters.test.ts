import { describe, expect, test } from 'vitest';
import { readFixture, stackOf } from '../support/fixture';
import { judge } from '../support/laws';
import { findNginx, nginxTest } from '../support/real-nginx';

/* What nginx refuses behind -g, and beside its file, Headroom says of a service that starts it so. */

const nginx = await findNginx();

describe.skipIf(!nginx)('directives of -g', () => {
  test.each([
    ['daemon off;', ''],
    ['daemon off;', 'daemon off;'],
    ['daemon off; worker_processes 4;', 'worker_processes auto;'],
    ['worker_processes 4;', 'worker_rlimit_nofile 1024;'],
    ['worker_rlimit_nofile 9; worker_rlimit_nofile 9;', ''],
    ['worker_connections 9;', ''],
    ['worker_proceses 9;', ''],
    ['worker_rlimit_nofile many;', ''],
    ['worker_rlimit_nofile 9 9;', ''],
    ['env A; env B;', 'env C;'],
    ['error_log stderr;', 'error_log stderr info;'],
    ["timer_resolution '100ms';", ''],
    ['multi_accept on;', ''],
  ])('%s beside "%s"', async (given, main) => {
    const text = `${main}\nevents { }\n`;
    const real = await nginxTest({ 'nginx.conf': `pid nginx.pid;\n${text}` }, 'nginx.conf', given);
    const refused = real.messages.some(({ level }) => level === 'emerg');
    const fixture = `//- compose.yaml
services: {web: {image: nginx, command: nginx -g "${given}", volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]}}
//- nginx.conf
${text}`;
    const { findings } = judge(stackOf(readFixture(fixture).files), ['nginx/*']);
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message).filter((message) => message.includes('refuse')).length > 0).toBe(
      refused,
    );
  });
});
