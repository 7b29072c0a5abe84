/** Options of `@app.task`, `@shared_task` and attributes of a `Task` class. */
export interface TaskOption {
  readonly name: string;
  readonly type: 'int' | 'number' | 'bool' | 'string' | 'exceptions' | 'dict' | 'rate' | 'any';
  readonly mayBeNone: boolean;
  /** As Python writes it; where a setting gives it, that setting's default. */
  readonly default: string;
  readonly unit: 'seconds' | undefined;
  /** The setting from which tasks without the option take it. */
  readonly setting: string | undefined;
  readonly since: string | undefined;
  /** Says how a task that failed is tried again; as a setting Celery does not read it. */
  readonly ofRetries: boolean;
  readonly what: string;
  readonly page: string;
}

export const CELERY_TASKS_PAGE = 'https://docs.celeryq.dev/en/stable/userguide/tasks.html';

/** NAME TYPE[?] [@s] [>SINCE] [:setting] [r] = DEFAULT | what it does */
const TABLE = `
name string? = None | Name of the task; None takes module and function
bind bool = False | The function receives the task itself as its first argument
base any? = None | Class of the task
typing bool? = None | Arguments are checked when the task is sent
throws exceptions = () | Exceptions that are expected and logged in one line
max_retries int? r = 3 | Tries after the first; None never gives up
default_retry_delay number @s r = 180 | Wait before the next try, where no backoff and no countdown says otherwise
autoretry_for exceptions r = () | Exceptions after which the task is tried again by itself
dont_autoretry_for exceptions >5.3 r = () | Exceptions among those of autoretry_for after which it is not
retry_kwargs dict r = {} | Arguments of retry() for tasks that are tried again by themselves
retry_backoff number @s r = False | First wait of tasks that are tried again by themselves; it doubles each time. True is 1 second
retry_backoff_max int @s r = 600 | Longest wait between tries
retry_jitter bool r = True | The wait is drawn by chance between none and the full one, so that tasks don't come back all at once
rate_limit rate? :task_default_rate_limit = None | How often the task may start on each worker
time_limit number? @s :task_time_limit = None | Kills the process of the task when it runs longer
soft_time_limit number? @s :task_soft_time_limit = None | Raises SoftTimeLimitExceeded in the task when it runs longer
ignore_result bool :task_ignore_result = False | What the task returns is not stored
store_errors_even_if_ignored bool :task_store_errors_even_if_ignored = False | Its errors are stored all the same
store_eager_result bool :task_store_eager_result = False | Its result is stored when it runs at once
serializer string :task_serializer = 'json' | How its arguments are written
compression string? :task_compression = None | How its messages are compressed
backend any? :result_backend = None | Where its results are stored
acks_late bool :task_acks_late = False | Its message is acknowledged when it has ended instead of when it begins
acks_on_failure_or_timeout bool :task_acks_on_failure_or_timeout = True | With late acknowledgment, it is acknowledged too when it fails or times out
acks_on_failure bool? >5.7 :task_acks_on_failure = None | With late acknowledgment, it is acknowledged too when it fails
acks_on_timeout bool? >5.7 :task_acks_on_timeout = None | With late acknowledgment, it is acknowledged too when it times out
reject_on_worker_lost bool? :task_reject_on_worker_lost = None | With late acknowledgment, it goes back to the queue when its process is killed
track_started bool :task_track_started = False | It reports when it has begun
send_events bool = True | Its events are sent, where the worker sends events
trail bool = True | It remembers the tasks that it sends
priority int? :task_default_priority = None | Its priority
expires number? @s = None | Age at which its message is thrown away
queue string? = None | Queue to which it goes
exchange string? = None | Exchange to which it goes
routing_key string? = None | Routing key of its messages
resultrepr_maxsize int = 1024 | Length of its result in the log
pydantic bool >5.5 = False | Arguments and result are checked by their Pydantic types
shared bool = True | It is known to every app
lazy bool = True | It is made when it is first used
`;

let loaded: ReadonlyMap<string, TaskOption> | undefined;

/** What is known of a task's option. */
export function taskOption(name: string): TaskOption | undefined {
  return catalogue().get(name);
}

export function taskOptions(): readonly TaskOption[] {
  return [...catalogue().values()];
}

function catalogue(): ReadonlyMap<string, TaskOption> {
  loaded ??= new Map(readTable().map((one) => [one.name, one]));
  return loaded;
}

const ROW = /^(\w+) (\w+)(\?)?((?: (?:[@>:]\S+|r))*) = (.*?) \| (.*)$/;
/** Options that the documentation describes in one place each. */
const DOCUMENTED =
  /^(name|max_retries|throws|default_retry_delay|rate_limit|time_limit|soft_time_limit|ignore_result|store_errors_even_if_ignored|serializer|compression|backend|acks_late|track_started|autoretry_for|dont_autoretry_for|retry_kwargs|retry_backoff|retry_backoff_max|retry_jitter)$/;

function readTable(): TaskOption[] {
  return TABLE.split('\n').flatMap((line) => {
    const row = ROW.exec(line);
    if (!row) return [];
    const [, name, type, none, marks, value, what] = row;
    const list = marks!.split(' ');
    const mark = (sign: string) => list.find((one) => one.startsWith(sign))?.slice(1);
    return [
      {
        name: name!,
        type: type as TaskOption['type'],
        mayBeNone: none !== undefined,
        default: value!,
        unit: mark('@') === 's' ? ('seconds' as const) : undefined,
        setting: mark(':'),
        since: mark('>'),
        ofRetries: list.includes('r'),
        what: what!,
        page: DOCUMENTED.test(name!) ? `${CELERY_TASKS_PAGE}#Task.${name}` : CELERY_TASKS_PAGE,
      },
    ];
  });
}

/**
 * Waits in seconds before each further try of a task that is tried again by itself, at their longest: chance shortens
 * them unless `retry_jitter` is off. Celery multiplies whole seconds: a backoff of True is 1.
 */
export function retryDelays(backoff: number, most: number, tries: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.min(tries, 30)) }, (_, done) => Math.min(most, backoff * 2 ** done));
}
