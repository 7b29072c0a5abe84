import { mongoClientOption } from '../knowledge/mongodb/client-options';
import { formatDuration } from '../knowledge/nginx/units';
import type { MongoClientUse } from '../stack/python/mongo-clients';
import { isJudgedClient, isNone, numberIn, optionFix, undecided } from './python-clients';
import type { Verdicts } from './rule';
import { unlessEnvironment } from './unless-environment';

/** What a time leads to: a sentence that says how long, in words. */
export type TimeoutSentence = (time: string) => string;

/** Judges an option that counts milliseconds: absent, without end or above what is wanted. */
export function* judgeTimeout(
  client: MongoClientUse,
  name: string,
  wanted: number,
  sentence: TimeoutSentence,
): Verdicts {
  if (!isJudgedClient(client)) return;
  const option = client.effective(name);
  if (option.state === 'unknown') {
    yield undecided(client, option);
    return;
  }
  const set = option.state === 'known' ? option.setting : undefined;
  const number = !set ? Number(mongoClientOption(name)!.default) : isNone(option) ? 0 : numberIn(option);
  if (number === undefined) return;
  // 0 waits for ever, but for the choice of a server, which is tried once then.
  const forever = number === 0 && name !== 'serverSelectionTimeoutMS';
  if (!forever && number <= wanted) return;
  const guide = `${formatDuration(wanted)} are enough`;
  yield {
    at: set ? set.atValue : client.place,
    setting: name,
    ...(set ? { value: set.text } : {}),
    message: `${capitalised(`${set ? '' : `${name} is not set: `}${sentence(forever ? 'for ever' : formatDuration(number))}`)}${unlessEnvironment(option)}; ${guide}.`,
    fixes: optionFix(client, `Set ${name} to ${wanted}`, 'safe', [[name, wanted]]),
  };
}

function capitalised(text: string): string {
  // The name of an option keeps its spelling.
  return /^[a-z]+[A-Z]/.test(text) ? text : text[0]!.toUpperCase() + text.slice(1);
}
