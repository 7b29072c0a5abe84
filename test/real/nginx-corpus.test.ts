import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { variantIn, variants } from '../../server/src/knowledge/nginx/directives';
import { ConfigFile } from '../../server/src/settings/file';
import type { Finding } from '../../server/src/stack/finding';
import type { NginxConfiguration } from '../../server/src/stack/nginx/configuration';
import { Stack } from '../../server/src/stack/stack';
import { describeFinding, judge } from '../support/laws';
import { judgeByNginx } from '../support/nginx-judgement';
import { isForeignTo } from '../support/nginx-modules';
import { startable } from '../support/nginx-wrapping';
import { findNginx, type NginxMessage } from '../support/real-nginx';
import { REALISTIC_NGINX } from '../support/realistic-nginx';

/*
 * What Headroom says that nginx refuses, nginx refuses, and the other way round.
 *
 * Judged is every nginx file of the corpus that tells its place: whole configurations as they are, fragments with a
 * main file around them. Hosts, users, certificates, folders and included files that this machine lacks are replaced in
 * the copy that nginx reads (see judgeByNginx); ports and addresses that can't be bound count as accepted, for nginx
 * has read everything by then. Templates are not judged, for nginx never sees them as they are. Neither are files with
 * blocks of modules that this nginx lacks. The installed version is stated to Headroom, so that what is new or gone is
 * judged alike.
 *
 * A second part damages a sound configuration in many places and asks both about each.
 */

/** The rules that say what nginx refuses. */
const REFUSALS = [
  'syntax/nginx',
  'nginx/access-log-arguments',
  'nginx/argument-count',
  'nginx/brace-in-regex',
  'nginx/busy-buffers',
  'nginx/connection-limit-zone',
  'nginx/duplicate-directive',
  'nginx/duplicate-listen',
  'nginx/duplicate-location',
  'nginx/duplicate-log-format',
  'nginx/duplicate-upstream',
  'nginx/include-loop',
  'nginx/invalid-value',
  'nginx/misplaced-directive',
  'nginx/missing-events',
  'nginx/newer-directive',
  'nginx/rate-limit-zone',
  'nginx/removed-directive',
  'nginx/undefined-cache-zone',
  'nginx/undefined-log-format',
  'nginx/unknown-directive',
  'nginx/unknown-variable',
  'nginx/upstream-without-servers',
];

/** What nginx says of mistakes that the rules above look for. */
const COVERED = new RegExp(
  `^(${[
    'unexpected',
    'directive "\\S+" (is not terminated|has no opening)',
    'unknown directive',
    '"\\S+" directive (is not allowed here|is duplicate|invalid (value|number))',
    '"\\S+" directive is duplicate',
    'invalid (number of|value|number|parameter|rate|burst|backlog|threads|zone size|condition|max_size|inactive|time value|"\\w+" parameter)',
    'the invalid "\\w+" parameter',
    'value must be between',
    'connection limit must be less',
    'zone "\\S+" is too small',
    'duplicate (upstream|location|"log_format"|listen)',
    'a duplicate',
    'unknown log format',
    'no servers (are inside|in) upstream',
    'no "events" section',
    'too long parameter',
    'zero size shared memory zone',
    '"\\w+_cache" zone',
    '(named )?location "\\S+" (is outside|cannot be inside|can be on the server level)',
    '\\d+ worker_connections are not enough',
    'unknown "[^"]*" variable',
    'invalid variable name',
    'the closing bracket in',
  ].join('|')})`,
);

const nginx = await findNginx();
const corpus = resolve(import.meta.dirname, '../../../shared/corpus');
const hasCorpus = existsSync(corpus);
if (!nginx) console.log('nginx is not installed: the agreement with it is not tried.');
else if (!hasCorpus)
  console.log('../shared/corpus is not there: the agreement with nginx is tried on damaged files only.');

interface Disagreement {
  readonly place: string;
  readonly nginx: string;
  readonly headroom: readonly string[];
}

