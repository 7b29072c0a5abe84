import type { ConfigFile } from '../../settings/file';
import type { Fix } from '../../stack/finding';
import { directivesAt, type Word } from '../../syntax/nginx/tree';
import { nginxRule } from '../rule';

export default nginxRule({
  summary: 'A brace in a regular expression without quotes',
  severity: 'error',
  from: 'development',
  settings: ['location', 'rewrite', 'if', 'server_name', 'map'],
  why: 'Outside quotes nginx takes every { for the start of a block, so that ^/a{2,3}$ ends behind ^/a. What it then says (unknown directive "2,3}$") does not help to find the place.',
  unless: 'There is no case for it: nginx refuses the line.',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#if',
    'https://nginx.org/en/docs/http/server_names.html#regex_names',
  ],
  examples: [
    {
      bad: `
//- conf.d/shop.conf
server {
    location ~ ^/orders/[0-9]{4,8}$ {
               ^^^^^^^^^^^^^^^^^^^^ error: quotes
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
      good: `
//- conf.d/shop.conf
server {
    location ~ "^/orders/[0-9]{4,8}$" {
        proxy_pass http://127.0.0.1:8000;
    }
}
`,
    },
  ],
  *check(configuration) {
    for (const file of configuration.files) {
      let said = -1;
      for (const found of file.text.matchAll(/[^\s$]\{\d/g)) {
        const word = wordAt(file, found.index + 1);
        if (
          !word ||
          word.start === said ||
          word.quote !== '' ||
          word.placeholder ||
          !/[^$\\]\{\d+(,\d*)?\}/.test(written(file, word))
        )
          continue;
        said = word.start;
        yield {
          at: { file, span: { start: word.start, end: word.end } },
          value: written(file, word),
          message:
            'nginx takes the { in this expression for the start of a block and refuses to start: put the expression into quotes.',
          fixes: quotes(file, word),
        };
      }
    }
  },
});

/** The word that holds the offset. */
function wordAt(file: ConfigFile, offset: number): Word | undefined {
  const directive = directivesAt(file.nginx, offset).at(-1);
  return directive && [directive.name, ...directive.args].find((word) => word.start <= offset && offset <= word.end);
}

function written(file: ConfigFile, word: Word): string {
  return file.text.slice(word.start, word.end);
}

function quotes(file: ConfigFile, word: Word): Fix[] {
  const text = written(file, word);
  const quote = !text.includes('"') ? '"' : !text.includes("'") ? "'" : undefined;
  if (quote === undefined) return [];
  return [
    {
      title: 'Put the expression into quotes',
      safety: 'safe',
      edits: [file.edit(word.start, word.start, quote), file.edit(word.end, word.end, quote)],
    },
  ];
}
