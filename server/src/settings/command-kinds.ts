import type { FileKind } from './kind';

/** A format that is told by the file's name, and by its text where the name alone doesn't do. */
export interface NamedKind {
  readonly kind: FileKind;
  readonly languageId: string | undefined;
  isNamed(name: string, folder: string): boolean;
  fits(text: string): boolean;
}

/** A program of ours where a command may begin, with what tells a worker from a passing word of that name. */
const STARTS_PROGRAM =
  /(?:^|[\s;&|"'`/])(?:celery\b[^\n]*\b(?:worker|beat|multi)\b|(?:redis|valkey)-server\b|mongod\b|gunicorn\b|uvicorn\b|hypercorn\b|daphne\b|fastapi\s+(?:run|dev)\b|nginx\s+-)/;

/** The formats in which command lines and their environment stand. */
export const COMMAND_KINDS: readonly NamedKind[] = [
  {
    kind: 'dotenv',
    languageId: undefined,
    isNamed: (name) =>
      /^\.env$|^\.env\.|.\.env$/.test(name) && !/\.(js|mjs|cjs|ts|json|py|rb|php|sh|ya?ml|md)$/.test(name),
    fits: () => true,
  },
  {
    kind: 'dockerfile',
    languageId: 'dockerfile',
    isNamed: (name) =>
      (/^(dockerfile|containerfile)([._-].+)?$/i.test(name) || /\.(dockerfile|containerfile)$/i.test(name)) &&
      !name.endsWith('ignore'),
    fits: (text) => /^\s*(FROM|ARG)\s/im.test(text) || text.trim() === '',
  },
  {
    kind: 'procfile',
    languageId: undefined,
    isNamed: (name) => /^Procfile(\.[\w-]+)?$/.test(name),
    fits: () => true,
  },
  {
    kind: 'supervisord',
    languageId: undefined,
    isNamed: (name, folder) =>
      /\.(conf|ini)$/.test(name) &&
      (name.includes('supervisor') || folder.includes('supervisor') || folder.endsWith('/conf.d/')),
    fits: (text) => /^\[(program:|supervisord\])/m.test(text),
  },
  {
    kind: 'shell',
    languageId: undefined,
    isNamed: (name) => /\.(sh|bash)$/.test(name) || (/entrypoint|^start(-[\w-]+)?$/.test(name) && !name.includes('.')),
    fits: (text) => !/^#!.*\b(python|node|perl|ruby)/.test(text.slice(0, 200)) && STARTS_PROGRAM.test(text),
  },
];
