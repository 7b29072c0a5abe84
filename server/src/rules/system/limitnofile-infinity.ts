import { system } from '../../knowledge/tiers';
import type { UnitSetting } from '../../settings/systemd';
import type { Fix } from '../../stack/finding';
import { programOf } from '../../stack/system/services';
import type { Unit } from '../../stack/system/unit';
import { unitRule } from '../rule';

const KEY = 'LimitNOFILE';

export default unitRule({
  summary: 'LimitNOFILE=infinity means about a thousand million open files',
  severity: 'hint',
  guide: 'System › File descriptors',
  settings: [KEY],
  why: 'Since version 240 systemd raises the kernel’s own ceiling to about 2^30, and infinity means that many. Programs that go through all possible files, or set memory aside for each, then take very long or gigabytes at their start.',
  price: 'None: no service comes near such a number.',
  unless: 'The program is known to take it well.',
  sources: [
    'https://github.com/systemd/systemd/blob/main/NEWS',
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#LimitCPU=',
  ],
  examples: [
    {
      bad: `
//- etc/systemd/system/nginx.service.d/limits.conf
[Service]
LimitNOFILE=infinity
            ^^^^^^^^ hint: 2^30
`,
      good: `
//- etc/systemd/system/nginx.service.d/limits.conf
[Service]
LimitNOFILE=65535
`,
    },
  ],
  *check(unit) {
    const limit = unit.limit(KEY);
    if (limit.state !== 'known' || Number.isFinite(limit.value.soft)) return;
    yield {
      at: limit.setting.atValue,
      setting: KEY,
      value: limit.setting.text,
      message: `On systemd 240 and later this is about 2^30 open files, and a program that sets memory aside for each takes gigabytes. ${startsContainers(unit) ? 'Containers take it over.' : `${system.nofile} is enough for a busy service.`}`,
      fixes: [fixFor(unit, limit.setting)],
    };
  },
});

/** Containers take over the limit of the daemon that starts them, so a number of ours would bound them all. */
function fixFor(unit: Unit, setting: UnitSetting): Fix {
  if (startsContainers(unit)) {
    return {
      title: 'Remove the line: systemd’s default holds, as in the units that Docker and containerd ship now',
      safety: 'review',
      edits: setting.remove(),
    };
  }
  return { title: `Set ${KEY} to ${system.nofile}`, safety: 'review', edits: setting.set(String(system.nofile)) };
}

function startsContainers(unit: Unit): boolean {
  return /^(dockerd|containerd)$/.test(programOf(unit) ?? '');
}
