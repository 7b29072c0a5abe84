import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar, type StateStack } from 'vscode-textmate';

const root = resolve(import.meta.dirname, '../..');
const corpus = resolve(root, '../shared/corpus');

interface GrammarContribution {
  readonly language: string;
  readonly scopeName: string;
  readonly path: string;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  contributes: { grammars: GrammarContribution[] };
};

/** Stands for the editor's own Lua grammar, which the nginx grammar embeds. */
const lua = {
  scopeName: 'source.lua',
  patterns: [{ name: 'keyword.control.lua', match: '\\b(?:if|then|end|return|local)\\b' }],
};

const grammars = new Map<string, IGrammar>();

beforeAll(async () => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM({ data: wasm });
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scopeName) => {
      const contribution = manifest.contributes.grammars.find((grammar) => grammar.scopeName === scopeName);
      const text = contribution ? readFileSync(join(root, contribution.path), 'utf8') : JSON.stringify(lua);
      return textmate.parseRawGrammar(text, 'grammar.json');
    },
  });
  for (const { scopeName } of manifest.contributes.grammars) {
    grammars.set(scopeName, (await registry.loadGrammar(scopeName))!);
  }
});

interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}

/** Tokens of a text, and how deep the rule stack stands after it: 1 is the grammar's base. */
function tokenize(scopeName: string, text: string): { tokens: Token[]; depth: number; stack: readonly string[] } {
  const tokens: Token[] = [];
  let state: StateStack = textmate.INITIAL;
  for (const line of text.split(/\r?\n/)) {
    const result = grammars.get(scopeName)!.tokenizeLine(line, state, 2_000);
    expect(result.stoppedEarly, `gave up on: ${line.slice(0, 80)}`).toBe(false);
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      tokens.push({ text: line.slice(startIndex, endIndex), scopes });
    }
    state = result.ruleStack;
  }
  // An empty line closes rules that end with their line; what is left open then has run away.
  const last = grammars.get(scopeName)!.tokenizeLine('', state);
  return { tokens, depth: last.ruleStack.depth, stack: last.tokens.at(-1)?.scopes ?? [] };
}

/** The innermost scope of the first token that has exactly this text. */
function scopeOf(scopeName: string, text: string, token: string): string | undefined {
  const found = tokenize(scopeName, text).tokens.find((candidate) => candidate.text.trim() === token);
  return found?.scopes.at(-1);
}