interface Tally {
  readonly accepted: number;
  readonly refused: number;
  readonly otherReasons: number;
  readonly notJudged: number;
  readonly disagreements: readonly Disagreement[];
}

describe.skipIf(!nginx)('the real nginx and Headroom agree', () => {
  test.skipIf(!hasCorpus)('on the files of real projects', { timeout: 120_000 }, async () => {
    const tally = await compareAll(corpusStacks());
    console.log(`files of real projects: ${describeTally(tally)}`);
    expect(tally.disagreements).toEqual([]);
    expect(tally.accepted + tally.refused).toBeGreaterThan(60);
  });

  test('on a configuration with one mistake', { timeout: 120_000 }, async () => {
    const tally = await compareAll(
      mistakes().map(([name, text]) => ({ name, stack: stackOf([['nginx.conf', text]]) })),
    );
    console.log(`configurations with one mistake: ${describeTally(tally)}`);
    expect(tally.disagreements).toEqual([]);
    expect(tally.refused).toBeGreaterThan(80);
  });

  test('on a configuration that lacks one character', { timeout: 120_000 }, async () => {
    const damaged = damages();
    const tally = await compareAll(damaged.map(([name, text]) => ({ name, stack: stackOf([['nginx.conf', text]]) })));
    console.log(`configurations that lack one character: ${describeTally(tally)}`);
    expect(tally.disagreements).toEqual([]);
    expect(tally.refused).toBeGreaterThan(damaged.length / 2);
  });
});

interface Subject {
  readonly name: string;
  readonly stack: Stack;
  readonly paths?: ReadonlySet<string>;
}

/** Asks both about every subject, two at a time. */
async function compareAll(subjects: readonly Subject[]): Promise<Tally> {
  const tally = { accepted: 0, refused: 0, otherReasons: 0, notJudged: 0, disagreements: [] as Disagreement[] };
  const waiting = [...subjects];
  const work = async (): Promise<void> => {
    for (let subject = waiting.shift(); subject; subject = waiting.shift()) {
      for (const configuration of subject.stack.nginx) {
        const outcome = await compare(subject, configuration);
        if (typeof outcome === 'string') tally[outcome]++;
        else tally.disagreements.push(outcome);
      }
    }
  };
  await Promise.all([work(), work()]);
  return tally;
}

async function compare(
  { name, stack }: Subject,
  configuration: NginxConfiguration,
): Promise<'accepted' | 'refused' | 'otherReasons' | 'notJudged' | Disagreement> {
  if ([...configuration.files].some((file) => file.nginx.template)) return 'notJudged';
  const given = startable(configuration);
  if (!given) return 'notJudged';
  const { verdict, message } = await judgeByNginx(given.files, given.main, (directive) =>
    isForeignTo(nginx!, directive),
  );
  if (verdict === 'not judged') return 'notJudged';
  const errors = judge(stack, REFUSALS).findings.filter(
    ({ severity, at }) => severity === 'error' && configuration.files.has(at.file),
  );
  const place = `${name} ${configuration.main.path}`;
  const headroom = errors.slice(0, 5).map(describeFinding);
  if (verdict === 'accepted') return errors.length === 0 ? 'accepted' : { place, nginx: 'accepts it', headroom };
  const said = `${message!.message} (${message!.file}:${message!.line})`;
  if (!isCovered(message!, configuration)) return 'otherReasons';
  return errors.some((error) => isAbout(error, message!)) ? 'refused' : { place, nginx: said, headroom };
}

