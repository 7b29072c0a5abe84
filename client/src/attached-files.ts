import { languages, type TextDocument } from 'vscode';

/**
 * Languages whose files the server looks at. It decides itself, by name and content, whether a YAML or Python file is
 * any of its business. `NGINX` is the id under which another extension may have registered nginx.
 */
const languageIds = [
  'nginx',
  'NGINX',
  'dockercompose',
  'dockerfile',
  'yaml',
  'python',
  'sysctl',
  'limits',
  'redis-conf',
];

/** Where a user's own files lie; views of older versions, of differences and of output channels are none of them. */
const schemes = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-test-web'];

/** The documents that the server is told about. */
export const documentSelector: ({ scheme: string; language: string } | { scheme: string; pattern: string })[] = [
  ...languageIds.flatMap((language) => schemes.map((scheme) => ({ language, scheme }))),
  // Whatever language another extension gives the project's own file, it is ours; files of variables have several.
  ...schemes.map((scheme) => ({ scheme, pattern: '**/{headroom.yaml,.headroom.yaml,.env,.env.*,*.env}' })),
];

/** Whether the server is told about a document. */
export const isAttached = (document: TextDocument) => languages.match(documentSelector, document) > 0;