describe('nginx', () => {
  const cases: readonly [line: string, token: string, scope: string][] = [
    ['worker_connections 512;', 'worker_connections', 'keyword.other.directive.nginx'],
    ['worker_connections 512;', '512', 'constant.numeric.nginx'],
    ['worker_connections 512;', ';', 'punctuation.terminator.statement.nginx'],
    ['multi_accept on;', 'on', 'constant.language.boolean.nginx'],
    ['worker_processes auto;', 'auto', 'support.constant.nginx'],
    ['client_max_body_size 10m;', 'm', 'keyword.other.unit.nginx'],
    ['proxy_read_timeout 500ms;', 'ms', 'keyword.other.unit.nginx'],
    ['proxy_read_timeout 1h30m;', '1h30m', 'constant.numeric.nginx'],
    ['http {', 'http', 'storage.type.context.nginx'],
    ['http {', '{', 'punctuation.section.block.begin.nginx'],
    ['server {', 'server', 'storage.type.context.nginx'],
    ['upstream api-backend {', 'api-backend', 'entity.name.type.upstream.nginx'],
    ['include conf.d/*.conf;', 'include', 'keyword.control.import.nginx'],
    ['include conf.d/*.conf;', 'conf.d/*.conf', 'string.unquoted.path.nginx'],
    ['limit_req_zone $binary_remote_addr zone=api:10m rate=100r/s;', 'binary_remote_addr', 'variable.other.nginx'],
    ['limit_req_zone $binary_remote_addr zone=api:10m rate=100r/s;', 'api', 'entity.name.type.zone.nginx'],
    ['limit_req_zone $binary_remote_addr zone=api:10m rate=100r/s;', 'rate', 'variable.parameter.nginx'],
    ['limit_req_zone $binary_remote_addr zone=api:10m rate=100r/s;', 'r/s', 'keyword.other.unit.nginx'],
    ['limit_req zone=api burst=200 nodelay;', '200', 'constant.numeric.nginx'],
    ['limit_req zone=api burst=200 nodelay;', 'nodelay', 'support.constant.nginx'],
    ['proxy_pass http://api:8000;', 'http://', 'string.unquoted.scheme.nginx'],
    ['proxy_pass http://${host}/x;', '${', 'punctuation.definition.variable.begin.nginx'],
    ['proxy_pass http://$host/x;', 'host', 'variable.other.nginx'],
    ['proxy_set_header Connection "";', '"', 'punctuation.definition.string.begin.nginx'],
    ["log_format main '$remote_addr \\'x';", '$remote_addr', 'variable.other.nginx'],
    ["log_format main '$remote_addr \\'x';", "\\'", 'constant.character.escape.nginx'],
    ['location /api/ {', '/api/', 'string.unquoted.path.nginx'],
    ['location = /health {', '=', 'keyword.operator.location.nginx'],
    ['location ^~ /static/ {', '^~', 'keyword.operator.location.nginx'],
    ['location @fallback {', '@fallback', 'entity.name.label.nginx'],
    ['location ~* \\.(gif|jpg)$ {', '~*', 'keyword.operator.regexp.nginx'],
    ['location ~* \\.(gif|jpg)$ {', '|', 'keyword.operator.or.regexp.nginx'],
    ['location ~ "^/a{2,3}$" {', '{2,3}', 'keyword.operator.quantifier.regexp.nginx'],
    ['location ~ "^/a{2,3}$" {', '{', 'punctuation.section.block.begin.nginx'],
    ['rewrite ^/(?<page>old)$ /new last;', 'page', 'entity.name.tag.group.regexp.nginx'],
    ['rewrite ^/(?<page>old)$ /new last;', 'last', 'keyword.control.flow.nginx'],
    ['if ($http_user_agent ~* (bot|spider)) {', 'if', 'keyword.control.conditional.nginx'],
    ['if ($http_user_agent ~* (bot|spider)) {', '|', 'keyword.operator.or.regexp.nginx'],
    ['if ($request_method = POST) {', '=', 'keyword.operator.comparison.nginx'],
    ['if (!-f $request_filename) {', '!-f', 'keyword.operator.file-test.nginx'],
    ['return 301 https://$host$request_uri;', 'return', 'keyword.control.nginx'],
    ['server_name ~^www\\d+\\.example\\.com$;', '~', 'keyword.operator.regexp.nginx'],
    ['set_real_ip_from 10.0.0.0/8;', '10.0.0.0/8', 'constant.numeric.address.nginx'],
    ['gzip on; # text', '#', 'punctuation.definition.comment.nginx'],
    ['map $uri $x { default 1; ~^/a 2; }', 'default', 'keyword.other.map.nginx'],
    ['map $uri $x { worker_processes 2; }', 'worker_processes', 'string.unquoted.key.nginx'],
    ['types { text/html html htm; }', 'text/html', 'constant.other.mime-type.nginx'],
    ['geo $limit { default 1; 10.0.0.0/8 0; }', '10.0.0.0/8', 'constant.numeric.address.nginx'],
    ['if ($request_method = P\\{O\\)ST) {', 'if', 'keyword.control.conditional.nginx'],
    ['"worker_connections" 10;', '"worker_connections"', 'keyword.other.directive.nginx'],
    ['http { } }', '}', 'punctuation.section.block.end.nginx'],
  ];
  test.each(cases)('%s: %s is %s', (line, token, scope) => {
    expect(scopeOf('source.nginx', line, token)).toBe(scope);
  });

  test.each([
    ['a number sign inside a token is no comment', 'set $x 10#c;\nserver { }'],
    ['a quote inside a token opens no string', 'set $x 1"0;\nserver { }'],
    ['a closing brace inside a token closes no block', 'log_format zz a}b;'],
    ['a missing semicolon ends with its block', 'events { worker_connections 10 }\nhttp { }'],
    ['a string over several lines', 'log_format main "a\n  { b\n";'],
    ['a variable in braces', 'map ${uri} $x { default "{"; }\nset $y a${x}b;'],
    ['a template placeholder', 'worker_processes {{ workers }};\n{% if x %}\nserver { }\n{% endif %}'],
    [
      'braces in Lua strings and comments',
      'content_by_lua_block {\n  local a = "}" -- }\n  --[[ } ]]\n  t = { [[ } ]] }\n}\nserver { }',
    ],
    ['a Lua body below its name', 'set_by_lua_block $res\n{\n  return 1\n}\nserver { }'],
    ['a map header over two lines', 'map $a\n  $b {\n  default 1;\n}'],
  ])('stays balanced: %s', (_, text) => {
    const { depth, tokens } = tokenize('source.nginx', text);
    expect(depth).toBe(1);
    expect(tokens.filter(({ scopes }) => scopes.some((scope) => scope.startsWith('invalid')))).toEqual([]);
  });

  test('the body of a Lua block is Lua', () => {
    const { tokens } = tokenize('source.nginx', 'content_by_lua_block {\n  return ngx.say("x")\n}');
    const keyword = tokens.find(({ text }) => text === 'return')!;
    expect(keyword.scopes).toContain('meta.embedded.block.lua');
    expect(keyword.scopes.at(-1)).toBe('keyword.control.lua');
  });

  test('a brace that closes nothing is marked', () => {
    expect(scopeOf('source.nginx', '}', '}')).toBe('invalid.illegal.unbalanced-brace.nginx');
  });
});

