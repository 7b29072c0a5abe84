import { type MongodOption, mongodOption, mongodRefusal } from '../../knowledge/mongodb/mongod-options';
import type { MongodSetting } from '../../settings/mongod-conf';
import type { Fix, Verdict } from '../../stack/finding';
import { judgedMongod } from '../../stack/mongodb/judged';
import { fixWith } from '../fixes';
import { mongodRule } from '../rule';

export default mongodRule({
  summary: 'A value that mongod refuses',
  severity: 'error',
  from: 'development',
  why: 'mongod reads every value as a text first and then as what the option is: true or false and nothing else, whole numbers without a unit, sizes in the unit that the name says. One value that it can’t read keeps it from starting.',
  unless: 'There is no case for it: mongod does not start.',
  sources: ['https://www.mongodb.com/docs/manual/reference/configuration-options/'],
  examples: [
    {
      bad: `
//- mongod.conf
systemLog:
  destination: file
  logAppend: yes
             ^^^ error: true or false
  path: /var/log/mongodb/mongod.log
storage:
  wiredTiger:
    engineConfig:
      cacheSizeGB: 2GB
                   ^^^ error: without a unit
`,
      good: `
//- mongod.conf
systemLog:
  destination: file
  logAppend: true
  path: /var/log/mongodb/mongod.log
storage:
  wiredTiger:
    engineConfig:
      cacheSizeGB: 2
`,
    },
    {
      bad: `
//- mongod.conf
net:
  port: 270170
        ^^^^^^ error: from 0 to 65535
security:
  authorization: true
                 ^^^^ error: enabled or disabled
storage:
  wiredTiger:
    engineConfig:
      cacheSizeGB: 0.1
                   ^^^ error: from 0.25 to 10000
`,
      good: `
//- mongod.conf
net:
  port: 27017
security:
  authorization: enabled
storage:
  wiredTiger:
    engineConfig:
      cacheSizeGB: 0.25
`,
    },
  ],
  *check(server) {
    for (const setting of judgedMongod(server)) {
      const option = mongodOption(setting.name);
      // A flag without a value is a matter of the command line.
      if (!option || (setting.file !== server.configuration && setting.empty)) continue;
      const verdict = wrongShape(option, setting) ?? wrongValue(option, setting);
      if (verdict) yield verdict;
    }
  },
});

function wrongShape({ name, type }: MongodOption, setting: MongodSetting): Verdict | undefined {
  const wanted = type === 'list' || type === 'map' ? type : 'scalar';
  const isFlag = setting.file.kind !== 'mongod';
  if (
    isFlag ||
    wanted === setting.shape ||
    (wanted !== 'scalar' && setting.value.state === 'unknown' && setting.shape === 'scalar')
  )
    return undefined;
  const message = {
    list: `${name} is a list: each of its values begins with "- ".`,
    map: `${name} holds parameters by their names, each on a line below it.`,
    scalar: `${name} is a single value.`,
  }[wanted];
  return { at: setting.atName, setting: name, value: setting.text, message };
}

function wrongValue(option: MongodOption, setting: MongodSetting): Verdict | undefined {
  if (setting.value.state !== 'known' || setting.shape !== 'scalar') return undefined;
  const refusal = mongodRefusal(option, setting.value.value);
  if (!refusal) return undefined;
  return {
    at: setting.atValue,
    setting: option.name,
    value: setting.text,
    message: refusal.message,
    fixes: refusal.meant === undefined ? perhapsMeant(option, setting) : set(option, setting, refusal.meant, 'safe'),
  };
}

function set({ name }: MongodOption, setting: MongodSetting, value: string, safety: Fix['safety']): Fix[] {
  return fixWith(`Set ${name} to ${value}`, safety, setting.set(value));
}

/** A number with a unit that fits the name, or the option's default. */
function perhapsMeant(option: MongodOption, setting: MongodSetting): Fix[] {
  const { name, type } = option;
  const written = setting.value.state === 'known' ? setting.value.value : '';
  const found = /^(\d+(?:\.\d+)?)\s*(gi?b?|mi?b?|ms|s)$/i.exec(written);
  const unit = /(GB|MB|Ms|Secs)$/.exec(name)?.[1]?.toLowerCase();
  if (
    found &&
    unit?.startsWith(found[2]!.toLowerCase().slice(0, 1)) &&
    (found[2]!.toLowerCase() === 'ms') === (unit === 'ms')
  )
    return mongodRefusal(option, found[1]!) ? [] : set(option, setting, found[1]!, 'review');
  return type === 'enum' || option.default === undefined || option.default === written
    ? []
    : fixWith(`Set ${name} to ${option.default} (mongod’s default)`, 'review', setting.set(option.default));
}
