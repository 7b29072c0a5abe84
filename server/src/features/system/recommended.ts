import { type SysctlRecommendation, sysctlRecommendations } from '../../knowledge/system/recommended';
import { system } from '../../knowledge/tiers';
import { ConfigFile } from '../../settings/file';
import { insertLimit, type LimitType } from '../../settings/limits';
import { insertSysctl } from '../../settings/sysctl';
import type { Stack } from '../../stack/stack';
import { applyEdits, type FileEdit } from '../../text/edit';
import type { Action } from '../code-actions';
import { diffEdits } from '../diff';
import { GUIDE, type GuideValue } from '../guide-values';
import { limitSetOf } from './limits-cursor';
import { hostsOf } from './sysctl-cursor';

/** The guide's value of a key, of all its values for the kernel. */
export function sysctlGuide(key: string, all: readonly SysctlRecommendation[]): GuideValue[] {
  return all
    .filter((one) => one.key === key)
    .map(({ value, detail, upTo }) => ({
      value,
      label: upTo === undefined ? GUIDE : `${GUIDE}, before Linux ${upTo}`,
      detail,
    }));
}

/** The guide's number of open files, for the setting of that name in limits files and units. */
export const OPEN_FILES_GUIDE: GuideValue = {
  value: String(system.nofile),
  label: GUIDE,
  detail: 'open files of a process that serves connections',
};

/** The guide's kernel settings that no file of the host sets, as lines for this file. */
export function insertRecommendedSysctl(stack: Stack, file: ConfigFile): Action[] {
  const hosts = hostsOf(stack, file).filter((host) => host.order('procps').includes(file));
  if (hosts.length === 0) return [];
  const absent = sysctlRecommendations(stack.settings.host.kernel).filter(({ key }) =>
    hosts.every((host) => host.effective(key).state === 'absent'),
  );
  const actions = absent.map(({ key, value, upTo }) =>
    action(
      `Insert recommended ${key} = ${value}${upTo === undefined ? '' : ` (before Linux ${upTo})`}`,
      insertSysctl(file, key, value),
    ),
  );
  const certain = absent.filter(({ upTo }) => upTo === undefined);
  if (certain.length > 1) {
    const all = inSequence(
      file,
      certain.map(
        ({ key, value }) =>
          (current) =>
            insertSysctl(current, key, value),
      ),
    );
    const names = certain.map(({ key }) => key.slice(key.lastIndexOf('.') + 1));
    actions.push(action(`Insert recommended ${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`, all));
  }
  return actions;
}

/** Soft and hard open-file limits for those of `*` and root that have none. */
export function insertRecommendedLimits(stack: Stack, file: ConfigFile): Action[] {
  const set = limitSetOf(stack, file);
  if (!set) return [];
  return ['*', 'root'].flatMap((domain) => {
    const absent = (['soft', 'hard'] as const).filter(
      (type: LimitType) => set.inForce(domain, 'nofile', type).state === 'absent',
    );
    if (absent.length === 0) return [];
    const edits = inSequence(
      file,
      absent.map((type) => (current) => insertLimit(current, domain, type, 'nofile', String(system.nofile))),
    );
    return [action(`Insert recommended ${absent.join(' and ')} nofile ${system.nofile} for ${domain}`, edits)];
  });
}

function action(title: string, edits: readonly FileEdit[]): Action {
  return { title, kind: 'refactor', safety: 'review', edits };
}

/** Edits that write one line after the other, each in view of those before it. */
function inSequence(file: ConfigFile, steps: readonly ((current: ConfigFile) => FileEdit[])[]): FileEdit[] {
  let current = file;
  for (const step of steps)
    current = new ConfigFile(file.path, applyEdits(current.text, step(current)), file.languageId);
  return diffEdits(file.text, current.text).map((edit) => ({ path: file.path, ...edit }));
}
