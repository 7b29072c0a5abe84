/**
 * Old names that the documentation gives and no Celery reads, with the setting that they are meant for. Outside a
 * namespace they do nothing at all; the name that works is the setting's `oldName`.
 *
 * Written next to each other: the table of https://docs.celeryq.dev/en/stable/userguide/configuration.html#new-lowercase-settings
 * and `_TO_NEW_KEY` of https://github.com/celery/celery/blob/main/celery/app/defaults.py
 */
export const GHOST_NAMES: ReadonlyMap<string, string> = new Map([
  ['CELERYD_TIME_LIMIT', 'task_time_limit'],
  ['CELERYD_SOFT_TIME_LIMIT', 'task_soft_time_limit'],
  ['CELERY_TASK_REJECT_ON_WORKER_LOST', 'task_reject_on_worker_lost'],
  ['CELERY_RESULT_EXPIRES', 'result_expires'],
  ['CELERY_COMPRESSION', 'task_compression'],
  ['CELERY_TASK_ALWAYS_EAGER', 'task_always_eager'],
  ['CELERY_EAGER_PROPAGATES', 'task_eager_propagates'],
  ['CELERY_TASK_TRACK_STARTED', 'task_track_started'],
  ['CELERY_PUBLISH_RETRY', 'task_publish_retry'],
  ['CELERY_PUBLISH_RETRY_POLICY', 'task_publish_retry_policy'],
  ['CELERY_SEND_SENT_EVENT', 'task_send_sent_event'],
  ['CELERY_ENABLE_UTC', 'enable_utc'],
  ['CELERY_WORKER_LOG_FORMAT', 'worker_log_format'],
  ['CELERY_WORKER_TASK_LOG_FORMAT', 'worker_task_log_format'],
  ['CELERYD_REDIRECT_STDOUTS', 'worker_redirect_stdouts'],
  ['CELERYD_REDIRECT_STDOUTS_LEVEL', 'worker_redirect_stdouts_level'],
  ['CASSANDRA_COLUMN_FAMILY', 'cassandra_table'],
  ['CELERY_RESULT_DB_TABLE_NAMES', 'database_table_names'],
  ['CELERY_REDIS_BACKEND_CREDENTIAL_PROVIDER', 'redis_backend_credential_provider'],
]);

/** Environment variables that win over the setting: https://docs.celeryq.dev/en/stable/userguide/configuration.html */
export const ENVIRONMENT_OF_SETTING: Readonly<Record<string, string>> = {
  broker_url: 'CELERY_BROKER_URL',
  broker_read_url: 'CELERY_BROKER_READ_URL',
  broker_write_url: 'CELERY_BROKER_WRITE_URL',
  result_backend: 'CELERY_RESULT_BACKEND',
};
