import { system } from '../../knowledge/tiers';
import type { UnitSetting } from '../../settings/systemd';
import type { Fix } from '../../stack/finding';
import { unitRule } from '../rule';

const KEY = 'LimitNOFILE';

export default unitRule({
  summary: 'systemd ignores this LimitNOFILE',
  severity: 'error',
  from: 'development',
  guide: 'System › File descriptors',
  settings: [KEY],
  why: 'systemd takes a plain number, two as soft:hard, or infinity. It ignores any other value with a line in the journal, and the service runs with the default: a soft limit of 1024 open files.',
  unless: 'Never: the line has no effect.',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#LimitCPU='],
  examples: [
    {
      bad: `
//- etc/systemd/system/nginx.service.d/limits.conf
[Service]
LimitNOFILE=64K
            ^^^ error: a plain number
`,
      good: `
//- etc/systemd/system/nginx.service.d/limits.conf
[Service]
LimitNOFILE=65536
`,
    },
    {
      bad: `
//- etc/systemd/system/nginx.service.d/limits.conf
[Service]
LimitNOFILE=100000:65535
            ^^^^^^^^^^^^ error: above the hard limit
`,
      good: `
//- etc/systemd/system/nginx.service.d/limits.conf
[Service]
LimitNOFILE=100000:100000
`,
    },
  ],
  *check(unit) {
    for (const { setting, reason } of unit.ignored(KEY)) {
      if (setting.value.state !== 'known') continue;
      yield {
        at: setting.atValue,
        setting: KEY,
        value: setting.text,
        message: `${reason.replace(/\.$/, '')}, so this limit is not set.`,
        fixes: fixes(setting, setting.value.value),
      };
    }
  },
});

function fixes(setting: UnitSetting, value: string): Fix[] {
  const wanted = meant(value);
  return wanted === undefined
    ? []
    : [{ title: `Set ${KEY} to ${wanted}`, safety: 'review', edits: setting.set(wanted) }];
}

function meant(value: string): string | undefined {
  const pair = /^(\d+):(\d+)$/.exec(value);
  if (pair) return `${pair[1]}:${pair[1]}`;
  const plain = value.replace(/^(["'])(.*)\1$/, '$2').replace(/\s*[#;].*$/, '');
  const number = /^(\d{1,3}(?:[,_]\d{3})+|\d+)\s*([km])?$/i.exec(plain);
  if (number)
    return String(
      Number(number[1]!.replace(/[,_]/g, '')) * 1024 ** (number[2] ? 'km'.indexOf(number[2].toLowerCase()) + 1 : 0),
    );
  return /^(unlimited|none|max|-1)$/i.test(plain) ? String(system.nofile) : undefined;
}
