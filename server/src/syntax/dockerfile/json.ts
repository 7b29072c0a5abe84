import { type MappedPiece, MappedText } from '../../text/mapped-text';
import type { DockerfileItem } from './tree';

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The strings of a JSON list; undefined where the text is not exactly that: then Docker takes it for a shell's. */
export function readJsonItems(body: MappedText): readonly DockerfileItem[] | undefined {
  const { text } = body;
  const items: DockerfileItem[] = [];
  let at = skipBlanks(text, 0);
  if (text[at] !== '[') return undefined;
  at = skipBlanks(text, at + 1);
  if (text[at] === ']') return skipBlanks(text, at + 1) === text.length ? items : undefined;
  for (;;) {
    const string = readString(text, at);
    if (!string) return undefined;
    items.push({ span: body.spanOf(at, string.end), text: string.text.through(body) });
    at = skipBlanks(text, string.end);
    if (text[at] === ']') return skipBlanks(text, at + 1) === text.length ? items : undefined;
    if (text[at] !== ',') return undefined;
    at = skipBlanks(text, at + 1);
  }
}

function skipBlanks(text: string, at: number): number {
  while (at < text.length && /\s/.test(text[at]!)) at++;
  return at;
}

function readString(text: string, start: number): { text: MappedText; end: number } | undefined {
  if (text[start] !== '"') return undefined;
  const pieces: MappedPiece[] = [];
  let made = '';
  let run = start + 1;
  let at = run;
  const keep = () => {
    if (at > run) pieces.push({ from: made.length, source: { start: run, end: at }, verbatim: true });
    made += text.slice(run, at);
  };
  while (at < text.length && text[at] !== '"') {
    if (text.charCodeAt(at) < 32) return undefined;
    if (text[at] !== '\\') {
      at++;
      continue;
    }
    const hex = /^\\u([0-9a-fA-F]{4})/.exec(text.slice(at, at + 6));
    const simple = hex ? String.fromCharCode(Number.parseInt(hex[1]!, 16)) : ESCAPES[text[at + 1] ?? ''];
    if (simple === undefined) return undefined;
    keep();
    const end = at + (hex ? 6 : 2);
    pieces.push({ from: made.length, source: { start: at, end }, verbatim: false });
    made += simple;
    run = at = end;
  }
  if (at >= text.length) return undefined;
  keep();
  return { text: new MappedText(made, pieces, { start, end: at + 1 }), end: at + 1 };
}
