import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../server/src/settings/file';
import { type Files, stackOf } from '../support/compose';
import { judge } from '../support/laws';

const NGINX = 'events {}\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n}\n';
const MOUNTS = 'volumes: ["./nginx.conf:/etc/nginx/nginx.conf", "./sites:/etc/nginx/conf.d"]';

function services(...images: string[]): string {
  return `services:\n${images.map((image, i) => `  web${i}:\n    ${image}\n    ${MOUNTS}\n`).join('')}`;
}

const stated = (nginx: string): Files => ({ 'headroom.yaml': `versions:\n  nginx: "${nginx}"\n` });

describe('the versions of nginx that read a configuration', () => {
  test.each<[string, Files, string]>([
    ['nobody tells one', {}, '? to ?'],
    ['headroom.yaml', stated('1.22.1'), '1.22.1 to 1.22.1'],
    ['the tag of its image', { 'compose.yaml': services('image: nginx:1.25.3-alpine') }, '1.25.3 to 1.25.3'],
    ['the tag wins', { 'compose.yaml': services('image: nginx:1.27'), ...stated('1.22') }, '1.27 to 1.27'],
    [
      'an unprivileged image',
      { 'compose.yaml': services('image: nginxinc/nginx-unprivileged:1.26.2') },
      '1.26.2 to 1.26.2',
    ],
    [
      'a tag without number',
      { 'compose.yaml': services('image: nginx:stable-alpine'), ...stated('1.26') },
      '1.26 to 1.26',
    ],
    [
      'the image of a Dockerfile',
      { 'compose.yaml': services('build: .'), Dockerfile: 'FROM nginx:1.24\n' },
      '1.24 to 1.24',
    ],
    ['two services', { 'compose.yaml': services('image: nginx:1.27', 'image: nginx:1.9.15') }, '1.9.15 to 1.27'],
    ['one of them without', { 'compose.yaml': services('image: nginx', 'image: nginx:1.22') }, '1.22 to ?'],
    [
      'a line is newer than its versions',
      { 'compose.yaml': services('image: nginx:1.25', 'image: nginx:1.25.3') },
      '1.25.3 to 1.25',
    ],
    [
      'a service with another configuration',
      {
        'compose.yaml':
          'services:\n  web:\n    image: nginx:1.22\n    volumes: ["./other.conf:/etc/nginx/nginx.conf"]\n',
      },
      '? to ?',
    ],
  ])('%s', (_name, files, expected) => {
    const stack = stackOf({ 'nginx.conf': NGINX, ...files });
    const configuration = stack.nginx.find(({ main }) => main.path === 'nginx.conf')!;
    const { oldest, newest } = stack.nginxVersions(configuration);
    expect(`${oldest ?? '?'} to ${newest ?? '?'}`).toBe(expected);
  });

  test('also of what the image’s own file includes', () => {
    const stack = stackOf({
      'compose.yaml':
        'services:\n  web:\n    image: openresty/openresty:1.25.3.1-alpine\n    volumes: ["./shop.conf:/etc/nginx/conf.d/shop.conf"]\n',
      'shop.conf': 'server {\n  listen 80;\n}\n',
    }).with(new ConfigFile('shop.conf', 'server {\n  listen 80;\n}\n', 'nginx'));
    expect(stack.nginxVersions(stack.nginx[0]!)).toEqual({ oldest: '1.25.3.1', newest: '1.25.3.1' });
  });

  test('another tag is judged anew', () => {
    const text = 'events {}\nhttp {\n  server {\n    listen 80;\n    http2 on;\n  }\n}\n';
    const found = (stack: ReturnType<typeof stackOf>) =>
      judge(stack).findings.filter(({ rule }) => rule === 'nginx/newer-directive').length;
    const old = stackOf({ 'nginx.conf': text, 'compose.yaml': services('image: nginx:1.22') });
    const renewed = old.with(new ConfigFile('compose.yaml', services('image: nginx:1.25')));
    expect([found(old), found(renewed), found(renewed.with(old.file('compose.yaml')!))]).toEqual([1, 0, 1]);
  });
});
