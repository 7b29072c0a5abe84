import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expandSnippet, snippets } from '../../server/src/knowledge/snippets/index';
import { findNginx, nginxTest } from '../support/real-nginx';

const nginx = await findNginx();
if (!nginx) console.log('nginx is not installed: its snippets and the sample are not tried on it.');

const samples = resolve(import.meta.dirname, '../../samples');
const MIME_TYPES = 'types { text/html html; }\n';

/** What a snippet names without bringing it along: the zone and the upstream that stand in `http`. */
const SURROUNDINGS = `
limit_req_zone $binary_remote_addr zone=api_limit:10m rate=1r/s;
upstream api { server 127.0.0.1:8000; }
`;

const WHOLE: Readonly<Record<string, (text: string) => string>> = {
  main: (text) => (text.includes('http {') ? text : `${text}http {\n}\n`),
  http: (text) => `events {\n}\nhttp {\n${text}}\n`,
  server: (text) => `events {\n}\nhttp {${SURROUNDINGS}server {\n${text}}\n}\n`,
  location: (text) => `events {\n}\nhttp {${SURROUNDINGS}server {\nlocation / {\n${text}}\n}\n}\n`,
};

describe.skipIf(!nginx)('the real nginx', () => {
  const cases = snippets.filter(({ file }) => file === 'nginx').map((snippet) => [snippet.prefix, snippet] as const);

  test.each(cases)('accepts the snippet %s', async (_, { place, body }) => {
    const text = WHOLE[place]!(expandSnippet(body));
    const { ok, messages } = await nginxTest({ 'nginx.conf': text, 'mime.types': MIME_TYPES }, 'nginx.conf');
    expect(messages.filter(({ message }) => !message.includes('Permission denied'))).toEqual([]);
    expect(ok).toBe(true);
  });

  test('accepts the sample, apart from the names and paths of its container', async () => {
    const read = (path: string): string => readFileSync(join(samples, 'nginx', path), 'utf8');
    const main = read('nginx.conf')
      .replace('server api:8000;', 'server 127.0.0.1:8000;')
      .replace('/etc/nginx/mime.types', 'mime.types')
      .replaceAll('/var/log/nginx/', 'logs/');
    const files = { 'nginx.conf': main, 'conf.d/api.conf': read('conf.d/api.conf'), 'mime.types': MIME_TYPES };
    const { ok, messages } = await nginxTest(files, 'nginx.conf');
    expect(messages.filter(({ message }) => !message.includes('Permission denied'))).toEqual([]);
    expect(ok).toBe(true);
  });
});
