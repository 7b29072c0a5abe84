import { PROFILES } from '../knowledge/tiers';
import { rules } from '../rules/index.generated';
import type { ConfigFile } from '../settings/file';
import { WORKLOAD_AXES } from '../settings/project';
import type { Completion } from './completion';
import { commentAt } from './nginx/cursor';

const FORMS: readonly (readonly [text: string, detail: string])[] = [
  ['headroom-ignore-next-line ', 'silences rules on the next line'],
  ['headroom-ignore ', 'silences rules on this line, or from here to the end of the block'],
  ['headroom-ignore-file ', 'silences rules in this file'],
  ['headroom: profile=', 'chooses the profile of this file'],
];

/** Headroom's own words in comments; undefined outside of comments, an empty list where none of them fits. */
export function commentCompletions(file: ConfigFile, offset: number): Completion[] | undefined {
  const text = commentBefore(file, offset);
  if (text === undefined) return undefined;
  const form = /^#+[ \t]*([\w:-]*)$/.exec(text)?.[1];
  if (form !== undefined && form !== '' && ('headroom'.startsWith(form) || form.startsWith('headroom')))
    return forms(offset, form);
  const names = /^#+[ \t]*headroom-ignore(?:-next-line|-file)?[ \t]+(.*)$/.exec(text)?.[1];
  if (names !== undefined) return /(^|\s)--(\s|$)/.test(names) ? [] : ruleIds(file, offset, names);
  const choices = /^#+[ \t]*headroom:[ \t]*(.*)$/.exec(text)?.[1];
  return choices === undefined ? [] : choicesFor(offset, choices);
}

/** A comment's text from its sign to the cursor. */
function commentBefore(file: ConfigFile, offset: number): string | undefined {
  if (file.kind === 'nginx') {
    const comment = commentAt(file, offset);
    return comment && file.text.slice(comment.start, offset);
  }
  const line = file.text.slice(file.lines.startOf(file.lines.lineAt(offset)), offset);
  // In these formats a comment has a line of its own: behind a value it would be part of it.
  const alone = file.kind === 'redis' || file.kind === 'sysctl' || file.kind === 'systemd';
  return (alone ? /^\s*(#.*)$/ : /(?:^|\s)(#[^#]*)$/).exec(line)?.[1];
}

function forms(offset: number, partial: string): Completion[] {
  return FORMS.map(([text, detail], i) =>
    item(offset, partial, { label: text.trim(), insertText: text, detail, sortText: String(i) }),
  );
}

/** The area of the rules about a kind of files, where it has another name. */
const AREAS: Partial<Record<ConfigFile['kind'], string>> = {
  sysctl: 'system',
  limits: 'system',
  systemd: 'system',
  mongod: 'mongodb',
  python: 'celery',
};

function ruleIds(file: ConfigFile, offset: number, names: string): Completion[] {
  const partial = /[^\s,]*$/.exec(names)![0];
  const given = new Set(names.slice(0, names.length - partial.length).split(/[\s,]+/));
  const own = file.kind === 'headroom' ? '' : `${AREAS[file.kind] ?? file.kind}/`;
  return rules
    .filter(({ id }) => !given.has(id) && !id.startsWith('headroom/'))
    .map(({ id, summary, severity, why }) =>
      item(offset, partial, {
        label: id,
        insertText: id,
        detail: severity,
        documentation: `${summary}.\n\n${why}`,
        sortText: `${own !== '' && id.startsWith(own) ? 0 : 1}${id}`,
      }),
    );
}

function choicesFor(offset: number, choices: string): Completion[] {
  const partial = /\S*$/.exec(choices)![0];
  const given = new Set([...choices.matchAll(/(\w+)=/g)].map((found) => found[1]!));
  const axes: Readonly<Record<string, readonly string[]>> = { profile: PROFILES, ...WORKLOAD_AXES };
  const sign = partial.indexOf('=');
  if (sign >= 0) {
    const key = partial.slice(0, sign);
    const values = Object.hasOwn(axes, key) ? axes[key]! : [];
    return values.map((value, i) =>
      item(offset, partial.slice(sign + 1), { label: value, insertText: value, sortText: String(i) }),
    );
  }
  return Object.keys(axes)
    .filter((key) => !given.has(key))
    .map((key, i) => item(offset, partial, { label: `${key}=`, insertText: `${key}=`, sortText: String(i) }));
}

type Parts = Pick<Completion, 'label' | 'insertText' | 'sortText'> &
  Partial<Pick<Completion, 'detail' | 'documentation'>>;

function item(offset: number, partial: string, parts: Parts): Completion {
  return {
    kind: 'value',
    isSnippet: false,
    span: { start: offset - partial.length, end: offset },
    filterText: parts.label,
    ...parts,
  };
}
