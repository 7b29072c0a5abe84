import { limitsItem, limitsItems } from '../../knowledge/system/limits';
import type { ConfigFile } from '../../settings/file';
import type { Stack } from '../../stack/stack';
import type { Completion } from '../completion';
import { CompletionList } from '../completion-list';
import { guideValues } from '../guide-values';
import { snippetCompletions } from '../snippet-completion';
import { limitSetOf } from './limits-cursor';
import { describeDomain, describeType } from './limits-hover';
import { OPEN_FILES_GUIDE } from './recommended';

/** What may be typed in the column at a place of a limits file. */
export function limitsCompletions(stack: Stack, file: ConfigFile, offset: number): Completion[] {
  const { lines, text } = file;
  const line = lines.lineAt(offset);
  const start = lines.startOf(line);
  const words = [...text.slice(start, lines.endOf(line)).matchAll(/\S+/g)].map((found) => ({
    text: found[0],
    start: start + found.index,
    end: start + found.index + found[0].length,
  }));
  const current = words.find((word) => word.start <= offset && offset <= word.end);
  const before = words.filter((word) => word !== current && word.end < offset);
  const list = new CompletionList(
    current ? { start: current.start, end: current.end } : { start: offset, end: offset },
  );
  const isLast = current ? words[words.length - 1] === current : words.length === before.length;
  switch (before.length) {
    case 0:
      if (!current && words.length > 0) return [];
      addDomains(list, stack, file);
      return isLast ? [...list.items, ...snippetCompletions('limits', list.span)] : list.items;
    case 1:
      for (const type of ['soft', 'hard', '-'])
        list.add(type, {
          rank: 1,
          documentation: describeType(type)!,
          ...(type === '-' ? { detail: 'soft and hard' } : {}),
        });
      return list.items;
    case 2:
      for (const { name, what, unit } of limitsItems())
        list.add(name, {
          kind: 'directive',
          rank: name === 'nofile' ? 0 : 2,
          ...(unit === '' ? {} : { detail: unit }),
          documentation: `${what}.`,
        });
      return list.items;
    case 3:
      addValues(list, stack, file, before[2]!.text.toLowerCase());
      return list.items;
    default:
      return [];
  }
}

function addDomains(list: CompletionList, stack: Stack, file: ConfigFile): void {
  const domains = new Set(['*', 'root', ...(limitSetOf(stack, file)?.domains ?? [])]);
  for (const domain of domains) list.add(domain, { kind: 'name', rank: 1, documentation: describeDomain(domain) });
  list.add('@', { kind: 'name', rank: 2, detail: 'a group', label: '@group', snippet: '@${1:group}' });
}

function addValues(list: CompletionList, stack: Stack, file: ConfigFile, name: string): void {
  const item = limitsItem(name);
  if (!item) return;
  const recommended = name === 'nofile' ? [OPEN_FILES_GUIDE] : [];
  list.addGuideValues(guideValues(name, 'system', stack.policyOf(file), recommended, (text) => /^\d+$/.test(text)));
  if (item.unit !== '' && item.unit !== 'logins')
    list.add('unlimited', { rank: 3, ...(name === 'nofile' ? { detail: 'as many as fs.nr_open allows' } : {}) });
  if (name === 'core') list.add('0', { rank: 2, detail: 'no core dumps' });
}
