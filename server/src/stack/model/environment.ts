import { UNKNOWN_CHARACTER } from '../../text/mapped-text';
import type { Place } from '../finding';
import { contentOf, type PythonValue } from '../python/value';
import type { Service } from './service';

/** A text of Python's as it is in the containers of one service. Parts that can't be told are UNKNOWN_CHARACTER. */
export interface TextInService {
  readonly text: string;
  /** Where the characters from `from` to `to` are written. */
  part(from: number, to: number): Place;
  readonly at: Place;
}

/**
 * What a text that Python reads is in a service: a variable that the service's environment sets takes the place of the
 * default. Undefined where it can't be told.
 */
export function textIn(service: Service, value: PythonValue): TextInService | undefined {
  const variable = wholeVariable(value);
  if (variable !== undefined) {
    const set = service.environment.get(variable);
    if (set) return ofVariable(set);
    if (service.environmentUnseen !== undefined || value.state === 'unknown') return undefined;
  } else if (value.state === 'known' && value.assumed.some((one) => service.environment.has(one.variable))) {
    return undefined;
  }
  const content = contentOf(value);
  const { origin } = value;
  if (!content || !origin) return undefined;
  return {
    text: content.content.text,
    part: (from, to) => ({ file: content.file, span: content.content.spanOf(from, to) }),
    at: { file: origin.file, span: origin.span },
  };
}

function ofVariable({
  value,
  node,
  keyPlace,
}: NonNullable<ReturnType<Service['environment']['get']>>): TextInService | undefined {
  if (node?.kind === 'scalar' && value.state !== 'absent') {
    const { text } = node;
    return {
      text: text.text,
      part: (from, to) => ({ file: node.file, span: text.spanOf(from, to) }),
      at: node.place,
    };
  }
  if (value.state !== 'known') return undefined;
  const { place } = value;
  return { text: value.value, part: () => place, at: place ?? keyPlace };
}

/** The variable that gives the whole value, and not only a part of it. */
function wholeVariable(value: PythonValue): string | undefined {
  if (value.state === 'unknown') return value.copies;
  const [only] = value.assumed;
  if (!only || value.assumed.length > 1) return undefined;
  const { origin } = only;
  return origin && origin.file === value.origin.file && origin.span.start === value.origin.span.start
    ? only.variable
    : undefined;
}

/** Whether some of a text can't be told. */
export function hasUnknown(text: string): boolean {
  return text.includes(UNKNOWN_CHARACTER);
}
