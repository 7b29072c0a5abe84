import type { ConfigFile } from '../settings/file';
import type { Fix, Safety, Undecided } from '../stack/finding';
import { type ClientUse, optionNumber, UrlSetting } from '../stack/python/clients';
import type { MongoClientUse } from '../stack/python/mongo-clients';
import type { RedisClientUse } from '../stack/python/redis-clients';
import type { EffectivePython } from '../stack/python/setting';
import { pythonString } from '../stack/python/write';
import type { FileEdit } from '../text/edit';

export { isJudgedClient } from '../stack/python/judged-client';

/** Whether the process runs Celery's tasks, one at a time as a rule. */
export function servesTasks(client: ClientUse): boolean {
  const { text } = client.file;
  return client.built.kind === 'task' || (/celery/i.test(text) && /@(\w+\.)?(shared_)?task\b/.test(text));
}

/** The number that is in force; undefined where there is none or it is not known. */
export function numberIn(inForce: EffectivePython): number | undefined {
  return inForce.state === 'known' ? optionNumber(inForce.value, inForce.setting.carrier) : undefined;
}

export function isNone(inForce: EffectivePython): boolean {
  return inForce.state === 'known' && inForce.value.type === 'none';
}

/** The text that is in force, of a text or of what a connection string says: `majority`, `1`. */
export function wordIn(inForce: EffectivePython): string | undefined {
  if (inForce.state !== 'known') return undefined;
  const { type, value } = inForce.value;
  return type === 'str' || type === 'int' ? String(value) : undefined;
}

/** Whether a switch is off, as a keyword or, written `false`, in a connection string. */
export function isOff(inForce: EffectivePython): boolean {
  if (inForce.state !== 'known') return false;
  const { type, value } = inForce.value;
  return (type === 'bool' && value === false) || (type === 'str' && value === 'false');
}

/** That an option can't be judged, with the reason. */
export function undecided(client: ClientUse, inForce: EffectivePython & { readonly state: 'unknown' }): Undecided {
  return { at: inForce.setting?.atValue ?? client.place, unknown: inForce.reason };
}

/** The value of an option: a text that Python quotes, or what Python writes without quotes. */
export type OptionValue = number | boolean | { readonly text: string };

/** A fix that brings options into force; none where nobody can tell where they belong. */
export function optionFix(
  client: ClientUse,
  title: string,
  safety: Safety,
  values: readonly (readonly [name: string, value: OptionValue])[],
  tier?: string,
): Fix[] {
  const edits = write(client, values);
  const shared = values.some(([name]) => !isOwn(client.effective(name)));
  return edits && edits.length > 0
    ? [{ title, safety: shared ? 'review' : safety, edits, ...(tier === undefined ? {} : { tier }) }]
    : [];
}

/** Whether a new value changes this setting alone, without a name or a variable behind which others may read it. */
function isOwn(inForce: EffectivePython): boolean {
  return inForce.state === 'absent' || inForce.setting?.isOwn !== false;
}

function write(
  client: ClientUse,
  values: readonly (readonly [name: string, value: OptionValue])[],
): readonly FileEdit[] | undefined {
  const edits: FileEdit[] = [];
  const missing: [string, string][] = [];
  for (const [name, value] of values) {
    const inForce = client.effective(name);
    const setting = inForce.state === 'absent' ? undefined : inForce.setting;
    if (setting instanceof UrlSetting) edits.push(...setting.set(inUrl(value)));
    else if (setting) edits.push(...setting.set(inPython(client, value)));
    else missing.push([name, inPython(client, value)]);
  }
  if (missing.length === 0) return edits;
  const added = client.insert(...missing);
  return added.length > 0 ? [...edits, ...added] : undefined;
}

function inUrl(value: OptionValue): string {
  return typeof value === 'object' ? value.text : String(value);
}

function inPython(client: ClientUse, value: OptionValue): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? pythonString(client.file, value.text) : String(value);
}

/** Whether a client talks to one server for certain, and not to a replica set, which elects a primary of its own. */
export function isStandalone(client: MongoClientUse): boolean {
  return (
    client.hosts.length === 1 &&
    client.effective('replicaSet').state === 'absent' &&
    !/srv$/.test(client.url?.parsed.scheme ?? '')
  );
}

/** Whether operations wait in tasks of an event loop, not in threads of the process. */
export function isAsynchronous({ callee }: MongoClientUse): boolean {
  return /\.(motor_asyncio|motor_tornado|asynchronous)\.|\.(AsyncMongoClient|AsyncIOMotorClient)$/.test(callee);
}

/** Whether a client of Redis makes its connections itself, so that its own options hold. */
export function ownsConnections(client: RedisClientUse): boolean {
  return client.pool === 'own';
}

/** Commands of Redis that wait on purpose, and need no end of it. */
const BLOCKING =
  /\b(pubsub|subscribe|listen|get_message|xread|xreadgroup|bl(m?pop|move)|br(pop|poplpush)|bz(m?pop|popmin|popmax)|block)\b/;

/** Whether a client of Redis may hold its connection while it waits for what others send. */
export function blocksOnPurpose({ file }: RedisClientUse): boolean {
  let blocks = blocking.get(file);
  if (blocks === undefined) {
    blocks = BLOCKING.test(file.text);
    blocking.set(file, blocks);
  }
  return blocks;
}

/** A file never changes, and may have many clients. */
const blocking = new WeakMap<ConfigFile, boolean>();
