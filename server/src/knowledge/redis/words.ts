/** What the words of an enumeration do, in one line each, where the word alone does not tell. */
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'maxmemory-policy': {
    noeviction: 'refuses writes when memory is full and keeps every key: for brokers and stores',
    'allkeys-lru': 'drops the keys that were not used for the longest time: for caches',
    'allkeys-lfu': 'drops the keys that are used least often: for caches with a few popular keys',
    'allkeys-lrm': 'drops the keys that were not changed for the longest time',
    'allkeys-random': 'drops keys at random',
    'volatile-lru': 'of the keys with an expiry time, drops those that were not used for the longest time',
    'volatile-lfu': 'of the keys with an expiry time, drops those that are used least often',
    'volatile-lrm': 'of the keys with an expiry time, drops those that were not changed for the longest time',
    'volatile-random': 'of the keys with an expiry time, drops some at random',
    'volatile-ttl': 'of the keys with an expiry time, drops those that expire next',
  },
  appendfsync: {
    everysec: 'syncs once a second: a crash loses about one second of writes',
    always: 'syncs before every answer: loses nothing, and is slow',
    no: 'leaves it to the kernel, on Linux about every 30 seconds',
  },
  supervised: {
    no: 'tells nobody',
    upstart: 'stops itself once it is ready',
    systemd: 'sends READY=1 to NOTIFY_SOCKET',
    auto: 'finds out from the environment',
  },
  'shutdown-on-sigterm': {
    default: 'saves where save points are set, and waits for replicas',
    save: 'saves even without save points',
    nosave: 'does not save',
    now: 'does not wait for replicas',
    force: 'ends even where saving fails',
  },
};

/** What a word of an enumeration does; undefined where its name says it. */
export function describeWord(directive: string, word: string): string | undefined {
  const words = WORDS[directive === 'shutdown-on-sigint' ? 'shutdown-on-sigterm' : directive];
  return words && Object.hasOwn(words, word) ? words[word] : undefined;
}
