/**
 * A Compose file with nginx in front of an application that it builds, of which no rule speaks besides what the
 * application's command gives reason to.
 *
 * @param command what starts the application
 * @param claim the part of the command that is found fault with, and how
 * @param proxy directives of the route besides
 */
export function proxiedStack(command: string, claim?: readonly [part: string, says: string], proxy = ''): string {
  const line = `    command: ${command}`;
  const [part, says] = claim ?? [];
  const marks = part === undefined ? '' : `${' '.repeat(line.lastIndexOf(part))}${'^'.repeat(part.length)} ${says}\n`;
  return `
//- compose.yml
services:
  proxy:
    image: nginx:1.28
    restart: unless-stopped
    logging: {driver: local}
    volumes:
      - ./nginx/site.conf:/etc/nginx/conf.d/default.conf:ro
  app:
    build: .
    restart: unless-stopped
    logging: {driver: local}
${line}
${marks}//- Dockerfile
FROM python:3.12
COPY . /srv
WORKDIR /srv
//- nginx/site.conf
upstream app {
    server app:8000;
    keepalive 32;
}
server {
    listen 80;
    location / {
        proxy_pass http://app;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
${proxy === '' ? '' : `${proxy}\n`}    }
}
`;
}
