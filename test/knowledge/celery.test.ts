import { expect, test } from 'vitest';
import {
  celeryNameFor,
  celerySetting,
  celerySettingNamed,
  celerySettings,
} from '../../server/src/knowledge/celery/settings';
import { retryDelays } from '../../server/src/knowledge/celery/task-options';

test('settings that are newer than the oldest Celery 5 say since when', () => {
  const since = Object.fromEntries(celerySettings().flatMap(({ name, since: from }) => (from ? [[name, from]] : [])));
  expect(since).toMatchObject({
    broker_connection_retry_on_startup: '5.3',
    worker_enable_prefetch_count_reduction: '5.4',
    worker_soft_shutdown_timeout: '5.5',
    task_default_queue_type: '5.5',
    worker_disable_prefetch: '5.6',
    worker_eta_task_limit: '5.6',
    task_acks_on_timeout: '5.7',
    broker_pool_acquire_timeout: '5.7',
  });
  expect(celerySettings().length).toBeGreaterThan(215);
  for (const { name, what, page } of celerySettings()) {
    expect(what, name).toMatch(/[^.]$/);
    expect(page).toMatch(/^https:\/\/docs\.celeryq\.dev\//);
  }
});

test('a name means a setting under one way of naming only', () => {
  const django = { namespace: 'CELERY' };
  const cases = [
    ['worker_concurrency', 'new', 'worker_concurrency'],
    ['WORKER_CONCURRENCY', 'new', undefined],
    ['CELERYD_CONCURRENCY', 'new', undefined],
    ['CELERYD_CONCURRENCY', 'old', 'worker_concurrency'],
    ['CELERYD_TIME_LIMIT', 'old', undefined],
    ['CELERYD_TASK_TIME_LIMIT', 'old', 'task_time_limit'],
    ['CELERY_ACKS_LATE', 'old', 'task_acks_late'],
    ['CELERY_ACKS_LATE', django, undefined],
    ['CELERY_TASK_ACKS_LATE', django, 'task_acks_late'],
    ['CELERY_TASK_REJECT_ON_WORKER_LOST', django, 'task_reject_on_worker_lost'],
    ['CELERY_RESULT_EXPIRES', django, 'result_expires'],
    ['BROKER_URL', django, undefined],
    ['CELERY_worker_concurrency', django, undefined],
    ['constructor', 'new', undefined],
  ] as const;
  for (const [name, naming, setting] of cases) expect(celerySettingNamed(name, naming)?.name, name).toBe(setting);
  expect(celeryNameFor(celerySetting('task_time_limit')!, { namespace: 'CELERY_' })).toBe('CELERY_TASK_TIME_LIMIT');
  expect(celeryNameFor(celerySetting('task_time_limit')!, 'old')).toBe('CELERYD_TASK_TIME_LIMIT');
});

test('the waits between tries double up to their most', () => {
  expect(retryDelays(1, 600, 3)).toEqual([1, 2, 4]);
  expect(retryDelays(60, 600, 6)).toEqual([60, 120, 240, 480, 600, 600]);
  expect(retryDelays(60, 600, -1)).toEqual([]);
});
