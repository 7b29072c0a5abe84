import type { DockerfileInstruction } from '../../syntax/dockerfile/tree';
import type { IniEntry } from '../../syntax/ini/parse';
import type { ProcfileEntry } from '../../syntax/procfile/parse';
import type { UnitEntry } from '../../syntax/systemd/tree';
import { type MappedPiece, MappedText, UNKNOWN_CHARACTER } from '../../text/mapped-text';
import type { ConfigFile } from '../file';
import type { CommandLine } from './command-line';
import { ListCommandLine } from './list-command';
import { ShellFormCommandLine } from './shell-form';
import { PlainText } from './source-text';
import { TextCommandLine } from './text-command';
import { SHLEX, SYSTEMD_WORDS } from './word-language';

/**
 * CMD or ENTRYPOINT of a Dockerfile in either form; undefined where it says nothing.
 *
 * @param shell what the stage's SHELL says, where it has one
 */
export function dockerfileCommand(
  file: ConfigFile,
  instruction: DockerfileInstruction,
  shell?: readonly string[],
): CommandLine | undefined {
  const { items, body } = instruction;
  if (!items) {
    if (body.text.trim() === '') return undefined;
    return new ShellFormCommandLine(new PlainText(file, body), shell);
  }
  return new ListCommandLine(
    file,
    body.source,
    items.map(({ span, text }) => ({ span, source: new JsonText(file, text), own: true })),
    { flow: true, render: (argument) => JSON.stringify(argument) },
  );
}

/** A string of JSON. */
class JsonText extends PlainText {
  constructor(file: ConfigFile, text: MappedText) {
    super(file, text, (characters) => JSON.stringify(characters).slice(1, -1));
  }

  override readonly quotes = '"';

  override write(from: number, to: number, characters: string, lead?: string) {
    if (this.text.pieces.length > 0 || lead !== undefined) return super.write(from, to, characters, lead);
    const { start, end } = this.text.source;
    return [this.file.edit(start + 1, end - 1, JSON.stringify(characters).slice(1, -1))];
  }
}

/** What a shell runs for a line of a Procfile. */
export function procfileCommand(file: ConfigFile, entry: ProcfileEntry): CommandLine {
  const text = MappedText.verbatim(file.text.slice(entry.command.start, entry.command.end), entry.command);
  return new ShellFormCommandLine(new PlainText(file, text));
}

/** `command` of a program of supervisord, whose `%(…)s` it fills in. */
export function supervisordCommand(file: ConfigFile, entry: IniEntry): CommandLine {
  // A semicolon behind a blank begins a comment, and a further line would be a value of its own.
  const encode = (characters: string) => (/[\r\n]|\s;/.test(characters) ? undefined : characters.replaceAll('%', '%%'));
  const source = new PlainText(file, expansions(withoutMarkup(entry.value)), encode);
  return new TextCommandLine(source, SHLEX, SHLEX.split(source.text.text).words);
}

/** The text with `%%` as one sign, and what supervisord fills in as unknown. */
export function expansions(value: MappedText): MappedText {
  return replaced(value, /%%|%\(([^)\n]*)\)[0-9]*[sd]/g, (found) =>
    found[1] === undefined ? { text: '%' } : { unknown: `supervisord fills in ${found[1]}` },
  );
}

/** A command of ExecStart and its kin. The signs before the program's path (`-`, `@`, `+` …) are no part of it. */
export function unitCommand(file: ConfigFile, entry: UnitEntry): CommandLine {
  const value = unitText(file, entry);
  const signs = /^[-@:+!|]*/.exec(value.text)![0].length;
  const source = new PlainText(file, value.slice(signs, value.text.length));
  return new TextCommandLine(source, SYSTEMD_WORDS, SYSTEMD_WORDS.split(source.text.text).words);
}

/** A unit's value, with what continues a line and the comments between as one blank. */
export function unitText(file: ConfigFile, { value }: UnitEntry): MappedText {
  const whole = MappedText.verbatim(file.text.slice(value.start, value.end), value);
  return withoutMarkup(replaced(whole, /\\(?:\r\n?|\n)(?:[ \t]*[#;][^\r\n]*(?:\r\n?|\n))*/g, () => ({ text: ' ' })));
}

/** Templates' markup as unknown. */
function withoutMarkup(text: MappedText): MappedText {
  return replaced(text, /\{\{[^\n]*?\}\}|\{%[^\n]*?%\}|<%[^\n]*?%>/g, () => ({ unknown: 'a template fills it in' }));
}

/** The text with every match replaced, as one piece each. */
function replaced(
  source: MappedText,
  pattern: RegExp,
  by: (found: RegExpMatchArray) => { readonly text: string } | { readonly unknown: string },
): MappedText {
  const pieces: MappedPiece[] = [];
  let made = '';
  let done = 0;
  const keep = (to: number) => {
    if (to <= done) return;
    for (const piece of source.slice(done, to).pieces) pieces.push({ ...piece, from: made.length + piece.from });
    made += source.text.slice(done, to);
  };
  for (const found of source.text.matchAll(pattern)) {
    keep(found.index);
    const end = found.index + found[0].length;
    const answer = by(found);
    const piece = { from: made.length, source: source.spanOf(found.index, end), verbatim: false };
    if ('unknown' in answer) pieces.push({ ...piece, unknown: answer.unknown });
    else pieces.push(piece);
    made += 'unknown' in answer ? UNKNOWN_CHARACTER : answer.text;
    done = end;
  }
  keep(source.text.length);
  return new MappedText(made, pieces, source.source);
}
