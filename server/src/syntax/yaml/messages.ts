import type { ErrorCode } from 'yaml';

/** What is wrong in plain words, by the library's code of it. */
const MESSAGES: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'An alias takes no anchor and no tag.',
  BAD_ALIAS: 'A name has to stand behind "*" or "&"; put the text in quotes where the character itself is meant.',
  BAD_COLLECTION_TYPE: 'The tag does not fit this kind of value.',
  BAD_DIRECTIVE: 'YAML does not know this directive.',
  BAD_DQ_ESCAPE: 'Text in double quotes has no such escape; write the backslash twice or use single quotes.',
  BAD_INDENT: 'The indentation does not fit what stands above.',
  BAD_PROP_ORDER: 'Anchors and tags stand in front of their value.',
  BAD_SCALAR_START: 'A text can’t begin with this character; put it in quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'A "key: value" or a list can’t begin here; it belongs on a line of its own, or the text in quotes.',
  BLOCK_IN_FLOW: 'Inside brackets and braces, values are separated by commas.',
  KEY_OVER_1024_CHARS: 'The key is longer than 1024 characters.',
  MULTILINE_IMPLICIT_KEY: 'A key stands on one line: perhaps ":" is missing, or a quote.',
  MULTIPLE_ANCHORS: 'A value has one anchor at most.',
  MULTIPLE_TAGS: 'A value has one tag at most.',
  NON_STRING_KEY: 'The key is no text.',
  TAB_AS_INDENT: 'YAML is indented by spaces; this is a tab.',
  TAG_RESOLVE_FAILED: 'The tag is unknown, so the value is taken as it stands.',
};

/**
 * @param said the library's own sentence: it counts where the code alone doesn't tell which character is meant
 */
export function messageOf(code: ErrorCode, said: string): string {
  const bracket = /end with a ([\]}])/.exec(said)?.[1];
  if (bracket !== undefined) return `The closing ${bracket} is missing.`;
  const known = MESSAGES[code];
  if (known !== undefined) return known;
  if (code === 'MISSING_CHAR') return missing(said);
  const token = /"(.+)"$/.exec(said)?.[1];
  if (code === 'UNEXPECTED_TOKEN') return token === undefined ? 'This can’t stand here.' : `${token} can’t stand here.`;
  return 'YAML can’t be read here.';
}

function missing(said: string): string {
  const quote = /closing ("|')/.exec(said)?.[1];
  if (quote !== undefined) return `The closing ${quote} is missing.`;
  if (said.includes('map values')) return 'A ":" and a value have to follow the key.';
  if (said.includes(',')) return 'A comma is missing in front of this.';
  if (said.includes('white space') || said.includes('space after')) return 'A space is missing here.';
  if (said.includes('without -')) return 'Each value of a list begins with "- ".';
  return 'Something is missing here.';
}

/**
 * Whether the readers of C and Go take what is wrong: they don't mind how far the lines inside of brackets and quotes are
 * indented, nor a "#" right behind a value, nor tags and directives that they don't know.
 *
 * @param end of the place in the text where it is
 */
export function isLenient(message: string, text: string, end: number): boolean {
  const closing = /^The closing (.) is missing/.exec(message)?.[1];
  if (closing !== undefined) return text.includes(closing, end);
  return [MESSAGES.BAD_DIRECTIVE, MESSAGES.TAG_RESOLVE_FAILED, missing('white space')].includes(message);
}
