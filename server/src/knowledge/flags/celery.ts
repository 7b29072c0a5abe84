import { type FlagGrammar, flagTable } from './grammar';

const PAGE = 'https://docs.celeryq.dev/en/stable/reference/cli.html';

/** What stands before the subcommand, and is refused behind it since Celery 5. */
export const CELERY_GLOBAL: FlagGrammar = {
  program: 'celery',
  reading: 'click',
  complete: true,
  page: PAGE,
  flags: flagTable(`
. text --app -A
broker_url text --broker -b
result_backend text --result-backend
. text --loader
. text --config
. text --workdir
. none --no-color -C
. none --quiet -q
. none --version
. none --skip-checks
. none --help`),
};

const DAEMON = `
. text --logfile -f
. text --pidfile
. text --uid
. text --gid
. text --umask
. text --executable
. none --help`;

/** `celery worker`. Applications may add options of their own. */
export const CELERY_WORKER: FlagGrammar = {
  program: 'celery worker',
  reading: 'click',
  complete: false,
  page: PAGE,
  flags: flagTable(`
. text --hostname -n
. none --detach -D
worker_state_db text --statedb -S
. text --loglevel -l
. [default,fair] -O --optimization
worker_prefetch_multiplier int --prefetch-multiplier
worker_disable_prefetch none --disable-prefetch >5.6
worker_concurrency int --concurrency -c
worker_pool [prefork,eventlet,gevent,solo,processes,threads,custom] --pool -P
worker_send_task_events none --task-events -E --events
task_time_limit float --time-limit
task_soft_time_limit float --soft-time-limit
worker_max_tasks_per_child int --max-tasks-per-child
worker_max_memory_per_child int --max-memory-per-child
. none --purge --discard
queues text --queues -Q
. text --exclude-queues -X
. text --include -I
. none --without-gossip
. none --without-mingle
. none --without-heartbeat
. int --heartbeat-interval
autoscale autoscale --autoscale
. none --beat -B
beat_schedule_filename text --schedule-filename -s --schedule
beat_scheduler text --scheduler${DAEMON}`),
};

/** `celery beat`. */
export const CELERY_BEAT: FlagGrammar = {
  program: 'celery beat',
  reading: 'click',
  complete: false,
  page: PAGE,
  flags: flagTable(`
. none --detach
beat_schedule_filename text --schedule -s
beat_scheduler text --scheduler -S
beat_max_loop_interval int --max-interval
. text --loglevel -l${DAEMON}`),
};

/** `celery multi start`, which hands on what it doesn't know, with `-c:1` for the first worker alone. */
export const CELERY_MULTI: FlagGrammar = {
  ...CELERY_WORKER,
  program: 'celery multi',
  reading: 'multi',
  flags: [...CELERY_GLOBAL.flags.filter(({ spellings }) => spellings[0] !== '--help'), ...CELERY_WORKER.flags],
};

/** Options of Celery 3 and 4 that 5 refuses, with the one to write instead. */
export const OLD_CELERY_FLAGS: ReadonlyMap<string, string> = new Map([
  ['--maxtasksperchild', '--max-tasks-per-child'],
  ['--maxmemperchild', '--max-memory-per-child'],
  ['--time_limit', '--time-limit'],
  ['--soft_time_limit', '--soft-time-limit'],
  ['--max_tasks_per_child', '--max-tasks-per-child'],
  ['--max_memory_per_child', '--max-memory-per-child'],
  ['--prefetch_multiplier', '--prefetch-multiplier'],
  ['--no-execv', ''],
]);
