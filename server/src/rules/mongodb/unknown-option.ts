import {
  isMongodGroup,
  mayBeForeign,
  mongodOption,
  mongodOptions,
  namesBelow,
  optionOfFlag,
} from '../../knowledge/mongodb/mongod-options';
import { atLeast } from '../../knowledge/redis/versions';
import type { MongodSetting } from '../../settings/mongod-conf';
import type { Verdict } from '../../stack/finding';
import { judgedMongod, mongodVersion } from '../../stack/mongodb/judged';
import { nearest } from '../../text/nearest';
import { fixWith } from '../fixes';
import { mongodRule } from '../rule';

export default mongodRule({
  summary: 'An option that mongod does not know',
  severity: 'error',
  from: 'development',
  why: 'mongod reads its configuration strictly: upper and lower case count, options stand in their groups, and a group without anything below it is taken for an option of its own. For one name that it does not know it says "Unrecognized option" and does not start.',
  unless: 'Another build of the server brings the option along.',
  sources: ['https://www.mongodb.com/docs/manual/reference/configuration-options/'],
  examples: [
    {
      bad: `
//- mongod.conf
storage:
  dbpath: /var/lib/mongodb
  ^^^^^^ error: "storage.dbPath"
net:
  port: 27017
  maxIncomingConections: 1000
  ^^^^^^^^^^^^^^^^^^^^^ error: "net.maxIncomingConnections"
`,
      good: `
//- mongod.conf
storage:
  dbPath: /var/lib/mongodb
net:
  port: 27017
  maxIncomingConnections: 1000
`,
    },
    {
      bad: `
//- mongod.conf
net:
  port: 27017
  maxConns: 1000
  ^^^^^^^^ error: "net.maxIncomingConnections"
security:
^^^^^^^^ error: nothing below it
#  authorization: enabled
`,
      good: `
//- mongod.conf
net:
  port: 27017
  maxIncomingConnections: 1000
#security:
#  authorization: enabled
`,
    },
  ],
  *check(server, view) {
    if (!server.conf || server.conf.ini) return;
    const version = mongodVersion(server, view);
    for (const group of server.conf.emptyGroups) {
      if (isMongodGroup(group.name)) yield emptyGroup(group);
      else if (group.value.state === 'known') yield unknownOption(group);
    }
    for (const setting of judgedMongod(server)) {
      if (setting.file !== server.configuration) continue;
      const option = mongodOption(setting.name);
      if (option?.since !== undefined && version !== undefined && !atLeast(version, option.since)) {
        yield {
          at: setting.atName,
          setting: setting.name,
          message: `${setting.name} came with MongoDB ${option.since}: MongoDB ${version} does not start.`,
          fixes: fixWith(`Remove ${setting.name}`, 'review', setting.remove()),
        };
      } else if (!option && !mayBeForeign(setting.name)) yield unknownOption(setting);
    }
  },
});

function emptyGroup(group: MongodSetting): Verdict {
  return {
    at: group.atName,
    setting: group.name,
    message: `"${group.name}" has nothing below it: mongod takes it for an option that it does not know, and does not start.`,
    fixes: fixWith(`Remove ${group.name}`, 'review', group.remove()),
  };
}

function unknownOption(setting: MongodSetting): Verdict {
  const { name } = setting;
  if (isMongodGroup(name))
    return { at: setting.atName, setting: name, message: `"${name}" is a group: its options stand on lines below it.` };
  const meant = meantBy(name);
  if (meant === undefined)
    return {
      at: setting.atName,
      severity: 'information',
      setting: name,
      message: `MongoDB has no option "${shown(name)}" that Headroom knows: unless another build brings it along, mongod does not start.`,
    };
  const [group, key] = split(name);
  const [meantGroup, meantKey] = split(meant);
  const written = setting.file.text.slice(setting.nameSpan.start, setting.nameSpan.end);
  const mayRename = group === meantGroup && written === key;
  return {
    at: setting.atName,
    setting: meant,
    value: name,
    message: `mongod has no option "${shown(name)}" and does not start; "${meant}" is ${meant.toLowerCase() === name.toLowerCase() ? 'how it is written' : 'probably meant'}.`,
    fixes: mayRename
      ? fixWith(`Rename it to ${meantKey}`, meant.toLowerCase() === name.toLowerCase() ? 'safe' : 'review', [
          setting.file.edit(setting.nameSpan.start, setting.nameSpan.end, meantKey),
        ])
      : [],
  };
}

/** The option of that name in other letters, of that flag, in another group, or of nearly that name. */
function meantBy(name: string): string | undefined {
  const [group, key] = split(name);
  const names = [...mongodOptions().values()].filter(({ removed }) => removed === undefined).map((one) => one.name);
  const same = names.find((one) => one.toLowerCase() === name.toLowerCase());
  if (same !== undefined) return same;
  const ofFlag = optionOfFlag(key)?.name;
  if (ofFlag !== undefined && key.length > 3) return ofFlag;
  const elsewhere = names.filter((one) => split(one)[1].toLowerCase() === key.toLowerCase());
  if (elsewhere.length === 1 && key.length > 5) return elsewhere[0];
  const sibling = key.length > 3 && isMongodGroup(group) ? nearest(key, namesBelow(group)) : undefined;
  if (sibling !== undefined && Math.abs(sibling.length - key.length) <= 2 && names.includes(`${group}.${sibling}`))
    return `${group}.${sibling}`;
  const close = name.length > 7 ? nearest(name, names) : undefined;
  return close !== undefined && Math.abs(close.length - name.length) <= 2 ? close : undefined;
}

function split(name: string): [group: string, key: string] {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? ['', name] : [name.slice(0, dot), name.slice(dot + 1)];
}

function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
