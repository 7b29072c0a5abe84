import { composeKey } from '../../knowledge/compose/keys';
import { ULIMITS } from '../../knowledge/compose/ulimits';
import { limitsItem } from '../../knowledge/system/limits';
import { system } from '../../knowledge/tiers';
import type { ConfigFile } from '../../settings/file';
import type { ComposeService } from '../../stack/compose/service';
import { sysctlsOf } from '../../stack/compose/sysctls';
import type { Stack } from '../../stack/stack';
import type { Completion } from '../completion';
import { CompletionList } from '../completion-list';
import { snippetCompletions } from '../snippet-completion';
import { containerSysctlNames, sysctlValues } from '../system/sysctl-completion';
import { flagCompletions } from './complete-flags';
import { composeGuide, composeStarts } from './guide';
import { serviceAround } from './recommended';
import { type Typing, typingAt } from './typing';

/**
 * What may be typed at a place of a Compose file, as far as others don't offer it: flags, limits, kernel parameters,
 * values of the guide, and whole services. Keys are offered by extensions that know Compose's schema.
 */
export function composeCompletions(stack: Stack, file: ConfigFile, offset: number): Completion[] {
  const flags = flagCompletions(stack, file, offset);
  if (flags) return flags;
  if (file.kind !== 'compose') return [];
  const typing = typingAt(file, offset);
  if (!typing) return [];
  const [top, , ...path] = typing.path;
  if (top !== 'services') return [];
  if (typing.part === 'key') {
    if (typing.path.length === 1)
      return typing.item || typing.complete ? [] : snippetCompletions('compose', typing.span, isService);
    if (path.length === 0 && typing.path.length === 2)
      return typing.item || typing.complete
        ? []
        : snippetCompletions('compose', typing.span, (name) => !isService(name));
    const service = serviceAround(stack, file, offset)?.service;
    if (path[0] === 'sysctls' && path.length === 1)
      return containerSysctlNames(stack, file, typing, new Set(service ? sysctlsOf(service).keys : []));
    return path.join('.') === 'ulimits' && !typing.item ? ulimitNames(typing, service) : [];
  }
  return valueCompletions(stack, file, offset, typing, path);
}

/** Whether a snippet is a whole service, and not a part of one. */
function isService(name: string): boolean {
  return !/^compose (open files|kernel settings|log rotation)$/.test(name);
}

function ulimitNames({ span, complete, indent }: Typing, service: ComposeService | undefined): Completion[] {
  const list = new CompletionList(span);
  const pad = ' '.repeat(2);
  for (const name of ULIMITS) {
    const known = limitsItem(name);
    const isFiles = name === 'nofile';
    const snippet = `nofile:\n${pad}soft: \${1:${system.nofile}}\n${pad}hard: \${2:${system.nofile}}`;
    list.add(name, {
      kind: isFiles ? 'block' : 'directive',
      rank: service?.ulimit(name) ? 7 : isFiles ? 0 : 3,
      ...(service?.ulimit(name)
        ? { detail: 'stands here already' }
        : isFiles
          ? { detail: `${system.nofile} — guide` }
          : {}),
      ...(known ? { documentation: `${known.what}.` } : {}),
      ...(complete || indent === 0 ? {} : { snippet: isFiles ? snippet : `${name}: $1` }),
    });
  }
  return list.items;
}

/** Words of keys that take few. */
const WORDS: Readonly<Record<string, readonly (readonly [word: string, detail: string])[]>> = {
  restart: [
    ['unless-stopped', 'after crashes and reboots, unless somebody stopped it'],
    ['always', 'after crashes and reboots'],
    ['on-failure', 'after a crash, not after a reboot'],
    ['"no"', 'default'],
  ],
  'logging.driver': [
    ['local', 'rotates by itself: 5 files of 20 MB'],
    ['json-file', 'default; grows without max-size'],
  ],
};

function valueCompletions(
  stack: Stack,
  file: ConfigFile,
  offset: number,
  { span, item }: Typing,
  path: readonly string[],
): Completion[] {
  const [first, second] = path;
  if (first === 'sysctls' && second !== undefined) return sysctlValues(stack, file, second, span);
  if (item) return [];
  const service = serviceAround(stack, file, offset)?.service;
  const list = new CompletionList(span);
  if (service) {
    list.addGuideValues(composeGuide(stack, service, path));
    list.addGuideValues(composeStarts(service, path));
  }
  const name = path.join('.');
  for (const [word, detail] of Object.hasOwn(WORDS, name) ? WORDS[name]! : []) list.add(word, { rank: 1, detail });
  const standard = composeKey(path)?.default;
  if (list.items.length > 0 && standard !== undefined && /^\w+$/.test(standard))
    list.add(standard, { rank: 3, detail: 'default' });
  return list.items;
}
