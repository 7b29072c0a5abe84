import { ULIMITS } from '../../knowledge/compose/ulimits';
import type { Located } from '../../stack/compose/located';
import type { Ulimit } from '../../stack/compose/resources';
import type { ComposeService } from '../../stack/compose/service';
import { nearest } from '../../text/nearest';
import { fixWith } from '../fixes';
import { composeRule, type Verdicts } from '../rule';

export default composeRule({
  summary: 'An entry of ulimits is refused',
  severity: 'error',
  from: 'development',
  settings: ['ulimits'],
  why: 'A limit is one whole number, or a map with both `soft` and `hard`; -1 stands for no limit. Compose refuses half of a pair and anything that is no whole number, and the container doesn’t start with a soft limit above the hard one or a limit that doesn’t exist.',
  price: 'None.',
  unless: 'Nothing: the service doesn’t start.',
  sources: [
    'https://docs.docker.com/reference/compose-file/services/#ulimits',
    'https://man7.org/linux/man-pages/man2/getrlimit.2.html',
  ],
  examples: [
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    ulimits:
      nofile:
      ^^^^^^ error: has no hard
        soft: 65535
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    ulimits:
      nofile:
        soft: 65535
        hard: 65535
`,
    },
    {
      bad: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    ulimits:
      nofile: 64k
              ^^^ error: no whole number
`,
      good: `
//- compose.yml
services:
  app:
    image: example/app:1.4
    ulimits:
      nofile: 65536
`,
    },
  ],
  *check(project) {
    for (const service of project.services.values())
      for (const limit of service.ulimits.values()) yield* judge(service, limit);
  },
});

function* judge(service: ComposeService, limit: Ulimit): Verdicts {
  const { name, keyPlace, soft, hard, node } = limit;
  const path = ['ulimits', name];
  if (!ULIMITS.has(name)) {
    const meant = nearest(name, ULIMITS);
    yield {
      at: keyPlace,
      setting: name,
      message: `There is no limit ${name}: the container doesn’t start.${meant === undefined ? '' : ` Is ${meant} meant?`}`,
      fixes: [],
    };
    return;
  }
  if (node.kind === 'map' && node.unseen === undefined) {
    for (const [missing, other] of [
      ['hard', soft],
      ['soft', hard],
    ] as const) {
      if (node.entries.has(missing) || other.state === 'absent') continue;
      const value = other.state === 'known' ? String(other.value) : undefined;
      yield {
        at: keyPlace,
        setting: name,
        message: `${name} has no ${missing} limit: Compose wants both, or one number for the two.`,
        fixes:
          value === undefined
            ? []
            : fixWith(`Add ${missing}: ${value}`, 'safe', service.set([...path, missing], value)),
      };
    }
  }
  if (limit.single) yield* notWhole(service, name, path, soft);
  else
    for (const [key, value] of [
      ['soft', soft],
      ['hard', hard],
    ] as const)
      yield* notWhole(service, name, [...path, key], value);
  // Of open files, the rule about their number says it.
  if (name === 'nofile' || soft.state !== 'known' || hard.state !== 'known' || limit.single) return;
  if (!isAbove(soft.value, hard.value)) return;
  yield {
    at: soft.place,
    setting: name,
    value: String(soft.value),
    message: `The soft limit ${soft.value} is above the hard limit ${hard.value}: the container doesn’t start.`,
    related: [{ ...hard.place, message: `The hard limit is ${hard.value}.` }],
    fixes: fixWith(`Set hard to ${soft.value}`, 'review', service.set([...path, 'hard'], String(soft.value))),
  };
}

function isAbove(soft: number, hard: number): boolean {
  return hard >= 0 && (soft < 0 || soft > hard);
}

/** A value that is no whole number, such as 64k. */
function* notWhole(service: ComposeService, name: string, path: readonly string[], number: Located<number>): Verdicts {
  // A number that could be read is one.
  if (number.state !== 'unknown') return;
  const value = service.setting(...path);
  if (value.state !== 'known' || /^-?\d+$/.test(value.value.trim())) return;
  const wanted = spelledOut(value.value.trim());
  yield {
    at: value.place,
    setting: name,
    value: value.value,
    message: `${value.value} is no whole number: Compose refuses it.${wanted === undefined ? ' -1 stands for no limit.' : ` Write ${wanted}.`}`,
    fixes: wanted === undefined ? [] : fixWith(`Set it to ${wanted}`, 'review', service.set(path, wanted)),
  };
}

/** The number that a value with a unit, or the word for no limit, must have been meant for. */
function spelledOut(text: string): string | undefined {
  if (/^(unlimited|infinity)$/i.test(text)) return '-1';
  const parts = /^(\d+)([km])$/i.exec(text);
  return parts ? String(Number(parts[1]) * (parts[2]!.toLowerCase() === 'k' ? 1024 : 1024 ** 2)) : undefined;
}