/** Whether the refusal is one that the rules look for, and that lies in the files themselves. */
function isCovered({ message }: NginxMessage, configuration: NginxConfiguration): boolean {
  if (!COVERED.test(message)) return false;
  // Zones, formats and servers may stand in files that are not in view.
  const partly =
    !configuration.whole ||
    configuration.includes.some(({ target }) => target.state !== 'found' && target.state !== 'empty');
  if (partly && /^(unknown (log format|"[^"]*" variable)|zero size|"\w+_cache" zone|no servers)/.test(message))
    return false;
  // Without the name of a main file, a file may be one that a main file includes.
  if (message.startsWith('no "events" section') && !/nginx/.test(configuration.main.name)) return false;
  const name = /^unknown directive "([^"]*)"/.exec(message)?.[1];
  // Without a name that resembles it, an unknown directive may be a module's: that is information, not an error.
  return (
    name === undefined ||
    !/^[a-z_]+$/.test(name) ||
    variants(name).length > 0 ||
    variantIn(name, 'main') !== undefined ||
    isMisspelt(name, configuration)
  );
}

function isMisspelt(name: string, configuration: NginxConfiguration): boolean {
  return (
    judge(Stack.of(configuration.files), ['nginx/unknown-directive']).findings.every(
      (finding) => finding.value !== name || finding.severity === 'error',
    ) &&
    configuration.all(name).length > 0 &&
    !isForeignTo(nginx!, name) &&
    name.length > 3
  );
}

/**
 * Whether an error of ours is what nginx stopped at. nginx names the line where a statement ends, and for a missing
 * brace the end of the file or wherever it first makes a difference.
 */
function isAbout(error: Finding, { message, file, line }: NginxMessage): boolean {
  if (line === undefined || file === undefined) return true;
  if (error.rule === 'syntax/nginx' || error.rule === 'nginx/undefined-cache-zone') return true;
  const { lines } = error.at.file;
  const first = lines.lineAt(error.at.span.start) + 1;
  const related = error.related.some(
    (place) => place.file.path === file && Math.abs(place.file.lines.lineAt(place.span.start) + 1 - line) <= 1,
  );
  const last = lines.lineAt(statementEnd(error)) + 1;
  return (error.at.file.path === file && line >= first - 1 && line <= last + 1) || related || /^no /.test(message);
}

function statementEnd(error: Finding): number {
  const rest = /[;{]/.exec(error.at.file.text.slice(error.at.span.end));
  return rest ? error.at.span.end + rest.index : error.at.span.end;
}

function describeTally(tally: Tally): string {
  const judged = tally.accepted + tally.refused + tally.disagreements.length;
  return `${judged - tally.disagreements.length} of ${judged} alike (${tally.accepted} accepted, ${tally.refused} refused); ${tally.otherReasons} refused for reasons that no rule looks for, ${tally.notJudged} not judged.`;
}

function stackOf(files: readonly (readonly [string, string])[]): Stack {
  return Stack.of(
    files.map(([path, text]) => new ConfigFile(path, text)),
    { versions: { nginx: nginx!.version } },
  );
}

/** Every folder of `stacks`, and every file of `nginx` by itself. */
function corpusStacks(): Subject[] {
  const read = (folder: string): [string, string][] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => statSync(path).size < 500_000)
      .map((path) => [relative(folder, path), readFileSync(path, 'utf8')]);
  const stacks = readdirSync(join(corpus, 'stacks')).map((name) => ({
    name,
    stack: stackOf(read(join(corpus, 'stacks', name))),
  }));
  const single = readdirSync(join(corpus, 'nginx'))
    .filter((name) => !/\.(cs|xs)$/.test(name))
    .map((name) => {
      const path = name.replace(/^.*__/, '');
      const file = new ConfigFile(`nginx/${path}`, readFileSync(join(corpus, 'nginx', name), 'utf8'), 'nginx');
      return { name, stack: Stack.of([file], { versions: { nginx: nginx!.version } }) };
    });
  return [...stacks, ...single];
}