describe('sysctl', () => {
  test.each([
    ['net.core.somaxconn = 65535', 'somaxconn', 'support.type.property-name.sysctl'],
    ['net.core.somaxconn=65535', '=', 'keyword.operator.assignment.sysctl'],
    ['net.ipv4.tcp_rmem = 4096 131072 16777216', '131072', 'constant.numeric.sysctl'],
    ['-net/ipv4/tcp_tw_reuse = 1', '-', 'keyword.operator.ignore-errors.sysctl'],
    ['net.ipv4.conf.*.rp_filter = 2', '*', 'keyword.operator.wildcard.sysctl'],
    ['net.ipv4.tcp_congestion_control = bbr', 'bbr', 'string.unquoted.sysctl'],
    ['; a comment', ';', 'punctuation.definition.comment.sysctl'],
    ['net.core.somaxconn 65535', 'net.core.somaxconn 65535', 'invalid.illegal.not-an-assignment.sysctl'],
    ['-net.ipv4.conf.all.rp_filter', '-', 'keyword.operator.exclude.sysctl'],
  ])('%s: %s is %s', (line, token, scope) => {
    expect(scopeOf('source.sysctl', line, token)).toBe(scope);
  });
});

describe('limits', () => {
  test.each([
    ['* soft nofile 65535', '*', 'keyword.operator.wildcard.limits'],
    ['* soft nofile 65535', 'soft', 'keyword.other.limit-type.limits'],
    ['* soft nofile 65535', 'nofile', 'support.type.property-name.limits'],
    ['* soft nofile 65535', '65535', 'constant.numeric.limits'],
    ['@web - nproc unlimited # all', 'web', 'entity.name.type.group.limits'],
    ['@web - nproc unlimited # all', 'unlimited', 'constant.language.limits'],
    ['@web - nproc unlimited # all', '#', 'punctuation.definition.comment.limits'],
    ['root hard nofile 64k', '64k', 'invalid.illegal.value.limits'],
    ['root hard nofiles 64', 'nofiles', 'invalid.illegal.item.limits'],
    ['postgres -', 'postgres', 'entity.name.user.limits'],
  ])('%s: %s is %s', (line, token, scope) => {
    expect(scopeOf('source.limits', line, token)).toBe(scope);
  });
});

describe('redis-conf', () => {
  test.each([
    ['maxmemory 512mb', 'maxmemory', 'keyword.other.directive.redis-conf'],
    ['maxmemory 512mb', 'mb', 'keyword.other.unit.redis-conf'],
    ['maxmemory-policy allkeys-lru', 'allkeys-lru', 'support.constant.redis-conf'],
    ['appendonly yes', 'yes', 'constant.language.boolean.redis-conf'],
    ['save ""', '""', 'string.quoted.double.redis-conf'],
    ['include /etc/redis/common.conf', '/etc/redis/common.conf', 'string.unquoted.path.redis-conf'],
    ['# a comment', '#', 'punctuation.definition.comment.redis-conf'],
    ['maxmemory 512mb # not a comment', '#', 'string.unquoted.redis-conf'],
  ])('%s: %s is %s', (line, token, scope) => {
    expect(scopeOf('source.redis-conf', line, token)).toBe(scope);
  });
});

/** The corpus keeps source code of other languages beside some configurations; no language of ours attaches to it. */
const otherLanguage = /\.(?:cs|xs)$/;

describe.runIf(existsSync(corpus))('files of the corpus', () => {
  const folders: readonly [folder: string, scopeName: string][] = [
    ['nginx', 'source.nginx'],
    ['sysctl', 'source.sysctl'],
    ['limits', 'source.limits'],
    ['redis', 'source.redis-conf'],
  ];
  for (const [folder, scopeName] of folders) {
    test(`${folder}: every file ends at the grammar's base`, () => {
      const open: string[] = [];
      for (const path of filesBelow(join(corpus, folder))) {
        if (otherLanguage.test(path)) continue;
        const name = path.slice(corpus.length + 1);
        const { depth, stack, tokens } = tokenize(scopeName, readFileSync(path, 'utf8'));
        const stray = tokens.some(({ scopes }) => scopes.includes('invalid.illegal.unbalanced-brace.nginx'));
        if (depth !== 1 || stray) open.push(`${name}: depth ${depth}, ${stack.join(' ')}`);
      }
      expect(open).toEqual([]);
    }, 60_000);
  }
});
if (!existsSync(corpus)) console.log('The corpus of real files is not here: grammars are not tried on it.');

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}
