import { limitsItem } from '../../knowledge/system/limits';
import { type LimitsSetting, limitsSettings } from '../../settings/limits';
import type { Fix } from '../../stack/finding';
import { limitsRule } from '../rule';

export default limitsRule({
  summary: 'PAM reads only the digits of this limit',
  severity: 'error',
  from: 'development',
  guide: 'System › File descriptors',
  settings: ['nofile', 'nproc'],
  why: 'limits.conf takes plain numbers. PAM reads the digits and passes over what follows without a word, so "64k" is 64 and "65,535" is 65: with so few open files, a login can hardly start a program.',
  unless: 'The small number is what is wanted.',
  sources: ['https://man7.org/linux/man-pages/man5/limits.conf.5.html'],
  examples: [
    {
      bad: `
//- etc/security/limits.conf
nginx - nofile 64k
               ^^^ error: PAM reads 64
`,
      good: `
//- etc/security/limits.conf
nginx - nofile 65536
`,
    },
  ],
  *check(set) {
    for (const file of set.files) {
      for (const setting of limitsSettings(file)) {
        const item = limitsItem(setting.name);
        if (!item || !setting.ignoredTail || !setting.types || setting.limit?.state !== 'known') continue;
        // A limit in KiB with a k behind it is what it says.
        if (item.unit === 'KiB' && /^\d+k(i?b)?$/i.test(setting.text)) continue;
        yield {
          at: setting.atValue,
          setting: setting.name,
          value: setting.text,
          message: `PAM reads ${setting.limit.value} here and passes over "${setting.text.slice(setting.ignoredTail.start - setting.valueSpan.start)}": limits.conf takes plain numbers${item.unit ? `, here of ${item.unit}` : ''}.`,
          fixes: fixes(setting, item.unit),
        };
      }
    }
  },
});

function fixes(setting: LimitsSetting, unit: string): Fix[] {
  const found = /^(\d[\d,._]*)([kmgt])?(i?b)?$/i.exec(setting.text);
  if (!found || /[.,_]\d{1,2}(\D|$)/.test(found[1]!)) return [];
  const power = found[2] ? 'kmgt'.indexOf(found[2].toLowerCase()) + 1 : 0;
  const value = Number(found[1]!.replace(/[.,_]/g, '')) * 1024 ** (unit === 'KiB' && power > 0 ? power - 1 : power);
  // Above what a kernel takes for open files by default, logins would fail.
  if (!Number.isSafeInteger(value) || (setting.name === 'nofile' && value > 1_048_576)) return [];
  return [{ title: `Set ${setting.name} to ${value}`, safety: 'review', edits: setting.set(String(value)) }];
}
