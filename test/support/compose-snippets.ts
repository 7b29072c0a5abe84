import { expandSnippet, snippets } from '../../server/src/knowledge/snippets/index';

const PARTS = /open files|kernel settings|log rotation/;

/** Each snippet of Compose in a file in which it stands as its author would put it there. */
export const composeSnippetFiles = snippets
  .filter(({ file }) => file === 'compose')
  .map(({ prefix, body }) => {
    const isPart = PARTS.test(prefix);
    const text = expandSnippet(body).replace(/^(?=.)/gm, isPart ? '    ' : '  ');
    const volumes = [...text.matchAll(/^ *- (\w+):\//gm)].map(([, name]) => `  ${name}:\n`);
    const service = isPart ? '  web:\n    image: example/web:1.0\n' : '';
    return [
      prefix,
      `services:\n${service}${text}${volumes.length > 0 ? `volumes:\n${volumes.join('')}` : ''}`,
    ] as const;
  });