/** The realistic configuration without one of its semicolons, braces and quotes each: every third of them. */
function damages(): [string, string][] {
  const found: [string, string][] = [];
  let count = 0;
  for (const { index, 0: character } of REALISTIC_NGINX.matchAll(/[;{}"']/g)) {
    const lineStart = REALISTIC_NGINX.lastIndexOf('\n', index) + 1;
    if (REALISTIC_NGINX.slice(lineStart, index).trim().startsWith('#') || count++ % 3 > 0) continue;
    const line = REALISTIC_NGINX.slice(0, index).split('\n').length;
    found.push([
      `line ${line} without ${character} (${index - lineStart + 1})`,
      REALISTIC_NGINX.slice(0, index) + REALISTIC_NGINX.slice(index + 1),
    ]);
  }
  return found;
}

/** Sound configurations and ones with a mistake, each as a whole file. */
function mistakes(): [string, string][] {
  const whole = (http: string) => `events {\n}\nhttp {\n${http}\n}\n`;
  const server = (body: string) => whole(`server {\nlisten 8080;\n${body}\n}`);
  const location = (body: string) => server(`location / {\n${body}\n}`);
  const texts = [
    ...MAIN_LINES.map((line) => `${line}\nevents {\n}\n`),
    ...EVENTS_LINES.map((line) => `events {\n${line}\n}\n`),
    ...HTTP_LINES.map(whole),
    ...SERVER_LINES.map(server),
    ...LOCATION_LINES.map(location),
    'http {\n}\n',
    'events {\n}\nevents {\n}\n',
    'stream {\nserver {\nlisten 8080;\n}\n}\n',
  ];
  return texts.map((text) => [JSON.stringify(text), text]);
}

const MAIN_LINES = [
  'worker_processes 4;',
  'worker_processes AUTO;',
  'worker_processes 1.5;',
  'worker_rlimit_nofile 64k;',
  'worker_rlimit_nofile 65535;',
  'worker_connections 10;',
  'gzip on;',
  'Worker_Processes 4;',
  'worker_proceses 4;',
  'daemon yes;',
  'daemon OFF;',
  'pcre_jit on on;',
  'timer_resolution 100ms;',
  'timer_resolution 1y;',
  'thread_pool a threads=0;',
  'env A;\nenv B;',
  'worker_priority -5;\nworker_priority 5;',
  '// a comment of another language\n',
];

const EVENTS_LINES = [
  'worker_connections 10;',
  'worker_connections 0;',
  'worker_connections 10k;',
  'worker_connections 10 20;',
  'worker_connections;',
  'worker_connections $n;',
  'multi_accept yes;',
  'multi_accept ON;',
  'accept_mutex_delay 1.5s;',
  'worker_connections 10;\nworker_connections 10;',
  'worker_connections 10#;',
  'server {\n}',
];

const HTTP_LINES = [
  'keepalive_timeout 65;\nkeepalive_timeout 65;',
  'keepalive_timeout 1y;',
  'keepalive_timeout 1h30m 60;',
  'keepalive_timeout 30m1h;',
  'client_max_body_size 1g;',
  'client_max_body_size 10MB;',
  'client_max_body_size unlimited;',
  'client_body_buffer_size 1g;',
  'large_client_header_buffers 4;',
  'large_client_header_buffers 4 8kb;',
  'gzip_comp_level 10;',
  'gzip_comp_level 5;',
  'gzip_proxied ANY;',
  'gzip_proxied everything;',
  'gzip_types text/css;\ngzip_types text/plain;',
  'limit_req_zone $binary_remote_addr zone=a:10m rate=10r/s;',
  'limit_req_zone $binary_remote_addr zone=a:10m rate=100r/h;',
  'limit_req_zone $binary_remote_addr zone=a:10m rate=0r/s;',
  'limit_req_zone $binary_remote_addr zone=a:16k rate=1r/s;',
  'limit_req_zone $binary_remote_addr zone=a:1g rate=1r/s;',
  'limit_req_zone $binary_remote_addr zone=a rate=1r/s;',
  'limit_req_zone $binary_remote_addr zone=a:10m rate=10r/s burst=5;',
  'limit_req_status 200;',
  'limit_conn_zone $binary_remote_addr zone=c:10m;\nserver {\nlimit_conn c 0;\n}',
  'limit_conn_zone $binary_remote_addr zone=c:10m;\nserver {\nlimit_conn c 70000;\n}',
  'log_format a "x";\nlog_format a "y";',
  'log_format combined "x";',
  'access_log logs/a main;',
  'access_log logs/a main;\nlog_format main "x";',
  'log_format main "x";\naccess_log logs/a main;',
  'upstream u {\n}',
  'upstream u {\nserver 127.0.0.1 backup;\n}',
  'upstream u {\nserver 127.0.0.1;\n}\nupstream U {\nserver 127.0.0.1;\n}',
  'upstream u {\nserver 127.0.0.1 weight=0;\n}',
  'upstream u {\nserver 127.0.0.1 fail_timeout=500ms;\n}',
  'upstream u {\nserver 127.0.0.1 max_fails=x;\n}',
  'upstream u {\nproxy_read_timeout 1s;\nserver 127.0.0.1;\n}',
  'upstream u {\nzone u 16k;\nserver 127.0.0.1;\n}',
  'upstream u {\nserver 127.0.0.1 {\n}\n}',
  'upstream u;',
  'server;',
  'worker_processes 4;',
  'proxy_pass http://127.0.0.1;',
  'map $uri $a {\ndefault 1;\nworker_processes 2;\n}',
  'map $uri $a {\na b c;\n}',
  'map $uri $a {\na b\nc d;\n}',
  'map $uri {\na b;\n}',
  'geo $a {\n10.0.0.0/8 1;\n}',
  'proxy_cache_path c keys_zone=z:1m inactive=1ms;',
  'proxy_cache_path c keys_zone=z:1m max_size=1t;',
  'proxy_cache_path c keys_zone=z:1m;\nserver {\nlocation / {\nproxy_cache z;\n}\n}',
  'proxy_cache_path c keys_zone=z:1m;\nserver {\nlocation / {\nproxy_cache y;\n}\n}',
  'proxy_buffer_size 16k;',
  'proxy_next_upstream error;\nproxy_next_upstream timeout;',
  'proxy_next_upstream http_401;',
  'proxy_http_version 1.2;',
  'proxy_set_header A;',
  'open_file_cache max=0;',
  'server {\nlisten 8080 backlog=0;\n}',
  'server {\nlisten 8080 backlog=4k;\n}',
  'server {\nlisten 8080 backlog=9;\n}\nserver {\nlisten *:8080 backlog=9;\nserver_name a;\n}',
  'server {\nlisten 8080 default_server;\n}\nserver {\nlisten 8080 default_server;\nserver_name a;\n}',
  'server {\nlisten 127.0.0.1:8080 default_server;\n}\nserver {\nlisten 8080 default_server;\nserver_name a;\n}',
  'server {\nlisten [::]:8080 ipv6only=on;\n}\nserver {\nlisten [0::0]:8080 ipv6only=on;\nserver_name a;\n}',
  'server_names_hash_bucket_size 64k;',
  'server {\nlisten 8080\nserver_name a;\n}',
  'log_format a "$reqest_time";',
  'log_format a "$1";',
  'log_format a "$request_time";',
  'map $nothing $a {\na b;\n}',
  'map $uri $a {\n~(?<part>a) $part;\n}',
  'map $uri $a {\n~(?<part>a) $parts;\n}',
  'geo $address $a {\n10.0.0.0/8 1;\n}',
  'proxy_set_header A $nothing;',
  'proxy_set_header A $nothing;\nserver {\nlisten 8080;\n}',
  'ssl on;',
  'types {\ntext/html html;\n}\ntypes {\ntext/css css;\n}',
  'resolver 127.0.0.1;\nresolver 127.0.0.2;',
  'add_header A b c;',
  'add_header A b always;',
  'add_header A "b"c;',
  'sendfile on;;',
  'sendfile on',
  '} http {',
];

const SERVER_LINES = [
  'listen 8080;',
  'listen *:8080;',
  'listen 127.0.0.1:8080;',
  'location /a {\n}\nlocation /a {\n}',
  'location /a {\n}\nlocation ^~ /a {\n}',
  'location = /a {\n}\nlocation /a {\n}',
  'location ~ a {\n}\nlocation ~ a {\n}',
  'location @a {\n}\nlocation @a {\n}',
  'location ~ ^/a{2,3}$ {\n}',
  'location ~ "^/a{2,3}$" {\n}',
  'location ~* \\.(gif|jpg)${\n}',
  'location {\n}',
  'location /a b c {\n}',
  'location /a;',
  'if ($uri ~ ^/a{2}) {\nreturn 200;\n}',
  'if ($host) {\nproxy_buffering off;\n}',
  'if ($host) {\nreturn 200;\n}',
  'if ($host) {\nlisten 80;\n}',
  'rewrite ^/a{2}$ /b;',
  'rewrite "^/a{2}$" /b;',
  'limit_req_zone $uri zone=a:1m rate=1r/s;',
  'limit_req zone=nowhere;',
  'upstream u {\nserver 127.0.0.1;\n}',
  'server_name a\nindex b;',
  'proxy_pass http://127.0.0.1;',
  'return 200;',
  'return 200 $uri$arg_a$http_b;',
  'return 200 $nothing;',
  'return 200 "${uri";',
  'return 200 "a$";',
  'return 200 $a;\nset $a 1;',
  'server_name $nothing;',
  'rewrite ^(.*)$ /a$1$;',
  'root /a;\nroot /b;',
  'send_timeout 1.5s;',
  'client_header_timeout 10s;',
  'types_hash_max_size 1k;',
  'error_page 404 /a;\nerror_page 500 /b;',
  'keepalive_requests unlimited;',
  'server_tokens maybe;',
  'satisfy every;',
  'autoindex true;',
  'try_files $uri;',
];

const LOCATION_LINES = [
  'proxy_pass http://127.0.0.1;\nproxy_pass http://127.0.0.1;',
  'proxy_pass http://127.0.0.1;\nproxy_max_temp_file_size 1g;',
  'proxy_pass http://127.0.0.1;\nproxy_read_timeout $uri;',
  'proxy_pass http://127.0.0.1;\nproxy_read_timeout 60sec;',
  'proxy_pass http://127.0.0.1;\nproxy_read_timeout "1h 30m";',
  'proxy_pass http://127.0.0.1;\nproxy_read_timeout 1h 30m;',
  'proxy_pass http://127.0.0.1;\nproxy_buffers 4k;',
  'proxy_pass http://127.0.0.1;\nproxy_buffers 8 4kb;',
  'proxy_pass http://127.0.0.1;\nproxy_bufering off;',
  'proxy_pass http://127.0.0.1;\nproxy_set_header Host $host;\nproxy_set_header Host $host;',
  'grpc_pass grpc://127.0.0.1;\ngrpc_buffering off;',
  'limit_rate $arg_rate;',
  'limit_rate 1g;',
  'client_header_timeout 10s;',
  'root /a;\nalias /b;',
  'alias /a;',
  'listen 80;',
  'internal on;',
  'internal;',
  'stub_status off;',
  'limit_except GET {\ndeny all;\n}',
  'limit_except GET {\nproxy_buffering off;\n}',
  'location /a {\nlocation /a/b {\n}\n}',
  'access_log OFF;',
  'expires 1y;',
  'open_file_cache_valid 500ms;',
  'open_file_cache_valid 1M;',
  'proxy_cache_valid 200 1M;',
  'proxy_connect_timeout 1M;',
  'slice 1m;',
  'fastcgi_pass 127.0.0.1:9000;\nfastcgi_read_timeout 1.0;',
  '"sendfile" on;',
  "add_header A 'b;",
  'set $a "b;',
];
